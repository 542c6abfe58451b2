"""Lists as files, however long: CSV is written while it is sent, a workbook row by row to disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TypeVar

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
from units.list_files import Value as Value  # what the rows of lists are made of
from units.list_files import csv_lines, workbook

EXTENSIONS = ("csv", "xlsx")
LIMIT = 60  # lists that one address may take in a window of ``portal.limits``
BATCH = 2000  # rows at once in memory

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list: the name of its file without ending, its headings, its rows as they come."""

    name: str
    heads: tuple[str, ...]
    rows: Iterable[Sequence[Value]]


def answer(request: HttpRequest, sheet: Sheet, extension: str) -> HttpResponseBase:
    """The file in one of ``EXTENSIONS``; 429 for who takes too many."""
    if seconds := limits.wait(request, "lists", LIMIT):
        return limits.later(render(request, "portal/too_often.html", status=429), seconds)
    name = f"{sheet.name}.{extension}"
    if extension == "csv":
        return StreamingHttpResponse(
            csv_lines(sheet.heads, sheet.rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": content_disposition_header(True, name) or ""},
        )
    file = workbook(sheet.heads, sheet.rows)
    return FileResponse(file, as_attachment=True, filename=name, content_type=DOWNLOADS["xlsx"])


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
