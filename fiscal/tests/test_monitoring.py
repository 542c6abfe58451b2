"""What is a deviation at mid-year, on examples as units write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fiscal.monitoring import State, execution_progress, goal_progress, monitor
from fiscal.report import FundLine
from fiscal.tests.books import REFERENCE, YEAR, project, row, wan

LEAST = Decimal("43.33")  # 58.33% of the year gone, 15 points of tolerance


def money(midyear: str, budget: str = "100.00") -> tuple[FundLine, ...]:
    whole = FundLine("年度资金总额", wan("80"), wan(budget), midyear=wan(midyear))
    return (whole, FundLine("其中：当年财政拨款", wan("80"), wan(budget)))


@pytest.mark.parametrize(
    ("midyear", "rate", "state"),
    [
        ("58.33", "58.33", State.ON_TRACK),
        ("43.33", "43.33", State.ON_TRACK),
        ("43.32", "43.32", State.BEHIND),
        ("0.00", "0.00", State.BEHIND),
        ("100.00", "100.00", State.ON_TRACK),
        ("100.01", "100.01", State.OVER),
    ],
)
def test_money_is_measured_against_the_part_of_the_year_gone_by(
    midyear: str, rate: str, state: State
) -> None:
    progress = execution_progress(money(midyear), LEAST)
    assert (str(progress.rate), progress.state) == (rate, state)


def test_money_nobody_recorded_is_unknown_and_not_behind() -> None:
    assert execution_progress((FundLine("合计", wan("1"), wan("1")),), LEAST).state is State.UNKNOWN
    assert execution_progress((), LEAST).state is State.UNKNOWN
    assert execution_progress(money("1", "0"), LEAST).rate == Decimal("1.25")  # initial budget


@pytest.mark.parametrize(
    ("target", "midyear", "rate", "state"),
    [
        (">=12场", "7场", "58.33", State.ON_TRACK),
        (">=12场", "5场", "41.67", State.BEHIND),
        (">=12场", "15场", "125.00", State.ON_TRACK),
        (">=95%", "98%", "103.16", State.ON_TRACK),
        ("<=6万元", "3.2万元", "53.33", State.ON_TRACK),
        ("<=6万元", "6.5万元", "108.33", State.OVER),
        ("2024年6月30日前", "2024年6月15日", "100.00", State.ON_TRACK),
        ("2024年6月30日前", "2024年7月2日", "0.00", State.BEHIND),
        ("有效提升", "达到预期指标", "100.00", State.ON_TRACK),
        ("有效提升", "稳步推进", "None", State.UNKNOWN),
        (">=12场", "", "None", State.UNKNOWN),
        ("<=6万元", "正在结算", "None", State.UNKNOWN),
        ("=0起", "0起", "100.00", State.ON_TRACK),
    ],
)
def test_a_goal_is_measured_by_what_was_reached(
    target: str, midyear: str, rate: str, state: State
) -> None:
    progress = goal_progress(row(target, "", midyear=midyear), YEAR, LEAST)
    assert (str(progress.rate), progress.state) == (rate, state)


def test_an_indicator_for_which_lower_is_better_need_only_stay_below() -> None:
    few = row("=10起", "", midyear="1起", lower_is_better=True)
    many = row("=10起", "", midyear="11起", lower_is_better=True)
    assert goal_progress(few, YEAR, LEAST).state is State.ON_TRACK
    assert goal_progress(many, YEAR, LEAST).state is State.OVER


def test_a_limit_of_zero_is_passed_by_anything() -> None:
    assert goal_progress(row("<=0起", "", midyear="1起"), YEAR, LEAST).state is State.OVER
    assert goal_progress(row("<=0起", "", midyear="0起"), YEAR, LEAST).state is State.ON_TRACK


def test_a_table_deviates_when_its_money_or_one_of_its_goals_does() -> None:
    late = project(row(">=12场", "", midyear="1场"), filling=False, funds=money("60.00"))
    good = project(row(">=12场", "", midyear="8场"), filling=False, funds=money("60.00"))
    assert monitor(late.funds, late.indicators, REFERENCE).deviates
    assert not monitor(good.funds, good.indicators, REFERENCE).deviates
    slow = monitor(money("10.00"), good.indicators, REFERENCE)
    assert slow.deviates
    assert (slow.expected, slow.execution.state.label) == (Decimal("58.33"), "滞后")
