"""Totals of a statement as formulas of its sheet.

A total is written as a formula where what is recorded is the sum of its parts, or where nothing
is recorded yet. A recorded total that differs from its parts stays the number it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.workbooks.model import column_letters
from fiscal.money import ZERO
from fiscal.report import TOTAL, Line, Statement
from fiscal.statements import (
    BY_NUMBER,
    PERSONNEL_CLASSES,
    PERSONNEL_TOTAL,
    PUBLIC_CLASSES,
    PUBLIC_TOTAL,
    Kind,
)

Place = tuple[str, str]  # line key and column key
_ECONOMIC_TOTALS = {PERSONNEL_TOTAL: PERSONNEL_CLASSES, PUBLIC_TOTAL: PUBLIC_CLASSES}
_DEEPEST = 7  # digits of a 项
MAX_PARTS = 200  # a function takes 255 arguments


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a total: its parts with their signs; ``by_code`` when new rows may join them."""

    parts: tuple[tuple[Place, int], ...]
    by_code: bool = False


class Totals:
    """What the totals of one statement are made of, and what they come to."""

    def __init__(self, statement: Statement, lines: Sequence[Line]) -> None:
        self.declaration = BY_NUMBER[statement.number]
        self.lines = {line.key: line for line in lines}
        self._known: dict[Place, Decimal | None] = {}

    def recorded(self, place: Place) -> Decimal | None:
        line = self.lines.get(place[0])
        cell = line.cells.get(place[1]) if line else None
        return cell.this if cell else None

    def amount(self, place: Place) -> Decimal | None:
        """What the sheet will show: the recorded amount, else what follows from others."""
        if place not in self._known:
            self._known[place] = None  # a sum that leads to itself leads nowhere
            own = self.recorded(place)
            sums = (self.sum_of(way) for way in self.ways(place)) if own is None else ()
            self._known[place] = own if own is not None else next(filter(_known, sums), None)
        return self._known[place]

    def sum_of(self, way: Way) -> Decimal | None:
        amounts = [(self.amount(part), sign) for part, sign in way.parts]
        known = [(amount, sign) for amount, sign in amounts if amount is not None]
        if not any(sign > 0 for _, sign in known):  # nothing is left of nothing known
            return None
        return sum((amount * sign for amount, sign in known), ZERO)

    def way(self, place: Place) -> Way | None:
        """The way to write the cell as a formula, None where it must be a number."""
        ways, own = list(self.ways(place)), self.recorded(place)
        if own is not None:
            return next((way for way in ways if self.sum_of(way) == own), None)
        return next(
            (way for way in ways if self.sum_of(way) is not None), ways[0] if ways else None
        )

    def ways(self, place: Place) -> Iterator[Way]:
        line, key = place
        declaration = self.declaration
        sides = {row.key: row.side for row in declaration.rows}
        for column in declaration.columns:
            if column.key == key and column.parts and column.side in ("", sides.get(line, "")):
                signed = ((part.removeprefix("-"), part) for part in column.parts)
                yield Way(tuple(((line, k), -1 if p[0] == "-" else 1) for k, p in signed))
        yield from self._levels(line, key)

    def _levels(self, line: str, column: str) -> Iterator[Way]:
        declaration = self.declaration
        if declaration.kind is Kind.FIXED:
            parts = next((row.parts for row in declaration.rows if row.key == line), ())
        elif line in _ECONOMIC_TOTALS:
            parts = tuple(code for code in _ECONOMIC_TOTALS[line] if code in self.lines)
        elif declaration.kind is Kind.SINGLE:
            parts = ()
        else:
            if line == TOTAL or (line.isdigit() and len(line) < self._deepest):
                below = self._below(line)
                yield Way(tuple(((child, column), 1) for child in below), by_code=True)
            return
        if parts:
            yield Way(tuple(((part, column), 1) for part in parts))

    @property
    def _deepest(self) -> int:
        return 5 if self.declaration.kind is Kind.ECONOMIC else _DEEPEST

    def _below(self, line: str) -> list[str]:
        codes = [key for key in self.lines if key.isdigit()]
        if line != TOTAL:
            return [key for key in codes if key[:-2] == line]
        return [k for k in codes if len(k) == 3] or [k for k in codes if len(k) == _DEEPEST]


def _known(amount: Decimal | None) -> bool:
    return amount is not None


@dataclass(frozen=True, slots=True)
class Body:
    """Where the rows of a sheet lie: the code column and the first and last row of codes."""

    code_column: int
    first: int
    last: int

    def range(self, column: int) -> str:
        letters = column_letters(column)
        return f"${letters}${self.first}:${letters}${self.last}"


def sum_formula(plus: Sequence[str], minus: Sequence[str] = ()) -> str:
    """Sum of cells less others, blank while there is nothing to take away from."""
    taken = f"-SUM({','.join(minus)})" if minus else ""
    return f'=IF(COUNT({",".join(plus)})=0,"",SUM({",".join(plus)}){taken})'


def level_formula(line: str, column: int, body: Body, code_cell: str) -> str:
    """Sum of the rows one level below a code, or of the highest level for 合计."""
    codes, amounts = body.range(body.code_column), body.range(column)
    if line != TOTAL:
        length = len(line)
        test = f'--(LEN({codes})={length + 2}),--(LEFT({codes},{length})={code_cell}&"")'
        given = f"SUMPRODUCT({test},--ISNUMBER({amounts}))"
        return f'=IF({given}=0,"",SUMPRODUCT({test},{amounts}))'
    classes, items = f"--(LEN({codes})=3)", f"--(LEN({codes})={_DEEPEST})"
    return (
        f'=IF(COUNT({amounts})=0,"",IF(SUMPRODUCT({classes})>0,'
        f"SUMPRODUCT({classes},{amounts}),SUMPRODUCT({items},{amounts})))"
    )
