"""Which lines and columns of a statement stand where on its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscal.lines import declared_lines
from fiscal.reference import Reference
from fiscal.report import TOTAL, Line, Statement
from fiscal.statements import (
    BY_NUMBER,
    EXPENDITURE,
    INCOME,
    PERSONNEL_CLASSES,
    PERSONNEL_TOTAL,
    PUBLIC_CLASSES,
    PUBLIC_TOTAL,
    Column,
    Declaration,
    Kind,
)

PERIODS = {"this": "本年", "last": "上年"}
_SIDE_NAMES = {INCOME: "收入", EXPENDITURE: "支出"}
_FIXED_HEADS = ("项目", "行次")
_CODE_HEADS = ("科目编码和名称",)
_MEMO = "（文字说明用）"  # behind the name of a column that is not printed
_GROUPS = (
    ("人员经费", PERSONNEL_CLASSES, PERSONNEL_TOTAL),
    ("公用经费", PUBLIC_CLASSES, PUBLIC_TOTAL),
)

Place = tuple[str, Line] | None  # 行次 or code, and the line; None keeps the place empty


@dataclass(frozen=True, slots=True)
class Side:
    """Lines in order, the heads of the columns that name them, and the columns of amounts."""

    heads: tuple[str, ...]
    lines: tuple[Place, ...]
    columns: tuple[tuple[str, Column], ...]  # period, column
    name: str = ""

    @property
    def width(self) -> int:
        return len(self.heads) + len(self.columns)

    @property
    def paths(self) -> list[tuple[str, ...]]:
        """The path of headings of every column."""
        above = (self.name,) if self.name else ()
        named = [(*above, head) for head in self.heads]
        return [*named, *((*above, *self._words(*column)) for column in self.columns)]

    def _words(self, period: str, column: Column) -> tuple[str, ...]:
        names = column.header[1:] if column.side else column.header
        *first, last = (name.removeprefix("本年") for name in names)
        words = (*first, last if column.printed else last + _MEMO)
        if len(self.columns) == len(PERIODS):
            return (PERIODS[period] + words[0], *words[1:])
        return (PERIODS[period], *words)


def sides(statement: Statement, reference: Reference) -> list[Side]:
    """The sides of any statement but 09, which has a single line."""
    declaration = BY_NUMBER[statement.number]
    if declaration.kind is Kind.FIXED:
        income = _fixed(declaration, statement, INCOME, 1)
        return [income, _fixed(declaration, statement, EXPENDITURE, len(income.lines) + 1)]
    if declaration.kind is Kind.ECONOMIC:
        return _economic(declaration, statement, reference)
    return [_functional(declaration, statement)]


def by_period(columns: Sequence[Column]) -> tuple[tuple[str, Column], ...]:
    return tuple((period, column) for period in PERIODS for column in columns)


def _functional(declaration: Declaration, statement: Statement) -> Side:
    lines = statement.lines
    if statement.line(TOTAL) is None:
        lines = (Line(TOTAL, declared_lines(declaration.number)[TOTAL]), *lines)
    placed = tuple((line.key if line.key.isdigit() else "", line) for line in lines)
    return Side(_CODE_HEADS, placed, by_period(declaration.columns))


def _fixed(declaration: Declaration, statement: Statement, side: str, first: int) -> Side:
    """Every 行次 of a side, as printed: where no row stands, the place is kept."""
    rows = {row.number: row for row in declaration.side(side)}
    lines = tuple(
        (str(number), _line(statement, row.key, row.label)) if (row := rows.get(number)) else None
        for number in range(first, max(rows) + 1)
    )
    columns = [column for column in declaration.columns if column.side == side]
    return Side(_FIXED_HEADS, lines, by_period(columns), _SIDE_NAMES[side])


def _economic(declaration: Declaration, statement: Statement, reference: Reference) -> list[Side]:
    """All codes of the year and any other that the statement has; totals at the foot."""
    names = {item.code: item.name for item in reference.book("economic")}
    names |= {line.key: line.name for line in statement.lines}
    columns, totals = by_period(declaration.columns), declared_lines(declaration.number)
    groups = [sorted(code for code in names if code[:3] in classes) for _, classes, _ in _GROUPS]
    placed = {code for group in groups for code in group}
    groups[-1] += [line.key for line in statement.lines if line.key not in {*placed, *totals}]
    return [
        Side(
            _CODE_HEADS,
            (
                *((code, _line(statement, code, names[code])) for code in group),
                *[None] * (max(map(len, groups)) - len(group)),
                ("", _line(statement, total, totals[total])),
            ),
            columns,
            name,
        )
        for (name, _, total), group in zip(_GROUPS, groups, strict=True)
    ]


def _line(statement: Statement, key: str, name: str) -> Line:
    return statement.line(key) or Line(key, name)
