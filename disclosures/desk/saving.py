"""Saving what was typed, together with the sums that follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from disclosures import actions
from disclosures.actions import Edited
from disclosures.desk.grid.codes import with_lines
from disclosures.history import completed, last_change
from disclosures.models import Disclosure, Event
from disclosures.refusal import BAD_EDIT, ActionRefused
from disclosures.store import assemble
from fiscal.edits import Change, Conflict, EditError, replay
from fiscal.finding import error
from fiscal.narrative.defaults import without_proposals
from fiscal.recalculation import recalculation, without_amounts
from fiscal.reference import Reference
from fiscal.report import Report
from fiscal.rescoring import rescoring
from units.models import User
from units.reference_db import reference

_ATTEMPTS = 3


def save(
    *,
    disclosure: Disclosure,
    typed: Sequence[Change],
    by: User,
    at: datetime,
    exact: bool = False,
) -> Edited:
    """``actions.edit`` with the lines that ``typed`` needs and the sums that follow from it.

    Only what was typed can conflict: where a sum changed meanwhile, it is computed again. With
    ``exact`` nothing but ``typed`` is done.
    """
    if exact:
        changes = [*typed, *_left_empty(assemble(disclosure), typed)]
        return actions.edit(disclosure=disclosure, changes=changes, by=by, at=at)
    books = reference(disclosure.year)
    for _ in range(_ATTEMPTS):
        report = assemble(disclosure)
        wanted, sums = _with_what_follows(typed, disclosure, report, books)
        edited = actions.edit(disclosure=disclosure, changes=[*wanted, *sums], by=by, at=at)
        computed = {change.path for change in sums} - {change.path for change in typed}
        clashes = tuple(one for one in edited.conflicts if one.path not in computed)
        if clashes or not edited.conflicts:
            return replace(edited, conflicts=clashes)
    return edited


def _with_what_follows(
    typed: Sequence[Change], disclosure: Disclosure, report: Report, books: Reference
) -> tuple[Sequence[Change], Sequence[Change]]:
    """What was typed with the lines it needs and without texts that are printed anyway, and the
    sums, rates and scores to be set then.
    """
    try:
        wanted = with_lines(typed, report, books)
        sums = recalculation(report, wanted, books)
        emptied = without_amounts(report, [*wanted, *sums])
        if any(one.path.startswith("texts/") for one in wanted):
            after = completed(disclosure, replay(report, [*wanted, *sums]).report)
            wanted = tuple(without_proposals(wanted, after, books))
        return wanted, (*sums, *emptied, *rescoring(report, wanted, books))
    except EditError as wrong:
        raise ActionRefused(
            error(BAD_EDIT, problem.path, problem.message) for problem in wrong.problems
        ) from wrong


def _left_empty(report: Report, changes: Sequence[Change]) -> Iterator[Change]:
    """The changes that take away the statements whose last line ``changes`` take away."""
    for number, statement in replay(report, changes).report.statements.items():
        if not statement.lines and report.statement(number).lines:
            yield Change(f"statements/{number}", None, None)


def last_touched(disclosure: Disclosure, conflict: Conflict) -> Event | None:
    """The latest event that set the value which now stands in the way."""
    return last_change(disclosure, conflict.path)
