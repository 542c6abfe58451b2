"""Tables in files: the .xlsx and .csv that the lists of the administration come and go by.

What comes in is text, whatever the program that wrote it made of a cell; what goes out is never
a formula. Reading is limited before anything is unpacked.
"""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl  # type: ignore[import-untyped]
import tablib  # type: ignore[import-untyped]
import xlsxwriter  # type: ignore[import-untyped]
from import_export.formats import base_formats
from lxml.etree import LxmlError  # type: ignore[import-untyped]
from openpyxl.cell.read_only import EMPTY_CELL  # type: ignore[import-untyped]

from units.guarding import guarded, unguarded
from units.packages import number_text, refusal

MAX_FILE = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_MEMBERS = 1000
MAX_ROWS = 50_000
MAX_COLUMNS = 60
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class UnreadableError(Exception):
    """The file is no table that can be read whole; ``str(error)`` is a sentence for the user."""


class Table(tablib.Dataset):  # type: ignore[misc]
    """Rows of text below one row of headings; ``lines`` are their numbers in the file."""

    lines: list[int]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, Sequence[str]]]) -> Table:
        """The table in numbered rows, blank ones left out. Raises ``UnreadableError``."""
        table, width = cls(), 0
        table.lines = []
        for number, cells in rows:
            values = [cell.strip() for cell in cells]
            if not any(values):
                continue
            if not width:
                table.headers = _headings(values)
                width = len(table.headers)
                continue
            if any(values[width:]):
                raise UnreadableError(f"第{number}行的内容超出了表头的{width}列")
            table.append((values + [""] * width)[:width])
            table.lines.append(number)
            if len(table.lines) > MAX_ROWS:
                raise UnreadableError(f"文件超过 {MAX_ROWS:,} 行，请分成几个文件")
        if not width:
            raise UnreadableError("文件中没有表头")
        return table


class Xlsx(base_formats.XLSX):  # type: ignore[misc]  # import_export has no types
    """The first visible sheet of a workbook, by whichever program it was written."""

    def create_dataset(self, in_stream: bytes) -> Table:
        try:
            with ZipFile(BytesIO(in_stream)) as archive:
                _check(archive)
            book = openpyxl.load_workbook(BytesIO(in_stream), read_only=True)
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if not sheets:
                raise UnreadableError("工作簿中没有工作表")
            # Some programs write a dimension of A1 whatever the sheet holds.
            sheets[0].reset_dimensions()
            return Table.of(enumerate(_rows(sheets[0]), 1))
        except (BadZipFile, LxmlError, SyntaxError, LookupError, OSError, EOFError, ValueError,
                TypeError, AttributeError, RuntimeError, zlib.error):  # fmt: skip
            # openpyxl lets every error of a damaged part through as it comes.
            raise UnreadableError("工作簿已损坏或已加密，请用 Excel 或 WPS 另存为 .xlsx") from None

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """Text stays text, with its leading zeros; only numbers are numbers."""
        out = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(out, options) as book:
            sheet = book.add_worksheet("清单")
            # Whoever adds a row below must not lose the zeros of a code either.
            text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
            numeric = {i for row in dataset for i, v in enumerate(row) if _is_number(v)}
            for column, heading in enumerate(dataset.headers):
                sheet.set_column(column, column, 18, None if column in numeric else text)
                sheet.write_string(0, column, heading, bold)
            for number, row in enumerate(dataset, 1):
                for column, value in enumerate(row):
                    if _is_number(value):
                        sheet.write_number(number, column, value)
                    elif value:
                        sheet.write_string(number, column, value)
            sheet.freeze_panes(1, 0)
            sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return out.getvalue()


class Csv(base_formats.CSV):  # type: ignore[misc]  # import_export has no types
    """Text separated by commas, in the encodings that spreadsheet programs write here."""

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Table:
        text = _decoded(in_stream)
        if found := _CONTROL.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise UnreadableError(f"不是文本文件：第{line}行含有二进制内容")
        delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            return Table.of(_numbered(reader))
        except csv.Error as broken:
            raise UnreadableError(f"第{reader.line_num}行不是有效的 CSV：引号不成对") from broken

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """With a byte order mark, without which Excel takes it for GB18030."""
        out = StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(dataset.headers)
        writer.writerows([guarded(value) for value in row] for row in dataset)
        return out.getvalue().encode("utf-8-sig")


def read_table(content: bytes) -> Table:
    """The table in a file of either format, told by its content. Raises ``UnreadableError``."""
    if not content.strip():
        raise UnreadableError("文件是空的")
    if len(content) > MAX_FILE:
        raise UnreadableError(f"文件超过 {MAX_FILE // 1024 // 1024} MB")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("这是旧版或加密的工作簿，请另存为不加密的 .xlsx")
    return (Xlsx if content.startswith(b"PK") else Csv)().create_dataset(content)


def _headings(values: list[str]) -> list[str]:
    while not values[-1]:
        values.pop()
    if "" in values:
        raise UnreadableError(f"第{values.index('') + 1}列没有表头")
    if twice := {value for value in values if values.count(value) > 1}:
        raise UnreadableError(f"表头重复：{'、'.join(sorted(twice))}")
    return values


# --- workbooks ---------------------------------------------------------------------------


def _check(archive: ZipFile) -> None:
    if why := refusal(
        archive, name="工作簿", advice="请删除空白的行和列后另存再试",
        most_members=MAX_MEMBERS, most_bytes=MAX_UNPACKED,
    ):  # fmt: skip
        raise UnreadableError(why)


def _rows(sheet: Any) -> Iterator[list[str]]:
    for cells in sheet.iter_rows(max_col=MAX_COLUMNS):
        # There may be a million rows without a cell.
        blank = all(cell is EMPTY_CELL for cell in cells)
        yield [] if blank else [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or (isinstance(value, str) and cell.data_type not in ("f", "e")):
        return value or ""
    if cell.data_type == "f":
        # Its last result may be missing or out of date, and a list is to say what it says.
        raise UnreadableError(f"{cell.coordinate} 是公式，请复制后“选择性粘贴—数值”再导入")
    if cell.data_type == "e":
        raise UnreadableError(f"{cell.coordinate} 是错误值 {value}")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return number_text(Decimal(str(value)))
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)


def _is_number(value: object) -> bool:
    """What a workbook can hold as a number without losing a digit."""
    return isinstance(value, int | Decimal) and len(str(value).strip("-").replace(".", "")) <= 15


# --- text files --------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError("文件编码有误，请另存为 UTF-8 编码的 CSV 或 .xlsx 后再试")


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line that each begins at; a quoted value may run over several."""
    begins = 1
    for row in reader:
        if len(row) > MAX_COLUMNS:
            raise UnreadableError(f"第{begins}行超过 {MAX_COLUMNS} 列")
        yield begins, [unguarded(value) for value in row]
        begins = reader.line_num + 1
