"""A small disclosure that may be published, and what must hold of a record whatever happened."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from disclosures import actions
from disclosures.flow import WAYS
from disclosures.models import Disclosure, Event, State, Verb, Version, Withdrawal
from disclosures.verifying import Verification
from fiscal.report import TARGETS, Report, UnitFacts
from fiscal.tests.books import target_table
from units.models import Unit, User

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
YEAR = 2025
# ``make prove`` asks for many more than the suite has time for.
ROUNDS = int(os.environ.get("PROOF_ROUNDS", "0"))

_PUBLISHING = (Verb.PUBLISH, Verb.IMPORT)


def rounds(in_the_suite: int) -> int:
    return ROUNDS or in_the_suite


def a_small_report(unit: Unit) -> Report:
    """A 绩效目标表 that has nothing to be said against: cheap to check and to freeze."""
    table = target_table(unit_name=unit.name, leader="张三", goal="办好培训")
    return Report(UnitFacts(unit.name, unit.code), YEAR, TARGETS, targets=(table,))


def a_small_draft(unit: Unit, by: User) -> Disclosure:
    return actions.load(report=a_small_report(unit), by=by, at=AT)


def assert_sound(disclosure: Disclosure, *, files: bool = False) -> None:
    """The record verifies; replayed from it, the disclosure is what it is now."""
    assert list(Verification().run(files=files)) == []
    disclosure.refresh_from_db()
    state: str = State.DRAFT
    numbers: list[int] = []
    shown: set[int] = set()
    withdrawn: set[int] = set()
    for event in disclosure.events.order_by("sequence"):
        state = _after(event, state)
        if event.verb in _PUBLISHING:
            numbers.append(event.basis["version"])
            shown.add(event.basis["version"])
        if event.verb == Verb.WITHDRAW:
            assert set(event.basis["versions"]) == shown
            withdrawn |= shown
            shown = set()
    assert disclosure.state == state
    assert numbers == list(range(1, len(numbers) + 1))
    versions = Version.objects.filter(disclosure=disclosure)
    assert sorted(versions.values_list("number", flat=True)) == numbers
    stones = Withdrawal.objects.filter(version__disclosure=disclosure)
    assert set(stones.values_list("version__number", flat=True)) == withdrawn


def _after(event: Event, state: str) -> str:
    """Where an event leads; an event that the table does not allow there fails."""
    way = WAYS.get(Verb(event.verb))
    if way is None:
        return state
    assert state in way.starts, f"{event.verb} of what was {state}"
    return way.end or state
