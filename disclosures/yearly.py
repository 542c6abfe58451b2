"""Verbs that make a draft out of others: last year's, and those of the units below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from disclosures.drafting import Edited, change, changes_of
from disclosures.history import completed, last_version
from disclosures.models import Disclosure, State, Verb
from disclosures.refusal import (
    ALREADY_STARTED,
    BAD_EDIT,
    NOTHING_TO_ADD_UP,
    WRONG_YEAR,
    ActionRefused,
    refuse,
)
from disclosures.steps import (
    open_draft,
    record,
    refusing_what_cannot_be_stored,
    require,
    require_state,
)
from disclosures.store import assemble, save_report
from fiscal.carry import next_year
from fiscal.consolidate import Difference, Transfer, TransferError
from fiscal.consolidate import consolidate as add_up
from fiscal.edits import difference, inverse
from fiscal.finding import error
from fiscal.report import FINAL_ACCOUNTS, TARGETS, ProjectTarget, Report, UnitFacts
from fiscal.targets import evaluation_of
from performance.models import FIRST_YEAR, LAST_YEAR
from units.models import Unit, User
from units.reference_db import reference


@dataclass(frozen=True, slots=True)
class Consolidated(Edited):
    """An edit that made the whole account; ``differences`` say how it comes about."""

    differences: tuple[Difference, ...] = ()


def start_year(
    *, unit: Unit, year: int, by: User, at: datetime, kind: str = FINAL_ACCOUNTS
) -> Disclosure:
    """Begin the draft of a year: from last year's version where there is one, else empty.

    Projects are those of the year's own 绩效目标表, where these are there. A draft that holds
    anything already is refused.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        refuse(WRONG_YEAR, f"年度{year}不在{FIRST_YEAR}至{LAST_YEAR}之间", "year")
    require(by, Verb.START_YEAR, unit)
    with transaction.atomic(), refusing_what_cannot_be_stored():
        draft, _ = Disclosure.objects.select_for_update().get_or_create(
            unit=unit, year=year, kind=kind, defaults={"updated_at": at}
        )
        require_state(draft, State.DRAFT)
        if draft.revision:
            refuse(ALREADY_STARTED, f"{draft}的草稿已经建立")
        version = last_version(unit, year, kind)
        last = version.document().report if version else None
        begun = _begun(draft, last)
        save_report(draft, begun)
        changes = difference(_blank(draft, last), begun)
        basis = {"version": version.pk} if version else {}
        record(draft, Verb.START_YEAR, State.DRAFT, by, at, changes=changes, basis=basis)
    return draft


def _begun(draft: Disclosure, last: Report | None) -> Report:
    """The Report that a year begins with."""
    blank, targets = _blank(draft, last), _targets(draft)
    if last is None:
        return replace(blank, projects=tuple(evaluation_of(target) for target in targets))
    begun = next_year(last, draft.year, reference(draft.year), targets)
    return replace(begun, unit=blank.unit)


def _blank(draft: Disclosure, last: Report | None) -> Report:
    unit = draft.unit
    group = reference(draft.year).attr("nature", unit.nature, "group")
    group = group or (last.unit.nature_group if last else UnitFacts("").nature_group)
    return Report(UnitFacts(unit.name, unit.code, group), draft.year, draft.kind)


def _targets(draft: Disclosure) -> tuple[ProjectTarget, ...]:
    """The year's 绩效目标表 of the unit, for the draft of its final accounts."""
    if draft.kind != FINAL_ACCOUNTS:
        return ()
    filed = Disclosure.objects.filter(unit=draft.unit, year=draft.year, kind=TARGETS).first()
    return assemble(filed).targets if filed else ()


def consolidate(
    *, disclosure: Disclosure, transfers: Iterable[Transfer], by: User, at: datetime
) -> Consolidated:
    """Make a department's draft the sum of itself (本级) and the units directly below it.

    Doing it again takes the previous time back first; figures that were edited since conflict.
    Refused while a unit below has no account of the year.
    """
    transfers = tuple(transfers)
    with open_draft(Verb.CONSOLIDATE, disclosure, by) as draft:
        taken_back = _take_back(draft, by, at)
        if taken_back.conflicts:
            return Consolidated(draft, conflicts=taken_back.conflicts)
        below = _accounts_below(draft)
        now = assemble(draft)
        try:
            accounts = [report for _, report in below]
            whole, differences = add_up(completed(draft, now), accounts, transfers)
        except TransferError as wrong:
            refuse(BAD_EDIT, str(wrong), "transfers")
        basis = {
            "transfers": list(transfers),
            "units": {one.unit.code: one.revision for one, _ in below},
        }
        done = change(
            draft, difference(now, whole), Verb.CONSOLIDATE, by, at, basis=basis, always=True
        )
    return Consolidated(draft, done.changes, done.conflicts, differences)


def _take_back(draft: Disclosure, by: User, at: datetime) -> Edited:
    """Undo the last consolidation, unless the draft was brought anew since."""
    verbs = (Verb.CONSOLIDATE, Verb.LOAD, Verb.APPLY_UPLOAD)
    last = draft.events.filter(verb__in=verbs).order_by("pk").last()
    if last is None or last.verb != Verb.CONSOLIDATE:
        return Edited(draft)
    changes = inverse(changes_of(last))
    return change(draft, changes, Verb.CONSOLIDATE, by, at, basis={"undoes": last.pk})


def _accounts_below(draft: Disclosure) -> list[tuple[Disclosure, Report]]:
    """The accounts of the units directly below: as published, or the draft with its totals."""
    units = list(Unit.objects.get_children(draft.unit).filter(is_active=True))
    found = Disclosure.objects.filter(unit__in=units, year=draft.year, kind=draft.kind)
    accounts = {one.unit_id: one for one in found.select_related("unit") if one.revision}
    missing = [unit for unit in units if unit.pk not in accounts]
    if missing or not units:
        names = [f"“{unit}”还没有{draft.year}年度的决算" for unit in missing]
        raise ActionRefused(
            error(NOTHING_TO_ADD_UP, "", name) for name in names or ["没有可以汇总的所属单位"]
        )
    return [(accounts[unit.pk], _account(accounts[unit.pk])) for unit in units]


def _account(disclosure: Disclosure) -> Report:
    version = disclosure.versions.order_by("-number").first()
    return version.document().report if version else completed(disclosure, assemble(disclosure))
