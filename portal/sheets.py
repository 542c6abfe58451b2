"""Lists as files, however long: CSV is written while it is sent, a workbook row by row to disk."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar

import xlsxwriter  # type: ignore[import-untyped]
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime

from fiscal.money import to_wan
from portal import limits
from portal.addresses import absolute
from portal.facts import FUNDS, SECTORS
from portal.models import Current
from portal.published import DOWNLOADS
from units.guarding import guarded

EXTENSIONS = ("csv", "xlsx")
LIMIT = 60  # lists that one address may take in a window of ``portal.limits``
BATCH = 2000  # rows at once in memory
SHEET = 1_000_000  # rows; Excel ends at 1,048,576
_LINES = 200  # of CSV that are sent together
_WIDTH = 16  # characters
_BOM = "\ufeff"  # without it Excel takes the file for GB18030

Value = str | int | Decimal | date | None
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list: the name of its file without ending, its headings, its rows as they come."""

    name: str
    heads: tuple[str, ...]
    rows: Iterable[Sequence[Value]]


def answer(request: HttpRequest, sheet: Sheet, extension: str) -> HttpResponseBase:
    """The file in one of ``EXTENSIONS``; 429 for who takes too many."""
    if not limits.admitted(request, "lists", LIMIT):
        response: HttpResponseBase = render(request, "portal/too_often.html", status=429)
        response["Retry-After"] = str(limits.until_next())
        return response
    name = f"{sheet.name}.{extension}"
    if extension == "csv":
        return StreamingHttpResponse(
            _csv(sheet),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": content_disposition_header(True, name) or ""},
        )
    return FileResponse(
        _xlsx(sheet), as_attachment=True, filename=name, content_type=DOWNLOADS["xlsx"]
    )


def batches(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    """The rows in lists of ``BATCH``, with no more than one of them in memory."""
    coming = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(coming, BATCH)):
        yield batch


def wan(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else to_wan(yuan)


def documents(name: str, batches: Iterable[Iterable[Current]]) -> Sheet:
    """Disclosures with what lists know of them."""
    heads = (
        "单位代码", "单位名称", "年度", "类别", "版本", "公开日期", "首次公开日期", "主要支出功能",
        "收入总计（万元）", "支出总计（万元）",
        *(f"{fund}支出（万元）" for fund in FUNDS.values()),
        "整体自评得分", "自评项目数", "网址",
    )  # fmt: skip
    return Sheet(name, heads, (_document(row) for batch in batches for row in batch))


def _document(row: Current) -> tuple[Value, ...]:
    return (
        row.unit_code,
        row.unit_name,
        row.year,
        row.get_kind_display(),
        row.number,
        localtime(row.published_at).date(),
        localtime(row.first_published_at).date(),
        SECTORS.get(row.sector, ""),
        wan(row.income),
        wan(row.expenditure),
        *(wan(getattr(row, fund)) for fund in FUNDS),
        row.score,
        row.projects,
        absolute(row.get_absolute_url()),
    )


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(sheet: Sheet) -> Iterator[bytes]:
    """Text that a spreadsheet program would take for a formula begins with an apostrophe."""
    writer = csv.writer(_Echo())
    yield (_BOM + writer.writerow(sheet.heads)).encode()
    coming = iter(sheet.rows)
    while rows := list(islice(coming, _LINES)):
        lines = (writer.writerow([_plain(value) for value in row]) for row in rows)
        yield "".join(lines).encode()


def _plain(value: Value) -> object:
    return f"{value:f}" if isinstance(value, Decimal) else guarded(value)


def _xlsx(sheet: Sheet) -> IO[bytes]:
    """A workbook with real numbers and days; text is never a formula or a link."""
    file = TemporaryFile()  # noqa: SIM115  the answer closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(sheet.rows):
            if number % SHEET == 0:
                page = _page(book, sheet.heads)
            _write(page, number % SHEET + 1, row, day)
        if not book.worksheets():
            _page(book, sheet.heads)
    file.seek(0)
    return file


def _page(book: Any, heads: Sequence[str]) -> Any:
    page = book.add_worksheet(f"清单{len(book.worksheets()) + 1}")
    page.freeze_panes(1, 0)
    page.set_column(0, len(heads) - 1, _WIDTH)
    page.write_row(0, 0, heads, book.add_format({"bold": True}))
    return page


def _write(page: Any, number: int, row: Sequence[Value], day: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, date):
            page.write_datetime(number, column, value, day)
        elif isinstance(value, (int, Decimal)):
            page.write_number(number, column, value)
        elif value:
            page.write_string(number, column, value)
