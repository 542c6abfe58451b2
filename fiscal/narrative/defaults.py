"""Wording proposed where nothing happened: 严格按照预算执行，预决算无差异 and the like.

The book ``default_text`` holds it as data: code = ``<paragraph>.<slot>.<condition>`` where the
condition on the figures bound to the slot is ``zero`` (both are zero) or ``equal``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from fiscal.edits import Change
from fiscal.narrative.bindings import addresses
from fiscal.narrative.figures import Figure, figure, figure_last
from fiscal.narrative.template import Literal, clean_text, parse
from fiscal.reference import Reference
from fiscal.report import Report

BOOK = "default_text"
_TERMS = "term"
_YEARS = {"year": 0, "last_year": -1}


def default_text(report: Report, reference: Reference, paragraph: str, slot: str) -> str:
    """The proposal for a free text, empty when something happened that needs a reason."""
    first, second = _compared(report, addresses(paragraph, slot))
    if first is None or first != second:
        return ""
    zero = reference.find(BOOK, f"{paragraph}.{slot}.zero") if first == 0 else None
    found = zero or reference.find(BOOK, f"{paragraph}.{slot}.equal")
    return _filled(found.name, report.year) if found else ""


def standard_terms(reference: Reference) -> tuple[str, ...]:
    """第三部分 where the unit has none of its own."""
    return tuple(item.name for item in reference.book(_TERMS))


def without_proposals(
    changes: Iterable[Change], whole: Report, reference: Reference
) -> Iterator[Change]:
    """The changes, less new texts that say just what is printed in their place anyway.

    A document prints them, and whoever types leaves them out: both are to give the same draft.
    ``whole`` is the Report after the changes, with its sums.
    """
    for one in changes:
        is_proposed = not one.old and _is_proposal(one, whole, reference)
        yield replace(one, new=None) if is_proposed else one


def _is_proposal(change: Change, report: Report, reference: Reference) -> bool:
    if change.path == "terms":
        return bool(change.new == list(standard_terms(reference)))
    group, _, key = change.path.partition("/")
    if group != "texts" or not isinstance(change.new, str):
        return False
    paragraph, _, slot = key.partition("#")[0].rpartition(".")
    proposal = default_text(report, reference, paragraph, slot)
    return bool(proposal) and clean_text(change.new) == proposal


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
