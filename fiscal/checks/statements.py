"""Inside one statement: rows, columns and levels add up, as its declaration says.

Generic over ``fiscal.statements``: no statement has a check of its own. A sum is judged only
where every cell of it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from fiscal.checks.figures import Figures, cell_label
from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.money import ZERO
from fiscal.reference import Reference
from fiscal.report import TOTAL, Cell, Line, Report, Statement
from fiscal.statements import (
    BY_NUMBER,
    PERSONNEL_CLASSES,
    PERSONNEL_TOTAL,
    PUBLIC_CLASSES,
    PUBLIC_TOTAL,
    Column,
    Declaration,
    Kind,
)

COLUMNS = rule(
    "ST-01", "表内各列之和等于合计列", Severity.ERROR,
    "C009 C012 C020 C028 C035 C036 C039 C040 C042 C043",
)  # fmt: skip
ROWS = rule(
    "ST-02", "表内各行之和等于合计行", Severity.ERROR,
    "C001–C004 C017–C019 C021 C022 C059",
)  # fmt: skip
LEVELS = rule(
    "ST-03", "合计等于各类之和，类、款等于下级之和", Severity.ERROR,
    "C010 C011 C013 C014 C029 C031–C033 C037 C040",
)  # fmt: skip
NEGATIVE = rule("ST-04", "结转和结余不为负数", Severity.WARNING, "C008")
BELOW_ZERO = rule("ST-08", "金额一般不为负数", Severity.WARNING, "C097", rule_set="2026.3")

_BALANCES = {
    "01": ("opening_balance", "closing_balance"),
    "04": ("opening_balance", "closing_balance"),
}

Pick = Callable[[Cell], Decimal | None]
_PERIODS: tuple[tuple[str, Pick], ...] = (
    ("", lambda cell: cell.this),
    ("上年", lambda cell: cell.last),
)


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """All ST findings of a report."""
    for number, statement in sorted(report.statements.items()):
        declaration = BY_NUMBER[number]
        yield from _column_sums(declaration, statement, figures)
        yield from _row_sums(declaration, figures)
        yield from _level_sums(declaration, statement, figures)
        yield from _balances(number, figures)
        yield from _below_zero(statement, figures)


def _column_sums(
    declaration: Declaration, statement: Statement, figures: Figures
) -> Iterator[Finding]:
    summed = [column for column in declaration.columns if column.parts]
    for line in statement.lines if summed else ():
        for column in summed:
            for period, pick in _PERIODS:
                yield from _column_sum(declaration.number, line, column, (period, pick), figures)


def _column_sum(
    number: str, line: Line, column: Column, period: tuple[str, Pick], figures: Figures
) -> Iterator[Finding]:
    when, pick = period
    printed = _known(line, column.key, pick)
    parts = [_known(line, part.removeprefix("-"), pick) for part in column.parts]
    known = [
        -amount if part.startswith("-") else amount
        for part, amount in zip(column.parts, parts, strict=True)
        if amount is not None
    ]
    if printed is None or len(known) < len(parts):
        return
    where = f"statements/{number}/{line.key}/{column.key}"
    subject = f"{number}表{when}{cell_label(number, line.key, column.key, line.name)}与各列之和不符"
    computed = sum(known, ZERO)
    yield from figures.precision.judge(COLUMNS, where, subject, printed, computed, len(known))


def _known(line: Line, column: str, pick: Pick) -> Decimal | None:
    cell = line.cells.get(column)
    return pick(cell) if cell else None


def _row_sums(declaration: Declaration, figures: Figures) -> Iterator[Finding]:
    number = declaration.number
    for row in declaration.rows:
        columns = [column for column in declaration.columns if column.side == row.side]
        for column in columns if row.parts else ():
            for period, pick in _PERIODS:
                printed = pick(figures.cell(number, row.key, column.key))
                parts = [pick(figures.cell(number, part, column.key)) for part in row.parts]
                known = [amount for amount in parts if amount is not None]
                if printed is None or len(known) < len(parts):
                    continue
                where = f"statements/{number}/{row.key}/{column.key}"
                subject = (
                    f"{number}表{period}{cell_label(number, row.key, column.key)}与各行之和不符"
                )
                yield from figures.precision.judge(
                    ROWS, where, subject, printed, sum(known, ZERO), len(known)
                )


def _level_sums(
    declaration: Declaration, statement: Statement, figures: Figures
) -> Iterator[Finding]:
    """合计 = Σ类, 类 = Σ款, 款 = Σ项, over the nearest level whose cells are all known."""
    if declaration.kind not in (Kind.FUNCTIONAL, Kind.ECONOMIC):
        return
    paths = {line.key: _path(declaration, line) for line in statement.lines}
    below: dict[tuple[str, ...], list[Line]] = {}
    for line in statement.lines:
        path = paths[line.key]
        for depth in range(len(path)):
            below.setdefault(path[:depth], []).append(line)
    for parent in statement.lines:
        path = paths[parent.key]
        levels = _levels(below.get(path, []), paths, len(path))
        for column in declaration.columns if levels else ():
            for period, pick in _PERIODS:
                yield from _level_sum(
                    declaration.number, parent, levels, (column.key, period, pick), figures
                )


def _levels(lines: list[Line], paths: dict[str, tuple[str, ...]], depth: int) -> list[list[Line]]:
    """The levels below a parent that list it completely, nearest first.

    A deeper level is complete when every line above it has lines there.
    """
    found = []
    for level in sorted({len(paths[line.key]) for line in lines if len(paths[line.key]) > depth}):
        group = [line for line in lines if len(paths[line.key]) == level]
        covered = {paths[line.key][:cut] for line in group for cut in range(level)}
        upper = (paths[line.key] for line in lines if depth < len(paths[line.key]) < level)
        if all(path in covered for path in upper):
            found.append(group)
    return found


def _level_sum(
    number: str,
    parent: Line,
    levels: list[list[Line]],
    cell: tuple[str, str, Pick],
    figures: Figures,
) -> Iterator[Finding]:
    column, period, pick = cell
    printed = _known(parent, column, pick)
    if printed is None:
        return
    for group in levels:
        parts = [_known(line, column, pick) for line in group]
        known = [amount for amount in parts if amount is not None]
        if len(known) == len(parts):
            where = f"statements/{number}/{parent.key}/{column}"
            label = cell_label(number, parent.key, column, parent.name)
            subject = f"{number}表{period}{label}与下级科目之和不符"
            yield from figures.precision.judge(
                LEVELS, where, subject, printed, sum(known, ZERO), len(known)
            )
            return


def _path(declaration: Declaration, line: Line) -> tuple[str, ...]:
    """Place of a line in the tree of its classification; () for the 合计 line."""
    if declaration.kind is Kind.ECONOMIC:
        return _economic_path(line)
    return () if line.key == TOTAL else (*line.parents, line.name)


def _economic_path(line: Line) -> tuple[str, ...]:
    """(group total, 类, 款) by code; a line without a code stands alone."""
    if line.key in (PERSONNEL_TOTAL, PUBLIC_TOTAL):
        return (line.key,)
    code = line.key
    for group, classes in ((PERSONNEL_TOTAL, PERSONNEL_CLASSES), (PUBLIC_TOTAL, PUBLIC_CLASSES)):
        if code[:3] in classes:
            return (group, code[:3]) if len(code) == 3 else (group, code[:3], code)
    return ("", code)


def _balances(number: str, figures: Figures) -> Iterator[Finding]:
    for key in _BALANCES.get(number, ()):
        column = "total" if (number, key) == ("04", "closing_balance") else "amount"
        amount = figures.cell(number, key, column).this
        if amount is not None and amount < 0:
            label = cell_label(number, key, column)
            yield NEGATIVE.finding(
                f"statements/{number}/{key}/{column}",
                f"{number}表{label}为负数{figures.precision.show(amount)}，须说明原因",
                printed=figures.precision.show(amount),
            )


def _below_zero(statement: Statement, figures: Figures) -> Iterator[Finding]:
    """Amounts below zero that are no balances: a correction in red, or a slip."""
    for line in statement.lines:
        for column, cell in line.cells.items():
            if cell.this is not None and cell.this < 0 and not _is_balance(line.key, column):
                label = cell_label(statement.number, line.key, column, line.name)
                shown = figures.precision.show(cell.this)
                yield BELOW_ZERO.finding(
                    f"statements/{statement.number}/{line.key}/{column}",
                    f"{statement.number}表{label}为负数{shown}，如系红字冲销请说明",
                    printed=shown,
                )


def _is_balance(line: str, column: str) -> bool:
    return "balance" in line or line.startswith("opening") or column in ("opening", "closing")
