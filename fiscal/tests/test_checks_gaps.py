"""ST-11 and ST-12: rows left out of a whole account, rows that stand twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscal.checks import run
from fiscal.finding import Finding
from fiscal.report import Report
from fiscal.tests.account import account, moved, only
from fiscal.tests.books import REFERENCE, found, line, report, statements

ACCOUNT = account()


def without(number: str, key: str, whole: Report = ACCOUNT) -> Report:
    statement = whole.statement(number)
    lines = tuple(item for item in statement.lines if item.key != key)
    return replace(whole, statements={**whole.statements, number: replace(statement, lines=lines)})


def left_out(checked: Report) -> list[Finding]:
    return found(checked, "ST-11")


@pytest.mark.fires("ST-11")
@pytest.mark.parametrize(
    ("number", "key", "said"),
    [
        ("01", "income_other", "缺少“八、其他收入”，“本年收入合计”与其余各行之和相差5.00万元"),
        ("01", "exp_208", "缺少“八、社会保障和就业支出”"),
        ("01", "expenditure_total", "没有“本年支出合计”"),
        ("04", "opening_gov_fund", "缺少“年初二、政府性基金预算财政拨款”"),
        ("04", "exp_212", "缺少“十一、城乡社区支出”（合计）"),
        ("04", "closing_balance", "缺少“年末财政拨款结转和结余”（合计）"),
        ("02", "total", "没有“合计”一行"),
        ("06", "public_total", "没有“公用经费合计”一行"),
        ("05", "20103", "没有它的上级科目20103"),
        ("07", "212", "没有它的上级科目212"),
        ("06", "301", "没有它的上级科目301"),
        ("02", "2230199", "“22301 解决历史遗留问题及改革成本支出”没有列出下级科目"),
    ],
)
def test_st_11_a_row_that_the_sums_or_its_neighbours_want(number: str, key: str, said: str) -> None:
    findings = left_out(without(number, key))
    assert any(said in finding.message for finding in findings)
    assert len({finding.where for finding in findings}) == len(findings)


@pytest.mark.spares("ST-11")
@pytest.mark.parametrize(
    ("number", "key"), [("01", "exp_203"), ("04", "exp_203"), ("01", "exp_234")]
)
def test_st_11_a_row_without_money_may_be_left_out(number: str, key: str) -> None:
    assert not left_out(without(number, key))


@pytest.mark.spares("ST-11")
@pytest.mark.parametrize(
    "told",
    [
        "01/income_total/amount 01/use_of_surplus/amount 01/opening_balance/amount"
        " 01/grand_total_income/amount",
        "05/total/* 05/???/total 05/???????/total",
        "07/total/* 07/???????/total",
        "06/*_total/amount",
        "02/total/*",
    ],
)
def test_st_11_the_text_tells_only_part_of_a_statement(told: str) -> None:
    assert not left_out(only(ACCOUNT, told))


@pytest.mark.spares("ST-11")
def test_st_11_a_gap_that_rounding_can_cause_is_no_missing_row() -> None:
    assert not left_out(moved(without("01", "exp_203"), "01/expenditure_total/amount", "0.01"))


@pytest.mark.spares("ST-11")
def test_st_11_is_not_asked_of_a_draft_that_is_being_filled() -> None:
    findings = run(without("01", "exp_208"), REFERENCE, entered=True)
    assert "ST-11" not in {finding.rule for finding in findings}


@pytest.mark.fires("ST-12")
@pytest.mark.spares("ST-12")
def test_st_12_a_row_stands_once_in_a_statement() -> None:
    rows = (line("20103", "办公厅事务", total="1"), line("2010301", "行政运行", total="1"))
    assert not found(report(statements=statements(s05=rows, s03=rows)), "ST-12")
    (finding,) = found(report(statements=statements(s05=(*rows, rows[1]))), "ST-12")
    assert finding.where == "statements/05/2010301"
    assert "“行政运行”一行出现2次" in finding.message
