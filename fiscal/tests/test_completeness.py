"""How far a draft is, part by part."""

from __future__ import annotations

from dataclasses import replace

from fiscal.completeness import Completeness, completeness
from fiscal.report import Budgets, Report
from fiscal.tests.books import (
    REFERENCE,
    line,
    project,
    report,
    statements,
    target_table,
    unit_table,
    wan,
)


def part(one: Report, name: str) -> Completeness:
    return next(item for item in completeness(one, REFERENCE) if item.part == name)


def test_an_empty_draft_has_every_part_and_nothing_in_it() -> None:
    parts = completeness(report(), REFERENCE)
    assert [item.part for item in parts] == [
        *(f"statements/0{number}" for number in range(1, 10)),
        "narrative", "unit_evaluation", "projects",
    ]  # fmt: skip
    assert {item.filled for item in parts} == {0}
    assert [item.part for item in parts if item.is_complete] == ["projects"]


def test_a_statement_needs_its_totals_and_the_codes_they_come_from() -> None:
    total = line("total", "合计", total="3", basic="2", project="1")
    bare = report(statements=statements(s05=(total,)))
    assert part(bare, "statements/05").missing == ("statements/05",)
    item = line("2010301", "行政运行", ("一般公共服务支出", "办公厅"), total="3")
    assert part(report(statements=statements(s05=(total, item))), "statements/05").is_complete


def test_an_empty_statement_is_complete_without_codes() -> None:
    cells = dict.fromkeys(("opening", "income", "total", "basic", "project", "closing"), "0")
    nil = report(statements=statements(s07=(line("total", "合计", **cells),)))
    assert part(nil, "statements/07").is_complete


def test_a_unit_need_not_spend_on_every_class() -> None:
    rows = (line("exp_201", "一、一般公共服务支出", amount="3"),
            line("expenditure_total", "本年支出合计", amount="3"))  # fmt: skip
    missing = part(report(statements=statements(s01=rows)), "statements/01").missing
    assert not [path for path in missing if "exp_" in path]
    missing = part(report(statements=statements(s01=rows[1:])), "statements/01").missing
    assert "statements/01" in missing


def test_a_required_reason_belongs_to_the_narrative() -> None:
    moved = report(statements=statements(s05=(line("total", "合计", total="120|100"),)))
    assert "texts/s5.1.body.reason" in part(moved, "narrative").missing
    said = replace(moved, texts={"s5.1.body.reason": "人员增加"})
    assert "texts/s5.1.body.reason" not in part(said, "narrative").missing


def test_the_budget_of_a_fund_is_asked_for_where_there_is_the_fund() -> None:
    assert "budgets/fund" not in part(report(), "narrative").missing
    fund = report(statements=statements(s07=(line("total", "合计", income="3"),)))
    assert "budgets/fund" in part(fund, "narrative").missing
    known = replace(fund, budgets=Budgets(fund=wan("3")))
    assert "budgets/fund" not in part(known, "narrative").missing


def test_an_evaluation_names_the_very_fields_it_lacks() -> None:
    whole = replace(unit_table(), goal="稳定", result="完成")
    assert (
        "unit_evaluation/goal" not in part(report(unit_evaluation=whole), "unit_evaluation").missing
    )
    two = report(projects=(project(goal="目标", result="完成"), project(goal="目标", result="")))
    assert part(two, "projects").missing == ("projects/1/result",)


def test_money_for_projects_wants_a_project() -> None:
    spent = report(statements=statements(s03=(line("total", "合计", project="3"),)))
    assert part(spent, "projects").missing == ("projects",)


def test_targets_are_a_part_of_their_own() -> None:
    (only,) = completeness(report(kind="targets", targets=(target_table(),)), REFERENCE)
    assert (only.part, only.missing) == ("targets", ("targets/0/goal",))
