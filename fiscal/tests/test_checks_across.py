"""XS rules: figures in two places, and figures beside the statements."""

from __future__ import annotations

import pytest

from fiscal.checks.across import EQUATIONS
from fiscal.checks.figures import Figures
from fiscal.finding import Severity
from fiscal.report import Budgets, Line, Organisation, Procurement, Report, Statement, ThreePublic
from fiscal.tests.books import (
    found,
    funds,
    line,
    project,
    report,
    rules_of,
    statements,
    unit_table,
    wan,
)


def amounts(*cells: str) -> Report:
    """A report of single cells: ``"01/income_total/amount 12.00"``."""
    numbered: dict[str, dict[str, dict[str, str]]] = {}
    for cell in cells:
        address, text = cell.split(" ")
        number, key, column = address.split("/")
        numbered.setdefault(number, {}).setdefault(key, {})[column] = text
    built: dict[str, tuple[Line, ...]] = {
        f"s{number}": tuple(line(key, key, **columns) for key, columns in lines.items())
        for number, lines in numbered.items()
    }
    return report(statements=statements(**built))


@pytest.mark.fires(
    "XS-01",
    "XS-02",
    "XS-03",
    "XS-05",
    "XS-06",
    "XS-08",
    "XS-09",
    "XS-10",
    "XS-11",
    "XS-12",
    "XS-13",
)
@pytest.mark.spares(
    "XS-01",
    "XS-02",
    "XS-03",
    "XS-05",
    "XS-06",
    "XS-08",
    "XS-09",
    "XS-10",
    "XS-11",
    "XS-12",
    "XS-13",
)
@pytest.mark.parametrize(
    ("rule", "wrong", "right"),
    [
        ("XS-01", ("01/income_total/amount 10.00", "02/total/total 11.00"), "02/total/total 10.00"),
        ("XS-01", ("02/total/fiscal 10.00", "04/income_total/amount 11.00"),
         "04/income_total/amount 10.00"),
        ("XS-02", ("01/expenditure_total/amount 10.00", "03/total/total 9.00"),
         "03/total/total 10.00"),
        ("XS-02", ("01/exp_208/amount 10.00", "03/208/total 9.00"), "03/208/total 10.00"),
        ("XS-03", ("04/expenditure_total/general 9.00", "05/total/total 8.00"),
         "05/total/total 9.00"),
        ("XS-03", ("04/exp_208/general 9.00", "05/208/total 8.00"), "05/208/total 9.00"),
        ("XS-05", ("04/income_gov_fund/amount 9.00", "07/total/income 8.00"),
         "07/total/income 9.00"),
        ("XS-06", ("04/closing_balance/state_capital 1.00", "08/total/closing 2.00"),
         "08/total/closing 1.00"),
        ("XS-08", ("01/grand_total_income/amount 9.00", "01/grand_total_expenditure/amount 8.00"),
         "01/grand_total_expenditure/amount 9.00"),
        ("XS-09", ("05/total/basic 9.00", "03/total/basic 8.00"), "03/total/basic 9.05"),
        ("XS-09", ("05/2010301/total 9.00", "03/2010301/total 8.00"), "03/2010301/total 9.05"),
        ("XS-10", ("04/opening_balance/amount 9.00", "01/opening_balance/amount 8.00"),
         "01/opening_balance/amount 9.00"),
        ("XS-11", ("06/30217/amount 9.00", "09/amount/actual_reception 8.00"),
         "09/amount/actual_reception 9.50"),
        ("XS-12", ("09/amount/actual_total 9.00", "09/amount/budget_total 8.00"),
         "09/amount/budget_total 9.00"),
        ("XS-13", ("01/opening_balance/amount 9.00", "01/closing_balance/amount 0.00|8.00"),
         "01/closing_balance/amount 0.00|9.00"),
    ],
)  # fmt: skip
def test_two_places_disagree_or_agree(rule: str, wrong: tuple[str, str], right: str) -> None:
    assert rules_of(amounts(*wrong)) == [rule]
    assert not rules_of(amounts(wrong[0], right))


@pytest.mark.fires("XS-04")
@pytest.mark.spares("XS-04")
def test_xs_04_basic_expenditure_by_economic_class() -> None:
    def basic(public: str) -> Report:
        return amounts(
            "05/total/basic 1217.85",
            "06/personnel_total/amount 1055.92",
            f"06/public_total/amount {public}",
        )

    assert [item.severity for item in found(basic("162.94"), "XS-04")] == [Severity.ERROR]
    assert [item.severity for item in found(basic("161.94"), "XS-04")] == [Severity.INFO]
    assert not rules_of(basic("161.93"))


def fiscal(total: str, *extra: str) -> Report:
    return amounts(
        f"04/expenditure_total/total {total}",
        "05/total/total 691.43",
        "07/total/total 17000.00",
        "08/total/total 322.18",
        *extra,
    )


@pytest.mark.fires("XS-07")
@pytest.mark.spares("XS-07")
def test_xs_07_fiscal_spending_is_that_of_the_three_budgets() -> None:
    (finding,) = found(fiscal("18014.00"))
    assert finding.rule == "XS-07"
    assert finding.message.startswith("04表“本年支出合计”（合计）应等于05表“")
    assert not rules_of(fiscal("18013.61"))


@pytest.mark.fires("XS-07")
@pytest.mark.spares("XS-07")
def test_xs_07_counts_an_empty_statement_as_nothing_spent_and_a_missing_one_as_unknown() -> None:
    base = amounts("04/expenditure_total/total 9.00", "05/total/total 8.00")
    empty = {number: Statement(number) for number in ("07", "08")}
    assert rules_of(report(statements={**base.statements, **empty})) == ["XS-07"]
    assert not rules_of(base)


@pytest.mark.fires("XS-07")
@pytest.mark.spares("XS-07")
def test_xs_07_compares_last_year_only_when_nothing_was_carried_over() -> None:
    def last(opening: str) -> Report:
        return amounts(
            f"04/opening_balance/amount {opening}",
            "04/grand_total_income/amount 10.00|20.00",
            "05/total/total 9.00|18.00",
            "07/total/grand_total 0.00|0.00",
            "08/total/grand_total 0.00|0.00",
        )

    assert rules_of(last("0.00")) == ["XS-07"]
    assert not rules_of(last("1.00"))


@pytest.mark.fires("XS-14")
@pytest.mark.spares("XS-14")
def test_xs_14_the_initial_budget_of_an_empty_statement_is_nothing() -> None:
    def budget(fiscal: str, **more: Statement) -> Report:
        known = Budgets(fiscal=wan(fiscal), general=wan("1753.38"))
        return report(budgets=known, statements=more)

    empty = {number: Statement(number) for number in ("07", "08")}
    assert rules_of(budget("1760.00", **empty)) == ["XS-14"]
    assert not rules_of(budget("1753.38", **empty))
    assert not rules_of(budget("1760.00"))


@pytest.mark.fires("XS-15")
@pytest.mark.spares("XS-15")
@pytest.mark.parametrize(
    ("cost", "batches", "rules"),
    [("1.20", 0, ["XS-15"]), ("0.00", 3, ["XS-15"]), ("1.20", 3, []), ("0.00", 0, [])],
)
def test_xs_15_receptions_cost_money_and_money_means_receptions(
    cost: str, batches: int, rules: list[str]
) -> None:
    base = amounts(f"09/amount/actual_reception {cost}")
    counted = ThreePublic(reception_batches=batches)
    assert rules_of(report(statements=base.statements, three_public=counted)) == rules


@pytest.mark.fires("XS-31")
@pytest.mark.spares("XS-31")
@pytest.mark.parametrize(
    ("batches", "guests", "fires"),
    [(5, 4, True), (5, 5, False), (5, 40, False), (5, None, False), (0, 0, False)],
)
def test_xs_31_every_reception_has_a_guest(batches: int, guests: int | None, fires: bool) -> None:
    counted = ThreePublic(reception_batches=batches, reception_guests=guests)
    assert bool(found(report(three_public=counted), "XS-31")) is fires
    trips = ThreePublic(delegations=batches, travellers=guests)
    assert bool(found(report(three_public=trips), "XS-31")) is fires


@pytest.mark.fires("XS-29")
@pytest.mark.spares("XS-29")
@pytest.mark.parametrize(
    ("opening", "closing", "fires"),
    [("9.00", "0.00|8.00", True), ("9.00", "0.00|9.00", False), ("9.00", "0.00|", False)],
)
def test_xs_29_general_money_opens_with_what_it_closed_with(
    opening: str, closing: str, fires: bool
) -> None:
    checked = amounts(
        f"04/opening_general/amount {opening}", f"04/closing_balance/general {closing}"
    )
    assert bool(found(checked, "XS-29")) is fires


@pytest.mark.fires("XS-16")
@pytest.mark.spares("XS-16")
@pytest.mark.parametrize(
    ("cost", "held", "rules"), [("5", 0, ["XS-16"]), ("0", 2, []), ("5", 2, [])]
)
def test_xs_16_vehicles_may_stand_still_but_costs_need_one(
    cost: str, held: int, rules: list[str]
) -> None:
    base = amounts(f"09/amount/actual_vehicle_operation {cost}")
    counted = ThreePublic(vehicles_held=held)
    assert rules_of(report(statements=base.statements, three_public=counted)) == rules


def procurement(*parts: str) -> Report:
    names = ("total", "goods", "works", "services", "small_medium", "small_micro")
    return report(procurement=Procurement(**{k: wan(v) for k, v in zip(names, parts, strict=True)}))


@pytest.mark.fires("XS-17", "XS-18")
@pytest.mark.spares("XS-17", "XS-18")
def test_xs_17_and_xs_18_procurement() -> None:
    assert not rules_of(procurement("114.53", "73.11", "0", "41.42", "114.53", "114.53"))
    assert rules_of(procurement("115.53", "73.11", "0", "41.42", "114.53", "114.53")) == ["XS-17"]
    assert rules_of(procurement("114.53", "73.11", "0", "41.42", "100", "114.53")) == ["XS-18"]
    assert rules_of(procurement("114.53", "73.11", "0", "41.42", "120", "100")) == ["XS-18"]


@pytest.mark.fires("XS-19")
@pytest.mark.spares("XS-19")
def test_xs_19_the_offices_listed_are_counted() -> None:
    names = ("综合科", "文书科")
    assert rules_of(report(organisation=Organisation(3, names))) == ["XS-19"]
    assert not rules_of(report(organisation=Organisation(2, names)))
    assert not rules_of(report(organisation=Organisation(3)))


def evaluated(*cells: str, budget: str = "") -> Report:
    base = amounts(*cells) if cells else report()
    budgets = Budgets(fiscal=wan(budget)) if budget else Budgets()
    return report(statements=base.statements, unit_evaluation=unit_table(), budgets=budgets)


@pytest.mark.fires("XS-20", "XS-21", "XS-22")
@pytest.mark.spares("XS-20", "XS-21", "XS-22")
@pytest.mark.parametrize(
    ("rule", "cell", "right"),
    [
        ("XS-20", "03/total/total 1741.70", "03/total/total 1740.70"),
        ("XS-21", "01/grand_total_income/amount 1790.00", "01/grand_total_income/amount 1787.23"),
        ("XS-22", "04/expenditure_total/total 1690.00", "04/expenditure_total/total 1693.16"),
    ],
)
def test_the_unit_table_repeats_the_statements(rule: str, cell: str, right: str) -> None:
    assert rules_of(evaluated(cell)) == [rule]
    assert not rules_of(evaluated(right))


@pytest.mark.fires("XS-23")
@pytest.mark.spares("XS-23")
def test_xs_23_initial_budget_of_the_unit_table() -> None:
    (finding,) = found(evaluated(budget="1753.38"))
    assert (finding.rule, finding.severity) == ("XS-23", Severity.WARNING)
    assert not rules_of(evaluated(budget="1740.74"))


@pytest.mark.fires("XS-24")
@pytest.mark.spares("XS-24")
def test_xs_24_projects_spend_no_more_than_project_expenditure() -> None:
    def spent(whole: str) -> Report:
        base = amounts(f"03/total/project {whole}")
        big = project(funds=funds("6.00", "6.00", "100.00", "10.00"))
        return report(statements=base.statements, projects=(big, big))

    assert rules_of(spent("11.00")) == ["XS-24"]
    assert not rules_of(spent("12.00"))


def test_every_equation_speaks_of_cells_that_exist() -> None:
    figures = Figures(report())
    for item in EQUATIONS:
        for address in (*item.left, *item.right):
            assert figures.amount(address) is None
            assert "表" in figures.label(address)
