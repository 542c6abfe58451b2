"""What confirming an upload would change in a draft, value by value and part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from disclosures.history import prior_report
from disclosures.intake import Intake
from disclosures.keeping import NOTHING, keeping
from disclosures.models.job import Job, JobKind
from disclosures.placing import place
from disclosures.refusal import BAD_EDIT
from fiscal.addresses import locate
from fiscal.codec import to_plain
from fiscal.edits import Change, EditError, apply, difference, leaves
from fiscal.fill import fill
from fiscal.finding import Finding, error
from fiscal.narrative.defaults import without_proposals
from fiscal.recalculation import partial_sums, recalculation, sums_above
from fiscal.report import Report
from units.reference_db import reference

# Files replace these as a whole, or not at all.
_PERFORMANCE: Mapping[str, Any] = {"unit_evaluation": None, "projects": (), "targets": ()}


class Sort(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    MISSING = "missing"
    COMPUTED = "computed"
    UNREAD = "unread"

    @property
    def label(self) -> str:
        return _LABELS[self.value]


_LABELS = {
    "new": "新增", "changed": "改动", "missing": "文件中没有", "computed": "随之算出",
    "unread": "未能读取，保留原值",
}  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """``before`` is the draft, ``after`` what it would be; ``intake`` is where that comes from.

    As when somebody types, sums follow what the files bring. With ``problems`` it cannot be
    carried out, and ``after`` is the draft as it is.
    """

    before: Report
    intake: Intake
    only_blanks: bool = False
    prior: Report | None = None  # last year's as published

    @property
    def after(self) -> Report:
        return self._outcome[0]

    @property
    def problems(self) -> tuple[Finding, ...]:
        return self._outcome[1]

    @cached_property
    def _outcome(self) -> tuple[Report, tuple[Finding, ...]]:
        try:
            return apply(self.before, (*self._brought, *self._sums)), ()
        except EditError as wrong:
            found = (error(BAD_EDIT, item.path, item.message) for item in wrong.problems)
            return self.before, tuple(found)

    @cached_property
    def _brought(self) -> tuple[Change, ...]:
        """What the files change. Raises ``EditError``."""
        own, (_, placed), books = self.before, self._placed, reference(self.before.year)
        unit = replace(placed.unit, name=own.unit.name, code=own.unit.code)
        placed = replace(placed, unit=unit, year=own.year, kind=own.kind)
        whole = fill(placed, books, self.prior)
        return tuple(without_proposals(difference(own, placed), whole, books))

    @cached_property
    def _placed(self) -> tuple[Report, Report]:
        """The draft with what the files carry; and with what stays where they are in doubt."""
        source = self.intake.report
        if source is None or not self.intake.acceptable:
            return self.before, self.before
        placed = place(self.before, source, self.intake.carried, self._stated())
        if not self.intake.doubtful:
            return placed, placed
        kept = keeping(placed, self.before, self.intake.doubtful)
        # A sum without an amount that could not be read is not known any better.
        changes, books = difference(placed, kept), reference(self.before.year)
        kept = keeping(kept, self.before, sums_above(kept, changes, books))
        return placed, apply(kept, partial_sums(kept, self.intake.doubtful, books))

    @cached_property
    def unread(self) -> tuple[Change, ...]:
        """What stays as it is because the files could not be read there."""
        if self.problems or not self.intake.doubtful:
            return ()
        changed = {one.path for one in self.changes}
        kept = leaves(difference(*self._placed))
        return tuple(
            Change(one.path, one.new, one.new)
            for one in kept
            if one.new not in NOTHING and one.path not in changed and _tells(one)
        )

    @cached_property
    def _sums(self) -> tuple[Change, ...]:
        amounts = [one for one in self._brought if one.path.startswith("statements/")]
        if not amounts:
            return ()
        return recalculation(self.before, amounts, reference(self.before.year))

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        fields = {field_of(one.path) for one in self._brought}
        if fields <= _PERFORMANCE.keys() and not self.problems:
            return self._brought  # as compared already; nothing is computed from them
        return difference(self.before, self.after)

    @property
    def values(self) -> tuple[Change, ...]:
        """The changes to be shown: statements by single amounts, records of lists as a whole."""
        return tuple(_values(self.changes))

    def sort_of(self, change: Change) -> Sort:
        """What kind of change one of ``values`` is, or of ``unread``."""
        if change.old == change.new:
            return Sort.UNREAD
        return Sort.COMPUTED if change.path in self._computed else sort_of(change)

    @cached_property
    def _computed(self) -> frozenset[str]:
        return frozenset(change.path for change in self._sums)

    @cached_property
    def kept(self) -> tuple[Change, ...]:
        """What the draft has in parts that the files carry, while the files do not; it stays."""
        source = self.intake.report
        if source is None or not self.intake.acceptable:
            return ()
        parts = {part_of(path) for path in self.intake.places}
        replaced = {part: none for part, none in _PERFORMANCE.items() if part in parts}
        rest = (replace(one, **replaced) for one in (source, self.after))
        missing = _values(difference(*rest))
        told = self._computed.union(one.path for one in self.unread)
        return tuple(
            one
            for one in missing
            if one.old in NOTHING and part_of(one.path) in parts and one.path not in told
        )

    @property
    def touched(self) -> frozenset[str]:
        """The fields of a Report that would change, as ``actions.apply_upload`` takes them."""
        return frozenset(field_of(change.path) for change in self.changes)

    def _stated(self) -> tuple[str, ...]:
        if not self.only_blanks:
            return self.intake.stated
        tree = to_plain(self.before)
        return tuple(path for path in self.intake.stated if locate(tree, path).get() in NOTHING)


def proposal(job: Job, before: Report) -> Proposal:
    """What the result of ``job`` would make of a draft. Texts as a start never replace any."""
    only_blanks, prior = job.kind == JobKind.TEXTS, prior_report(job.disclosure)
    return Proposal(before, Intake.of_text(job.result), only_blanks, prior)


def sort_of(change: Change) -> Sort:
    if change.old in NOTHING:
        return Sort.NEW
    return Sort.MISSING if change.new in NOTHING else Sort.CHANGED


def field_of(path: str) -> str:
    """The field of the Report that an address is in."""
    return path.partition("/")[0]


def part_of(path: str) -> str:
    """``statements/05`` of a statement's address, of others their first name."""
    names = path.split("/")
    return "/".join(names[: 2 if names[0] == "statements" else 1])


def _values(changes: Iterable[Change]) -> Iterator[Change]:
    for change in changes:
        if change.path.startswith("statements/"):
            yield from (one for one in leaves([change]) if _tells(one))
        elif change.old not in NOTHING or change.new not in NOTHING:
            yield change


def _tells(change: Change) -> bool:
    """Not the name of a line that comes or goes: its amounts are shown under that name."""
    blank = change.old in NOTHING or change.new in NOTHING
    return not (blank and change.path.endswith(("/name", "/parents")))
