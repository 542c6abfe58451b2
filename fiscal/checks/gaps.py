"""Rows that a statement leaves out or lists twice.

The text of a disclosure tells only some rows of each statement, so a row counts as left out only
where its neighbours are there and the sum shows that something is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fiscal.checks.figures import Figures, cell_label
from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.lines import declared_lines
from fiscal.money import ZERO
from fiscal.report import Line, Report, Statement
from fiscal.statements import (
    BY_NUMBER,
    PERSONNEL_CLASSES,
    PERSONNEL_TOTAL,
    PUBLIC_CLASSES,
    PUBLIC_TOTAL,
    Column,
    Declaration,
    Kind,
    Row,
)

LEFT_OUT = rule("ST-11", "报表没有遗漏的行", Severity.WARNING, "D004", rule_set="2026.3")
TWICE = rule("ST-12", "报表中同一行只出现一次", Severity.ERROR, "决算报表格式", rule_set="2026.3")

_TO_ITEMS = ("02", "03")  # the others: ST-09
_GROUPS = {PERSONNEL_TOTAL: PERSONNEL_CLASSES, PUBLIC_TOTAL: PUBLIC_CLASSES}
_LEVELS = (3, 5, 7)  # digits of 类, 款 and 项


def check(report: Report, figures: Figures, *, entered: bool) -> Iterator[Finding]:
    """ST-12, and ST-11 unless the report is a draft that is still ``entered`` row by row."""
    for number, statement in sorted(report.statements.items()):
        yield from _twice(statement)
        if entered:
            continue
        declaration = BY_NUMBER[number]
        if declaration.kind is Kind.FIXED:
            yield from _fixed(declaration, figures)
        elif declaration.kind is not Kind.SINGLE:
            yield from _coded(statement)


def _twice(statement: Statement) -> Iterator[Finding]:
    counted = Counter(line.key for line in statement.lines)
    for line in {line.key: line for line in statement.lines if counted[line.key] > 1}.values():
        yield TWICE.finding(
            f"statements/{statement.number}/{line.key}",
            f"{statement.number}表“{line.name or line.key}”一行出现{counted[line.key]}次",
            printed=counted[line.key],
        )


def _left_out(number: str, line: str, message: str) -> Finding:
    return LEFT_OUT.finding(f"statements/{number}/{line}", f"{number}表{message}")


# --- 01 and 04 ---------------------------------------------------------------------------------


def _fixed(declaration: Declaration, figures: Figures) -> Iterator[Finding]:
    """One finding a row, however many sums and columns want it."""
    found: dict[str, Finding] = {}
    for row in declaration.rows:
        for column in declaration.columns:
            if row.parts and column.side == row.side:
                finding = _sum(declaration, row, column, figures)
                if finding:
                    found.setdefault(finding.where, finding)
    yield from found.values()


def _sum(declaration: Declaration, row: Row, column: Column, figures: Figures) -> Finding | None:
    number = declaration.number
    whole = figures.cell(number, row.key, column.key).this
    parts = {part: figures.cell(number, part, column.key).this for part in row.parts}
    known = [amount for amount in parts.values() if amount is not None]
    label = cell_label(number, row.key, column.key)
    if whole is None:
        told = len(known) == len(parts) and any(known)
        return _left_out(number, row.key, f"没有{label}") if told else None
    gap = whole - sum(known, ZERO)
    near = len(parts) <= 2 * len(known) < 2 * len(parts)
    if not near or abs(gap) <= figures.precision.tolerance(len(known)):
        return None
    missing = next(part for part, amount in parts.items() if amount is None)
    shown = cell_label(number, missing, column.key)
    gap_shown = figures.precision.show(gap)
    return _left_out(number, missing, f"缺少{shown}，{label}与其余各行之和相差{gap_shown}")


# --- statements by classification --------------------------------------------------------------


def _coded(statement: Statement) -> Iterator[Finding]:
    number = statement.number
    told = {line.key for line in statement.lines if any(_amounts(line, known=True))}
    used = {line.key: line for line in statement.lines if any(_amounts(line))}
    codes = [key for key in used if key.isdecimal() and len(key) in _LEVELS]
    for total, label in declared_lines(number).items():
        if total not in told and any(code[:3] in _GROUPS.get(total, (code[:3],)) for code in codes):
            yield _left_out(number, total, f"没有“{label}”一行")
    levels = {len(code) for code in codes}
    if {5, 7} <= levels:  # whoever prints 款 above 项 prints 类, too
        levels.add(3)
    above = {code[:level]: code for code in codes for level in levels if level < len(code)}
    for parent, code in above.items():
        if parent not in told:
            shown = f"“{code} {used[code].name}”"
            yield _left_out(number, parent, f"列有{shown}，没有它的上级科目{parent}")
    for code in codes if number in _TO_ITEMS else ():
        if len(code) < max(levels) and code not in above:
            shown = f"“{code} {used[code].name}”"
            yield _left_out(number, code, f"{shown}没有列出下级科目，其他科目列出了")


def _amounts(line: Line, *, known: bool = False) -> Iterator[bool]:
    """For each cell of this year whether it holds money; ``known``: whether it says anything."""
    for cell in line.cells.values():
        yield cell.this is not None if known else bool(cell.this)
