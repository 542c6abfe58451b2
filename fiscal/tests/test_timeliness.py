"""及时性: the twentieth day is in time, the twenty-first is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fiscal.reference import Item, Reference
from fiscal.timeliness import INSPECTED, Timing, approved_on, deadline

APPROVED, LAST = date(2025, 8, 5), date(2025, 8, 25)
AFTER = date(2025, 8, 26)
OPEN = Timing(APPROVED, None, LAST)


def approval(day: str, year: int = 2024) -> Reference:
    return Reference.of([Item("setting", "approved_on", "批复", attrs={"value": day})], year)


def rule_of(timing: Timing) -> str:
    found = timing.finding()
    return found.rule if found else ""


@pytest.mark.fires("IN-01")
def test_the_day_after_the_last_one_is_late() -> None:
    late = Timing(APPROVED, AFTER, date(2025, 12, 1))
    assert (late.days_late, late.is_late, rule_of(late)) == (1, True, "IN-01")
    waiting = replace(OPEN, today=date(2025, 9, 4))
    found = waiting.finding()
    assert found is not None
    assert found.message == "已超过批复后20日公开期限10日（批复2025-08-05，至今未公开）"


@pytest.mark.spares("IN-01")
def test_the_last_day_is_in_time_and_what_was_published_elsewhere_proves_nothing() -> None:
    assert not Timing(APPROVED, LAST, AFTER).is_late
    assert rule_of(Timing(APPROVED, LAST, AFTER)) == ""
    elsewhere = Timing(APPROVED, AFTER, AFTER, elsewhere=True)
    assert (elsewhere.days_late, rule_of(elsewhere)) == (None, "")


@pytest.mark.fires("IN-02")
def test_without_an_approval_nothing_can_be_said() -> None:
    assert rule_of(Timing(None, AFTER, AFTER)) == "IN-02"


@pytest.mark.spares("IN-02")
def test_an_approval_that_is_recorded() -> None:
    assert rule_of(Timing(APPROVED, APPROVED, AFTER)) == ""


@pytest.mark.fires("IN-03")
@pytest.mark.parametrize(("today", "left"), [(date(2025, 8, 20), "5"), (LAST, "0")])
def test_five_days_before_the_last_one_who_has_not_handed_in_is_reminded(
    today: date, left: str
) -> None:
    found = replace(OPEN, today=today).finding()
    assert found is not None
    assert (found.rule, found.values["days"]) == ("IN-03", left)


@pytest.mark.spares("IN-03")
def test_six_days_before_or_handed_in_there_is_no_hurry() -> None:
    assert rule_of(replace(OPEN, today=date(2025, 8, 19))) == ""
    assert rule_of(replace(OPEN, handed_in=True)) == ""


def test_an_approval_counts_for_the_year_before_it_only() -> None:
    assert approved_on(approval("2025-08-05")) == APPROVED
    assert deadline(approval("2025-08-05")) == LAST
    assert deadline(approval("2025-08-05", 2025)) is None  # still last year's
    assert deadline(Reference.of([], 2024)) is None


def test_every_rule_of_the_inspector_names_its_row_of_the_catalogue() -> None:
    catalogue = [one.basis[:4] for one in INSPECTED.values()]
    assert catalogue == ["D001", "D002", "D003", "D010", "D058"]
