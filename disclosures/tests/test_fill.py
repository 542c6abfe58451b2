"""What is typed once is enough: the rest of a whole account follows from its leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from disclosures.demo import reports, units
from fiscal import checks
from fiscal.fill import fill
from fiscal.finding import Severity
from fiscal.report import Cell, Line, Procurement, Report, Staff, Statement
from fiscal.statements import BY_NUMBER, Declaration, Kind
from units.reference import shipped_reference

YEAR = 2024
REFERENCE = shipped_reference(YEAR)
# Balances of 01 and 04 stand in no other statement.
ENTERED_ROWS = {
    "01": ("use_of_surplus", "opening_balance", "surplus_distribution", "closing_balance"),
    "04": ("opening_general",),
}


@cache
def years(index: int) -> tuple[Report, Report]:
    """Last year's and this year's Report of a fictional unit without errors."""
    last, this = reports(tuple(units(12))[index], YEAR - 1, YEAR)
    if any(found.severity is Severity.ERROR for found in checks.run(this, REFERENCE)):
        pytest.skip("this fictional unit has flaws on purpose")
    return last, this


def entered(report: Report) -> Report:
    """Only what an officer has to type: leaves, nothing for zero, nothing of last year."""
    statements = {
        number: Statement(number, tuple(_entered_lines(BY_NUMBER[number], statement)))
        for number, statement in report.statements.items()
    }
    staff = replace(report.staff, active_last=None, veteran_last=None, retired_last=None)
    return replace(
        report,
        statements={number: found for number, found in statements.items() if found.lines},
        staff=staff,
        budgets=replace(report.budgets, fiscal=None),
        procurement=replace(report.procurement, total=None),
        organisation=replace(report.organisation, office_count=None),
    )


def _entered_lines(declaration: Declaration, statement: Statement) -> Iterator[Line]:
    columns = {column.key for column in declaration.columns if not column.parts}
    for line in statement.lines:
        leaf = {
            Kind.FIXED: line.key in ENTERED_ROWS.get(declaration.number, ()),
            Kind.FUNCTIONAL: len(line.key) == 7,
            Kind.ECONOMIC: len(line.key) == 5 and line.key.isdigit(),
            Kind.SINGLE: True,
        }[declaration.kind]
        cells = {
            column: Cell(cell.this)
            for column, cell in line.cells.items()
            if column in columns and cell.this
        }
        if leaf and cells:
            yield replace(line, cells=cells)


def amounts(report: Report) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
    """Every cell that is not nothing in both years, except those the text alone compares."""
    return {
        (number, line.key, column): (cell.this or Decimal(0), cell.last or Decimal(0))
        for number, statement in report.statements.items()
        for line in statement.lines
        for column, cell in line.cells.items()
        if cell.this
    }


@pytest.mark.parametrize("index", range(12))
def test_every_amount_follows_from_the_leaves_and_last_year(index: int) -> None:
    last, this = years(index)
    assert amounts(fill(entered(this), REFERENCE, last)) == amounts(this)


@pytest.mark.parametrize("index", range(12))
def test_a_filled_account_has_no_error(index: int) -> None:
    last, this = years(index)
    found = checks.run(fill(entered(this), REFERENCE, last), REFERENCE)
    assert [item for item in found if item.severity is Severity.ERROR] == []


def test_the_facts_beside_the_statements_follow_too() -> None:
    last, this = years(0)
    filled = fill(entered(this), REFERENCE, last)
    assert filled.staff == this.staff
    assert filled.budgets.fiscal == this.budgets.fiscal
    assert filled.procurement == this.procurement
    assert filled.organisation == this.organisation


@pytest.mark.parametrize("index", range(0, 12, 3))
def test_the_text_of_a_filled_account_is_the_text(index: int) -> None:
    from fiscal.narrative import narrative

    last, this = years(index)
    filled = fill(entered(this), REFERENCE, last)
    assert [p.text for p in narrative(filled, REFERENCE)] == [
        p.text for p in narrative(this, REFERENCE)
    ]


def test_filling_twice_changes_nothing_more() -> None:
    last, this = years(0)
    once = fill(entered(this), REFERENCE, last)
    assert fill(once, REFERENCE, last) == once
    assert Staff() != once.staff and Procurement() != once.procurement
