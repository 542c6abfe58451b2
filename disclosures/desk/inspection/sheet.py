"""The 检查表 as a workbook: written row by row, whatever its length, with numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from disclosures.desk.inspection.columns import COLUMNS, Column, Value
from disclosures.desk.inspection.rows import Region, Row

# Text is never taken for a formula or a link.
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_HEAD = 4  # rows above the first unit
_A3 = 8
_NUMBER = Column("序号", 6, 4, lambda row: None)
_STYLES: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "number": {"align": "right"},
    "score": {"num_format": "0.00"},
    "share": {"num_format": "0%"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "head": {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"},
}


def write_sheet(region: Region, rows: Iterable[Row]) -> IO[bytes]:
    """The workbook, at its beginning; who reads it closes it."""
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    book = Workbook(file, _OPTIONS)
    sheet = book.add_worksheet("检查表")
    last = _write(book, sheet, region, rows)
    _set_page(sheet, last)
    book.close()
    file.seek(0)
    return file


def _write(book: Any, sheet: Any, region: Region, rows: Iterable[Row]) -> int:
    """The number of the last row."""
    styles = {
        key: book.add_format({**_FONT, "border": 1, **properties})
        for key, properties in _STYLES.items()
    }
    for index, column in enumerate([_NUMBER, *COLUMNS]):
        sheet.set_column(index, index, column.width)
    title = {**_FONT, "bold": True, "font_size": 16, "align": "center"}
    sheet.merge_range(
        0, 0, 0, len(COLUMNS), f"{region.year}年度部门决算公开检查表", book.add_format(title)
    )
    sheet.write_string(1, 0, _told(region), book.add_format(_FONT))
    _head(sheet, styles["head"])
    row = _HEAD - 1
    for row, one in enumerate(rows, _HEAD):
        sheet.write_number(row, 0, row - _HEAD + 1, styles["number"])
        for index, column in enumerate(COLUMNS, 1):
            _cell(sheet, row, index, column, column.of(one), styles)
    return row


def _told(region: Region) -> str:
    approved = (
        f"批复日期 {region.approved}，公开期限 {region.due}" if region.due else "批复日期未登记"
    )
    return f"检查日期 {region.today}    {approved}"


def _head(sheet: Any, style: Any) -> None:
    """Two rows, one after the other: the dimensions of the inspection, and what of each."""
    columns: Sequence[Column] = [_NUMBER, *COLUMNS]
    place = 0
    for group, members in groupby(columns, key=lambda one: one.group):
        last = place + len(list(members)) - 1
        if group and last > place:
            sheet.merge_range(_HEAD - 2, place, _HEAD - 2, last, group, style)
        else:
            for index in range(place, last + 1):
                sheet.write_string(_HEAD - 2, index, group, style)
        place = last + 1
    for index, column in enumerate(columns):
        sheet.write_string(_HEAD - 1, index, column.title, style)


def _cell(
    sheet: Any, row: int, index: int, column: Column, value: Value, styles: dict[str, Any]
) -> None:
    if value is None or value == "":
        sheet.write_blank(row, index, None, styles["text"])
    elif isinstance(value, str):
        sheet.write_string(row, index, value, styles["text"])
    elif isinstance(value, date):
        sheet.write_datetime(row, index, value, styles["date"])
    elif column.share:
        sheet.write_number(row, index, Decimal(value) / 100, styles["share"])
    else:
        style = styles["score" if isinstance(value, Decimal) else "number"]
        sheet.write_number(row, index, value, style)


def _set_page(sheet: Any, last: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, _HEAD - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.freeze_panes(_HEAD, 3)
    if last >= _HEAD:
        sheet.autofilter(_HEAD - 1, 0, last, len(COLUMNS))
