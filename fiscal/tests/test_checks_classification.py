"""Codes, their detail and what is usual for a unit: ST-08 to ST-10, XS-25 to XS-28."""

from __future__ import annotations

import pytest

from fiscal.finding import Severity
from fiscal.report import Line, Organisation, Report, UnitFacts
from fiscal.tests.books import YEAR, found, line, report, statements

GENERAL, OFFICE = "一般公共服务支出", "政府办公厅（室）及相关机构事务"


def with_05(*lines: Line) -> Report:
    return report(statements=statements(s05=lines))


@pytest.mark.fires("ST-08")
@pytest.mark.spares("ST-08")
@pytest.mark.parametrize(
    ("key", "column", "fires"),
    [("income_other", "amount", True), ("closing_balance", "amount", False),
     ("opening_balance", "amount", False)],
)  # fmt: skip
def test_st_08_an_amount_below_zero_is_warned_of_balances_have_their_own_rule(
    key: str, column: str, fires: bool
) -> None:
    checked = report(statements=statements(s01=(line(key, "", **{column: "-1.00"}),)))
    assert bool(found(checked, "ST-08")) is fires


@pytest.mark.fires("ST-09")
def test_st_09_a_class_without_items_is_not_detailed_enough() -> None:
    alone = with_05(line("201", GENERAL, total="10.00"))
    (finding,) = found(alone, "ST-09")
    assert (finding.where, finding.severity) == ("statements/05/201", Severity.ERROR)
    kind = with_05(
        line("201", GENERAL, total="10.00"), line("20103", OFFICE, (GENERAL,), total="10.00")
    )
    assert [item.where for item in found(kind, "ST-09")] == ["statements/05/20103"]


@pytest.mark.spares("ST-09")
def test_st_09_a_class_with_its_items_is_and_so_is_one_without_money() -> None:
    detailed = with_05(
        line("201", GENERAL, total="10.00"),
        line("2010301", "行政运行", (GENERAL, OFFICE), total="10.00"),
        line("203", "国防支出", total="0.00"),
    )
    assert not found(detailed, "ST-09")


@pytest.mark.fires("ST-09")
@pytest.mark.spares("ST-09")
def test_st_09_economic_classes_need_their_items_and_income_does_not() -> None:
    classes = (line("301", "工资福利支出", amount="5.00"),)
    assert found(report(statements=statements(s06=classes)), "ST-09")
    items = (*classes, line("30101", "基本工资", ("工资福利支出",), amount="5.00"))
    assert not found(report(statements=statements(s06=items)), "ST-09")
    spent = (line("201", GENERAL, total="5.00"),)
    assert not found(report(statements=statements(s03=spent)), "ST-09")


@pytest.mark.fires("ST-10")
@pytest.mark.parametrize(
    ("code", "name", "said"),
    [("2010301", "行政运转", "行政运行"), ("2019876", "某某事务", "不在本年度科目表中")],
)
def test_st_10_a_code_carries_its_name_of_the_year(code: str, name: str, said: str) -> None:
    (finding,) = found(with_05(line(code, name, (GENERAL, OFFICE), total="1.00")), "ST-10")
    assert said in finding.message


@pytest.mark.spares("ST-10")
def test_st_10_brackets_spaces_and_unused_lines_do_not_matter() -> None:
    written = line("20103", "政府办公厅(室) 及相关机构事务", (GENERAL,), total="1.00")
    unused = line("2010301", "行政运转", (GENERAL, OFFICE), total="0.00")
    assert not found(with_05(written, unused), "ST-10")


@pytest.mark.fires("XS-25")
@pytest.mark.spares("XS-25")
def test_xs_25_income_of_institutions_is_shown_at_an_administration_only() -> None:
    money = statements(s01=(line("income_business", "", amount="3.00"),))
    assert [item.severity for item in found(report(statements=money), "XS-25")] == [Severity.INFO]
    institution = UnitFacts("某中心", nature_group="institution")
    assert not found(Report(institution, YEAR, statements=money), "XS-25")
    department = report(statements=money, organisation=Organisation(subordinates=("某中心",)))
    assert not found(department, "XS-25")


@pytest.mark.fires("XS-26")
@pytest.mark.spares("XS-26")
@pytest.mark.parametrize(("earned", "fires"), [("0.00", True), ("5.00", False), ("", False)])
def test_xs_26_business_spending_comes_of_business_income(earned: str, fires: bool) -> None:
    checked = report(
        statements=statements(
            s02=(line("total", "合计", business=earned),),
            s03=(line("total", "合计", business="4.00"),),
        )
    )
    assert bool(found(checked, "XS-26")) is fires


@pytest.mark.fires("XS-27")
@pytest.mark.spares("XS-27")
@pytest.mark.parametrize(("spent", "fires"), [("100.00", True), ("106.00", False)])
def test_xs_27_surplus_covers_a_gap_in_money_that_is_not_fiscal(spent: str, fires: bool) -> None:
    checked = report(
        statements=statements(
            s01=(
                line("use_of_surplus", "", amount="5.00"),
                line("income_total", "", amount="100.00"),
                line("expenditure_total", "", amount=spent),
            ),
            s04=(
                line("income_total", "", amount="90.00"),
                line("expenditure_total", "", total="90.00"),
            ),
        )
    )
    assert bool(found(checked, "XS-27")) is fires


@pytest.mark.fires("XS-28")
@pytest.mark.spares("XS-28")
@pytest.mark.parametrize(("closing", "fires"), [("1.00|2.00", False), ("1.00|3.00", True)])
def test_xs_28_a_fund_opens_with_what_it_closed_with(closing: str, fires: bool) -> None:
    lines = (line("2290402", "其他支出", (), opening="2.00", closing=closing),)
    assert bool(found(report(statements=statements(s07=lines)), "XS-28")) is fires
