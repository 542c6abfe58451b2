"""Amounts of a table: from a cell to yuan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.workbooks.model import Cell, Sheet, normal
from disclosures.workbooks.rules import Notes
from fiscal.money import YUAN_PER_WAN, AmountError, half_up, parse_amount
from fiscal.reference import Reference
from fiscal.report import Cell as Amount

BLANKS = {"", "-", "—", "--", "——", "…", "……", "/", "无"}  # how people write nothing
LIMIT = Decimal(10) ** 13  # yuan; what a draft can hold
_NO_SEPARATOR = re.compile(r",\d{0,2}(?!\d)")  # 1234,50 of other countries is no 123,450
_FORBIDDEN = "nNeE_"  # Decimal understands nan, exponents and underscores; accounts do not


@dataclass(frozen=True, slots=True)
class Context:
    """What reading the body of one table needs. ``factor`` is yuan per printed unit."""

    sheet: Sheet
    number: str
    factor: Decimal
    reference: Reference
    notes: Notes

    def where(self, *steps: str) -> str:
        return "/".join(("statements", self.number, *steps))

    def amount(self, cell: Cell | None, line: str, column: str) -> Decimal | None:
        """This year's amount in yuan; None for a blank, or when a finding says why not."""
        if cell is None:
            return None
        self.notes.take(self.sheet, [cell])
        where = self.where(line, column)
        if cell.problem:
            self.notes.at("WB-02", cell.problem, self.sheet, [cell], where)
            return None
        try:
            return in_yuan(cell.text, self.factor)
        except (AmountError, ArithmeticError):
            message = f"“{cell.quote}”不是金额，应为数字，例如 1,234.50"
            self.notes.at("RD-06", message, self.sheet, [cell], where)
            return None

    def is_nothing(self, cells: Iterable[Cell]) -> bool:
        """Whether the cells hold nothing but zeros and blanks; they are then dealt with."""
        cells = list(cells)
        if any(cell.problem or not _is_zero(cell.text) for cell in cells):
            return False
        self.notes.take(self.sheet, cells)
        return True

    def cells(self, found: dict[str, Cell], line: str) -> dict[str, Amount]:
        """Known amounts of a line by column key."""
        amounts = {key: self.amount(cell, line, key) for key, cell in found.items()}
        return {key: Amount(yuan) for key, yuan in amounts.items() if yuan is not None}


def in_yuan(text: str, factor: Decimal) -> Decimal | None:
    """Yuan of an amount as printed; a unit in the cell itself overrules the table's."""
    clean = normal(text).replace("¥", "").replace("−", "-")
    if clean in BLANKS:
        return None
    if clean.endswith("万元"):
        factor = YUAN_PER_WAN
    elif clean.endswith("元"):
        factor = Decimal(1)
    if any(letter in clean for letter in _FORBIDDEN) or _NO_SEPARATOR.search(clean):
        raise AmountError(f"“{text.strip()}”不是金额")
    value = parse_amount(clean)
    if value is not None and abs(value * factor) >= LIMIT:
        raise AmountError(f"“{text.strip()}”超出金额范围")
    return None if value is None else half_up(value * factor)


def _is_zero(text: str) -> bool:
    try:
        return not in_yuan(text, Decimal(1))
    except (AmountError, ArithmeticError):
        return False


def code_text(cells: Mapping[int, Cell], column: int) -> str:
    """What stands in a code column, dashes being nothing."""
    key = cells[column].key if column in cells else ""
    return "" if key in BLANKS else key


def by_column(cells: Sequence[Cell]) -> dict[int, Cell]:
    return {cell.column: cell for cell in cells}
