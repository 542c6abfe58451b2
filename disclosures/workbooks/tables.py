"""Cutting a sheet into tables: title, the lines around it, header rows, body.

Nothing here knows which statement a table is; it looks at titles and at words that only stand
in headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from disclosures.workbooks.columns import is_header_word, without_unit
from disclosures.workbooks.model import Cell, Place, Sheet
from disclosures.workbooks.titles import statement_of_title

_SCALE = "栏次"
_TOTALS = {"合计", "总计"}
_CODE_PARTS = {"类", "款", "项"}
_CODE = re.compile(r"\d{3}|\d{5}|\d{7}")

Path = tuple[str, ...]


@dataclass
class Table:
    """One table of a sheet.

    ``number`` is the statement that its title names, empty without one. ``above`` are the cells
    before the header, ``header`` those of the header rows; ``paths`` the header texts of each
    column, outermost first; ``body`` the rows below.
    """

    sheet: Sheet
    number: str
    above: list[Cell] = field(default_factory=list)
    header: list[Cell] = field(default_factory=list)
    paths: dict[int, Path] = field(default_factory=dict)
    body: list[list[Cell]] = field(default_factory=list)

    @property
    def cells(self) -> list[Cell]:
        return [*self.above, *self.header, *(cell for row in self.body for cell in row)]


def tables_of(sheet: Sheet) -> list[Table]:
    """The tables of a sheet from top to bottom; the first also has what stands above it."""
    blocks: list[tuple[str, list[list[Cell]]]] = [("", [])]
    for row in sheet.rows().values():
        number = next(filter(None, (statement_of_title(cell.text) for cell in row)), "")
        if number:
            # What stands above the first title belongs to its table.
            opening = blocks.pop()[1] if len(blocks) == 1 and not blocks[0][0] else []
            blocks.append((number, [*opening, row]))
        else:
            blocks[-1][1].append(row)
    return [_table(sheet, number, rows) for number, rows in blocks if rows]


def _table(sheet: Sheet, number: str, rows: list[list[Cell]]) -> Table:
    table = Table(sheet, number)
    start = next((i for i, row in enumerate(rows) if _opens_header(row)), len(rows))
    table.above = [cell for row in rows[:start] for cell in row]
    end = start
    while end < len(rows) and _is_header(rows[end]):
        table.header += rows[end]
        end += 1
    table.body = [list(row) for row in rows[end:]]
    if table.header and table.body:
        _take_shared_row(table)
    table.paths = _paths(sheet, table.header)
    return table


def _opens_header(row: Sequence[Cell]) -> bool:
    """Two header words at least: one alone may be a title or a total."""
    words = [cell for cell in row if is_header_word(cell.key)]
    return len(words) >= 2 and _is_header(row)


def _is_header(row: Sequence[Cell]) -> bool:
    """A row of headings, of column numbers (栏次), or of a title over the columns."""
    if _is_scale(row):
        return True
    texts = [cell for cell in row if not is_figure(cell)]
    if len(texts) < len(row) or (len(texts) == 1 and texts[0].key in _TOTALS):
        return False
    words = sum(is_header_word(cell.key) for cell in texts)
    return words * 2 >= len(texts) > 0


def _is_scale(row: Sequence[Cell]) -> bool:
    """The numbers of the columns, usually behind the word 栏次."""
    if any(cell.key == _SCALE for cell in row):
        return True
    return [cell.key for cell in row] == [str(n) for n in range(1, len(row) + 1)]


def is_figure(cell: Cell) -> bool:
    return cell.is_number or bool(cell.problem) or _is_numeral(cell.key)


def _is_numeral(key: str) -> bool:
    return re.fullmatch(r"¥?[-+(]?[\d,]*\.?\d+\)?(万?元)?", key) is not None


def _take_shared_row(table: Table) -> None:
    """Where 类|款|项 stand in the 合计 row itself, those three are the header's."""
    parts = [cell for cell in table.body[0] if cell.key in _CODE_PARTS]
    if len(parts) >= 2:
        table.header += parts
        table.body[0] = [cell for cell in table.body[0] if cell not in parts]


# --- headings of a column ----------------------------------------------------------------


def _paths(sheet: Sheet, header: Sequence[Cell]) -> dict[int, Path]:
    """Header texts of every column under the header, read through merged cells."""
    if not header:
        return {}
    grid = _spread(sheet, header)
    rows = sorted({cell.row for cell in header if not is_figure(cell)})
    columns = sorted({column for _, column in grid})
    _fill(grid, rows, columns)
    return {column: _path(grid, rows, column) for column in columns}


def _spread(sheet: Sheet, header: Iterable[Cell]) -> dict[Place, Cell]:
    """The headings at every place that they cover."""
    grid = {(cell.row, cell.column): cell for cell in header if not is_figure(cell)}
    rows = [cell.row for cell in header]
    for area in sheet.merged:
        anchor = grid.get((area.top, area.left))
        if anchor is None or area.bottom > max(rows) + len(rows) or area.right > area.left + 500:
            continue
        for row in range(area.top, min(area.bottom, max(rows)) + 1):
            for column in range(area.left, area.right + 1):
                grid.setdefault((row, column), anchor)
    return grid


def _fill(grid: dict[Place, Cell], rows: Sequence[int], columns: Sequence[int]) -> None:
    """Group headings without merged cells reach right, as far as the group above them."""
    for level, row in enumerate(rows[:-1]):
        above = rows[:level]
        for left, column in pairwise(columns):
            heading = grid.get((row, left))
            if heading is None or (row, column) in grid:
                continue
            same_group = all(grid.get((r, left)) is grid.get((r, column)) for r in above)
            below = rows[level + 1 :]
            is_group = all(any((r, c) in grid for r in below) for c in (left, column))
            if same_group and is_group:
                grid[row, column] = heading


def _path(grid: dict[Place, Cell], rows: Sequence[int], column: int) -> Path:
    path: list[Cell] = []
    for row in rows:
        cell = grid.get((row, column))
        if cell is not None and cell.key != _SCALE and cell not in path:
            path.append(cell)
    return tuple(without_unit(cell.key) for cell in path)
