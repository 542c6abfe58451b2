"""A new year: what is last year's, what goes on, and what is still to be looked at."""

from __future__ import annotations

from dataclasses import replace

from fiscal.carry import next_year, untouched
from fiscal.report import (
    Assets,
    Budgets,
    Cell,
    Organisation,
    ProjectEvaluation,
    Report,
    Staff,
    ThreePublic,
)
from fiscal.tests.books import (
    REFERENCE,
    YEAR,
    line,
    project,
    report,
    row,
    statements,
    target_table,
    unit_table,
    wan,
)

SALARY = line("2010301", "行政运行", ("一般公共服务支出", "办公厅"), total="30|20")
GONE = line("2010302", "一般行政管理事务", ("一般公共服务支出", "办公厅"), total="0|8")
LAST = report(
    functions=("（一）办文办会。",),
    staff=Staff(45, 55, 1, 1, 52, 51),
    organisation=Organisation(2, ("办公室", "秘书科"), ("服务中心",)),
    statements=statements(
        s01=(line("closing_balance", "年末结转和结余", amount="46.53"),),
        s04=(
            line("closing_balance", "年末财政拨款结转和结余", total="5", general="3", gov_fund="2"),
        ),
        s05=(line("total", "合计", total="30|28"), SALARY, GONE),
        s07=(
            line("total", "合计", opening="1", income="4", total="3", closing="2"),
            line("2290402", "其他", ("其他支出", "其他"), opening="1", total="3", closing="2"),
        ),
    ),
    budgets=Budgets(general=wan("30")),
    texts={
        "s1.cmp.reason": "人员增加",
        "s5.3.item.reason#2010301": "人员增加",
        "s5.3.item.reason#2010302": "本年未安排",
        "s5.1.body.var_reason": "严格按照预算执行，预决算无差异",
    },
    three_public=ThreePublic(vehicles_held=3),
    assets=Assets(other=3),
    unit_evaluation=unit_table(row("=2种", "=3种", "150", "10"), goal="稳定", result="完成"),
    projects=(project(name="培训费", goal="办好"), project(name="维修费")),
    other_matters=("机构改革。",),
)
DRAFT = next_year(LAST, YEAR + 1, REFERENCE)


def renamed(one: ProjectEvaluation, name: str) -> ProjectEvaluation:
    return replace(one, name=name)


def test_this_years_amounts_become_last_years() -> None:
    assert DRAFT.cell("05", "2010301", "total") == Cell(None, wan("30"))
    assert DRAFT.staff == Staff(active_last=45, veteran_last=1, retired_last=52)
    assert DRAFT.year == YEAR + 1


def test_a_code_without_amounts_does_not_go_on() -> None:
    assert DRAFT.statement("05").line("2010302") is None
    assert "s5.3.item.reason#2010302" not in DRAFT.texts


def test_closing_balances_are_opening_balances() -> None:
    assert DRAFT.amount("01", "opening_balance", "amount") == wan("46.53")
    assert DRAFT.amount("04", "opening_balance", "amount") == wan("5")
    assert DRAFT.amount("04", "opening_general", "amount") == wan("3")
    assert DRAFT.amount("04", "opening_gov_fund", "amount") == wan("2")
    assert DRAFT.amount("04", "opening_state_capital", "amount") is None
    assert DRAFT.amount("07", "total", "opening") == wan("2")
    assert DRAFT.amount("07", "2290402", "opening") == wan("2")


def test_what_has_to_be_found_out_anew_is_empty() -> None:
    assert DRAFT.budgets == Budgets()
    assert DRAFT.three_public == ThreePublic()
    assert DRAFT.assets == Assets()
    assert DRAFT.amount("05", "total", "total") is None


def test_structure_and_texts_are_starting_points() -> None:
    assert (DRAFT.organisation, DRAFT.functions) == (LAST.organisation, LAST.functions)
    assert DRAFT.texts["s1.cmp.reason"] == "人员增加"


def test_a_text_that_was_only_the_default_is_proposed_anew() -> None:
    kept = replace(LAST, budgets=Budgets(general=wan("30")))
    assert "s5.1.body.var_reason" not in next_year(kept, YEAR + 1, REFERENCE).texts


def test_an_indicator_lives_on_with_last_years_result_beside_it() -> None:
    assert DRAFT.unit_evaluation is not None
    first = DRAFT.unit_evaluation.indicators[0]
    assert (first.target, first.prior, first.actual, first.score) == ("=2种", "=3种", "", None)
    assert (DRAFT.unit_evaluation.goal, DRAFT.unit_evaluation.result) == ("稳定", "")
    assert {fund.executed for fund in DRAFT.unit_evaluation.funds} == {None}


def test_all_projects_go_on_where_nobody_said_otherwise() -> None:
    assert [one.name for one in DRAFT.projects] == ["培训费", "维修费"]


def test_the_years_own_targets_say_which_projects_there_are() -> None:
    targets = (target_table(name="培训费"), target_table(name="新项目"))
    begun = next_year(LAST, YEAR + 1, REFERENCE, targets)
    assert [one.name for one in begun.projects] == ["培训费", "新项目"]
    training, new = begun.projects
    assert training.department == LAST.projects[0].department
    assert training.indicators[0].prior == LAST.projects[0].indicators[0].actual
    assert training.funds[0].initial == targets[0].total
    assert new.indicators[0].actual == ""


def test_texts_are_marked_until_they_are_touched() -> None:
    marked = untouched(DRAFT, LAST)
    assert {"texts/s1.cmp.reason", "functions", "other_matters", "organisation/offices",
            "unit_evaluation/goal", "projects/0/goal"} <= marked  # fmt: skip
    touched = replace(DRAFT, functions=("新的职能。",), texts={"s1.cmp.reason": "人员减少"})
    assert not {"functions", "texts/s1.cmp.reason"} & untouched(touched, LAST)


def test_a_project_is_known_by_its_name_wherever_it_stands() -> None:
    moved = replace(DRAFT, projects=(renamed(DRAFT.projects[0], "别的"), DRAFT.projects[0]))
    assert "projects/1/goal" in untouched(moved, LAST)
    assert "projects/0/goal" not in untouched(moved, LAST)


def test_nothing_of_an_empty_report_is_marked() -> None:
    assert untouched(report(), report()) == frozenset[str]()


def test_a_year_of_targets_begins_with_the_same_indicators_and_no_money() -> None:
    last: Report = report(kind="targets", targets=(target_table(),))
    (target,) = next_year(last, YEAR + 1, REFERENCE).targets
    assert (target.total, target.indicators[0].target) == (None, "=1场")
