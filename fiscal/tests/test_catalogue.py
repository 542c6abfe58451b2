"""The audit list C001–C100, relation by relation.

Of the whole account only the cells that a relation names are kept, so nothing else can speak:
the rule that claims the relation is silent as long as it holds, and alone when it does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fiscal.checks import RULES
from fiscal.report import Report, UnitFacts
from fiscal.tests.account import account, moved, only
from fiscal.tests.books import found, line, row, wan

ACCOUNT = account()

# Catalogue id, rule, cells of the relation (the first is moved), by how much in 万元.
RELATIONS = (
    ("C001", "ST-02", "01/income_total/amount 01/income_*/amount", "1"),
    ("C002", "ST-02", "01/expenditure_total/amount 01/exp_*/amount", "1"),
    ("C003", "ST-02", "01/grand_total_income/amount 01/income_total/amount"
                      " 01/use_of_surplus/amount 01/opening_balance/amount", "1"),
    ("C004", "ST-02", "01/grand_total_expenditure/amount 01/expenditure_total/amount"
                      " 01/surplus_distribution/amount 01/closing_balance/amount", "1"),
    ("C005", "XS-08", "01/grand_total_income/amount 01/grand_total_expenditure/amount", "1"),
    ("C007", "XS-27", "01/expenditure_total/amount 01/use_of_surplus/amount"
                      " 01/income_total/amount 04/income_total/amount"
                      " 04/expenditure_total/total", "-20"),
    ("C008", "ST-04", "01/closing_balance/amount", "-200"),
    ("C008", "ST-04", "01/opening_balance/amount", "-200"),
    ("C009", "ST-01", "02/2010301/total 02/2010301/*", "1"),
    ("C010", "ST-03", "02/total/fiscal 02/???/fiscal", "1"),
    ("C011", "ST-03", "02/201/fiscal 02/20103/fiscal", "1"),
    ("C011", "ST-03", "02/20103/other 02/20103??/other", "1"),
    ("C012", "ST-01", "03/2010301/total 03/2010301/*", "1"),
    ("C013", "ST-03", "03/total/project 03/???/project", "1"),
    ("C014", "ST-03", "03/208/basic 03/20805/basic", "1"),
    ("C014", "ST-03", "03/20805/total 03/20805??/total", "1"),
    ("C016", "XS-26", "02/total/business 03/total/business", "-20"),
    ("C017", "ST-02", "04/income_total/amount 04/income_*/amount", "1"),
    ("C018", "ST-02", "04/opening_balance/amount 04/opening_*/amount", "1"),
    ("C019", "ST-02", "04/grand_total_income/amount 04/income_total/amount"
                      " 04/opening_balance/amount", "1"),
    ("C020", "ST-01", "04/exp_201/total 04/exp_201/*", "1"),
    ("C020", "ST-01", "04/closing_balance/total 04/closing_balance/*", "1"),
    *(
        ("C021", "ST-02", f"04/expenditure_total/{column} 04/exp_*/{column}", "1")
        for column in ("total", "general", "gov_fund", "state_capital")
    ),
    *(
        ("C022", "ST-02", f"04/grand_total_expenditure/{column} 04/expenditure_total/{column}"
                          f" 04/closing_balance/{column}", "1")
        for column in ("total", "general", "gov_fund", "state_capital")
    ),
    ("C023", "XS-08", "04/grand_total_income/amount 04/grand_total_expenditure/total", "1"),
    ("C024", "XS-08", "04/grand_total_expenditure/general 04/income_general/amount"
                      " 04/opening_general/amount", "1"),
    ("C025", "XS-08", "04/grand_total_expenditure/gov_fund 04/income_gov_fund/amount"
                      " 04/opening_gov_fund/amount", "1"),
    ("C026", "XS-08", "04/grand_total_expenditure/state_capital 04/income_state_capital/amount"
                      " 04/opening_state_capital/amount", "1"),
    ("C027", "ST-07", "04/exp_201/state_capital", "1"),
    ("C027", "ST-07", "04/exp_223/general", "1"),
    ("C027", "ST-07", "04/exp_234/general", "1"),
    ("C028", "ST-01", "05/2010301/total 05/2010301/*", "1"),
    ("C029", "ST-03", "05/total/total 05/???/total", "1"),
    ("C029", "ST-03", "05/201/basic 05/20103/basic", "1"),
    ("C029", "ST-03", "05/20103/project 05/20103??/project", "1"),
    *(
        ("C031", "ST-03", f"06/{code}/amount 06/{code}??/amount", "1")
        for code in ("301", "302", "303", "310")
    ),
    ("C032", "ST-03", "06/personnel_total/amount 06/30?/amount 06/31?/amount", "1"),
    ("C033", "ST-03", "06/public_total/amount 06/30?/amount 06/31?/amount", "1"),
    ("C035", "ST-01", "07/2120803/closing 07/2120803/*", "1"),
    ("C036", "ST-01", "07/2120803/basic 07/2120803/total 07/2120803/project", "1"),
    ("C037", "ST-03", "07/total/income 07/???/income", "1"),
    ("C037", "ST-03", "07/212/total 07/21208/total", "1"),
    ("C037", "ST-03", "07/21208/closing 07/2120803/closing", "1"),
    ("C039", "ST-01", "08/2230199/closing 08/2230199/*", "1"),
    ("C040", "ST-01", "08/2230199/project 08/2230199/total 08/2230199/basic", "1"),
    ("C040", "ST-03", "08/total/total 08/223/total", "1"),
    ("C040", "ST-03", "08/22301/total 08/2230199/total", "1"),
    ("C042", "ST-01", "09/amount/budget_total 09/amount/budget_overseas"
                      " 09/amount/budget_vehicle 09/amount/budget_reception", "1"),
    ("C042", "ST-01", "09/amount/actual_total 09/amount/actual_overseas"
                      " 09/amount/actual_vehicle 09/amount/actual_reception", "1"),
    ("C043", "ST-01", "09/amount/budget_vehicle 09/amount/budget_vehicle_*", "1"),
    ("C043", "ST-01", "09/amount/actual_vehicle 09/amount/actual_vehicle_*", "1"),
    *(
        ("C044", "XS-12", f"09/amount/actual_{item} 09/amount/budget_{item}", "10")
        for item in ("total", "overseas", "vehicle_purchase", "vehicle_operation", "reception")
    ),
    ("C045", "XS-01", "01/income_total/amount 02/total/total", "1"),
    ("C046", "XS-01", "02/total/fiscal 01/income_general/amount 01/income_gov_fund/amount"
                      " 01/income_state_capital/amount", "1"),
    *(
        ("C047", "XS-01", f"01/income_{item}/amount 02/total/{item}", "1")
        for item in ("superior_subsidy", "institutional", "business", "subordinate", "other")
    ),
    ("C048", "XS-02", "01/expenditure_total/amount 03/total/total", "1"),
    ("C049", "XS-02", "01/exp_208/amount 03/208/total", "1"),
    *(
        ("C050", "XS-01", f"01/income_{item}/amount 04/income_{item}/amount", "1")
        for item in ("general", "gov_fund", "state_capital")
    ),
    ("C051", "XS-01", "02/total/fiscal 04/income_total/amount", "1"),
    ("C052", "XS-03", "04/expenditure_total/general 05/total/total", "1"),
    ("C053", "XS-03", "04/exp_208/general 05/208/total", "1"),
    ("C054", "XS-04", "05/total/basic 06/personnel_total/amount 06/public_total/amount", "1"),
    ("C055", "XS-05", "04/income_gov_fund/amount 07/total/income", "1"),
    ("C055", "XS-05", "04/opening_gov_fund/amount 07/total/opening", "1"),
    ("C055", "XS-05", "04/expenditure_total/gov_fund 07/total/total", "1"),
    ("C055", "XS-05", "04/closing_balance/gov_fund 07/total/closing", "1"),
    ("C055", "XS-32", "04/exp_212/gov_fund 07/212/total", "1"),
    ("C056", "XS-06", "04/income_state_capital/amount 08/total/income", "1"),
    ("C056", "XS-06", "04/opening_state_capital/amount 08/total/opening", "1"),
    ("C056", "XS-06", "04/expenditure_total/state_capital 08/total/total", "1"),
    ("C056", "XS-06", "04/closing_balance/state_capital 08/total/closing", "1"),
    ("C056", "XS-32", "04/exp_223/state_capital 08/223/total", "1"),
    ("C057", "XS-09", "03/2010301/total 05/2010301/total", "-60"),
    ("C057", "XS-09", "03/2120803/total 07/2120803/total", "-1"),
    ("C058", "XS-09", "03/2010301/basic 05/2010301/basic", "-30"),
    ("C058", "XS-09", "03/2230199/project 08/2230199/project", "-1"),
    ("C059", "ST-02", "01/grand_total_income/amount 01/income_total/amount"
                      " 01/use_of_surplus/amount 01/opening_balance/amount", "1"),
    ("C059", "XS-08", "04/grand_total_income/amount 04/grand_total_expenditure/total", "1"),
    ("C060", "XS-10", "01/opening_balance/amount 04/opening_balance/amount", "-20"),
    ("C060", "XS-10", "01/closing_balance/amount 04/closing_balance/total", "-20"),
    ("C061", "XS-02", "03/total/total 01/expenditure_total/amount", "1"),
    ("C061", "XS-07", "04/expenditure_total/total 05/total/total 07/total/total"
                      " 08/total/total", "1"),
    ("C062", "XS-11", "06/30212/amount 09/amount/actual_overseas", "2"),
    ("C062", "XS-11", "06/30217/amount 09/amount/actual_reception", "2"),
    ("C062", "XS-11", "06/30231/amount 09/amount/actual_vehicle_operation", "3"),
    ("C062", "XS-11", "06/31013/amount 09/amount/actual_vehicle_purchase", "3"),
    ("C063", "XS-11", "09/amount/actual_total 04/expenditure_total/total", "2000"),
    ("C066", "XS-13", "01/opening_balance/amount 01/closing_balance/amount", "1"),
    ("C067", "XS-13", "04/opening_balance/amount 04/closing_balance/total", "1"),
    ("C067", "XS-13", "07/total/opening 07/total/closing", "1"),
    ("C067", "XS-13", "08/total/opening 08/total/closing", "1"),
    ("C067", "XS-29", "04/opening_general/amount 04/closing_balance/general", "1"),
    ("C068", "XS-28", "07/2120803/opening 07/2120803/closing", "1"),
    ("C068", "XS-28", "08/2230199/opening 08/2230199/closing", "1"),
    ("C097", "ST-08", "02/2010301/other", "-6"),
)  # fmt: skip


def rules(checked: Report) -> set[str]:
    """Rules that a report breaks; texts, rows and detail are what such an excerpt lacks."""
    return {item.rule for item in found(checked)} - {"TX-30", "ST-09", "ST-11"}


@pytest.mark.fires(*sorted({rule for _, rule, _, _ in RELATIONS}))
@pytest.mark.spares(*sorted({rule for _, rule, _, _ in RELATIONS}))
@pytest.mark.parametrize(("entry", "rule", "cells", "by"), RELATIONS)
def test_a_relation_of_the_list_is_checked_by_the_rule_that_names_it(
    entry: str, rule: str, cells: str, by: str
) -> None:
    excerpt = only(ACCOUNT, cells)
    assert not rules(excerpt)
    assert rules(moved(excerpt, cells.split()[0], by)) == {rule}
    assert entry in RULES[rule].covers


@pytest.mark.spares("ST-11", "ST-12")
def test_the_whole_account_is_right() -> None:
    # It has no texts, and tables of some projects only.
    assert {item.rule for item in found(ACCOUNT)} == {"TX-30", "PE-38"}


def spent(number: str, code: str, name: str) -> Report:
    """The account with one more line of its own kind."""
    column = "amount" if number == "06" else "total"
    statement = ACCOUNT.statement(number)
    more = replace(statement, lines=(*statement.lines, line(code, name, (), **{column: "1"})))
    return only(replace(ACCOUNT, statements={number: more}), f"{number}/{code}/*")


@pytest.mark.fires("ST-05", "ST-06", "ST-09", "ST-10")
@pytest.mark.parametrize(
    ("entry", "rule", "number", "code", "name"),
    [
        ("C030", "ST-06", "05", "2120803", "城市建设支出"),
        ("C030", "ST-06", "05", "2230199", "其他解决历史遗留问题及改革成本支出"),
        ("C034", "ST-05", "06", "30901", "房屋建筑物购建"),
        ("C038", "ST-06", "07", "2010301", "行政运行"),
        ("C041", "ST-06", "08", "2010301", "行政运行"),
        ("C100", "ST-09", "05", "20103", "政府办公厅（室）及相关机构事务"),
        ("C100", "ST-10", "05", "2010301", "行政运转"),
        ("C100", "ST-10", "03", "20103019", "行政运行"),
    ],
)
def test_a_code_out_of_place_is_found_by_the_rule_that_names_the_entry(
    entry: str, rule: str, number: str, code: str, name: str
) -> None:
    assert rule in {item.rule for item in found(spent(number, code, name))}
    assert entry in RULES[rule].covers


@pytest.mark.fires("XS-25")
@pytest.mark.spares("XS-25")
@pytest.mark.parametrize(
    ("entry", "cell"),
    [
        *(("C006", f"01/{row}/amount") for row in (
            "use_of_surplus", "income_institutional", "income_business", "income_subordinate",
            "surplus_distribution")),
        *(("C015", f"03/total/{column}") for column in (
            "remit_to_superior", "business", "subsidy_to_subordinate")),
    ],
)  # fmt: skip
def test_money_of_institutions_is_noted_at_an_administration(entry: str, cell: str) -> None:
    excerpt = only(ACCOUNT, cell)
    assert not rules(excerpt)
    assert rules(replace(excerpt, unit=UnitFacts("某局"))) == {"XS-25"}
    assert entry in RULES["XS-25"].covers


@pytest.mark.fires("XS-30")
@pytest.mark.spares("XS-30")
def test_an_item_of_05_that_03_leaves_out_is_found_where_03_has_items() -> None:
    excerpt = only(ACCOUNT, "03/2010302/total 05/2010302/total")
    assert not rules(excerpt)
    assert rules(only(ACCOUNT, "03/2010302/total 05/2010301/total")) == {"XS-30"}
    assert not rules(only(ACCOUNT, "03/201/total 05/2010301/total"))


Break = Callable[[Report], Report]


def counted(**fields: int) -> Break:
    return lambda report: replace(report, three_public=replace(report.three_public, **fields))


def bought(**amounts: str) -> Break:
    changed = {name: wan(amount) for name, amount in amounts.items()}
    return lambda report: replace(report, procurement=replace(report.procurement, **changed))


def unit_funds(index: int, **amounts: str) -> Break:
    def change(report: Report) -> Report:
        table = report.unit_evaluation
        assert table is not None
        lines = list(table.funds)
        changed: dict[str, Any] = {name: wan(amount) for name, amount in amounts.items()}
        lines[index] = replace(lines[index], **changed)
        return replace(report, unit_evaluation=replace(table, funds=tuple(lines)))

    return change


def project_funds(index: int, **fields: Any) -> Break:
    def change(report: Report) -> Report:
        first, *others = report.projects
        lines = list(first.funds)
        lines[index] = replace(lines[index], **fields)
        return replace(report, projects=(replace(first, funds=tuple(lines)), *others))

    return change


def indicator(target: str, actual: str, rate: str, score: str, **fields: object) -> Break:
    def change(report: Report) -> Report:
        first, *others = report.projects
        changed = (row(target, actual, rate, score, **fields), *first.indicators[1:])
        return replace(report, projects=(replace(first, indicators=changed), *others))

    return change


FACTS: tuple[tuple[str, str, Break], ...] = (
    ("C077", "XS-15", counted(delegations=0)),
    ("C077", "XS-15", counted(travellers=0)),
    ("C078", "XS-16", counted(vehicles_bought=0)),
    ("C078", "XS-16", counted(vehicles_held=0)),
    ("C079", "XS-15", counted(reception_batches=0)),
    ("C079", "XS-15", counted(reception_guests=0)),
    ("C079", "XS-31", counted(reception_guests=11)),
    ("C079", "XS-31", counted(travellers=1)),
    ("C081", "XS-17", bought(goods="199")),
    ("C082", "XS-18", bought(small_micro="251")),
    ("C082", "XS-18", bought(small_medium="301")),
    ("C084", "PE-01", unit_funds(3, initial="1316")),
    ("C085", "XS-20", unit_funds(3, executed="1364")),
    ("C088", "PE-01", project_funds(1, initial=wan("5"))),
    ("C089", "PE-04", project_funds(0, rate=Decimal("99.00"))),
    ("C089", "PE-03", project_funds(0, executed=wan("7"))),
    ("C089", "PE-02", project_funds(2, executed=wan("1"))),
    ("C090", "PE-07", indicator("=1场", "=1场", "100", "12", weight=Decimal(12))),
    ("C090", "PE-08", indicator("=1场", "=1场", "100", "10", level1="成本指标",
                                level2="社会成本指标")),
    ("C091", "PE-05", project_funds(0, score=Decimal("9.00"))),
    ("C091", "PE-15", indicator("=1场", "=1场", "100", "9")),
    ("C092", "PE-10", indicator("=95%", "=100%", "103", "9.7", deviation="报名踊跃")),
    ("C092", "PE-11", indicator("=30家", "=35家", "116.66", "8.33", deviation="报名踊跃")),
    ("C092", "PE-12", indicator("提升", "有待提升", "", "")),
    ("C092", "PE-14", indicator("=0件", "=2件", "50", "0", deviation="报名踊跃")),
    ("C093", "PE-16", indicator(">=60人", "=52人", "87", "6.75")),
    ("C094", "XS-24", lambda report: moved(report, "03/total/project", "-540")),
    ("C095", "XS-23", unit_funds(1, initial="1216")),
)  # fmt: skip


@pytest.mark.fires(*sorted({rule for _, rule, _ in FACTS}))
@pytest.mark.spares(*sorted({rule for _, rule, _ in FACTS}))
@pytest.mark.parametrize(("entry", "rule", "broken"), FACTS)
def test_a_fact_of_the_list_is_checked_by_the_rule_that_names_it(
    entry: str, rule: str, broken: Break
) -> None:
    assert rule in rules(broken(ACCOUNT))
    assert entry in RULES[rule].covers
