"""A fictional account that is whole and right: every relation of the audit list holds in it.

An institution with money of all kinds, two functional classes of its own, a government fund and
a state capital item. Amounts are 万元 as printed; last year's stand beside the balances.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fnmatch import fnmatchcase

from fiscal.report import (
    Assets,
    Budgets,
    FundLine,
    Line,
    Organisation,
    Procurement,
    Report,
    Staff,
    Statement,
    ThreePublic,
    UnitFacts,
)
from fiscal.statements import BY_NUMBER, EXPENDITURE_CLASSES, Kind
from fiscal.tests.books import (
    REFERENCE,
    YEAR,
    funds,
    line,
    project,
    statements,
    unit_table,
    wan,
)


def _fixed(number: str, columns: str, rows: str) -> tuple[Line, ...]:
    """Lines of 01 and 04: ``row amount …``, one row a line, the columns named at the head."""
    names = columns.split()
    return tuple(
        line(key, BY_NUMBER[number].row(key).label, (), **dict(zip(names, amounts, strict=True)))
        for key, *amounts in (row.split() for row in rows.strip().splitlines())
    )


def _coded(number: str, columns: str, rows: str) -> tuple[Line, ...]:
    """Lines of a statement by classification; names and levels are those of the year."""
    book = "economic" if BY_NUMBER[number].kind is Kind.ECONOMIC else "functional"
    names, lines = columns.split(), []
    for key, *amounts in (row.split() for row in rows.strip().splitlines()):
        item = REFERENCE.find(book, key)
        path = REFERENCE.path(item) if item else ("合计",)
        cells = dict(zip(names, amounts, strict=True))
        lines.append(line(key, path[-1], path[:-1], **cells))
    return tuple(lines)


def _classes(columns: str, spent: dict[str, str]) -> str:
    """A row for each of the 26 classes of 01 and 04; those not named spent nothing."""
    nothing = " ".join("0" for _ in columns.split())
    return "\n".join(f"exp_{code} {spent.get(code, nothing)}" for code, _ in EXPENDITURE_CLASSES)


_FOUR = "total general gov_fund state_capital"
_SPENDING = "total basic project remit_to_superior business subsidy_to_subordinate"
_INCOME = "total fiscal superior_subsidy institutional business subordinate other"
_FUND = "opening income total basic project closing grand_total"

STATEMENTS = statements(
    s01=_fixed("01", "amount", f"""
        income_general 1000
        income_gov_fund 200
        income_state_capital 50
        income_superior_subsidy 30
        income_institutional 40
        income_business 20
        income_subordinate 10
        income_other 5
        income_total 1355
        use_of_surplus 6
        opening_balance 100
        grand_total_income 1461
        {_classes("amount", {"201": "785", "208": "340", "212": "190", "223": "48"})}
        expenditure_total 1363
        surplus_distribution 3
        closing_balance 95|100
        grand_total_expenditure 1461"""),
    s02=_coded("02", _INCOME, """
        total    1355 1250 30 40 20 10 5
        201       795  690 30 40 20 10 5
        20103     795  690 30 40 20 10 5
        2010301   605  500 30 40 20 10 5
        2010302   190  190  0  0  0  0 0
        208       310  310  0  0  0  0 0
        20805     310  310  0  0  0  0 0
        2080505   250  250  0  0  0  0 0
        2080599    60   60  0  0  0  0 0
        212       200  200  0  0  0  0 0
        21208     200  200  0  0  0  0 0
        2120803   200  200  0  0  0  0 0
        223        50   50  0  0  0  0 0
        22301      50   50  0  0  0  0 0
        2230199    50   50  0  0  0  0 0"""),
    s03=_coded("03", _SPENDING, """
        total    1363 785 548 5 15 10
        201       785 525 230 5 15 10
        20103     785 525 230 5 15 10
        2010301   555 525   0 5 15 10
        2010302   230   0 230 0  0  0
        208       340 260  80 0  0  0
        20805     340 260  80 0  0  0
        2080505   260 260   0 0  0  0
        2080599    80   0  80 0  0  0
        212       190   0 190 0  0  0
        21208     190   0 190 0  0  0
        2120803   190   0 190 0  0  0
        223        48   0  48 0  0  0
        22301      48   0  48 0  0  0
        2230199    48   0  48 0  0  0"""),
    s04=(
        *_fixed("04", "amount", """
        income_general 1000
        income_gov_fund 200
        income_state_capital 50
        income_total 1250
        opening_balance 85
        opening_general 60
        opening_gov_fund 20
        opening_state_capital 5
        grand_total_income 1335"""),
        *_fixed("04", _FOUR, f"""
        {_classes(_FOUR, {"201": "700 700 0 0", "208": "310 310 0 0",
                          "212": "190 0 190 0", "223": "48 0 0 48"})}
        expenditure_total 1248 1010 190 48
        closing_balance 87|85 50|60 30|20 7|5
        grand_total_expenditure 1335 1060 220 55"""),
    ),
    s05=_coded("05", "total basic project", """
        total    1010 750 260
        201       700 500 200
        20103     700 500 200
        2010301   500 500   0
        2010302   200   0 200
        208       310 250  60
        20805     310 250  60
        2080505   250 250   0
        2080599    60   0  60"""),
    s06=_coded("06", "amount", """
        301   560
        30101 300
        30102 260
        303    40
        30302  40
        personnel_total 600
        302   130
        30201 100
        30212   5
        30217   4
        30231  21
        310    20
        31002   8
        31013  12
        public_total 150"""),
    s07=_coded("07", _FUND, """
        total   20 200 190 0 190 30|20 220
        212     20 200 190 0 190 30|20 220
        21208   20 200 190 0 190 30|20 220
        2120803 20 200 190 0 190 30|20 220"""),
    s08=_coded("08", _FUND, """
        total   5 50 48 0 48 7|5 55
        223     5 50 48 0 48 7|5 55
        22301   5 50 48 0 48 7|5 55
        2230199 5 50 48 0 48 7|5 55"""),
    s09=(
        line(
            "amount", "", budget_total="54", budget_overseas="8", budget_vehicle="40",
            budget_vehicle_purchase="15", budget_vehicle_operation="25", budget_reception="6",
            actual_total="48", actual_overseas="6", actual_vehicle="37",
            actual_vehicle_purchase="14", actual_vehicle_operation="23", actual_reception="5",
        ),
    ),
)  # fmt: skip

_UNIT_FUNDS = (
    FundLine("上级资金", wan("0"), wan("0"), wan("0")),
    FundLine("本级资金", wan("1215"), wan("1335"), wan("1248")),
    FundLine("其他资金", wan("100"), wan("126"), wan("115")),
    FundLine("合计", wan("1315"), wan("1461"), wan("1363"),
             Decimal(10), Decimal("93.29"), Decimal("9.33")),
)  # fmt: skip


def account() -> Report:
    """The whole of it; ``check`` finds nothing in its figures."""
    return Report(
        unit=UnitFacts("云岭县博物馆", nature_group="institution"),
        year=YEAR,
        staff=Staff(45, 46, 0, 0, 20, 19),
        organisation=Organisation(2, ("办公室", "保管部")),
        statements=STATEMENTS,
        budgets=Budgets(wan("1215"), wan("990"), wan("180"), wan("45")),
        three_public=ThreePublic(2, 3, 1, 9, 12, 80),
        procurement=Procurement(
            wan("300"), wan("200"), wan("40"), wan("60"), wan("250"), wan("100")
        ),
        assets=Assets(wan("1"), wan("900"), wan("180"), 0, 1, 1, 2, 0, 3, 1, 1, 4),
        unit_evaluation=replace(unit_table(funds=_UNIT_FUNDS), unit_name="云岭县博物馆"),
        projects=(project(), project(name="馆舍维修费", funds=funds("6", "6", "100.00", "10.00"))),
    )


def only(report: Report, addresses: str) -> Report:
    """The account with these cells alone, ``03/201*/total 05/total/basic``; the rest is unknown."""
    patterns = addresses.split()

    def keep(number: str, key: str, column: str) -> bool:
        return any(fnmatchcase(f"{number}/{key}/{column}", pattern) for pattern in patterns)

    kept = {}
    for number, statement in report.statements.items():
        lines = (
            replace(
                item,
                cells={name: cell for name, cell in item.cells.items()
                       if keep(number, item.key, name)},
            )
            for item in statement.lines
        )  # fmt: skip
        known = tuple(item for item in lines if item.cells)
        if known:
            kept[number] = Statement(number, known)
    return Report(report.unit, report.year, statements=kept)


def moved(report: Report, address: str, by: str) -> Report:
    """The account with one cell more or less by so many 万元; ``@last`` for last year's."""
    path, _, period = address.partition("@")
    number, key, column = path.split("/")

    def change(line: Line) -> Line:
        if line.key != key:
            return line
        cell, name = line.cells[column], period or "this"
        changed = replace(cell, **{name: getattr(cell, name) + wan(by)})
        return replace(line, cells={**line.cells, column: changed})

    lines = tuple(change(line) for line in report.statement(number).lines)
    return replace(report, statements={**report.statements, number: Statement(number, lines)})
