"""Sums follow their parts, across statements, and what was typed stays as typed."""

from __future__ import annotations

from decimal import Decimal

from fiscal.edits import Change, apply
from fiscal.recalculation import partial_sums, recalculation
from fiscal.report import Report
from fiscal.tests.books import REFERENCE, line, report, statements

PARENTS = ("一般公共服务支出", "统战事务")
SPENDING = (
    line("total", "合计", total="3", basic="3"),
    line("201", PARENTS[0], total="3", basic="3"),
    line("20134", PARENTS[1], PARENTS[:1], total="3", basic="3"),
    line("2013401", "行政运行", PARENTS, total="3", basic="3"),
)
DRAFT = report(statements=statements(s05=SPENDING))
ITEM = "statements/05/2013401"


def typed(draft: Report, *changes: Change) -> Report:
    return apply(draft, [*changes, *recalculation(draft, changes, REFERENCE)])


def amount(draft: Report, key: str, column: str, number: str = "05") -> Decimal | None:
    found = draft.amount(number, key, column)
    return None if found is None else found / 10000


def test_sums_follow_along_the_row_and_up_the_levels() -> None:
    after = typed(DRAFT, Change(f"{ITEM}/project/this", None, "20000"))
    assert [amount(after, key, "total") for key in ("2013401", "20134", "201", "total")] == [5] * 4
    assert amount(after, "total", "project") == 2
    assert amount(after, "total", "basic") == 3


def test_a_sum_that_says_otherwise_is_left_as_recorded() -> None:
    draft = apply(DRAFT, [Change("statements/05/total/total/this", None, "90000")])
    after = typed(draft, Change(f"{ITEM}/project/this", None, "20000"))
    assert amount(after, "total", "total") == 9
    assert amount(after, "201", "total") == 5


def test_what_was_typed_at_the_same_time_stays() -> None:
    after = typed(
        DRAFT,
        Change(f"{ITEM}/project/this", None, "20000"),
        Change("statements/05/total/total/this", "30000", "70000"),
    )
    assert amount(after, "total", "total") == 7


def test_sums_are_carried_into_other_statements() -> None:
    after = typed(DRAFT, Change(f"{ITEM}/project/this", None, "20000"))
    assert amount(after, "exp_201", "general", "04") == 5
    assert amount(after, "expenditure_total", "total", "04") == 5


def test_nothing_that_does_not_depend_on_it_is_touched() -> None:
    draft = report(
        statements=statements(s05=SPENDING[1:], s06=(line("30101", "基本工资", amount="1"),))
    )
    changes = recalculation(draft, [Change(f"{ITEM}/basic/this", "30000", "40000")], REFERENCE)
    assert not any(change.path.startswith("statements/06") for change in changes)


def test_last_years_sums_follow_last_years_parts() -> None:
    after = typed(DRAFT, Change(f"{ITEM}/basic/last", None, "10000"))
    assert after.cell("05", "total", "total").last == 10000
    assert amount(after, "total", "total") == 3


def test_a_sum_goes_when_its_last_part_goes() -> None:
    after = typed(DRAFT, Change(f"{ITEM}/basic/this", "30000", None))
    after = typed(after, Change(f"{ITEM}/total/this", None, None))
    assert amount(after, "total", "basic") is None


def test_a_conflicting_edit_computes_nothing() -> None:
    wrong = Change(f"{ITEM}/basic/this", "1", "2")
    assert recalculation(DRAFT, [wrong], REFERENCE) == ()


def test_a_typed_amount_that_is_in_doubt_is_never_cleared() -> None:
    """The total says more than its known parts: another 项 is still to be typed."""
    draft = apply(DRAFT, [Change("statements/05/total/total/this", None, "90000")])
    carried = apply(draft, [Change("statements/04/expenditure_total/general/this", None, "90000")])
    after = typed(carried, Change(f"{ITEM}/project/this", None, "20000"))
    assert amount(after, "expenditure_total", "general", "04") == 9


def test_sums_above_an_unread_cell_are_emptied_unless_they_say_more() -> None:
    unread = apply(DRAFT, [Change(f"{ITEM}/basic/this", None, None)])
    read = {"20134": "0", "201": "0", "total": "30000"}  # the 合计 was read, the others added up
    unread = apply(
        unread,
        [Change(f"statements/05/{key}/basic/this", None, text) for key, text in read.items()],
    )
    emptied = apply(unread, partial_sums(unread, [f"{ITEM}/basic"], REFERENCE))
    assert [amount(emptied, key, "basic") for key in read] == [None, None, 3]
