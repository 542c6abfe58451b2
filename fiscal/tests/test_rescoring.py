"""Typing into a performance table: what is computed follows, what was decided stays."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fiscal.addresses import locate
from fiscal.codec import to_plain
from fiscal.edits import Change, EditError, apply
from fiscal.report import FundLine, ProjectEvaluation, Report
from fiscal.rescoring import rescoring
from fiscal.tests.books import GRADED, REFERENCE, project, report, row, unit_table, wan

ROW = "projects/0/indicators/0"


def typed(one: Report, **fields: object) -> Report:
    """The report after typing: double underscores stand for slashes."""
    changes = []
    tree = {f"{name.replace('__', '/')}": value for name, value in fields.items()}
    for path, new in tree.items():
        changes.append(Change(path, _now(one, path), new))
    following = rescoring(one, changes, REFERENCE)
    return apply(apply(one, changes), following)


def _now(one: Report, path: str) -> object:
    return locate(to_plain(one), path).get()


def first(one: Report) -> tuple[str, str]:
    indicator = one.projects[0].indicators[0]
    return str(indicator.rate), str(indicator.score)


def one_row(target: str, actual: str, rate: str = "", score: str = "", **more: object) -> Report:
    return report(projects=(project(row(target, actual, rate, score, **more)),))


def test_a_result_brings_its_rate_and_score() -> None:
    after = typed(one_row(">=60人", ""), projects__0__indicators__0__actual="52人")
    assert first(after) == ("86.67", "6.67")


def test_a_rate_at_another_precision_is_kept_and_scored_as_it_stands() -> None:
    after = typed(one_row(">=60人", "52人", "86.67", "6.67"), projects__0__indicators__0__rate="87")
    assert first(after) == ("87", "6.75")


def test_a_rate_that_is_not_the_computed_one_needs_a_reason() -> None:
    with pytest.raises(EditError) as refused:
        typed(one_row(">=60人", "52人", "86.67", "6.67"), projects__0__indicators__0__rate="95")
    assert refused.value.problems[0].path == f"{ROW}/rate"
    assert "86.67" in refused.value.problems[0].message


def test_with_a_reason_the_typed_figures_stand() -> None:
    after = typed(
        one_row(">=60人", "52人", "86.67", "6.67"),
        projects__0__indicators__0__rate="95",
        projects__0__indicators__0__score="8",
        projects__0__indicators__0__override_reason="8人因公请假，已补训",
    )
    assert first(after) == ("95", "8")
    again = typed(after, projects__0__indicators__0__actual="53人")
    assert first(again) == ("95", "8")


def test_the_score_follows_an_overridden_rate_until_it_is_overridden_itself() -> None:
    one = one_row(">=60人", "52人", "86.67", "6.67")
    rated = typed(
        one,
        projects__0__indicators__0__rate="95",
        projects__0__indicators__0__override_reason="已补训",
    )
    assert first(rated) == ("95", "8.75")
    scored = typed(rated, projects__0__indicators__0__score="9")
    assert first(scored) == ("95", "9")
    assert first(typed(scored, projects__0__indicators__0__rate="96")) == ("96", "9")


def test_a_rate_goes_on_following_when_only_the_score_was_overridden() -> None:
    one = one_row(">=60人", "52人", "86.67", "9", override_reason="特殊情况")
    after = typed(one, projects__0__indicators__0__actual="54人")
    assert first(after) == ("90", "9")


def test_without_its_reason_an_override_gives_way_to_what_is_computed() -> None:
    overridden = one_row(">=60人", "52人", "95", "8", override_reason="已补训")
    assert first(typed(overridden, projects__0__indicators__0__override_reason="")) == (
        "86.67", "6.67",
    )  # fmt: skip


def test_words_are_judged_by_a_person_and_scored_by_the_rule() -> None:
    words = one_row("提升", "部分达到预期指标且有一定效果", rule=GRADED)
    after = typed(words, projects__0__indicators__0__rate="70")
    assert first(after) == ("70", "6")


def test_a_result_taken_away_takes_its_rate_and_score_with_it() -> None:
    after = typed(one_row("=1次", "=1次", "100", "10"), projects__0__indicators__0__actual="")
    assert first(after) == ("None", "None")


def test_a_wrong_row_nobody_touches_is_left_for_the_checks() -> None:
    wrong = row("=1次", "=1次", "90", "5")
    one = report(projects=(project(row("=2次", ""), wrong),))
    after = typed(one, projects__0__indicators__0__actual="2次", projects__0__goal="新目标")
    assert (after.projects[0].indicators[1].rate, first(after)[0]) == (Decimal(90), "100")
    renamed = typed(one, projects__0__indicators__1__name="举办论坛")
    assert renamed.projects[0].indicators[1].rate == Decimal(90)


def test_a_row_that_is_added_with_a_result_is_scored() -> None:
    new = {"level1": "产出指标", "level2": "数量指标", "name": "场次", "target": "=2场",
           "weight": "10", "actual": "2场", "rule": "直接赋分"}  # fmt: skip
    following = rescoring(one_row("=1次", "=1次"), [Change(f"{ROW[:-1]}+", None, new)], REFERENCE)
    assert [(one.path.rsplit("/", 1)[1], one.new) for one in following[-2:]] == [
        ("rate", "100"), ("score", "10"),
    ]  # fmt: skip


def funds_of(one: Report) -> list[tuple[str, ...]]:
    return [
        tuple(str(value) for value in (line.full_year, line.executed, line.rate, line.score))
        for line in one.projects[0].funds
    ]


def with_funds(*lines: FundLine) -> Report:
    plan: ProjectEvaluation = replace(project(), funds=lines)
    return report(projects=(plan,))


def test_the_total_of_the_money_follows_its_sources_and_brings_the_execution_rate() -> None:
    one = with_funds(
        FundLine("年度资金总额"),
        FundLine("其中：当年财政拨款", full_year=wan("4")),
        FundLine("其他资金"),
    )
    after = typed(
        one,
        projects__0__funds__1__executed="36000",
        projects__0__funds__2__full_year="10000",
    )
    assert funds_of(after)[0] == ("50000.00", "36000.00", "72.00", "3.00")


def test_a_total_somebody_typed_otherwise_is_left_to_the_checks_until_it_is_cleared() -> None:
    one = with_funds(
        FundLine("年度资金总额", full_year=wan("9")), FundLine("财政拨款", full_year=wan("4"))
    )
    after = typed(one, projects__0__funds__1__full_year="50000")
    assert after.projects[0].funds[0].full_year == wan("9")
    cleared = typed(after, projects__0__funds__0__full_year=None)
    assert cleared.projects[0].funds[0].full_year == wan("5")


def test_an_execution_rate_cannot_be_typed_at_will() -> None:
    with pytest.raises(EditError):
        typed(report(projects=(project(),)), projects__0__funds__0__rate="98")


def test_the_execution_is_scored_on_the_row_whose_weight_is_typed() -> None:
    bare = [replace(line, weight=None, rate=None, score=None) for line in unit_table().funds]
    one = report(unit_evaluation=unit_table(funds=tuple(bare)))
    after = typed(one, unit_evaluation__funds__3__executed="17406900")
    assert scores_of(after) == [None, None, None, "9.74"]
    moved = typed(after, unit_evaluation__funds__0__weight="10")
    assert scores_of(moved) == ["9.74", None, None, None]
    assert scores_of(typed(moved, unit_evaluation__funds__0__weight="5"))[0] == "4.87"
    assert scores_of(typed(moved, unit_evaluation__funds__2__weight="10"))[2] == "9.74"


def scores_of(one: Report) -> list[str | None]:
    assert one.unit_evaluation is not None
    return [None if line.score is None else str(line.score) for line in one.unit_evaluation.funds]


def test_the_table_of_the_unit_scores_without_rates() -> None:
    one = report(unit_evaluation=unit_table(row("=2种", "", rule="")))
    after = typed(one, unit_evaluation__indicators__0__actual="3种")
    assert after.unit_evaluation is not None
    scored = after.unit_evaluation.indicators[0]
    assert (scored.rate, scored.score) == (None, Decimal("10.00"))
    with pytest.raises(EditError):
        typed(after, unit_evaluation__indicators__0__score="4")


def test_nothing_follows_from_what_cannot_be_done() -> None:
    assert rescoring(one_row("=1次", ""), [Change(f"{ROW}/weight", "10", "十")], REFERENCE) == ()
    assert rescoring(one_row("=1次", ""), [Change(f"{ROW}/actual", "9", "2次")], REFERENCE) == ()
