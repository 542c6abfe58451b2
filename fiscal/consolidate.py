"""部门汇总: one account of a unit and the units below it, less what they paid each other.

The nine statements, budgets, counts, procurement and property are added up; texts, offices and
evaluations stay those of the unit itself, for a department writes its own. What one account
does not know counts for nothing in the sum of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, TypeVar

from fiscal.equations import Address
from fiscal.lines import place_for
from fiscal.money import ZERO
from fiscal.report import TOTAL, UNKNOWN, Cell, Line, Report, Statement

T = TypeVar("T")

SUBSIDY, REMITTANCE = "subsidy", "remittance"
TRANSFER_KINDS = {SUBSIDY: "对附属单位补助", REMITTANCE: "附属单位上缴"}
# Column of 03 that pays, column of 02 and row of 01 that receive.
_COLUMNS = {
    SUBSIDY: ("subsidy_to_subordinate", "superior_subsidy", "income_superior_subsidy"),
    REMITTANCE: ("remit_to_superior", "subordinate", "income_subordinate"),
}
_SUMMED = ("staff", "budgets", "three_public", "procurement", "assets")


@dataclass(frozen=True, slots=True)
class Transfer:
    """What one of the units paid to another, by both their functional codes; yuan."""

    kind: str  # SUBSIDY or REMITTANCE
    expenditure_code: str
    income_code: str
    amount: Decimal
    last: Decimal = ZERO  # the year before
    note: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """How a cell of the whole comes about where it is not the unit's own (本级).

    ``whole`` = ``own`` + ``subordinates`` − ``transfers``; unknown is None.
    """

    number: str
    line: str
    name: str
    column: str
    own: Decimal | None
    subordinates: Decimal | None
    transfers: Decimal
    whole: Decimal | None


class TransferError(ValueError):
    """A transfer that the accounts do not hold; ``str(error)`` is a sentence for the officer."""


def consolidate(
    own: Report, subordinates: Sequence[Report], transfers: Iterable[Transfer] = ()
) -> tuple[Report, tuple[Difference, ...]]:
    """The whole account, and where and why it differs from the unit's own.

    Raises ``TransferError``.
    """
    accounts = (own, *subordinates)
    less = _eliminated(accounts, transfers)
    statements = {
        number: _statement(number, [one.statement(number) for one in accounts], less)
        for number in sorted({number for one in accounts for number in one.statements})
    }
    whole = replace(
        own,
        statements=statements,
        organisation=replace(
            own.organisation, subordinates=tuple(one.unit.name for one in subordinates)
        ),
        **{name: _added([getattr(one, name) for one in accounts]) for name in _SUMMED},
    )
    return whole, tuple(_differences(own, subordinates, whole, less))


def _statement(
    number: str, statements: Sequence[Statement], less: Mapping[Address, Cell]
) -> Statement:
    lines: list[Line] = []
    for line in (line for statement in statements for line in statement.lines):
        keys = [other.key for other in lines]
        if line.key not in keys:
            lines.insert(place_for(number, line.key, keys), line)
    return Statement(number, tuple(_line(number, line, statements, less) for line in lines))


def _line(
    number: str, line: Line, statements: Sequence[Statement], less: Mapping[Address, Cell]
) -> Line:
    found = [one for statement in statements if (one := statement.line(line.key))]
    columns = dict.fromkeys(column for one in found for column in one.cells)
    cells = {}
    for column in columns:
        own = [one.cells.get(column, UNKNOWN) for one in found]
        paid = less.get((number, line.key, column), UNKNOWN)
        cells[column] = Cell(
            _less(_sum(cell.this for cell in own), paid.this),
            _less(_sum(cell.last for cell in own), paid.last),
        )
    return replace(line, cells=cells)


def _sum(values: Iterable[Any]) -> Any:
    """Sum of what is known, None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None


def _less(amount: Decimal | None, paid: Decimal | None) -> Decimal | None:
    return amount if amount is None or paid is None else amount - paid


def _added(groups: Sequence[T]) -> T:
    """One group of counts or amounts, field by field the sum of all."""
    one: Any = groups[0]
    names = [field.name for field in fields(one)]
    added: T = replace(one, **{name: _sum(getattr(g, name) for g in groups) for name in names})
    return added


# --- what the units paid each other --------------------------------------------------------------


def _eliminated(accounts: Sequence[Report], transfers: Iterable[Transfer]) -> dict[Address, Cell]:
    """What to take off, by cell."""
    less: dict[Address, Cell] = {}
    for transfer in transfers:
        for address in _touched(accounts, transfer):
            before = less.get(address, Cell(ZERO, ZERO))
            less[address] = Cell(
                _sum((before.this, transfer.amount)), _sum((before.last, transfer.last))
            )
    return less


def _touched(accounts: Sequence[Report], transfer: Transfer) -> Iterator[Address]:
    """Every cell that holds the transfer: on its line, above it, and in 01."""
    if transfer.kind not in _COLUMNS:
        raise TransferError(f"没有名为“{transfer.kind}”的内部往来")
    pays, receives, row = _COLUMNS[transfer.kind]
    yield from _on_line(accounts, "03", transfer.expenditure_code, pays, transfer)
    yield from _on_line(accounts, "02", transfer.income_code, receives, transfer)
    spent = f"exp_{transfer.expenditure_code[:3]}"
    for key in (row, "income_total", "grand_total_income"):
        yield "01", key, "amount"
    for key in (spent, "expenditure_total", "grand_total_expenditure"):
        yield "01", key, "amount"


def _on_line(
    accounts: Sequence[Report], number: str, code: str, column: str, transfer: Transfer
) -> Iterator[Address]:
    lines = [line for one in accounts for line in one.statement(number).lines]
    path = next(((*line.parents, line.name) for line in lines if line.key == code), ())
    held = _sum(one.amount(number, code, column) for one in accounts) or ZERO
    if not path or not ZERO <= transfer.amount <= held:
        raise TransferError(
            f"{TRANSFER_KINDS[transfer.kind]}{transfer.amount:,.2f}元不能抵销："
            f"{number}表科目{code}该栏各单位合计{held:,.2f}元"
        )
    above = {TOTAL, code} | {
        line.key for line in lines if (*line.parents, line.name) == path[: line.depth]
    }
    for key in sorted(above):
        yield number, key, column
        yield number, key, "total"


# --- line by line --------------------------------------------------------------------------------


def _differences(
    own: Report, subordinates: Sequence[Report], whole: Report, less: Mapping[Address, Cell]
) -> Iterator[Difference]:
    for number, statement in whole.statements.items():
        for line in statement.lines:
            for column, cell in line.cells.items():
                address = (number, line.key, column)
                mine = own.amount(*address)
                if (mine or ZERO) != (cell.this or ZERO):
                    yield Difference(
                        *address[:2],
                        line.name,
                        column,
                        mine,
                        _sum(one.amount(*address) for one in subordinates),
                        less.get(address, UNKNOWN).this or ZERO,
                        cell.this,
                    )
