"""Edits: what differs is found, applied, turned back, and never overwrites what changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscal.codec import canonical_json
from fiscal.edits import (
    Change,
    Conflict,
    EditError,
    apply,
    conflicts,
    difference,
    inverse,
    leaves,
    merge,
    replay,
)
from fiscal.report import (
    Assets,
    Budgets,
    Cell,
    Line,
    Report,
    Staff,
    Statement,
    UnitFacts,
)  # fmt: skip
from fiscal.tests.books import line, project, report, row, statements, unit_table, wan
from fiscal.tests.strategies import reports

SALARY = line("2010301", "行政运行", ("一般公共服务支出", "办公厅"), total="3|2", basic="3")
TABLE = report(
    statements=statements(s05=(line("total", "合计", total="3|2", basic="3"), SALARY)),
    staff=Staff(active=12),
    texts={"s1.cmp.reason": "人员增加"},
    projects=(project(name="培训费", goal=""), project(name="会议费", goal="")),
)
CELL = "statements/05/2010301/total/this"


@given(reports(), reports())
def test_the_difference_of_two_reports_makes_one_of_the_other(a: Report, b: Report) -> None:
    assert apply(a, difference(a, b)) == b


@given(reports(), reports())
def test_changes_turned_round_undo_themselves(a: Report, b: Report) -> None:
    done = replay(a, difference(a, b))
    assert (done.report, done.conflicts, done.problems) == (b, (), ())
    undone = replay(b, inverse(done.changes))
    assert (undone.report, undone.conflicts, undone.problems) == (a, (), ())


@given(reports())
def test_a_report_does_not_differ_from_itself(one: Report) -> None:
    assert difference(one, one) == ()


@given(reports(), reports(), st.data())
def test_a_merge_takes_the_carried_parts_and_no_other(
    a: Report, b: Report, data: st.DataObject
) -> None:
    parts = data.draw(st.sets(st.sampled_from(["staff", "texts", "projects", "statements/05"])))
    merged = merge(a, b, parts)
    for name in ("staff", "texts", "projects"):
        assert getattr(merged, name) == getattr(b if name in parts else a, name)
    assert merged.statements.get("05") == (b if "statements/05" in parts else a).statements.get(
        "05"
    )
    assert merged.statements.get("06") == a.statements.get("06")


def one(path: str, new: object, old: object = None, base: Report = TABLE) -> Report:
    return apply(base, [Change(path, old, new)])


def test_an_amount_is_read_as_people_type_it() -> None:
    assert str(one(CELL, " １,234.50 ").amount("05", "2010301", "total")) == "1234.50"


@pytest.mark.parametrize("blank", [None, "", "—", "-"])
def test_a_blank_makes_an_amount_unknown_again(blank: str | None) -> None:
    assert one(CELL, blank).amount("05", "2010301", "total") is None


def test_a_change_of_one_cell_leaves_last_year_alone() -> None:
    assert one(CELL, "5.00").cell("05", "2010301", "total").last == 20000


@pytest.mark.parametrize(
    ("path", "new", "message"),
    [
        (CELL, "三万", "不是金额"),
        (CELL, 1.5, "以文字传送"),
        ("statements/05/2010302/total/this", "1", "先添加科目"),
        ("statements/15/total/total/this", "1", "没有15表"),
        ("statements/05/total/colour/this", "1", "没有这一列"),
        ("statements/05/total/colour", "1", "没有这一列"),
        ("staff/active", "1.5", "不小于0的整数"),
        ("staff/active", -1, "不小于0的整数"),
        ("staff/robots", 1, "没有这一项"),
        ("functions", "一段", "列表"),
        ("unit_evaluation/goal", "稳定", "尚未建立"),
        ("projects/2/name", "新", "尚未建立"),
        ("projects/9/name", "新", "没有这一项"),
        ("projects/-1/name", "新", "没有这一项"),
        ("projects/0/indicators/x/actual", "1", "没有这一项"),
        ("projects/+", {"title": "新"}, "title"),
        ("texts/s1.cmp.reason", 5, "应为文字"),
        ("staff/active/deeper", 5, "没有这一项"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_path(path: str, new: object, message: str) -> None:
    with pytest.raises(EditError, match=message) as refused:
        one(path, new)
    assert [problem.path for problem in refused.value.problems] == [path]


def test_all_problems_are_told_at_once() -> None:
    wrong = [Change(CELL, None, "甲"), Change("staff/active", None, "乙")]
    with pytest.raises(EditError) as refused:
        apply(TABLE, wrong)
    assert len(refused.value.problems) == 2


def test_a_cell_of_a_declared_row_makes_the_row() -> None:
    empty = report()
    filled = one("statements/01/income_general/amount/this", "5.00", base=empty)
    assert filled.statement("01").lines[0].name == "一、一般公共预算财政拨款收入"
    filled = one("statements/01/income_total/amount/this", "5.00", base=filled)
    filled = one("statements/01/income_other/amount/this", "0.00", base=filled)
    keys = [item.key for item in filled.statement("01").lines]
    assert keys == ["income_general", "income_other", "income_total"]


def test_a_new_line_goes_where_its_code_belongs() -> None:
    more = one("statements/05/2010102", {"name": "一般行政管理事务", "parents": ["甲", "乙"]})
    more = one("statements/05/2080501", "离退休", base=more)
    keys = [item.key for item in more.statement("05").lines]
    assert keys == ["total", "2010102", "2010301", "2080501"]
    assert more.statement("05").lines[1].parents == ("甲", "乙")


def test_economic_lines_stand_before_the_total_of_their_group() -> None:
    some = report()
    for key in ("public_total", "30201", "personnel_total", "30301", "30101"):
        name = None if key.endswith("total") else key
        path = f"statements/06/{key}" + ("" if name else "/amount/this")
        some = one(path, name or "1", base=some)
    keys = [item.key for item in some.statement("06").lines]
    assert keys == ["30101", "30301", "personnel_total", "30201", "public_total"]


def test_a_line_whose_key_holds_slashes_has_addresses_like_any_other() -> None:
    path = "statements/05/一般公共服务支出/统战事务/其他"
    added = one(path, {"name": "其他", "cells": {"total": {"this": "1"}}})
    assert one(f"{path}/total/this", "2", base=added).amount(
        "05", "一般公共服务支出/统战事务/其他", "total"
    ) == 2  # fmt: skip
    assert one(path, None, base=added) == TABLE


def test_a_removed_line_comes_back_where_it_was() -> None:
    table = one("statements/05/2080501", "离退休")
    done = replay(table, [Change("statements/05/2010301", "行政运行", None)])
    assert len(done.report.statement("05").lines) == 2
    assert replay(done.report, inverse(done.changes)).report == table


def test_records_are_added_at_the_end_and_taken_away_by_index() -> None:
    three = one("projects/+", {"name": "维修费"})
    assert [item.name for item in three.projects] == ["培训费", "会议费", "维修费"]
    two = one("projects/0", None, {"name": "培训费"}, base=three)
    assert [item.name for item in two.projects] == ["会议费", "维修费"]


def test_an_event_tells_the_exact_place_of_an_added_record() -> None:
    done = replay(TABLE, [Change("projects/+", None, {"name": "维修费"})])
    assert [change.path for change in done.changes] == ["projects/2"]


def test_a_moved_line_is_one_line_still() -> None:
    moved = report(statements=statements(s05=tuple(reversed(TABLE.statement("05").lines))))
    base = report(statements=TABLE.statements)
    assert apply(base, difference(base, moved)) == moved


def test_an_indicator_put_before_others_is_one_change() -> None:
    before = report(unit_evaluation=unit_table())
    table = unit_table()
    more = (row("=5次", "=5次", name="巡查"), *table.indicators)
    after = report(unit_evaluation=unit_table(indicators=more))
    assert [change.path for change in difference(before, after)] == ["unit_evaluation/indicators/0"]


# --- conflicts -----------------------------------------------------------------------------


def test_another_persons_value_is_a_conflict_that_shows_both() -> None:
    found = conflicts(TABLE, [Change("staff/active", 10, 11)])
    assert found == (Conflict("staff/active", 11, 12),)


def test_nothing_conflicts_when_both_wanted_the_same() -> None:
    assert conflicts(TABLE, [Change("staff/active", 10, 12)]) == ()


def test_amounts_agree_however_they_are_written() -> None:
    assert conflicts(TABLE, [Change(CELL, "30,000.0", "5")]) == ()


def test_an_empty_text_is_like_none() -> None:
    assert conflicts(TABLE, [Change("texts/s2.new", "", "新")]) == ()


def test_a_guard_stops_an_edit_of_a_record_that_moved() -> None:
    moved = one("projects/0", None, {"name": "培训费"})
    guarded = [Change("projects/0/name", "培训费", "培训费"), Change("projects/0/goal", "", "目标")]
    assert conflicts(TABLE, guarded) == ()
    assert [item.path for item in conflicts(moved, guarded)] == ["projects/0/name"]


def test_a_line_that_somebody_filled_is_not_removed_unseen() -> None:
    seen = {"name": "行政运行", "cells": {"total": {"this": "0.00"}}}
    assert conflicts(TABLE, [Change("statements/05/2010301", seen, None)])


def test_changes_without_effect_are_not_recorded() -> None:
    done = replay(TABLE, [Change("staff/active", 12, 12), Change(CELL, "30000", "30,000.00")])
    assert done.changes == ()
    assert done.report == TABLE


def test_later_changes_build_on_earlier_ones() -> None:
    chain = [Change("staff/active", 12, 13), Change("staff/active", 13, 14)]
    done = replay(TABLE, chain)
    assert (done.report.staff.active, done.conflicts) == (14, ())


# --- precision and leaves ------------------------------------------------------------------


def test_the_precision_of_a_rate_is_a_difference_and_that_of_an_amount_is_not() -> None:
    coarse = report(projects=(project(row("=1场", "=1场", "100", "10")),))
    exact = report(projects=(project(row("=1场", "=1场", "100.00", "10")),))
    (change,) = difference(coarse, exact)
    assert (change.path, change.new) == ("projects/0/indicators/0/rate", "100.00")
    assert canonical_json(apply(coarse, [change])) == canonical_json(exact)
    five, five_cents = (report(budgets=Budgets(fund=amount)) for amount in (wan("5"), wan("5.00")))
    assert difference(five, five_cents) == ()


def test_leaves_are_single_values_by_their_own_addresses() -> None:
    added = difference(report(), report(statements=statements(s05=(SALARY,)), assets=Assets()))
    found = {change.path: change.new for change in leaves(added)}
    assert found["statements/05/2010301/total/this"] == "30000"
    assert found["statements/05/2010301/name"] == "行政运行"
    assert "statements/05/2010301/basic/last" not in found


def test_a_carried_single_value_is_merged_alone() -> None:
    fragment = report(staff=Staff(active=1, retired=2), unit=UnitFacts("别的单位"))
    assert merge(TABLE, fragment, {"staff/retired"}).staff == Staff(active=12, retired=2)


def test_a_statement_without_lines_differs_from_none() -> None:
    nil = report(statements={"07": Statement("07")})
    assert difference(report(), nil) == (Change("statements/07", None, []),)
    assert merge(nil, report(), {"statements/07"}) == report()
    assert one("statements/07", [], base=report()) == nil


def test_an_unknown_cell_differs_from_a_missing_one() -> None:
    missing = report(statements={"05": Statement("05", (Line("total", "合计"),))})
    unknown = report(
        statements={"05": Statement("05", (Line("total", "合计", (), {"basic": Cell()}),))}
    )
    assert apply(missing, difference(missing, unknown)) == unknown
