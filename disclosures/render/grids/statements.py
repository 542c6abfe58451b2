"""The nine statements of 第四部分, from their declarations in ``fiscal.statements``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, zip_longest

from disclosures.render.grids.model import Grid, GridCell, Row, amount, fitted, label, spread
from fiscal.reference import Reference
from fiscal.report import TOTAL, Line, Report, Statement
from fiscal.statements import (
    BY_NUMBER,
    EXPENDITURE,
    INCOME,
    PERSONNEL_CLASSES,
    PERSONNEL_TOTAL,
    PUBLIC_CLASSES,
    PUBLIC_TOTAL,
    SINGLE_LINE,
    Column,
    Declaration,
    Kind,
)
from fiscal.statements import Row as FixedRow

_EMPTY_SUBJECTS = {
    "07": "政府性基金预算财政拨款收入、支出及结转和结余",
    "08": "国有资本经营预算财政拨款收入、支出及结转和结余",
    "09": "财政拨款“三公”经费支出",
}
_ITEM, _NUMBER, _COLUMN_NUMBER = "项目", "行次", "栏次"


def statement_grid(statement: Statement, report: Report, reference: Reference) -> Grid:
    """The public form of one statement; unknown cells are empty, zero is ``0.00``."""
    declaration = BY_NUMBER[statement.number]
    header, body = _BUILDERS[declaration.kind](declaration, statement, reference)
    rows = tuple(header + body)
    return Grid(
        id=f"statements/{statement.number}",
        title=declaration.title,
        subtitle=declaration.form_number,
        rows=rows,
        header_rows=len(header),
        widths=fitted(rows),
        notes=_notes(declaration, statement, report),
        unit="金额单位：万元",
        department=f"部门：{report.unit.name}",
    )


def _notes(declaration: Declaration, statement: Statement, report: Report) -> tuple[str, ...]:
    """The footnote and, for a 空表 that is known to be one, the statutory sentence."""
    footnote = f"注：{declaration.footnote}"
    known = statement.number in report.statements
    if not (declaration.may_be_empty and known and statement.is_empty):
        return (footnote,)
    subject, title = _EMPTY_SUBJECTS[statement.number], declaration.title
    return (footnote, f"本单位本年度无{subject}，{title}为空表。")


def _figure(statement: Statement, line: str, column: str) -> GridCell:
    value = statement.cell(line, column).this
    return amount(value, f"statements/{statement.number}/{line}/{column}")


def header_rows(paths: Sequence[Sequence[str]]) -> list[Row]:
    """Header of columns with these label paths: equal neighbours merge, short paths reach down."""
    depth = max(len(path) for path in paths)
    return [_header_row(paths, level, depth) for level in range(depth)]


def _header_row(paths: Sequence[Sequence[str]], level: int, depth: int) -> Row:
    row: list[GridCell | None] = []
    for _, group in groupby(paths, key=lambda path: tuple(path[: level + 1])):
        members = list(group)
        path, span = members[0], len(members)
        if len(path) <= level:  # covered by the cell above
            row += [None] * span
            continue
        rowspan = depth - level if len(path) == level + 1 else 1
        row += [label(path[level], span, rowspan), *[None] * (span - 1)]
    return tuple(row)


# --- 01 and 04: fixed rows, income beside expenditure -----------------------------------------


def _fixed(
    declaration: Declaration, statement: Statement, reference: Reference
) -> tuple[list[Row], list[Row]]:
    income = [column for column in declaration.columns if column.side == INCOME]
    spending = [column for column in declaration.columns if column.side == EXPENDITURE]
    paths = [*_side_paths(income, "收入"), *_side_paths(spending, "支出")]
    numbers = spread(
        [
            label(_COLUMN_NUMBER), label(""),
            *(label(str(number)) for number in range(1, len(income) + 1)),
            label(_COLUMN_NUMBER), label(""),
            *(label(str(len(income) + number)) for number in range(1, len(spending) + 1)),
        ]
    )  # fmt: skip
    left = _numbered(declaration.side(INCOME), 1)
    right = _numbered(declaration.side(EXPENDITURE), len(left) + 1)
    body = [
        (*_side_cells(a, income, statement), *_side_cells(b, spending, statement))
        for a, b in zip_longest(left, right, fillvalue=(0, None))
    ]
    return [*header_rows(paths), numbers], body


def _side_paths(columns: Sequence[Column], head: str) -> list[tuple[str, ...]]:
    return [(head, _ITEM), (head, _NUMBER), *(column.header for column in columns)]


def _numbered(rows: Sequence[FixedRow], first: int) -> list[tuple[int, FixedRow | None]]:
    """Every 行次 of one side, with the row that stands there or None for a blank one."""
    by_number = {row.number: row for row in rows}
    return [(number, by_number.get(number)) for number in range(first, max(by_number) + 1)]


def _side_cells(
    numbered: tuple[int, FixedRow | None], columns: Sequence[Column], statement: Statement
) -> Row:
    number, row = numbered
    place = GridCell(str(number) if number else "", kind="code")
    if row is None:
        return (GridCell(""), place, *(GridCell("") for _ in columns))
    figures = (_figure(statement, row.key, column.key) for column in columns)
    return (GridCell(row.label, kind="label"), place, *figures)


# --- 02 03 05 07 08: one line per functional classification code ------------------------------


def _functional(
    declaration: Declaration, statement: Statement, reference: Reference
) -> tuple[list[Row], list[Row]]:
    columns = declaration.printed_columns
    paths = [
        (_ITEM, "功能分类科目编码"), (_ITEM, "科目名称"), *(column.header for column in columns)
    ]  # fmt: skip
    numbers = spread(
        [label(_COLUMN_NUMBER, 2), *(label(str(number)) for number in range(1, len(columns) + 1))]
    )
    total = spread(
        [label("合计", 2), *(_figure(statement, TOTAL, column.key) for column in columns)]
    )
    lines = [line for line in statement.lines if line.key != TOTAL]
    body = [total, *(_classified(line, columns, statement) for line in lines)]
    return [*header_rows(paths), numbers], body


def _classified(line: Line, columns: Sequence[Column], statement: Statement) -> Row:
    return (
        GridCell(line.key if line.key.isdigit() else "", kind="code"),
        GridCell(line.name, kind="label", level=line.depth),
        *(_figure(statement, line.key, column.key) for column in columns),
    )


# --- 06: economic classification in three groups of code, name, amount -------------------------


def _economic(
    declaration: Declaration, statement: Statement, reference: Reference
) -> tuple[list[Row], list[Row]]:
    names = ("科目编码", "科目名称", "决算数")
    heads = ("人员经费", "公用经费", "公用经费（续）")
    header = header_rows([(head, name) for head in heads for name in names])
    known = {line.key: line for line in statement.lines}
    groups = [
        _economic_entries(PERSONNEL_CLASSES, reference, known),
        _economic_entries(PUBLIC_CLASSES[:1], reference, known),
        _economic_entries(PUBLIC_CLASSES[1:], reference, known),
    ]
    body: list[Row] = [
        tuple(cell for entry in entries for cell in _economic_cells(entry, statement))
        for entries in zip_longest(*groups)
    ]
    body.append(
        spread(
            [
                label("人员经费合计", 2), _figure(statement, PERSONNEL_TOTAL, "amount"),
                label("公用经费合计", 5), _figure(statement, PUBLIC_TOTAL, "amount"),
            ]
        )
    )  # fmt: skip
    return header, body


def _economic_entries(
    classes: Sequence[str], reference: Reference, known: Mapping[str, Line]
) -> list[tuple[str, str, int]]:
    """(code, name, level) of every 类 and 款 the year knows, and of any other the statement has."""
    entries = {item.code: item.name for item in reference.book("economic")}
    entries.update({code: line.name for code, line in known.items()})
    return [
        (code, entries[code], 1 if code in classes else 2)
        for code in sorted(entries)
        if code[:3] in classes and code.isdigit()
    ]


def _economic_cells(entry: tuple[str, str, int] | None, statement: Statement) -> Row:
    if entry is None:
        return (GridCell(""), GridCell(""), GridCell(""))
    code, name, level = entry
    return (
        GridCell(code, kind="code"),
        GridCell(name, kind="label", level=level),
        _figure(statement, code, "amount"),
    )


# --- 09: a single line --------------------------------------------------------------------------


def _single(
    declaration: Declaration, statement: Statement, reference: Reference
) -> tuple[list[Row], list[Row]]:
    columns = declaration.printed_columns
    numbers = tuple(label(str(number)) for number in range(1, len(columns) + 1))
    figures = tuple(_figure(statement, SINGLE_LINE, column.key) for column in columns)
    return [*header_rows([column.header for column in columns]), numbers], [figures]


_BUILDERS = {
    Kind.FIXED: _fixed,
    Kind.FUNCTIONAL: _functional,
    Kind.ECONOMIC: _economic,
    Kind.SINGLE: _single,
}
