"""What confirming an upload would change in a draft, value by value and part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from disclosures.history import prior_report
from disclosures.intake import Intake
from disclosures.job import Job, JobKind
from disclosures.placing import place
from disclosures.refusal import BAD_EDIT
from fiscal.addresses import locate
from fiscal.codec import to_plain
from fiscal.edits import Change, EditError, apply, difference, leaves
from fiscal.fill import fill
from fiscal.finding import Finding, error
from fiscal.narrative.defaults import without_proposals
from fiscal.plain import Plain
from fiscal.recalculation import recalculation
from fiscal.report import Report
from units.reference_db import reference

_NOTHING: tuple[Plain, ...] = (None, "", [], {})


class Sort(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    MISSING = "missing"
    COMPUTED = "computed"

    @property
    def label(self) -> str:
        return _LABELS[self.value]


_LABELS = {"new": "新增", "changed": "改动", "missing": "文件中没有", "computed": "随之算出"}


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
        own, source, books = self.before, self.intake.report, reference(self.before.year)
        if source is None or not self.intake.acceptable:
            return ()
        placed = place(own, source, self.intake.carried, self._stated())
        unit = replace(placed.unit, name=own.unit.name, code=own.unit.code)
        placed = replace(placed, unit=unit, year=own.year, kind=own.kind)
        whole = fill(placed, books, self.prior)
        return tuple(without_proposals(difference(own, placed), whole, books))

    @cached_property
    def _sums(self) -> tuple[Change, ...]:
        return recalculation(self.before, self._brought, reference(self.before.year))

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        return difference(self.before, self.after)

    @property
    def values(self) -> tuple[Change, ...]:
        """The changes to be shown: statements by single amounts, records of lists as a whole."""
        return tuple(_values(self.changes))

    def sort_of(self, change: Change) -> Sort:
        """What kind of change one of ``values`` is."""
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
        missing = _values(difference(source, self.after))
        return tuple(
            one
            for one in missing
            if one.old in _NOTHING and part_of(one.path) in parts and one.path not in self._computed
        )

    @property
    def touched(self) -> frozenset[str]:
        """The fields of a Report that would change, as ``actions.apply_upload`` takes them."""
        return frozenset(change.path.partition("/")[0] for change in self.changes)

    def _stated(self) -> tuple[str, ...]:
        if not self.only_blanks:
            return self.intake.stated
        tree = to_plain(self.before)
        return tuple(path for path in self.intake.stated if locate(tree, path).get() in _NOTHING)


def proposal(job: Job, before: Report) -> Proposal:
    """What the result of ``job`` would make of a draft. Texts as a start never replace any."""
    only_blanks, prior = job.kind == JobKind.TEXTS, prior_report(job.disclosure)
    return Proposal(before, Intake.of_text(job.result), only_blanks, prior)


def sort_of(change: Change) -> Sort:
    if change.old in _NOTHING:
        return Sort.NEW
    return Sort.MISSING if change.new in _NOTHING else Sort.CHANGED


def part_of(path: str) -> str:
    """``statements/05`` of a statement's address, of others their first name."""
    names = path.split("/")
    return "/".join(names[: 2 if names[0] == "statements" else 1])


def _values(changes: Iterable[Change]) -> Iterator[Change]:
    for change in changes:
        if change.path.startswith("statements/"):
            yield from (one for one in leaves([change]) if _tells(one))
        elif change.old not in _NOTHING or change.new not in _NOTHING:
            yield change


def _tells(change: Change) -> bool:
    """Not the name of a line that comes or goes: its amounts are shown under that name."""
    blank = change.old in _NOTHING or change.new in _NOTHING
    return not (blank and change.path.endswith(("/name", "/parents")))
