"""Lists as files to take along: rows in, text or a workbook out, whatever their number."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter  # type: ignore[import-untyped]

from units.guarding import guarded

ROWS = 1_000_000  # of a sheet, which Excel ends soon after
LONGEST = 32_767  # characters of a cell, of which Excel reads no more
_LINES = 200  # of CSV that are sent together
_BOM = "\ufeff"  # without it Excel takes the file for GB18030
_CUT = "……（超过单元格长度，全文见 CSV）"
_WIDTH = 16  # characters

Value = str | int | Decimal | date | None


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(heads: Sequence[str], rows: Iterable[Iterable[Value]]) -> Iterator[bytes]:
    """Text that a spreadsheet program would take for a formula begins with an apostrophe."""
    writer = csv.writer(_Echo())
    yield (_BOM + writer.writerow(heads)).encode()
    coming = iter(rows)
    while some := list(islice(coming, _LINES)):
        lines = (writer.writerow([_plain(value) for value in row]) for row in some)
        yield "".join(lines).encode()


def _plain(value: Value) -> object:
    return f"{value:f}" if isinstance(value, Decimal) else guarded(value)


def workbook(
    heads: Sequence[str], rows: Iterable[Iterable[Value]], widths: Mapping[str, int] | None = None
) -> IO[bytes]:
    """A workbook with real numbers and days; text is never a formula or a link.

    ``widths`` are those of columns, in characters, by their headings. After ``ROWS`` rows there is
    another sheet. The file is closed by who sends it.
    """
    file = TemporaryFile()  # noqa: SIM115
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = _sheet(book, heads, widths or {})
        for number, row in enumerate(rows):
            if number and number % ROWS == 0:
                sheet = _sheet(book, heads, widths or {})
            _write(sheet, number % ROWS + 1, row, day)
    file.seek(0)
    return file


def _sheet(book: Any, heads: Sequence[str], widths: Mapping[str, int]) -> Any:
    sheet = book.add_worksheet(f"清单{len(book.worksheets()) + 1}")
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.set_column(column, column, widths.get(head, _WIDTH))
    sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
    return sheet


def _write(sheet: Any, number: int, row: Iterable[Value], day: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, date):
            sheet.write_datetime(number, column, value, day)
        elif isinstance(value, (int, Decimal)):
            sheet.write_number(number, column, value)
        elif value:
            sheet.write_string(number, column, _fitting(value))


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - len(_CUT)] + _CUT
