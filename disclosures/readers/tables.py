"""Evaluation and target tables, recognised by their labels and the kind of their content.

A table is a run of label/value pairs (with the funds rows and the goals among them), the
headings of the indicators from 一级指标 on, the indicator rows, and 总分. Positions and blank
cells are used where the file has kept them and done without where it has not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from disclosures.readers.align import Row, align
from disclosures.readers.columns import (
    HEADINGS,
    NEVER,
    Column,
    Vocabulary,
    columns_of,
    fund_columns,
)
from disclosures.readers.layout import PROJECT, TARGET, UNIT, YEAR, Table, table_title
from disclosures.readers.model import Piece, rows_of
from disclosures.readers.notes import Notes, line_of

SOURCES = {
    UNIT: ("上级资金", "本级资金", "其他资金", "合计"),
    PROJECT: ("年度资金总额", "当年财政拨款", "其他资金"),
    TARGET: (),
}
GOALS = "年度总体目标"
SIDE_LABELS = {"年度绩效指标完成情况", "年度绩效指标", "绩效指标", "年度绩效目标完成情况"}
TOTAL = "总分"
_NAMES = {
    "单位名称", "预算单位", "项目名称", "主管部门", "实施单位", "项目负责人", "项目总体目标",
}  # fmt: skip
_LABELS = {
    **{name: name for name in _NAMES},
    **dict.fromkeys((GOALS, "预期目标", "实际完成情况", "全年实际完成情况"), GOALS),
    **{name: name for names in SOURCES.values() for name in names},
    "年度预算总额": "年度预算总额", "财政拨款": "财政拨款",
}  # fmt: skip
FUND_HEADINGS = {
    "年初预算数": "initial", "全年预算数": "full_year", "全年执行数": "executed",
    "分值": "weight", "分值权重": "weight", "权重": "weight", "执行率": "rate", "得分": "score",
}  # fmt: skip
_HEADINGS = {
    "部门资金（万元）", "部门资金(万元)", "部门资金",
    "项目资金（万元）", "项目资金(万元)", "项目资金",
    "资金来源", *FUND_HEADINGS,
}  # fmt: skip
_GLUED = re.compile(rf"({'|'.join(sorted(_NAMES))})[：:](.+)", re.DOTALL)
_SCORE = re.compile(r"\d+(?:\.\d+)?分?")
_MOST_HEADINGS = 20


@dataclass
class Sheet:
    """A table by its labels: values by label, fund rows and indicator rows by column."""

    kind: str
    start: Piece
    values: dict[str, list[Piece]] = field(default_factory=dict)
    funds: dict[str, Row] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    indicators: list[Row] = field(default_factory=list)
    total: list[Piece] = field(default_factory=list)
    has_total: bool = False


def read_sheet(table: Table, vocabulary: Vocabulary, notes: Notes) -> Sheet:
    """Take a table apart; whatever has no place in it becomes a finding."""
    shows_rows = sum(piece.row is not None for piece in table.pieces) * 2 > len(table.pieces)
    pieces = _own(table.pieces, shows_rows, notes)
    start = table.pieces[0]
    sheet = Sheet(table.kind or _kind(pieces), start)
    head, body = _split(pieces)
    _read_labels(sheet, head, notes)
    _read_funds(sheet, head, notes)
    if body:
        _read_body(sheet, body, vocabulary, notes)
    return sheet


def _own(pieces: Sequence[Piece], shows_rows: bool, notes: Notes) -> list[Piece]:
    """The table's own pieces: in a file that shows rows, other lines do not belong to it."""
    own = []
    for piece in pieces:
        if table_title(piece.key) or YEAR.fullmatch(piece.key):
            continue
        if shows_rows and piece.row is None:
            notes.unplaced(piece)
        else:
            own.append(piece)
    return own


def _kind(pieces: Sequence[Piece]) -> str:
    """Kind of a table without a title, by the labels that only it has."""
    keys = {piece.key for piece in pieces}
    if keys & {"预算单位", "项目总体目标", "指标赋分规则"}:
        return TARGET
    return UNIT if keys & {"单位名称", "预期指标值", "实际完成指标值"} else PROJECT


def _split(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Labels and values; then, from the row of 一级指标 on, headings and indicators."""
    index = next((i for i, piece in enumerate(pieces) if piece.key == "一级指标"), len(pieces))
    row = pieces[index].row if index < len(pieces) else None
    first = index
    while first and row is not None and pieces[first - 1].row == row:
        if pieces[first - 1].key not in {"", *SIDE_LABELS}:
            break
        first -= 1
    return list(pieces[:first]), list(pieces[first:])


# --- labels, values, funds ----------------------------------------------------------------------


def _read_labels(sheet: Sheet, pieces: Sequence[Piece], notes: Notes) -> None:
    current: str | None = None
    for piece in pieces:
        key = piece.key.rstrip("：:").removeprefix("其中：").removeprefix("其中:")
        glued = _GLUED.fullmatch(piece.text.strip())
        if key in _HEADINGS:
            current = None
        elif key in _LABELS:
            current = _LABELS[key]
            sheet.values.setdefault(current, [])
        elif glued:
            current = glued[1]
            sheet.values[current] = [replace(piece, text=glued[2])]
        elif current is not None:
            sheet.values[current].append(piece)
        else:
            notes.unplaced(piece)


def _read_funds(sheet: Sheet, head: Sequence[Piece], notes: Notes) -> None:
    """The cells behind each source: below their headings, or dealt out by what they hold."""
    rows = {row[0].row: row for row in rows_of(head)}
    headings = next((row for row in rows.values() if _is_funds_heading(row)), [])
    places = {
        FUND_HEADINGS[cell.key]: i for i, cell in enumerate(headings) if cell.key in FUND_HEADINGS
    }
    for source in SOURCES[sheet.kind]:
        cells = sheet.values.pop(source, None)
        if cells is None:
            continue
        row = rows.get(cells[0].row, headings) if cells else headings
        if places and row is not headings and len(row) == len(headings):
            sheet.funds[source] = {name: [row[i]] for name, i in places.items()}
            used = {row[i].source for i in places.values()}
            _unplaced([cell for cell in cells if cell.source not in used], notes)
        else:
            aligned = align(_filled(cells), fund_columns()) or [{}]
            sheet.funds[source] = aligned[0]
            _unplaced([p for rest in aligned[1:] for cell in rest.values() for p in cell], notes)


def _is_funds_heading(row: Sequence[Piece]) -> bool:
    return {"年初预算数", "全年预算数", "全年执行数"} <= {piece.key for piece in row}


def _unplaced(pieces: Sequence[Piece], notes: Notes) -> None:
    for piece in pieces:
        notes.unplaced(piece)


def _filled(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with text; a blank before one is a gap."""
    filled: list[Piece] = []
    gap = False
    for piece in pieces:
        if piece.blank:
            gap = True
        else:
            filled.append(replace(piece, gap=True) if gap else piece)
            gap = False
    return filled


# --- indicators -----------------------------------------------------------------------------------


def _read_body(sheet: Sheet, pieces: list[Piece], vocabulary: Vocabulary, notes: Notes) -> None:
    count, offset = _read_headings(sheet, pieces, notes)
    body = pieces[count:]
    end = next((i for i, piece in enumerate(body) if piece.key == TOTAL), len(body))
    if end < len(body):
        sheet.has_total = True
        _read_total(sheet, body[end + 1 :], notes)
    columns = columns_of(sheet.columns, vocabulary)
    pending: list[Piece] = []
    for row in rows_of(body[:end]):
        placed = _place(row, columns, offset)
        if placed is None:
            pending += row
            continue
        _align_pending(sheet, pending, columns, notes)
        sheet.indicators.append(placed)
    _align_pending(sheet, pending, columns, notes)


def _read_headings(sheet: Sheet, pieces: Sequence[Piece], notes: Notes) -> tuple[int, int]:
    """Number of pieces of the heading row, and how many of them stand before 一级指标."""
    offset = next(i for i, piece in enumerate(pieces) if piece.key == "一级指标")
    row = pieces[offset].row
    same_row = [piece for piece in pieces if row is not None and piece.row == row]
    whole = len(same_row) <= _MOST_HEADINGS
    names: list[str] = []
    for piece in pieces[offset:]:
        name = HEADINGS.get(piece.key)
        if name in names or (name is None and not (whole and row is not None and piece.row == row)):
            break
        if name is None:
            notes.unplaced(piece)
        names.append(name or "")
    sheet.columns = tuple(names)
    return offset + len(names), offset


def _place(row: Sequence[Piece], columns: Sequence[Column], offset: int) -> Row | None:
    """The row by column when it is as long as the headings and its texts fit; else None."""
    if len(row) != offset + len(columns) or row[0].row is None:
        return None
    if any(piece.key not in {"", *SIDE_LABELS} for piece in row[:offset]):
        return None
    cells = list(zip(columns, row[offset:], strict=True))
    misfits = [p for column, p in cells if not p.blank and column.misfit(p.key) >= NEVER]
    if len(misfits) > 1:  # one may be a slip of the pen, two are a row out of step
        return None
    return {column.name: [piece] for column, piece in cells}


def _align_pending(
    sheet: Sheet, pending: list[Piece], columns: Sequence[Column], notes: Notes
) -> None:
    """Find the rows of pieces that do not show them; take what fits nowhere as unplaced."""
    pieces = [piece for piece in _filled(pending) if piece.key not in SIDE_LABELS]
    misfits = {column.name: column.misfit for column in columns}
    for row in align(pieces, columns):
        for name, cell in row.items():
            for piece in cell:
                if misfits[name](piece.key) >= NEVER:
                    notes.unplaced(piece)
        sheet.indicators.append(row)
    pending.clear()


def _read_total(sheet: Sheet, pieces: Sequence[Piece], notes: Notes) -> None:
    """总分 is followed by the sum of the weights and the score."""
    for piece in _filled(pieces):
        if len(sheet.total) < 2 and _SCORE.fullmatch(line_of([piece])):
            sheet.total.append(piece)
        else:
            notes.unplaced(piece)
