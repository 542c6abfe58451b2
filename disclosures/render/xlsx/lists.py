"""A tidy table as a sheet: one row of headings, filters, numbers as numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from disclosures.render.tidy import Column, TidyTable, Value
from disclosures.render.xlsx.styles import Styles, fitting, format_of, set_page

_WIDTHS = {"amount": 16, "rate": 12, "score": 10, "figure": 14, "code": 22}
_TEXT_WIDTH = 30


def write_list(sheet: Any, table: TidyTable, styles: Styles) -> None:
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, _WIDTHS.get(column.kind, _TEXT_WIDTH))
        sheet.write_string(0, index, column.label, styles.head)
    for row, values in enumerate(table.rows, 1):
        for index, (column, value) in enumerate(zip(table.columns, values, strict=True)):
            _cell(sheet, row, index, column, value, styles)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    set_page(sheet, 1, wide=True)


def _cell(sheet: Any, row: int, index: int, column: Column, value: Value, styles: Styles) -> None:
    if isinstance(value, Decimal):
        style = styles.number(format_of(value, thousands=column.kind in ("amount", "figure")))
        sheet.write_number(row, index, value, style)
    elif value:
        sheet.write_string(row, index, fitting(value), styles.text())
    else:
        sheet.write_blank(row, index, None, styles.text())
