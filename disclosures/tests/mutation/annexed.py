"""The nine statements of a Word file: what is broken in a draft, broken in its printed tables.

The text before them stays as it was. Last year's amounts are not printed in them.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from disclosures.compose import compose
from disclosures.render.docx import render_docx
from disclosures.tests.mutation.model import KINDS, Kind, Mutant, kind
from fiscal.report import Report
from units.reference import shipped_reference

_BROKEN = (
    "报表：多写一位", "报表：把元当万元", "报表：正负号反了", "报表：合计改动",
    "报表：移到另一列", "报表：漏一行", "报表：科目编码错一位", "报表：科目名称错一字",
)  # fmt: skip


def _printed(drafted: Kind) -> None:
    @kind(f"Word中的{drafted.name}")
    def make(report: Report, random: Random) -> Mutant | None:
        mutant = drafted.make(report, random)
        if mutant is None or mutant.report is None:
            return None
        document = compose(report, shipped_reference(report.year), imported=True)
        file = render_docx(replace(document, report=mutant.report))
        return Mutant(mutant.where, file=file)


for one in [one for one in KINDS if one.name in _BROKEN]:
    _printed(one)
