"""Verbs that make a department's draft out of its units' accounts, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from disclosures.drafting import Edited, change, changes_of
from disclosures.history import completed
from disclosures.models import Disclosure, Event, Verb, Version
from disclosures.refusal import (
    BAD_EDIT,
    NOTHING_TO_ADD_UP,
    NOTHING_TO_UNDO,
    ActionRefused,
    refuse,
)
from disclosures.steps import step
from disclosures.store import assemble
from fiscal.codec import from_plain
from fiscal.consolidate import Difference, Transfer, TransferError
from fiscal.consolidate import consolidate as add_up
from fiscal.edits import Change, apply, difference, inverse, replay
from fiscal.finding import error
from fiscal.report import Report
from units.models import Unit, User

_UNDOES = "undoes"  # in the basis of an event: the consolidation that it took back
_BRINGING = (Verb.CONSOLIDATE, Verb.LOAD, Verb.APPLY_UPLOAD)


@dataclass(frozen=True, slots=True)
class Account:
    """What a unit below brings in: its public version, else its draft, else nothing yet.

    ``taken`` is the revision that the last consolidation took, None where it took none.
    """

    unit: Unit
    disclosure: Disclosure | None
    version: Version | None
    taken: int | None = None

    @property
    def has_changed(self) -> bool:
        """Whether it is no longer what was taken."""
        return self.taken is not None and (
            self.disclosure is None or self.disclosure.revision != self.taken
        )

    def report(self) -> Report:
        """The account with its totals, which what was published elsewhere may lack."""
        assert self.disclosure is not None
        version = self.version
        found = version.document().report if version else assemble(self.disclosure)
        return completed(self.disclosure, found)


@dataclass(frozen=True, slots=True)
class Consolidated(Edited):
    """An edit that made the whole account; ``differences`` say how it comes about."""

    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Sum:
    """What a consolidation would make of a draft: ``own`` and the units below, less transfers.

    ``conflicts`` are the figures of the last time that were edited since: ``old`` as they stand,
    ``new`` as they had been added up.
    """

    recorded: Report
    own: Report
    whole: Report
    differences: tuple[Difference, ...]
    conflicts: tuple[Change, ...]


def consolidate(
    *, disclosure: Disclosure, transfers: Iterable[Transfer], by: User, at: datetime
) -> Consolidated:
    """Make a department's draft the sum of itself (本级) and the units directly below it.

    Doing it again takes the previous time back first; figures that were edited since conflict.
    Refused while a unit below has no account of the year.
    """
    transfers = tuple(transfers)
    with step(Verb.CONSOLIDATE, disclosure, by) as draft:
        taken_back = _take_back(draft, by, at)
        if taken_back.conflicts:
            return Consolidated(draft, conflicts=taken_back.conflicts)
        found = _complete(draft)
        now = assemble(draft)
        whole, differences = _add_up(completed(draft, now), found, transfers)
        basis = {
            "transfers": list(transfers),
            "units": {one.unit.code: one.disclosure.revision for one in found if one.disclosure},
        }
        done = change(
            draft, difference(now, whole), Verb.CONSOLIDATE, by, at, basis=basis, always=True
        )
    return Consolidated(draft, done.changes, done.conflicts, differences)


def separate(*, disclosure: Disclosure, by: User, at: datetime) -> Edited:
    """Take the last consolidation back, so that the draft is the unit's own (本级) again."""
    with step(Verb.CONSOLIDATE, disclosure, by) as draft:
        if last_consolidation(draft) is None:
            refuse(NOTHING_TO_UNDO, "没有可以撤销的汇总")
        return _take_back(draft, by, at)


def preview(disclosure: Disclosure, transfers: Iterable[Transfer]) -> Sum:
    """What ``consolidate`` would make now; nothing is saved. Refuses as it does."""
    recorded = own = assemble(disclosure)
    edited: tuple[Change, ...] = ()
    if last := last_consolidation(disclosure):
        undone = inverse(changes_of(last))
        written = {one.path: one.old for one in undone}
        clashes = replay(recorded, undone).conflicts
        edited = tuple(Change(one.path, one.theirs, written[one.path]) for one in clashes)
        own = apply(apply(recorded, edited), undone)
    own = completed(disclosure, own)
    whole, differences = _add_up(own, _complete(disclosure), tuple(transfers))
    return Sum(recorded, own, whole, differences, edited)


def accounts_below(disclosure: Disclosure) -> tuple[Account, ...]:
    """The units directly below that of a draft, with what each would bring in."""
    units = list(units_below(disclosure.unit))
    last = last_consolidation(disclosure)
    taken = last.basis["units"] if last else {}
    filed = Disclosure.objects.filter(unit__in=units, year=disclosure.year, kind=disclosure.kind)
    filings = {one.unit_id: one for one in filed.select_related("unit") if one.revision}
    versions = {
        one.disclosure_id: one
        for one in Version.objects.filter(disclosure__in=filings.values()).order_by("number")
    }
    return tuple(
        Account(
            unit,
            filing := filings.get(unit.pk),
            versions.get(filing.pk) if filing else None,
            taken.get(unit.code),
        )
        for unit in units
    )


def units_below(unit: Unit) -> Iterable[Unit]:
    """The units whose accounts a department's account adds up."""
    below: Iterable[Unit] = Unit.objects.get_children(unit).filter(is_active=True)
    return below


def last_consolidation(disclosure: Disclosure) -> Event | None:
    """The consolidation that the draft holds, unless it was brought anew or taken back since."""
    last = disclosure.events.filter(verb__in=_BRINGING).order_by("pk").last()
    if last is None or last.verb != Verb.CONSOLIDATE or _UNDOES in last.basis:
        return None
    return last


def transfers_of(event: Event) -> tuple[Transfer, ...]:
    """The internal transfers that a consolidation took off."""
    return tuple(from_plain(Transfer, one) for one in event.basis["transfers"])


def _take_back(draft: Disclosure, by: User, at: datetime) -> Edited:
    last = last_consolidation(draft)
    if last is None:
        return Edited(draft)
    undone, basis = inverse(changes_of(last)), {_UNDOES: last.pk}
    return change(draft, undone, Verb.CONSOLIDATE, by, at, basis=basis, always=True)


def _complete(disclosure: Disclosure) -> tuple[Account, ...]:
    """The accounts below, none lacking."""
    found = accounts_below(disclosure)
    names = [
        f"“{one.unit}”还没有{disclosure.year}年度的决算" for one in found if not one.disclosure
    ]
    if names or not found:
        raise ActionRefused(
            error(NOTHING_TO_ADD_UP, "", name) for name in names or ["没有可以汇总的所属单位"]
        )
    return found


def _add_up(
    own: Report, found: Sequence[Account], transfers: Sequence[Transfer]
) -> tuple[Report, tuple[Difference, ...]]:
    try:
        return add_up(own, [one.report() for one in found], transfers)
    except TransferError as wrong:
        refuse(BAD_EDIT, str(wrong), "transfers")
