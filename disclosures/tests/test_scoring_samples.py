"""Rates, scores and totals of real tables, recomputed from what they print.

scoring.md in a sentence: from target, actual value, weight and rule follow the rate, from the rate
as printed the score, from all scores the total. A score may be off by the 0.01 of binary floats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from disclosures.tests.reading import OFFICE, SASAC, TARGET_TABLES, read_text, sample, whole
from fiscal.indicators import rounded
from fiscal.money import CENT, ZERO
from fiscal.report import Indicator, ProjectEvaluation, Report
from fiscal.scoring import (
    INDICATOR_WEIGHT,
    budget_score,
    exact_budget_rate,
    exact_rate,
    indicator_score,
    same_rate,
    scored_line,
    total_line,
    total_of,
    unit_indicator_score,
)
from units.reference import shipped_reference

pytestmark = pytest.mark.samples

EVALUATIONS = (OFFICE, SASAC)


# What the documents themselves get wrong: by name, the rate as printed.
WRONG_RATES = {
    "制发文件合格率（%）": "105.16",  # 100/95 is 105.26
    "保障援疆各项业务有序开展经费": "6.34",  # 0.19/3 is 6.33
    "资产负债率": "100",  # lower is better, which its table does not mark
}


@pytest.fixture(params=EVALUATIONS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def report(name: str) -> Report:
    return whole(read_text(sample(name)))


def rows(report: Report) -> Iterator[Indicator]:
    return (row for project in report.projects for row in project.indicators)


def test_every_printed_rate_follows_from_target_and_result_but_the_known_three() -> None:
    wrong = {}
    for name in EVALUATIONS:
        report = whole(read_text(sample(name)))
        for row in rows(report):
            exact = exact_rate(row, report.year)
            assert (exact is None, row.rate is None) == (False, False), row.name
            if exact is not None and row.rate is not None and not same_rate(exact, row.rate):
                wrong[row.name] = str(row.rate)
    assert wrong == WRONG_RATES


def test_every_printed_score_follows_from_the_printed_rate(report: Report) -> None:
    reference = shipped_reference(report.year)
    for row in rows(report):
        computed = indicator_score(row, report.year, reference)
        assert computed is not None, row.name
        assert row.score is not None, row.name
        assert abs(computed - row.score) <= CENT, row.name


def test_budget_execution_is_scored_as_printed(report: Report) -> None:
    for project in report.projects:
        line, whole_line = scored_line(project.funds), total_line(project.funds)
        assert line is not None
        assert line.rate is not None
        assert whole_line is not None
        exact = exact_budget_rate(whole_line)
        assert exact is not None
        assert rounded(exact) == line.rate
        assert budget_score(line.rate) == line.score


def test_the_totals_are_those_printed(name: str, report: Report) -> None:
    """All scores taken away and computed again from what an officer enters."""
    printed = re.findall(r"总分\s+100\s+([\d.]+)分", sample(name))
    reference = shipped_reference(report.year)
    computed = [total_of(_unscored(project), report.year, reference) for project in report.projects]
    assert [f"{total}" for total in computed] == printed
    weights = [sum(row.weight or ZERO for row in one.indicators) for one in report.projects]
    assert set(weights) == {INDICATOR_WEIGHT}


def _unscored(project: ProjectEvaluation) -> ProjectEvaluation:
    funds = tuple(replace(line, rate=None, score=None) for line in project.funds)
    indicators = tuple(replace(row, score=None) for row in project.indicators)
    return replace(project, funds=funds, indicators=indicators)


def test_the_unit_s_own_table_is_scored_as_printed(report: Report) -> None:
    table = report.unit_evaluation
    assert table is not None
    for row in table.indicators:
        assert unit_indicator_score(row, report.year) == row.score
    line = scored_line(table.funds)
    assert line is not None
    assert line.rate is not None
    assert budget_score(line.rate, unit=True) == line.score


def test_the_weights_of_target_tables_leave_ten_for_the_execution_of_the_budget() -> None:
    targets = whole(read_text(sample(TARGET_TABLES))).targets
    weights = {sum(row.weight or ZERO for row in table.indicators) for table in targets}
    assert (len(targets), weights) == (10, {INDICATOR_WEIGHT})
