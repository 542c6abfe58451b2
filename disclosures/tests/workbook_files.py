"""Workbooks for tests: written cell by cell, taken apart, and saved as other programs do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from disclosures.tests.xls_file import xls

Grid = Sequence[Sequence[object]]
Files = Callable[[str, bytes], bytes]


def xlsx(sheets: Mapping[str, Grid], merged: Mapping[str, Iterable[str]] | None = None) -> bytes:
    """Sheets of rows; None is a blank cell."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in (merged or {}).get(name, ()):
            sheet.merge_cells(area)
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def cells_of(content: bytes) -> dict[str, dict[str, object]]:
    """Values by sheet and cell, as openpyxl reads them (results, not formulas)."""
    book = load_workbook(BytesIO(content), data_only=True)
    return {
        sheet.title: {
            cell.coordinate: cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book
    }


def repacked(content: bytes, change: Files) -> bytes:
    """The archive with every member's bytes given to ``change(name, data)``."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def in_sheets(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with ``change`` made in the XML of every worksheet."""
    return repacked(
        content, lambda name, data: change(data) if "worksheets/sheet" in name else data
    )


def as_xls(content: bytes) -> bytes:
    """The same cells and merged areas in the old format."""
    sheets, merged = {}, {}
    for sheet in opened(content):
        sheets[sheet.title] = {
            (cell.row, cell.column): cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        merged[sheet.title] = [
            (area.min_row, area.min_col, area.max_row, area.max_col)
            for area in sheet.merged_cells.ranges
        ]
    return xls(sheets, merged)
