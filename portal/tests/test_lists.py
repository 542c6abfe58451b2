"""Lists: filters, order, pages, and what a reader is told when there is nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fiscal.report import TARGETS
from portal.tests.support import AT, brief, full, publish

pytestmark = pytest.mark.django_db

NUL = "\x00"


def _publish_units(start: int, end: int) -> None:
    for number in range(start, end):
        publish(brief(f"yx-{number:02}", f"云溪县第{number:02}单位"))


def test_a_row_names_unit_document_total_and_local_date(client: Client) -> None:
    publish(full())
    page = client.get("/documents/").content.decode()
    assert '<a href="/units/yx-01/">云溪县水利局</a>' in page
    assert '<a href="/units/yx-01/2024/">2024年度部门决算</a>' in page
    assert "2025-09-02" in page


def test_the_newest_publication_comes_first(client: Client) -> None:
    publish(brief("a", "甲单位"), at=AT)
    publish(brief("b", "乙单位"), at=AT + timedelta(days=1))
    page = client.get("/documents/").content.decode()
    assert page.index("乙单位") < page.index("甲单位")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"unit": "水利"}, {"云溪县水利局"}),
        ({"unit": " 水利 "}, {"云溪县水利局"}),
        ({"year": "2023"}, {"云溪县教育局"}),
        ({"kind": TARGETS}, {"云溪县林业局"}),
        ({"year": "2024", "unit": "云溪"}, {"云溪县水利局", "云溪县林业局"}),
        ({}, {"云溪县水利局", "云溪县教育局", "云溪县林业局"}),
    ],
)
def test_filters_narrow_the_list(client: Client, query: dict[str, str], shown: set[str]) -> None:
    publish(brief("yx-01", "云溪县水利局"))
    publish(brief("yx-02", "云溪县教育局", year=2023))
    publish(brief("yx-03", "云溪县林业局", kind=TARGETS))
    page = client.get("/documents/", query).content.decode()
    names = {"云溪县水利局", "云溪县教育局", "云溪县林业局"}
    assert {name for name in names if name in page} == shown


def test_nothing_published_yet_is_said(client: Client) -> None:
    for address in ("/", "/years/"):
        assert "还没有公开的文件" in client.get(address).content.decode()
    for address in ("/units/", "/sectors/"):
        assert "还没有公开的决算" in client.get(address).content.decode()


def test_nothing_found_is_explained_with_ways_on(client: Client) -> None:
    publish(brief())
    page = client.get("/documents/", {"unit": "没有的单位", "year": "2024"}).content.decode()
    assert "没有符合条件的文件" in page
    assert "在全文中检索" in page
    assert "<table" not in page


@pytest.mark.parametrize("query", [{"year": "19999"}, {"kind": "draft"}, {"unit": NUL}])
def test_a_choice_that_makes_no_sense_is_as_if_it_were_not_there(
    client: Client, query: dict[str, str]
) -> None:
    publish(brief())
    assert "云溪县水利局" in client.get("/documents/", query).content.decode()


def test_a_page_has_25_rows_and_the_pages_lose_none(client: Client) -> None:
    _publish_units(0, 30)
    pages = [client.get("/documents/", {"page": page}).content.decode() for page in (1, 2)]
    rows = [page.count('scope="row"') for page in pages]
    assert rows == [25, 5]
    names = [f"云溪县第{number:02}单位" for number in range(30)]
    assert all(sum(name in page for page in pages) == 1 for name in names)


def test_sorting_and_filters_survive_turning_the_page(client: Client) -> None:
    _publish_units(0, 30)
    page = client.get("/documents/", {"sort": "unit_name", "unit": "云溪"}).content.decode()
    assert 'aria-sort="ascending"' in page
    following = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get("/documents/" + following).content.decode().count("云溪县第29单位") == 1


@pytest.mark.parametrize(
    "address", ["/documents/", "/documents/?unit=云溪&year=2024&sort=-unit_name"]
)
def test_a_list_of_50_costs_the_queries_of_a_list_of_5(client: Client, address: str) -> None:
    _publish_units(0, 5)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    _publish_units(5, 50)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 7


def test_a_units_list_of_12_years_costs_the_queries_of_one(client: Client) -> None:
    publish(brief(year=2010))
    with CaptureQueriesContext(connection) as few:
        client.get("/units/yx-01/")
    for year in range(2011, 2022):
        publish(brief(year=year))
    with CaptureQueriesContext(connection) as many:
        client.get("/units/yx-01/")
    assert len(many) == len(few) <= 6


def test_lists_do_not_fetch_payloads(client: Client) -> None:
    publish(brief())
    with CaptureQueriesContext(connection) as queries:
        client.get("/documents/")
        client.get("/units/yx-01/")
    assert not any('"payload"' in query["sql"] for query in queries)
