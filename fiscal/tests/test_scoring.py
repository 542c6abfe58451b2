"""Rates, scores, totals and grades on rows that real tables print."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscal.report import FundLine
from fiscal.scoring import (
    budget_score,
    fill_indicator,
    fill_project,
    fill_unit_evaluation,
    grade_of,
    indicator_score,
    rate_of,
    ratio_score,
    score_of,
    scored_line,
    total_line,
    total_of,
    unit_indicator_score,
)
from fiscal.tests.books import (
    DIRECT,
    GRADED,
    RATIO,
    REFERENCE,
    SATISFACTION,
    YEAR,
    project,
    row,
    unit_table,
    wan,
)

D = Decimal
rates = st.decimals(0, 400, places=2)
weights = st.decimals("0.5", 40, places=1)


@pytest.mark.parametrize(
    ("weight", "rate", "score"),
    [
        ("10", "87", "6.75"),
        ("10", "102", "9.8"),
        ("5", "150", "2.5"),
        ("10", "107.5", "9.25"),
        ("5", "105.16", "4.74"),
        ("15", "116.67", "12.5"),
        ("10", "6.34", "0"),
        ("15", "99.99", "15.00"),
        ("5", "111", "4.45"),
        ("10", "111.11", "8.89"),
        ("8", "33.33", "0"),
        ("10", "60", "0"),
        ("10", "200", "0"),
        ("10", "250", "0"),
    ],
)
def test_scores_by_ratio_are_those_of_real_rows(weight: str, rate: str, score: str) -> None:
    for rule in (RATIO, "按照正常比例赋分"):
        assert score_of(D(weight), D(rate), rule, REFERENCE) == D(score)


@pytest.mark.parametrize(
    ("rule", "rate", "score"),
    [
        (GRADED, "100", "10"),
        (GRADED, "120", "10"),
        (GRADED, "99.99", "8"),
        (GRADED, "80", "8"),
        (GRADED, "79.99", "6"),
        (GRADED, "60", "6"),
        (GRADED, "59.99", "0"),
        (DIRECT, "100", "10"),
        (DIRECT, "130", "10"),
        (DIRECT, "99.99", "0"),
        (SATISFACTION, "111", "10"),
        (SATISFACTION, "100", "10"),
        (SATISFACTION, "90", "7.5"),
    ],
)
def test_the_other_rules_do_not_punish_exceeding(rule: str, rate: str, score: str) -> None:
    assert score_of(D(10), D(rate), rule, REFERENCE) == D(score)


def test_an_unknown_rule_gives_no_score() -> None:
    assert score_of(D(10), D(100), "随意赋分", REFERENCE) is None


def test_a_limit_kept_counts_as_met_for_direct_scoring() -> None:
    kept = row("<=3次", "=1次", "33.33", rule=DIRECT)
    assert indicator_score(kept, YEAR, REFERENCE) == D(10)


@pytest.mark.parametrize("recorded", ["116.67", "116.7", "117"])
def test_a_rate_right_at_some_precision_is_kept(recorded: str) -> None:
    assert rate_of(row("=30家", "=35家", recorded), YEAR) == D(recorded)


def test_a_wrong_rate_counts_as_computed_and_an_overridden_one_as_recorded() -> None:
    wrong = row("=95%", "=100%", "105.16")
    assert rate_of(wrong, YEAR) == D("105.26")
    assert rate_of(replace(wrong, override_reason="审计认定"), YEAR) == D("105.16")


def test_a_missing_rate_is_computed_at_two_places_and_a_judged_one_is_kept() -> None:
    assert rate_of(row(">=60人", "=52人"), YEAR) == D("86.67")
    assert rate_of(row("提升", "部分达到预期指标且有一定效果", "70"), YEAR) == D(70)
    assert rate_of(row("提升", "部分达到预期指标且有一定效果"), YEAR) is None


@pytest.mark.parametrize(
    ("rate", "project_score", "unit_score"),
    [("99.99", "10.00", "10.00"), ("43.80", "0.00", "4.38"), ("71.28", "2.82", "7.13"),
     ("97.4", "9.35", "9.74"), ("95.18", "8.80", "9.52")],
)  # fmt: skip
def test_budget_execution_scores_piecewise_in_projects_and_straight_in_units(
    rate: str, project_score: str, unit_score: str
) -> None:
    assert budget_score(D(rate)) == D(project_score)
    assert budget_score(D(rate), unit=True) == D(unit_score)


def test_the_unit_table_does_not_punish_exceeding() -> None:
    assert unit_indicator_score(row(">=98%", "100%"), YEAR) == D(10)
    assert unit_indicator_score(row("<=5次", "3次"), YEAR) == D(10)
    assert unit_indicator_score(row(">=10次", "8次"), YEAR) == D("5.00")


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("99.74", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("78.07", "中"),
        ("59.99", "差"),
    ],
)
def test_grades_are_those_of_the_year(total: str, grade: str) -> None:
    assert grade_of(D(total), REFERENCE) == grade


def test_the_total_adds_recorded_scores_and_fills_gaps() -> None:
    assert total_of(project(row(">=60人", "=52人", "87", "6.75")), YEAR, REFERENCE) == D("96.75")
    assert total_of(project(row(">=60人", "=52人")), YEAR, REFERENCE) == D("96.67")
    assert total_of(project(row("提升", "有待提高")), YEAR, REFERENCE) is None


def test_filling_computes_what_is_missing_and_keeps_what_is_recorded() -> None:
    filled = fill_indicator(row("=30家", "=35家"), YEAR, REFERENCE)
    assert (filled.rate, filled.score) == (D("116.67"), D("8.33"))
    recorded = row("=95%", "=100%", "105.16", "4.74")
    assert fill_indicator(recorded, YEAR, REFERENCE) == recorded


def test_filling_gives_the_budget_score_to_the_row_that_prints_it() -> None:
    bare = tuple(replace(line, rate=None, score=None) for line in project().funds)
    funds = fill_project(replace(project(), funds=bare), YEAR, REFERENCE).funds
    assert (funds[0].rate, funds[0].score) == (D(100), D(10))
    unit = fill_unit_evaluation(unit_table(), YEAR)
    assert (unit.funds[0].rate, unit.funds[3].rate) == (D("97.4"), None)
    begun = tuple(replace(line, rate=None, score=None) for line in unit_table().funds)
    assert scored_line(begun) is begun[0]  # where last year's table had its 分值


def test_without_a_budget_there_is_no_rate_to_fill() -> None:
    nothing = (FundLine("年度资金总额", wan("0"), wan("0"), wan("0")),)
    assert fill_project(replace(project(), funds=nothing), YEAR, REFERENCE).funds == nothing
    assert total_line(()) is None


@given(weights, rates, st.sampled_from([RATIO, GRADED, DIRECT, SATISFACTION]))
def test_a_score_stays_between_nothing_and_the_weight(
    weight: Decimal, rate: Decimal, rule: str
) -> None:
    score = score_of(weight, rate, rule, REFERENCE)
    assert score is not None
    assert 0 <= score <= weight
    assert score == round(score, 2)


@given(weights, rates, rates)
def test_coming_closer_to_the_target_never_costs_points(
    weight: Decimal, one: Decimal, other: Decimal
) -> None:
    near, far = sorted((one, other), key=lambda rate: abs(rate - 100))
    if (near <= 100) == (far <= 100):
        assert ratio_score(weight, near) >= ratio_score(weight, far)
