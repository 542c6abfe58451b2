"""ST rules: each fires on a fault and stays silent on its look-alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscal.finding import Severity
from fiscal.report import Line, Report
from fiscal.statements import DECLARATIONS, EXPENDITURE
from fiscal.tests.books import found, line, report, rules_of, statements

GENERAL, OFFICE = "一般公共服务支出", "政府办公厅（室）及相关机构事务"


def spending(**changes: str) -> tuple[Line, ...]:
    """05 with a total, one 类, one 款 and two 项; ``changes`` replace the totals by line key."""
    amounts = {
        "total": "30.00",
        "201": "30.00",
        "20103": "30.00",
        "2010301": "18.00",
        "2010302": "12.00",
    } | {key.removeprefix("k"): text for key, text in changes.items()}
    return (
        line("total", "合计", total=amounts["total"]),
        line("201", GENERAL, total=amounts["201"]),
        line("20103", OFFICE, (GENERAL,), total=amounts["20103"]),
        line("2010301", "行政运行", (GENERAL, OFFICE), total=amounts["2010301"]),
        line("2010302", "一般行政管理事务", (GENERAL, OFFICE), total=amounts["2010302"]),
    )  # fmt: skip


def with_05(*lines: Line) -> Report:
    return report(statements=statements(s05=lines))


@pytest.mark.fires("ST-01")
def test_st_01_columns_that_do_not_add_up() -> None:
    wrong = with_05(line("total", "合计", total="30.00", basic="20.00", project="9.00"))
    (finding,) = found(wrong, "ST-01")
    assert finding.severity is Severity.ERROR
    assert finding.where == "statements/05/total/total"
    assert finding.values["difference"] == "1.00万元"


@pytest.mark.spares("ST-01")
def test_st_01_needs_every_column_to_be_known() -> None:
    assert not rules_of(with_05(line("total", "合计", total="30.00", basic="20.00")))
    assert not rules_of(with_05(line("total", "合计", total="30", basic="21", project="9")))


@pytest.mark.fires("ST-01")
@pytest.mark.spares("ST-01")
def test_st_01_subtracts_columns_that_are_marked_so() -> None:
    def fund(closing: str) -> Report:
        cells = {"opening": "5.00", "income": "10.00", "total": "12.00", "closing": closing}
        return report(statements=statements(s07=(line("total", "合计", **cells),)))

    assert rules_of(fund("4.00")) == ["ST-01"]
    assert not rules_of(fund("3.00"))


@pytest.mark.fires("ST-01")
def test_st_01_checks_last_year_too() -> None:
    wrong = with_05(line("total", "合计", total="3|30", basic="1|20", project="2|9"))
    (finding,) = found(wrong, "ST-")
    assert "上年" in finding.message


@pytest.mark.fires("ST-01")
@pytest.mark.spares("ST-01")
def test_st_01_adds_up_the_three_public_expenses() -> None:
    def three(reception: str) -> Report:
        cells = {"actual_total": "77.21", "actual_overseas": "2.46", "actual_vehicle": "74.75",
                 "actual_reception": reception}  # fmt: skip
        return report(statements=statements(s09=(line("amount", "", **cells),)))

    assert rules_of(three("1.00")) == ["ST-01"]
    assert not rules_of(three("0.00"))


def income(general: str, total: str) -> Report:
    rows = {"income_general": general, "income_gov_fund": "0.00", "income_state_capital": "0.00",
            "income_total": total}  # fmt: skip
    lines = tuple(line(key, "", amount=amount) for key, amount in rows.items())
    return report(statements=statements(s04=lines))


@pytest.mark.fires("ST-02")
@pytest.mark.spares("ST-02")
def test_st_02_fixed_rows_that_do_not_add_up() -> None:
    assert rules_of(income("100.00", "101.00")) == ["ST-02"]
    assert not rules_of(income("100.00", "100.00"))


@pytest.mark.fires("ST-03")
@pytest.mark.spares("ST-03")
def test_st_03_levels_that_do_not_add_up_name_the_upper_line() -> None:
    (finding,) = found(with_05(*spending(k2010302="12.40")), "ST-03")
    assert finding.where == "statements/05/20103/total"
    assert not rules_of(with_05(*spending()))


@pytest.mark.fires("ST-03")
@pytest.mark.spares("ST-03")
def test_st_03_skips_levels_the_source_does_not_print() -> None:
    lines = [item for item in spending(k2010302="12.40") if item.key != "20103"]
    assert [item.where for item in found(with_05(*lines))] == ["statements/05/201/total"]
    classes_only = [item for item in spending() if item.depth == 1]
    assert not rules_of(with_05(*classes_only))


@pytest.mark.spares("ST-03")
def test_st_03_does_not_sum_a_level_that_leaves_a_class_out() -> None:
    """One 类 lists its 项, another none: the 项 are not all there is."""
    lines = (
        line("total", "合计", total="40.00|41.00"),
        line("201", GENERAL, total="30.00"),
        line("221", "住房保障支出", total="10.00"),
        line("2010301", "行政运行", (GENERAL, OFFICE), total="30.00|31.00"),
    )
    assert not rules_of(with_05(*lines))


@pytest.mark.fires("ST-03")
def test_st_03_sums_last_year_over_the_items_when_the_classes_print_none() -> None:
    lines = (
        line("total", "合计", total="30.00|50.00"),
        line("201", GENERAL, total="30.00"),
        line("2010301", "行政运行", (GENERAL, OFFICE), total="30.00|41.00"),
    )
    (finding,) = found(with_05(*lines), "ST-")
    assert (finding.rule, "上年" in finding.message) == ("ST-03", True)


@pytest.mark.fires("ST-03")
@pytest.mark.spares("ST-03")
def test_st_03_groups_economic_classes_under_their_totals() -> None:
    def basic(total: str) -> Report:
        lines = (
            line("personnel_total", "", amount=total),
            line("301", "工资福利支出", amount="12.00"),
            line("30101", "基本工资", ("工资福利支出",), amount="7.00"),
            line("30102", "津贴补贴", ("工资福利支出",), amount="5.00"),
            line("303", "对个人和家庭的补助", amount="3.00"),
        )
        return report(statements=statements(s06=lines))

    places = [item.where for item in found(basic("16"), "ST-03")]
    assert places == ["statements/06/personnel_total/amount"]
    assert not rules_of(basic("15.00"))


@pytest.mark.spares("ST-03")
def test_a_gap_that_rounding_can_cause_is_only_shown() -> None:
    (finding,) = found(with_05(*spending(k2010302="12.01")), "ST-03")
    assert finding.severity is Severity.INFO
    assert "尾差" in finding.message


@pytest.mark.fires("ST-03")
def test_figures_finer_than_published_must_add_up_to_the_last_fen() -> None:
    lines = spending(k2010301="18.00001", k2010302="12.01")
    assert {item.severity for item in found(with_05(*lines), "ST-03")} == {Severity.ERROR}


@pytest.mark.fires("ST-04")
@pytest.mark.spares("ST-04")
def test_st_04_a_negative_balance() -> None:
    for amount, rules in (("-1.00", ["ST-04"]), ("0.00", [])):
        lines = (line("closing_balance", "", amount=amount),)
        assert rules_of(report(statements=statements(s01=lines))) == rules


@pytest.mark.fires("ST-05")
@pytest.mark.spares("ST-05")
def test_st_05_a_class_that_is_no_basic_expenditure() -> None:
    for code, rules in (("30901", ["ST-05"]), ("31002", [])):
        lines = (line(code, "房屋建筑物购建", amount="1.00"),)
        assert rules_of(report(statements=statements(s06=lines))) == rules


@pytest.mark.fires("ST-06")
@pytest.mark.spares("ST-06")
def test_st_06_a_code_of_another_budget() -> None:
    for code, rules in (("2290402", ["ST-06"]), ("2299999", [])):
        assert rules_of(with_05(line(code, "其他支出", ("其他支出", "其他支出")))) == rules


@pytest.mark.spares("ST-06")
def test_st_06_leaves_a_class_alone_that_holds_several_budgets() -> None:
    lines = (line("229", "其他支出"), line("22904", "其他政府性基金支出", ("其他支出",)))
    assert not rules_of(report(statements=statements(s07=lines)))


@pytest.mark.fires("ST-07")
@pytest.mark.spares("ST-07")
def test_st_07_state_capital_spent_outside_its_class() -> None:
    for key, rules in (("exp_201", ["ST-07"]), ("exp_223", [])):
        lines = (line(key, "", state_capital="1.00"),)
        assert rules_of(report(statements=statements(s04=lines))) == rules


@given(st.data())
def test_statements_with_unknown_cells_only_are_never_found_wrong(data: st.DataObject) -> None:
    declaration = data.draw(st.sampled_from(DECLARATIONS))
    keys = [row.key for row in declaration.rows] or ["total", "201", "30101", "x/y/z"]
    lines = tuple(line(key, key) for key in data.draw(st.sets(st.sampled_from(keys))))
    assert not rules_of(report(statements=statements(**{f"s{declaration.number}": lines})))


@pytest.mark.fires("ST-02")
@pytest.mark.spares("ST-02")
@given(st.lists(st.integers(0, 10**9), min_size=26, max_size=26))
def test_rows_that_add_up_in_yuan_are_never_found_wrong(fen: list[int]) -> None:
    rows = [row for row in DECLARATIONS[0].rows if row.side == EXPENDITURE]
    amounts = [f"{number / 10**6:.6f}" for number in fen]
    classes = tuple(
        line(row.key, "", amount=amount) for row, amount in zip(rows[:26], amounts, strict=True)
    )
    total = line("expenditure_total", "", amount=f"{sum(fen) / 10**6:.6f}")
    whole = report(statements=statements(s01=(*classes, total)))
    assert not rules_of(whole)
    broken = replace(total, cells=line("", "", amount=f"{sum(fen) / 10**6 + 1:.6f}").cells)
    assert rules_of(report(statements=statements(s01=(*classes, broken)))) == ["ST-02"]
