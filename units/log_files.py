"""Logs as files to take along: rows in, text or a workbook out, whatever their number."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter  # type: ignore[import-untyped]

from units.guarding import guarded

ROWS = 1_000_000  # of a sheet, which Excel ends soon after
LONGEST = 32_767  # characters of a cell, of which Excel reads no more
_CUT = "……（超过单元格长度，全文见 CSV）"
_WIDTHS = {"时间": 26, "改动": 60, "依据": 40, "详情": 60, "摘要": 68}


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(headings: Sequence[str], table: Iterable[Iterable[object]]) -> Iterator[str]:
    """With a byte order mark, without which Excel takes it for GB18030."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(headings)
    for cells in table:
        yield writer.writerow([guarded(cell) for cell in cells])


def workbook(headings: Sequence[str], table: Iterable[Iterable[object]]) -> IO[bytes]:
    """Everything as text, so that nothing is a formula; after ``ROWS`` rows another sheet."""
    file = TemporaryFile()  # noqa: SIM115  # closed by who sends it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = _sheet(book, headings)
        for number, cells in enumerate(table):
            if number and number % ROWS == 0:
                sheet = _sheet(book, headings)
            for column, cell in enumerate(cells):
                sheet.write_string(number % ROWS + 1, column, _fitting(str(cell)))
    file.seek(0)
    return file


def _sheet(book: xlsxwriter.Workbook, headings: Sequence[str]) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, _WIDTHS.get(heading, 18))
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - len(_CUT)] + _CUT
