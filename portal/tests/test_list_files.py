"""Every list as a file: all rows, real numbers, no formula, in a number of questions that stays."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.db import connection
from django.http import FileResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal import sheets
from portal.tests.support import brief, full, publish
from units import list_files
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db

LISTS = {
    "/documents/": "云溪县水利局",
    "/years/2024/": "云溪县水利局",
    "/sectors/205/": "云溪县水利局",
    "/funds/general/": "云溪县水利局",
    "/search/?q=水利局": "云溪县水利局",
    "/units/?year=2024": "云溪县水利局",
    "/rankings/reception/": "云溪县水利局",
    "/overview/2024/": "云溪县水利局",
}


def content(client: Client, page: str, extension: str) -> bytes:
    path, _, query = page.partition("?")
    answer = client.get(f"{path}list.{extension}?{query}")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert isinstance(answer, (StreamingHttpResponse, FileResponse))
    return b"".join(answer)


def csv_rows(client: Client, page: str) -> list[dict[str, str]]:
    taken = content(client, page, "csv")
    assert taken.startswith(b"\xef\xbb\xbf")
    heads, *rows = csv.reader(StringIO(taken.decode("utf-8-sig"), newline=""))
    return [dict(zip(heads, row, strict=True)) for row in rows]


def xlsx_rows(client: Client, page: str) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(BytesIO(content(client, page, "xlsx")))
    heads, *rows = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.fixture
def published() -> None:
    a_unit("yx-01", "云溪县水利局")
    publish(full())


@pytest.mark.parametrize("page", LISTS)
def test_a_list_and_its_files_have_the_same_rows(
    client: Client, published: None, page: str
) -> None:
    shown = client.get(page).content.decode()
    query = page.partition("?")[2]
    for extension in sheets.EXTENSIONS:
        assert f'href="list.{extension}' in shown
    assert not query or "list.csv?" in shown
    rows, sheet = csv_rows(client, page), xlsx_rows(client, page)
    assert [row["单位名称"] for row in rows] == [LISTS[page]]
    assert [row["单位名称"] for row in sheet] == [LISTS[page]]
    assert list(rows[0]) == list(sheet[0])
    assert all(is_same(rows[0][head], value) for head, value in sheet[0].items())


def is_same(text: str, value: object) -> bool:
    if isinstance(value, datetime):
        return text == f"{value:%Y-%m-%d}"
    if isinstance(value, int | float):
        return Decimal(text) == Decimal(repr(value))
    return text == (value or "")


def test_amounts_and_days_are_no_text_in_a_workbook(client: Client, published: None) -> None:
    (row,) = xlsx_rows(client, "/documents/")
    assert isinstance(row["支出总计（万元）"], float)
    assert row["公开日期"] == datetime(2025, 9, 2)


def test_filters_narrow_the_file_as_the_page(client: Client, published: None) -> None:
    publish(brief("yx-02", "云溪县教育局", year=2023))
    assert len(csv_rows(client, "/documents/")) == 2
    assert [row["单位代码"] for row in csv_rows(client, "/documents/?year=2023")] == ["yx-02"]
    assert [row["单位代码"] for row in csv_rows(client, "/documents/?unit=教育")] == ["yx-02"]


def test_units_that_published_nothing_are_in_the_list_of_units(client: Client) -> None:
    publish(full())
    a_unit("yx-09", "云溪县林业局")
    (row,) = csv_rows(client, "/units/?year=2024&state=open")
    assert (row["单位名称"], row["公开情况"], row["网址"]) == ("云溪县林业局", "尚未公开", "")


def test_an_account_that_another_holds_is_told_from_those_that_count(client: Client) -> None:
    above = full()
    below = replace(above.organisation, subordinates=("云溪县水文站",))
    publish(replace(above, organisation=below))
    publish(full("yx-02", "云溪县水文站"))
    rows = {row["单位代码"]: row for row in csv_rows(client, "/overview/2024/")}
    assert (rows["yx-01"]["计入合计"], rows["yx-01"]["已含在"]) == ("是", "")
    assert (rows["yx-02"]["计入合计"], rows["yx-02"]["已含在"]) == ("否", "云溪县水利局")


def test_no_text_is_a_formula(client: Client) -> None:
    publish(brief(name="=1+1"))
    assert csv_rows(client, "/documents/")[0]["单位名称"] == "'=1+1"
    book = openpyxl.load_workbook(BytesIO(content(client, "/documents/", "xlsx")))
    cell = book.worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_files, "ROWS", 2)
    for number in range(5):
        publish(brief(f"yx-{number}", f"云溪县第{number}单位"))
    book = openpyxl.load_workbook(BytesIO(content(client, "/documents/", "xlsx")))
    assert [page.max_row for page in book.worksheets] == [3, 3, 2]


@pytest.mark.parametrize("page", LISTS)
def test_more_rows_are_no_more_questions(client: Client, published: None, page: str) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            content(client, page, "csv")
        return len(asked)

    questions()
    few = questions()
    for number in range(12):
        a_unit(f"yx-1{number}", f"云溪县水利局{number}站")
        publish(full(f"yx-1{number}", f"云溪县水利局{number}站"))
    assert len(csv_rows(client, page)) == 13
    assert questions() == few


def test_an_empty_list_has_its_headings(client: Client) -> None:
    publish(brief())
    assert csv_rows(client, "/documents/?unit=没有") == []
    assert xlsx_rows(client, "/documents/?unit=没有") == []


@pytest.mark.parametrize(
    "address", ["/documents/list.pdf", "/documents/list.", "/overview/2024/list.xls"]
)
def test_no_other_form_is_offered(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
