"""Real disclosures: every line of their text is understood, and printed again as it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fiscal.narrative import Recovered, SourceLine, narrative, recover
from units.reference import shipped_reference

pytestmark = pytest.mark.samples

REFERENCE = shipped_reference(2024)
DISCLOSURES = ["changji-government-office-2024.txt", "changji-sasac-2024.txt"]


def text_lines(path: Path) -> list[SourceLine]:
    """Lines that are no table cells; the export indents cells by a tab."""
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    return [
        SourceLine(line, f"第{number}行")
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("\t")
    ]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def opened(path: Path) -> tuple[list[SourceLine], Recovered]:
    lines = text_lines(path)
    return lines, recover(lines, REFERENCE)


@pytest.mark.parametrize("name", DISCLOSURES)
def test_every_line_is_placed(samples: Path, name: str) -> None:
    lines, recovered = opened(samples / name)
    assert recovered.placed == frozenset(range(len(lines)))


@pytest.mark.parametrize("name", DISCLOSURES)
def test_every_paragraph_is_printed_again_as_it_was(samples: Path, name: str) -> None:
    """But for the title, 十一 (its figures come from the evaluations) and lines with a finding."""
    lines, recovered = opened(samples / name)
    noted = {finding.source for finding in recovered.findings}
    printed = [
        squeezed(p.text)
        for p in narrative(recovered.report, REFERENCE)
        if p.id not in ("title", "s11.body")
    ]
    first = next(i for i, line in enumerate(lines) if squeezed(line.text) == printed[0])
    source = [
        squeezed(line.text)
        for line in lines[first:]
        if line.source not in noted and "预算绩效管理形成整体支出绩效自评表" not in line.text
    ]
    assert printed == source


def test_the_findings_are_the_two_known_peculiarities(samples: Path) -> None:
    office, sasac = (opened(samples / name)[1] for name in DISCLOSURES)
    assert [(f.rule, f.where) for f in office.findings] == [("TX-03", "texts/s11.body.problems")]
    assert [f.rule for f in sasac.findings] == ["TX-06"]  # no title


def test_last_years_figures_and_codes_are_recovered(samples: Path) -> None:
    report = opened(samples / DISCLOSURES[1])[1].report
    assert (report.staff.active, report.staff.active_last) == (22, 21)
    assert report.amount("07", "2290402", "total") == 170_000_000
    assert report.cell("08", "2239999", "total").last == 828_300
    assert report.cell("01", "grand_total_income", "amount").last == 7_885_100
    assert report.statement("06").line("30231") is not None
