"""XLSX of a document: the nine statements, then the evaluation and target tables.

Figures are numbers as published (万元, two decimals; rates as percentages), so that they can be
reckoned with; text is never taken for a formula. The same document gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from disclosures.render.grids import Grid, GridCell, statement_grid
from disclosures.render.text import evaluation_grids, target_grids
from fiscal.document import Document
from fiscal.money import HUNDRED
from units.reference import shipped_reference

MAX_TEXT = 32_000  # the format holds 32,767 characters in a cell
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_FIGURES = {"amount", "rate", "score"}
_ABOVE = 2  # rows above the table: its title, then form, department and unit
_WIDE_FROM = 7  # columns printed across the page
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_CUT = "……（全文见公开文档）"


def render_xlsx(document: Document) -> bytes:
    """The workbook; a sheet without a table says so, because a workbook must have one."""
    buffer = BytesIO()
    book = Workbook(buffer, OPTIONS)
    report = document.report
    book.set_properties({
        "title": f"{report.unit.name}{report.year}年度部门决算", "author": report.unit.name,
        "created": datetime(report.year, 12, 31),
    })  # fmt: skip
    styles = Styles(book)
    for name, grid in _sheets(document):
        _write(book.add_worksheet(name), grid, styles, report.year)
    if not book.worksheets():
        book.add_worksheet("无报表")
    book.close()
    return buffer.getvalue()


def _sheets(document: Document) -> Iterator[tuple[str, Grid]]:
    """Tables with the names of their sheets."""
    report = document.report
    reference = shipped_reference(report.year)
    for number in sorted(report.statements):
        grid = statement_grid(report.statements[number], report, reference)
        yield f"{number} {grid.title}", grid
    for index, grid in enumerate(evaluation_grids(report)):
        yield ("整体自评" if grid.id == "unit_evaluation" else f"项目自评{index}"), grid
    for index, grid in enumerate(target_grids(report), 1):
        yield f"绩效目标{index}", grid


@dataclass
class Styles:
    """Formats of the workbook, each made once."""

    book: Any

    def __post_init__(self) -> None:
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.title = self.of(bold=True, font_size=14, align="center")
        self.plain = self.of()
        self.right = self.of(align="right")
        self.note = self.of(text_wrap=True)

    def of(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({**_FONT, **properties})
        return self._made[key]

    def cell(self, cell: GridCell, number_format: str = "") -> Any:
        properties: dict[str, Any] = {"border": 1, "text_wrap": True}
        if number_format:
            properties |= {"num_format": number_format, "align": "right", "text_wrap": False}
        elif cell.header:
            properties |= {"bold": True, "align": "center", "bg_color": "#F2F2F2"}
        elif cell.kind in _FIGURES:
            properties |= {"align": "right"}
        elif cell.level > 1:
            properties |= {"indent": cell.level - 1}
        return self.of(**properties)


def _write(sheet: Any, grid: Grid, styles: Styles, year: int) -> None:
    last = len(grid.widths) - 1
    _line(sheet, 0, last, grid.title, styles.title)
    sheet.write_string(1, 0, grid.department, styles.plain)
    sheet.write_string(1, last, grid.unit or grid.subtitle, styles.right)
    if grid.unit:
        form = f"{grid.subtitle}  {year}年度"  # no table of the nine says its year itself
        sheet.write_string(1, max(1, last // 2), form, styles.plain)
    for column, width in enumerate(grid.widths):
        sheet.set_column(column, column, min(max(width + 3, 9), 44))
    for row, cells in enumerate(grid.rows, _ABOVE):
        for column, cell in enumerate(cells):
            if cell is not None:
                _cell(sheet, row, column, cell, styles)
    for row, note in enumerate(grid.notes, _ABOVE + len(grid.rows)):
        _line(sheet, row, last, note, styles.note)
        sheet.set_row(row, 30)
    sheet.freeze_panes(_ABOVE + grid.header_rows, 0)
    _set_page(sheet, grid)


def _set_page(sheet: Any, grid: Grid) -> None:
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    if len(grid.widths) >= _WIDE_FROM:
        sheet.set_landscape()
    if grid.header_rows:
        sheet.repeat_rows(0, _ABOVE + grid.header_rows - 1)


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


def fitting(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - len(_CUT)] + _CUT


def _value(cell: GridCell) -> tuple[Decimal | str, str]:
    """A figure as a number and how to show it, with the decimals it is published with."""
    text = cell.text.replace(",", "")
    percent = text.endswith("%")
    if cell.kind not in _FIGURES or not _is_number(text.removesuffix("%")):
        return cell.text, ""
    number = Decimal(text.removesuffix("%"))
    decimals = max(0, -int(number.as_tuple().exponent))
    zeros = "0." + "0" * decimals if decimals else "0"
    if percent:
        return number / HUNDRED, zeros + "%"
    return number, f"#,##{zeros}" if cell.kind == "amount" else zeros


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
