"""Statements: a cell, a row, a code or a name is not what it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from disclosures.tests.mutation.model import Mutant, at, kind, one_of, swapped_digits
from fiscal.money import ZERO
from fiscal.report import Cell, Line, Report, Statement
from fiscal.statements import BY_NUMBER, Kind

Change = Callable[[Decimal, Random], Decimal | None]
_CODED = (Kind.FUNCTIONAL, Kind.ECONOMIC)


@dataclass(frozen=True, slots=True)
class _Place:
    number: str
    index: int
    column: str
    cell: Cell
    line: Line

    @property
    def where(self) -> str:
        return f"statements/{self.number}/{self.line.key}/{self.column}"


def _places(report: Report) -> Iterator[_Place]:
    for number, statement in report.statements.items():
        printed = {column.key for column in BY_NUMBER[number].printed_columns}
        for index, line in enumerate(statement.lines):
            for column, cell in line.cells.items():
                if column in printed:
                    yield _Place(number, index, column, cell, line)


def with_line(report: Report, number: str, index: int, line: Line | None) -> Report:
    statement = report.statements[number]
    changed = replace(statement, lines=at(statement.lines, index, line))
    return replace(report, statements={**report.statements, number: changed})


def _with_cell(report: Report, place: _Place, **fields: Decimal) -> Report:
    cells = {**place.line.cells, place.column: replace(place.cell, **fields)}
    return with_line(report, place.number, place.index, replace(place.line, cells=cells))


def _this(name: str, change: Change) -> None:
    @kind(name)
    def make(report: Report, random: Random) -> Mutant | None:
        place = one_of(random, (p for p in _places(report) if p.cell.this))
        amount = change(place.cell.this or ZERO, random) if place else None
        if place is None or amount is None:
            return None
        return Mutant(place.where, _with_cell(report, place, this=amount))


_this("报表：差几元", lambda amount, random: amount + Decimal(random.randint(1, 999)) / 100)
_this("报表：差几百元", lambda amount, random: amount - 100 * random.randint(1, 9))
_this("报表：多写一位", lambda amount, _: amount * 10)
_this("报表：少写一位", lambda amount, _: amount / 10)
_this("报表：小数点错两位", lambda amount, _: amount * 100)
_this("报表：把元当万元", lambda amount, _: amount * 10000)
_this("报表：把万元当元", lambda amount, _: amount / 10000)
_this("报表：正负号反了", lambda amount, _: -amount)
_this("报表：数字颠倒", swapped_digits)
_this("报表：填成零", lambda _amount, _random: ZERO)


@kind("报表：零填成有数")
def _filled(report: Report, random: Random) -> Mutant | None:
    place = one_of(random, (p for p in _places(report) if p.cell.this == 0))
    if place is None:
        return None
    return Mutant(place.where, _with_cell(report, place, this=Decimal(random.randint(1, 10**6))))


@kind("报表：合计改动")
def _total(report: Report, random: Random) -> Mutant | None:
    totals = (p for p in _places(report) if "total" in p.line.key and p.cell.this)
    place = one_of(random, totals)
    if place is None:
        return None
    amount = (place.cell.this or ZERO) + random.randint(1, 10**5)
    return Mutant(place.where, _with_cell(report, place, this=amount))


@kind("报表：上年数改动")
def _last(report: Report, random: Random) -> Mutant | None:
    place = one_of(random, (p for p in _places(report) if p.cell.last))
    if place is None:
        return None
    amount = (place.cell.last or ZERO) + random.randint(1, 10**5)
    return Mutant(place.where, _with_cell(report, place, last=amount))


@kind("报表：移到另一列")
def _other_column(report: Report, random: Random) -> Mutant | None:
    place = one_of(random, (p for p in _places(report) if p.cell.this and len(p.line.cells) > 1))
    if place is None:
        return None
    other = one_of(random, [
        column for column in place.line.cells
        if column != place.column and place.line.cells[column].this != place.cell.this
    ])  # fmt: skip
    if other is None:
        return None
    cells = dict(place.line.cells)
    cells[place.column], cells[other] = cells[other], cells[place.column]
    line = replace(place.line, cells=cells)
    return Mutant(place.where, with_line(report, place.number, place.index, line))


@kind("报表：移到另一行")
def _other_line(report: Report, random: Random) -> Mutant | None:
    place = one_of(random, (p for p in _places(report) if p.cell.this))
    if place is None:
        return None
    lines = report.statements[place.number].lines
    other = one_of(random, [
        index for index, line in enumerate(lines)
        if place.column in line.cells and line.cells[place.column].this != place.cell.this
    ])  # fmt: skip
    if other is None:
        return None
    theirs = lines[other].cells[place.column]
    moved = replace(lines[other], cells={**lines[other].cells, place.column: place.cell})
    report = with_line(report, place.number, other, moved)
    return Mutant(place.where, _with_cell(report, place, this=theirs.this or ZERO,
                                          last=theirs.last or ZERO))  # fmt: skip


def _coded(report: Report, random: Random) -> tuple[Statement, int] | None:
    """A line by classification that has an amount this year."""
    return one_of(random, [
        (statement, index)
        for number, statement in report.statements.items()
        if BY_NUMBER[number].kind in _CODED
        for index, line in enumerate(statement.lines)
        if line.key.isdecimal() and any(cell.this for cell in line.cells.values())
    ])  # fmt: skip


def _changed_line(
    report: Report, random: Random, change: Callable[[Line], Line | None]
) -> Mutant | None:
    found = _coded(report, random)
    if found is None:
        return None
    statement, index = found
    line = statement.lines[index]
    where = f"statements/{statement.number}/{line.key}"
    return Mutant(where, with_line(report, statement.number, index, change(line)))


@kind("报表：漏一行")
def _dropped(report: Report, random: Random) -> Mutant | None:
    return _changed_line(report, random, lambda line: None)


@kind("报表：重复一行")
def _doubled(report: Report, random: Random) -> Mutant | None:
    found = _coded(report, random)
    if found is None:
        return None
    statement, index = found
    lines = (*statement.lines[: index + 1], *statement.lines[index:])
    changed = {**report.statements, statement.number: replace(statement, lines=lines)}
    where = f"statements/{statement.number}/{statement.lines[index].key}"
    return Mutant(where, replace(report, statements=changed))


@kind("报表：科目编码错一位")
def _code(report: Report, random: Random) -> Mutant | None:
    return _changed_line(
        report, random, lambda line: replace(line, key=_mistyped(line.key, random))
    )


def _mistyped(code: str, random: Random) -> str:
    place = random.randrange(len(code))
    digit = str((int(code[place]) + random.randint(1, 9)) % 10)
    return code[:place] + digit + code[place + 1 :]


@kind("报表：科目名称错一字")
def _name(report: Report, random: Random) -> Mutant | None:
    return _changed_line(
        report, random, lambda line: replace(line, name=_misspelt(line.name, random))
    )


def _misspelt(name: str, random: Random) -> str:
    place = random.randrange(len(name))
    return (
        name[:place] + name[place + 1 :]
        if random.random() < 0.5
        else name[:place] + "某" + name[place + 1 :]
    )


@kind("报表：缺一张表")
def _missing(report: Report, random: Random) -> Mutant | None:
    number = one_of(random, (n for n, s in report.statements.items() if not s.is_empty))
    rest = {key: item for key, item in report.statements.items() if key != number}
    return Mutant(f"statements/{number}", replace(report, statements=rest))
