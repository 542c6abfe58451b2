"""The verb that makes a year's draft out of last year's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from disclosures.history import last_version
from disclosures.models import Disclosure, Verb
from disclosures.refusal import (
    ALREADY_STARTED,
    WRONG_YEAR,
    refuse,
)
from disclosures.steps import (
    record,
    refusing_what_cannot_be_stored,
    require,
    require_state,
)
from disclosures.store import assemble, save_report
from fiscal.carry import next_year
from fiscal.edits import difference
from fiscal.report import FINAL_ACCOUNTS, TARGETS, ProjectTarget, Report, UnitFacts
from fiscal.targets import evaluation_of
from performance.models import FIRST_YEAR, LAST_YEAR
from units.models import Unit, User
from units.reference_db import reference


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
        require_state(draft, Verb.START_YEAR)
        if draft.revision:
            refuse(ALREADY_STARTED, f"{draft}的草稿已经建立")
        version = last_version(unit, year, kind)
        last = version.document().report if version else None
        begun = _begun(draft, last)
        save_report(draft, begun)
        changes = difference(_blank(draft, last), begun)
        basis = {"version": version.pk} if version else {}
        record(draft, Verb.START_YEAR, by, at, changes=changes, basis=basis)
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
