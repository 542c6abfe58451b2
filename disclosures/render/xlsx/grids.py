"""A printed table as a sheet: merged cells, real numbers, the head frozen and repeated."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from disclosures.render.grids import Grid, GridCell, half_widths
from disclosures.render.xlsx.styles import FIGURES, Styles, fitting, format_of, set_page
from fiscal.money import HUNDRED

_ABOVE = 2  # rows above the table: its title, then form, department and unit
_LINE, _HIGHEST = 14, 409  # points: of a line of text, of a row by the format
_POINTS = "分"  # printed behind a total score
_WIDE_FROM = 7  # columns printed across the page


def write_grid(sheet: Any, grid: Grid, styles: Styles, year: int) -> None:
    last = len(grid.widths) - 1
    _line(sheet, 0, last, grid.title, styles.title)
    sheet.write_string(1, 0, grid.department, styles.plain)
    sheet.write_string(1, last, grid.unit or grid.subtitle, styles.right)
    if grid.unit:
        form = f"{grid.subtitle}  {year}年度"  # no table of the nine says its year itself
        sheet.write_string(1, max(1, last // 2), form, styles.plain)
    widths = [min(max(width + 3, 9), 44) for width in grid.widths]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, cells in enumerate(grid.rows, _ABOVE):
        sheet.set_row(row, _height(cells, widths))
        for column, cell in enumerate(cells):
            if cell is not None:
                _cell(sheet, row, column, cell, styles)
    for row, note in enumerate(grid.notes, _ABOVE + len(grid.rows)):
        _line(sheet, row, last, note, styles.note)
        sheet.set_row(row, 30)
    sheet.freeze_panes(_ABOVE + grid.header_rows, 0)
    head = _ABOVE + grid.header_rows if grid.header_rows else 0
    set_page(sheet, head, wide=len(grid.widths) >= _WIDE_FROM)


def _height(cells: Sequence[GridCell | None], widths: Sequence[int]) -> int:
    """Points that the longest text of a row needs: programs find it themselves, but not of
    merged cells."""
    lines = 1
    for column, cell in enumerate(cells):
        if cell is not None and cell.rowspan == 1:
            room = sum(widths[column : column + cell.colspan]) - 1
            lines = max(lines, *(-(-half_widths(text) // room) for text in cell.text.split("\n")))
    return min(_LINE * lines + 2, _HIGHEST)


def _line(sheet: Any, row: int, last: int, text: str, style: Any) -> None:
    if last:
        sheet.merge_range(row, 0, row, last, text, style)
    else:
        sheet.write_string(row, 0, text, style)


def _cell(sheet: Any, row: int, column: int, cell: GridCell, styles: Styles) -> None:
    value, number_format = _value(cell)
    style = styles.cell(cell, number_format)
    if cell.colspan > 1 or cell.rowspan > 1:
        bottom, right = row + cell.rowspan - 1, column + cell.colspan - 1
        sheet.merge_range(row, column, bottom, right, "", style)
    if isinstance(value, Decimal):
        sheet.write_number(row, column, value, style)
    elif value:
        sheet.write_string(row, column, fitting(value), style)
    else:
        sheet.write_blank(row, column, None, style)


def _value(cell: GridCell) -> tuple[Decimal | str, str]:
    """A figure as a number and how to show it, with the decimals it is published with."""
    text = cell.text.replace(",", "").removesuffix("%").removesuffix(_POINTS)
    if cell.kind not in FIGURES or not _is_number(text):
        return cell.text, ""
    number = Decimal(text)
    if cell.text.endswith("%"):
        return number / HUNDRED, format_of(number) + "%"
    unit = f'"{_POINTS}"' if cell.text.endswith(_POINTS) else ""
    return number, format_of(number, thousands=cell.kind == "amount") + unit


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
