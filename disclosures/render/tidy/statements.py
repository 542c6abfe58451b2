"""The nine statements as tidy tables: a row per line, the figures as published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from disclosures.render.tidy.model import Column, TidyTable, Value, amount_column, tidy, wan
from fiscal.report import TOTAL, Line, Report, Statement
from fiscal.statements import BY_NUMBER, EXPENDITURE, INCOME, SINGLE_LINE, Declaration, Kind

_SIDES = {INCOME: "收入", EXPENDITURE: "支出"}
_LEVELS = ("类", "款", "项")
_FIXED = (Column("收支"), Column("行次", "code"), Column("项目"))
_CLASSIFIED = (Column("科目编码", "code"), Column("科目名称"), Column("级次"), Column("上级科目"))


def statement_tables(report: Report) -> Iterator[TidyTable]:
    """Those that the report carries."""
    for number in sorted(report.statements):
        yield _statement(BY_NUMBER[number], report.statements[number])


def _statement(declaration: Declaration, statement: Statement) -> TidyTable:
    figures = _figures(declaration)
    keys = [column.field for column in figures]
    about: tuple[Column, ...]
    match declaration.kind:
        case Kind.FIXED:
            about, rows = _FIXED, _fixed(declaration, statement, keys)
        case Kind.SINGLE:
            about, rows = (), iter([_amounts(statement, SINGLE_LINE, keys)])
        case _:
            about, rows = _CLASSIFIED, _classified(statement, keys)
    return tidy(declaration.number, declaration.title, (*about, *figures), rows)


def _figures(declaration: Declaration) -> tuple[Column, ...]:
    """The printed columns, those that both sides of a form have once."""
    joined = {
        column.key: column.header[-1] if column.side else "/".join(column.header)
        for column in declaration.printed_columns
    }
    return tuple(amount_column(label, key) for key, label in joined.items())


def _amounts(statement: Statement, line: str, keys: Sequence[str]) -> tuple[Value, ...]:
    """The figures of a line and its address."""
    figures = (wan(statement.cell(line, key).this) for key in keys)
    return (*figures, f"statements/{statement.number}/{line}")


def _fixed(
    declaration: Declaration, statement: Statement, keys: Sequence[str]
) -> Iterator[tuple[Value, ...]]:
    for row in declaration.rows:
        about = (_SIDES[row.side], str(row.number), row.label)
        yield (*about, *_amounts(statement, row.key, keys))


def _classified(statement: Statement, keys: Sequence[str]) -> Iterator[tuple[Value, ...]]:
    for line in statement.lines:
        yield (*_about(line), *_amounts(statement, line.key, keys))


def _about(line: Line) -> tuple[Value, ...]:
    coded = line.key.isdigit()
    level = _LEVELS[min(line.depth, len(_LEVELS)) - 1] if coded else ""
    name = "合计" if line.key == TOTAL else line.name
    return (line.key if coded else "", name, level, "/".join(line.parents))
