"""The nine statements of a year, with last year's figures beside, from two years' accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from disclosures.demo.accounts import FUNDS, GENERAL, GOV_FUND, STATE_CAPITAL, Year
from fiscal.money import ZERO
from fiscal.reference import Item, Reference
from fiscal.report import TOTAL, Cell, Line, Statement
from fiscal.statements import (
    BY_NUMBER,
    PERSONNEL_CLASSES,
    PERSONNEL_TOTAL,
    PUBLIC_CLASSES,
    PUBLIC_TOTAL,
    SINGLE_LINE,
)

Amounts = dict[str, Decimal]  # by column
Leaves = dict[str, Amounts]  # by code, then column


def statements(this: Year, last: Year, main: str, reference: Reference) -> dict[str, Statement]:
    """All nine. ``main`` is the functional code that own money stands on."""
    by_code: dict[str, Callable[[Year], Leaves]] = {
        "02": lambda year: _income(year, main),
        "03": lambda year: _expenditure(year, main),
        "05": lambda year: _spending(year, GENERAL),
        "07": lambda year: _fund(year, GOV_FUND),
        "08": lambda year: _fund(year, STATE_CAPITAL),
    }
    books = {
        number: _functional(number, leaves(this), leaves(last), reference)
        for number, leaves in by_code.items()
    }
    books["01"] = _fixed("01", _totals(this, main), _totals(last, main))
    books["04"] = _fixed("04", _fiscal_totals(this), _fiscal_totals(last))
    books["06"] = _economic(this, last, reference)
    books["09"] = _three_public(this, last)
    return dict(sorted(books.items()))


def _add(leaves: Leaves, code: str, amounts: Amounts) -> None:
    row = leaves.setdefault(code, {})
    for column, amount in amounts.items():
        row[column] = row.get(column, ZERO) + amount


def _income(year: Year, main: str) -> Leaves:
    """Table 02: income by the 项 it was given for."""
    leaves: Leaves = {}
    for account in year.accounts:
        _add(leaves, account.code, {"total": account.income, "fiscal": account.income})
    own = year.own
    _add(leaves, main, {
        "total": own.income, "superior_subsidy": own.superior_subsidy,
        "institutional": own.institutional, "business": own.business_income, "other": own.other,
    })  # fmt: skip
    return leaves


def _expenditure(year: Year, main: str) -> Leaves:
    """Table 03: all expenditure."""
    leaves: Leaves = {}
    for account in year.accounts:
        _add(leaves, account.code, _spent(account.basic, account.project))
    own = year.own
    _add(leaves, main, _spent(own.basic, own.project))
    _add(leaves, main, {"total": own.business, "business": own.business})
    return leaves


def _spent(basic: Decimal, project: Decimal) -> Amounts:
    return {"total": basic + project, "basic": basic, "project": project}


def _spending(year: Year, fund: str) -> Leaves:
    """Table 05: expenditure from one fund."""
    leaves: Leaves = {}
    for account in year.of(fund):
        _add(leaves, account.code, _spent(account.basic, account.project))
    return leaves


def _fund(year: Year, fund: str) -> Leaves:
    """Tables 07 and 08: balances, income and expenditure of one fund."""
    leaves = _spending(year, fund)
    for account in year.of(fund):
        _add(leaves, account.code, {
            "opening": account.opening, "income": account.income, "closing": account.closing,
            "grand_total": account.opening + account.income,
        })  # fmt: skip
    return leaves


def _functional(number: str, this: Leaves, last: Leaves, reference: Reference) -> Statement:
    """A statement by classification: 合计, then 类, 款 and 项 in ascending order of code."""
    columns = [column.key for column in BY_NUMBER[number].columns]
    now, before = _with_sums(this, reference), _with_sums(last, reference)
    lines = [
        Line(code, name, parents, _cells(columns, now.get(code, {}), before.get(code, {})))
        for code, name, parents in _headings(now | before, reference)
    ]
    return Statement(number, tuple(line for line in lines if _has_amounts(line)))


def _headings(
    codes: Iterable[str], reference: Reference
) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    yield TOTAL, "合计", ()
    for code in sorted(code for code in codes if code != TOTAL):
        *parents, name = reference.path(_item(reference, code))
        yield code, name, tuple(parents)


def _item(reference: Reference, code: str) -> Item:
    item = reference.find("functional", code)
    if item is None:
        raise LookupError(f"no functional code {code} in {reference.year}")
    return item


def _with_sums(leaves: Leaves, reference: Reference) -> Leaves:
    """Leaves with the sums of their 款, their 类 and of all."""
    result: Leaves = {TOTAL: {}}
    for code, amounts in leaves.items():
        item: Item | None = _item(reference, code)
        while item is not None:
            _add(result, item.code, amounts)
            item = reference.find("functional", item.parent) if item.parent else None
        _add(result, TOTAL, amounts)
    return result


def _cells(columns: Iterable[str], this: Amounts, last: Amounts) -> dict[str, Cell]:
    return {key: Cell(this.get(key, ZERO), last.get(key, ZERO)) for key in columns}


def _has_amounts(line: Line) -> bool:
    return line.key == TOTAL or any(cell.this or cell.last for cell in line.cells.values())


Fixed = dict[str, Amounts]  # by row, then column


def _fixed(number: str, this: Fixed, last: Fixed) -> Statement:
    lines = []
    for row in BY_NUMBER[number].rows:
        columns = [c.key for c in BY_NUMBER[number].columns if c.side == row.side]
        cells = _cells(columns, this.get(row.key, {}), last.get(row.key, {}))
        lines.append(Line(row.key, row.label, (), cells))
    return Statement(number, tuple(lines))


def _totals(year: Year, main: str) -> Fixed:
    """Table 01."""
    own = year.own
    income = {f"income_{fund}": _income_of(year, fund) for fund in FUNDS} | {
        "income_superior_subsidy": own.superior_subsidy,
        "income_institutional": own.institutional,
        "income_business": own.business_income,
        "income_other": own.other,
        "income_total": year.fiscal_income + own.income,
        "use_of_surplus": own.surplus_used,
        "opening_balance": year.fiscal_opening + own.opening,
    }
    grand = year.fiscal_income + year.fiscal_opening + own.available
    spent = year.fiscal_spent + own.spent
    expenditure = {
        f"exp_{code}": amounts["total"] for code, amounts in _classes(_expenditure(year, main))
    } | {
        "expenditure_total": spent,
        "surplus_distribution": own.distributed,
        "closing_balance": grand - spent - own.distributed,
        "grand_total_income": grand,
        "grand_total_expenditure": grand,
    }
    return {row: {"amount": amount} for row, amount in (income | expenditure).items()}


def _income_of(year: Year, fund: str) -> Decimal:
    return sum((account.income for account in year.of(fund)), ZERO)


def _opening_of(year: Year, fund: str) -> Decimal:
    return sum((account.opening for account in year.of(fund)), ZERO)


def _classes(leaves: Leaves) -> Iterable[tuple[str, Amounts]]:
    """Sums by 类, the first three digits of a code."""
    sums: Leaves = {}
    for code, amounts in leaves.items():
        _add(sums, code[:3], amounts)
    return sums.items()


def _fiscal_totals(year: Year) -> Fixed:
    """Table 04: income in one column, expenditure by fund and in sum."""
    rows: Fixed = {
        "income_total": {"amount": year.fiscal_income},
        "opening_balance": {"amount": year.fiscal_opening},
        "grand_total_income": {"amount": year.fiscal_income + year.fiscal_opening},
    }
    for fund in FUNDS:
        rows[f"income_{fund}"] = {"amount": _income_of(year, fund)}
        rows[f"opening_{fund}"] = {"amount": _opening_of(year, fund)}
        for code, amounts in _classes(_spending(year, fund)):
            _add_fund(rows, f"exp_{code}", fund, amounts["total"])
        spent = sum((account.spent for account in year.of(fund)), ZERO)
        grand = _income_of(year, fund) + _opening_of(year, fund)
        _add_fund(rows, "expenditure_total", fund, spent)
        _add_fund(rows, "closing_balance", fund, grand - spent)
        _add_fund(rows, "grand_total_expenditure", fund, grand)
    return rows


def _add_fund(rows: Fixed, row: str, fund: str, amount: Decimal) -> None:
    _add(rows, row, {fund: amount, "total": amount})


def _economic(this: Year, last: Year, reference: Reference) -> Statement:
    """Table 06: every 款 of the five groups, sums of their 类, and the two totals."""
    lines: list[Line] = []
    for total, name, classes in (
        (PERSONNEL_TOTAL, "人员经费合计", PERSONNEL_CLASSES),
        (PUBLIC_TOTAL, "公用经费合计", PUBLIC_CLASSES),
    ):
        for item in reference.book("economic"):
            if item.code[:3] in classes:
                parents = reference.path(item)[:-1]
                lines.append(
                    _economic_line(item.code, item.name, parents, (item.code,), this, last)
                )
        lines.append(_economic_line(total, name, (), classes, this, last))
    return Statement("06", tuple(lines))


def _economic_line(
    key: str, name: str, parents: tuple[str, ...], codes: tuple[str, ...], this: Year, last: Year
) -> Line:
    def amount(year: Year) -> Decimal:
        return sum((v for code, v in year.economic.items() if code.startswith(codes)), ZERO)

    return Line(key, name, parents, {"amount": Cell(amount(this), amount(last))})


def _three_public(this: Year, last: Year) -> Statement:
    columns = [column.key for column in BY_NUMBER["09"].columns]
    cells = _cells(columns, _three_public_amounts(this), _three_public_amounts(last))
    return Statement("09", (Line(SINGLE_LINE, "合计", (), cells),))


def _three_public_amounts(year: Year) -> Amounts:
    travel = year.travel
    amounts: Amounts = {}
    for prefix in ("budget", "actual"):
        overseas, purchase, operation, reception = (
            getattr(cost, prefix)
            for cost in (travel.overseas, travel.purchase, travel.operation, travel.reception)
        )
        amounts |= {
            f"{prefix}_total": overseas + purchase + operation + reception,
            f"{prefix}_overseas": overseas,
            f"{prefix}_vehicle": purchase + operation,
            f"{prefix}_vehicle_purchase": purchase,
            f"{prefix}_vehicle_operation": operation,
            f"{prefix}_reception": reception,
        }
    return amounts
