"""Every list as a file: all rows, real numbers, no formula, in a number of questions that stays."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlsplit

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.db import connection
from django.http import FileResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fiscal.report import TARGETS, Cell, Line, Report, Statement, UnitFacts
from fiscal.statements import SINGLE_LINE
from portal import searching, sheets
from portal.rankings import SORTS
from portal.record import TOPIC
from portal.tables import CurrentTable
from portal.tests.support import AT, brief, full, publish
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
    "/catalogue/": "云溪县水利局",
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


def is_same(text: str, value: object) -> bool:
    if isinstance(value, datetime):
        return text == f"{value:%Y-%m-%d}"
    if isinstance(value, int | float):
        return Decimal(text) == Decimal(repr(value))
    return text == (value or "")


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row.get("单位名称") or row["发布机构"] for row in rows]


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
    assert names(rows) == names(sheet) == [LISTS[page]]
    assert list(rows[0]) == list(sheet[0])
    assert all(is_same(rows[0][head], value) for head, value in sheet[0].items())


def test_amounts_and_days_are_no_text_in_a_workbook(client: Client, published: None) -> None:
    (row,) = xlsx_rows(client, "/documents/")
    assert isinstance(row["支出总计（万元）"], float)
    assert row["公开日期"] == datetime(2025, 9, 2)


def test_filters_narrow_the_file_as_the_page(client: Client, published: None) -> None:
    publish(brief("yx-02", "云溪县教育局", year=2023))
    assert len(csv_rows(client, "/documents/")) == 2
    assert [row["单位代码"] for row in csv_rows(client, "/documents/?year=2023")] == ["yx-02"]
    assert [row["单位代码"] for row in csv_rows(client, "/documents/?unit=教育")] == ["yx-02"]


def spender(number: int) -> Report:
    """A unit whose name, spending and change since last year are each in another order."""
    spent, last = Decimal(number * 7 % 30), Decimal(number * 11 % 30)
    cells = dict.fromkeys(("actual_reception", "actual_total"), Cell(spent * 10_000, last * 10_000))
    total = {"amount": Cell(spent * 100_000, last * 100_000)}
    return replace(
        brief(f"u-{number:02}", f"第{number * 13 % 30:02}局"),
        statements={
            "01": Statement("01", (Line("grand_total_expenditure", "总计", (), total),)),
            "09": Statement("09", (Line(SINGLE_LINE, "", (), cells),)),
        },
    )


def shown(client: Client, page: str) -> list[str]:
    """The names on the first two pages of a list, in their order."""
    more = "&" if "?" in page else "?"
    pages = [client.get(f"{page}{more}page={number}").content.decode() for number in (1, 2)]
    found = (name for one in pages for name in re.findall(r">(第\d\d局)</a>", one))
    return list(dict.fromkeys(found))  # beyond the last page is the last


ORDERED = [
    *(f"/documents/?sort={sign}{of}" for of in CurrentTable.base_columns for sign in ("", "-")),
    *(f"/rankings/reception/?sort={sort}" for sort in SORTS),
    "/documents/", "/years/2024/", "/years/2024/?sort=-expenditure", "/units/", "/overview/2024/",
    "/catalogue/", "/documents/?sort=payload", "/documents/?sort=-expenditure&unit=0",
]  # fmt: skip


def test_a_file_has_the_order_of_the_page_that_it_is_taken_from(client: Client) -> None:
    for number in range(30):
        publish(spender(number), AT + timedelta(hours=number * 17 % 30))
    orders = {page: shown(client, page) for page in ORDERED}
    files = {page: names(csv_rows(client, page)) for page in ORDERED}
    assert files == orders
    assert {len(order) for page, order in orders.items() if "unit=" not in page} == {30}
    assert len(set(map(tuple, orders.values()))) > len(SORTS) + 5  # they are not all alike


def test_a_search_gives_its_file_in_the_order_of_the_page(client: Client) -> None:
    for number in range(9):
        publish(replace(brief(f"u-{number}", f"第{number:02}局", 2016 + number * 5 % 9)))
    for page in ("/search/?q=局", "/search/?q=局&sort=newest"):
        expected = re.findall(r">(第\d\d局)\d{4}年度", client.get(page).content.decode())
        assert len(expected) == 9
        assert names(csv_rows(client, page)) == expected


def test_more_than_a_search_weighs_is_in_its_file_all_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST", 2)
    told = replace(brief("u-9", "水利站", 2019), functions=("联系各局。",))
    for report in (told, *(brief(f"u-{n}", f"第{n}局", 2016 + n * 3 % 5) for n in range(5))):
        publish(report)
    publish(brief("u-10", "第10局", 2020, TARGETS))
    publish(brief("u-11", "云溪县水利站"))
    page = client.get("/search/?q=局").content.decode()
    assert "不受此限，从最近的年度起列出全部文件" in page
    rows = csv_rows(client, "/search/?q=局")
    assert [row["年度"] for row in rows] == ["2020", "2020", "2019", "2019", "2018", "2017", "2016"]
    assert {"水利站", "第0局", "第10局"} < set(names(rows))
    assert len(csv_rows(client, "/search/?q=局&kind=final_accounts")) == 6
    assert csv_rows(client, "/search/?q=。") == []


def test_the_catalogue_has_its_index_numbers_in_the_file(client: Client, published: None) -> None:
    publish(brief("yx-02", "云溪县教育局", year=2023))
    (row,) = csv_rows(client, "/catalogue/?year=2024&unit=水利")
    assert row["索引号"] == "yx-01/2024-10001"
    assert (row["名称"], row["年度"]) == ("云溪县水利局2024年度部门决算公开说明", "2024")
    assert (row["主题分类"], row["生成日期"]) == (TOPIC, "2025-09-02")
    assert row["网址"].endswith("/units/yx-01/2024/")
    assert csv_rows(client, "/catalogue/?year=1999") == []


def test_a_comparison_is_a_row_for_each_unit_year_and_measure(client: Client) -> None:
    for year, amount in ((2023, 3), (2024, 5)):
        for code in ("u-01", "u-02"):
            publish(replace(spender(amount), year=year, unit=UnitFacts(f"{code}局", code)))
    page = "/compare/?unit=u-02&unit=u-01&measure=reception&year=2024"
    assert 'href="list.csv?unit=u-02&amp;unit=u-01&amp;measure' in client.get(page).content.decode()
    rows, sheet = csv_rows(client, page), xlsx_rows(client, page)
    assert all(
        is_same(text[head], one[head])
        for text, one in zip(rows, sheet, strict=True)
        for head in text
    )
    keys = [(row["单位代码"], row["年度"], row["指标"]) for row in rows]
    assert keys[:4] == [
        (code, year, "公务接待费") for year in ("2024", "2023") for code in ("u-02", "u-01")
    ]
    assert len(keys) == len(set(keys))
    assert {year for _, year, _ in keys[4:]} == {"2024"}
    assert {("u-01", "2024", "支出总计"), ("u-02", "2024", "支出总计")} <= set(keys)
    assert (rows[0]["数值"], rows[0]["上年数值"], rows[0]["单位"]) == ("5.00", "25.00", "万元")
    assert client.get(urlsplit(rows[0]["来源网址"]).path).status_code == 200
    assert csv_rows(client, "/compare/") == csv_rows(client, "/compare/?unit=nobody") == []


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
