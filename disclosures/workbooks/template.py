"""Our own workbook, written: one sheet per statement and the inputs of the narrative.

Pre-filled from a draft; totals are closed formulas with their results, codes and vocabularies
drop-downs. The same draft gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from disclosures.workbooks.fact_pages import fact_pages
from disclosures.workbooks.model import column_letters
from disclosures.workbooks.pages import (
    FIRST_COLUMN,
    FIRST_ROW,
    GUIDE,
    HEADER_KEY,
    HEADER_ROW,
    LABEL,
    MARK,
    META,
    SCHEMA,
    Field,
    Kind,
    Page,
    Row,
    Slot,
    label,
)
from disclosures.workbooks.statement_pages import statement_pages
from fiscal.money import plain
from fiscal.reference import Item, Reference
from fiscal.report import Report
from fiscal.statements import BY_NUMBER, Declaration
from fiscal.statements import Kind as StatementKind

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1}
_GREY, _BLUE, _YELLOW = "#F2F2F2", "#DCE6F1", "#FFFBE6"
_CODES = "_codes"
_HELP = "黄色单元格填写，灰色单元格由公式或系统得出；金额单位为元。增加科目请在表末空行选择编码。"
_GUIDE = (
    "1．只填黄色单元格；灰色单元格是名称，或由公式得出的合计，不用填写。金额单位一律为元，没有数字的留空。",
    "2．增加科目：在该表末尾的空行选择或输入科目编码，名称和合计自动带出。不要修改工作表名称和隐藏的行、列。",
    "3．填完保存后，在系统“上传”页上传本文件：先看变化和问题，确认后才写入草稿，可以撤销。",
)
_PROTECTION = {
    "format_columns": True, "format_rows": True, "sort": True, "autofilter": True,
    "select_locked_cells": True, "select_unlocked_cells": True,
}  # fmt: skip


def template(report: Report, reference: Reference) -> bytes:
    """The workbook of a unit and year, filled with what ``report`` holds."""
    pages = [_guide(), *statement_pages(report, reference), *fact_pages(report, reference)]
    facts = [("unit", report.unit.name), ("code", report.unit.code), ("year", str(report.year)),
             ("kind", report.kind), ("amounts", "元")]  # fmt: skip
    return written(pages, facts, reference, f"{report.unit.name}    {report.year}年度")


def _guide() -> Page:
    fields = (Field(LABEL, "怎样填写", Kind.LABEL, 100),)
    rows = tuple(Row("", (label(line),)) for line in _GUIDE)
    return Page(GUIDE, "填表说明", "部门决算填报表", fields, rows, 0)


def written(
    pages: Iterable[Page], facts: Iterable[tuple[str, str]], reference: Reference, subtitle: str
) -> bytes:
    """The bytes of a workbook of ``pages``; ``facts`` are what its hidden sheet says."""
    buffer = BytesIO()
    book = Workbook(buffer, _OPTIONS)
    book.set_properties({"title": subtitle, "created": datetime(reference.year, 12, 31)})
    styles = Styles(book)
    for page in pages:
        _write_page(book.add_worksheet(page.name), page, styles, subtitle)
    _write_codes(book, reference)
    meta = book.add_worksheet(META)
    for row, (name, value) in enumerate([("schema", SCHEMA), *facts]):
        meta.write_string(row, 0, name)
        meta.write_string(row, 1, value)
    meta.very_hidden()
    book.close()
    return buffer.getvalue()


class Styles:
    """Formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**_FONT, **properties})
        return self._made[key]

    def slot(self, slot: Slot, field: Field, is_heading: bool) -> Any:
        properties: dict[str, Any] = {"locked": slot.closed}
        properties["bg_color"] = _GREY if slot.closed else _YELLOW
        if slot.number_format:
            properties |= {"num_format": slot.number_format, "align": "right"}
        elif field.kind is Kind.CODE:
            properties |= {"num_format": "@"}
        elif field.kind in (Kind.TEXT, Kind.FACT):
            properties |= {"num_format": "@", "text_wrap": True}
        if is_heading:
            properties |= {"bold": True}
        return self.of(**properties)


def _write_page(sheet: Any, page: Page, styles: Styles, subtitle: str) -> None:
    sheet.write_string(0, 0, MARK + page.id)
    sheet.write_string(1, 1, page.title, styles.of(bold=True, font_size=14, border=0))
    sheet.write_string(2, 1, f"{subtitle}    {_HELP}", styles.of(border=0))
    sheet.write_string(HEADER_ROW - 1, 0, HEADER_KEY)
    for column, field in enumerate(page.fields, FIRST_COLUMN - 1):
        sheet.write_string(0, column, field.pattern)
        head = styles.of(bold=True, align="center", text_wrap=True, bg_color=_BLUE)
        sheet.write_string(HEADER_ROW - 1, column, field.heading, head)
        sheet.set_column(column, column, field.width, None, {"hidden": field.hidden})
    for number, row in enumerate(page.rows, FIRST_ROW - 1):
        _write_row(sheet, number, row, page, styles)
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_row(HEADER_ROW - 1, 34)
    sheet.freeze_panes(HEADER_ROW, FIRST_COLUMN - 1 + page.frozen_columns)
    sheet.protect("", _PROTECTION)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)


def _write_row(sheet: Any, number: int, row: Row, page: Page, styles: Styles) -> None:
    if row.key:
        sheet.write_string(number, 0, row.key)
    fields = enumerate(page.fields, FIRST_COLUMN - 1)
    for (column, field), slot in zip(fields, row.slots, strict=True):
        style = styles.slot(slot, field, row.is_heading)
        _write_slot(sheet, number, column, slot, style)
        if slot.choices:
            source = slot.choices if isinstance(slot.choices, str) else list(slot.choices)
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(number, column, number, column, rule)


def _write_slot(sheet: Any, row: int, column: int, slot: Slot, style: Any) -> None:
    value = slot.value
    if slot.formula:
        result = "" if value is None else Decimal(plain(Decimal(value)))
        sheet.write_formula(row, column, slot.formula, style, result)
    elif isinstance(value, str) and value:
        sheet.write_string(row, column, value, style)
    elif value is None or isinstance(value, str):
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, Decimal(plain(Decimal(value))), style)


def _write_codes(book: Any, reference: Reference) -> None:
    """The year's codes behind the drop-downs, a list per statement: only its budget's."""
    sheet = book.add_worksheet(_CODES)
    column = 0
    for declaration in BY_NUMBER.values():
        if declaration.kind is not StatementKind.FUNCTIONAL:
            continue
        items = [item for item in reference.book("functional") if _of(item, declaration)]
        for row, item in enumerate(items):
            sheet.write_string(row, column, item.code)
            sheet.write_string(row, column + 1, item.name)
        first, second = column_letters(column + 1), column_letters(column + 2)
        last = max(len(items), 1)
        name = f"codes_{declaration.number}"
        book.define_name(name, f"={_CODES}!${first}$1:${first}${last}")
        book.define_name(f"{name}_names", f"={_CODES}!${first}$1:${second}${last}")
        column += 2
    sheet.hide()


def _of(item: Item, declaration: Declaration) -> bool:
    """Whether a code may stand in the statement: those of its budget, where it has one."""
    wanted = declaration.budget_type
    return not wanted or item.attrs.get("budget_type", "") in ("", wanted)
