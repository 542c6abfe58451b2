"""Wording proposed where nothing happened: 严格按照预算执行，预决算无差异 and the like.

The book ``default_text`` holds it as data: code = ``<paragraph>.<slot>.<condition>`` where the
condition on the figures bound to the slot is ``zero`` (both are zero) or ``equal``.
"""

from __future__ import annotations

from fiscal.narrative.bindings import addresses
from fiscal.narrative.figures import Figure, figure, figure_last
from fiscal.narrative.template import Literal, parse
from fiscal.reference import Reference
from fiscal.report import Report

BOOK = "default_text"
_YEARS = {"year": 0, "last_year": -1}


def default_text(report: Report, reference: Reference, paragraph: str, slot: str) -> str:
    """The proposal for a free text, empty when something happened that needs a reason."""
    first, second = _compared(report, addresses(paragraph, slot))
    if first is None or first != second:
        return ""
    zero = reference.find(BOOK, f"{paragraph}.{slot}.zero") if first == 0 else None
    found = zero or reference.find(BOOK, f"{paragraph}.{slot}.equal")
    return _filled(found.name, report.year) if found else ""


def _compared(report: Report, where: tuple[str, ...]) -> tuple[Figure, Figure]:
    if not where:
        return None, None
    second = figure(report, where[1]) if len(where) > 1 else figure_last(report, where[0])
    return figure(report, where[0]), second


def _filled(text: str, year: int) -> str:
    return "".join(
        token.text if isinstance(token, Literal) else str(year + _YEARS[token.name])
        for token in parse(text)
    )
