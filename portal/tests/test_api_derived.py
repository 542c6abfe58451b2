"""What programs get beyond the frozen rows: measures, search, the origin of a figure, tables."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import pytest
from django.test import Client
from lxml import html  # type: ignore[import-untyped]
from pytest_django import DjangoAssertNumQueries

from disclosures.models import Version
from disclosures.render import renditions
from fiscal.measures import measured
from portal.tests.support import brief, full, publish, revised, withdraw
from portal.tests.test_api_answers import API, ONE, answer, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> Version:
    return publish(full())


def figure(client: Client, path: str) -> Any:
    return answer(client, f"{ONE}/figure?{urlencode({'path': path})}")


def test_the_measures_are_those_of_the_document_to_the_fen(
    client: Client, version: Version
) -> None:
    (told,) = rows(client, f"{API}/measures?unit=yx-01")
    expected = list(measured(version.document()))
    assert [one["key"] for one in told["measures"]] == [one.key for one in expected]
    for shown, one in zip(told["measures"], expected, strict=True):
        assert float(shown["amount"]) == float(one.amount)
        assert (shown["last_year"] is None) == (one.last is None)
        assert shown["why"] == one.why
    assert answer(client, told["version"])["serial"] == told["serial"]


def test_every_measure_leads_to_where_it_comes_from(client: Client, version: Version) -> None:
    (told,) = rows(client, f"{API}/measures")
    without = {one["key"] for one in told["measures"] if not one["path"]}
    assert without == {"score", "mean_score"}  # of whole tables, which are no figures
    for one in told["measures"]:
        assert client.get(urlsplit(one["page"]).path).status_code == 200
        if one["path"]:
            assert figure(client, one["path"])["page"] == one["page"]


def test_one_measure_of_a_year_in_pages_that_lose_nothing(client: Client) -> None:
    there = {publish(full(f"u-{n}", f"单位{n}")).pk for n in range(3)}
    publish(brief("u-9", "没有数的单位"))
    found = rows(client, f"{API}/measures?measure=reception&year=2024&limit=1")
    assert [one["serial"] for one in found] == sorted(there, reverse=True)
    assert {one["key"] for account in found for one in account["measures"]} == {"reception"}
    assert rows(client, f"{API}/measures?measure=reception&year=2023") == []


def test_search_finds_what_is_shown_and_says_where(client: Client, version: Version) -> None:
    project = version.document().report.projects[0].name
    (hit,) = rows(client, f"{API}/search?{urlencode({'q': project})}")
    assert (hit["unit"], hit["is_named"]) == ("yx-01", False)
    place = next(one for one in hit["places"] if one["part"] == "项目")
    assert project in place["title"]
    page = html.document_fromstring(client.get(urlsplit(place["url"]).path).content.decode())
    assert unquote(urlsplit(place["url"]).fragment) in page.xpath("//@id")


def test_search_is_narrowed_and_read_page_by_page(client: Client) -> None:
    there = [publish(brief(f"u-{n}", f"云溪县{n}中学", 2020 + n)).pk for n in range(4)]
    withdraw(publish(brief("u-8", "云溪县旧中学")), "附表误含个人信息。")
    found = rows(client, f"{API}/search?q=云溪县+中学&limit=1")
    assert [one["serial"] for one in found] == there[::-1]
    assert all(one["is_named"] for one in found)
    assert len(rows(client, f"{API}/search?q=中学&year=2021&unit=u-1")) == 1
    assert rows(client, f"{API}/search?q=中学&kind=targets") == []
    assert answer(client, f"{API}/search?q=中学")["is_complete"]
    assert client.get(f"{API}/search").status_code == 422


def test_a_figure_tells_programs_what_its_page_tells_people(
    client: Client, version: Version
) -> None:
    told = figure(client, "statements/01/grand_total_income/amount")
    page = client.get(urlsplit(told["page"]).path).content.decode()
    text = " ".join(html.document_fromstring(page).find(".//main").text_content().split())
    for said in (
        told["title"], told["value"], told["last_year"]["value"], told["formulas"][0]["expression"],
        *(one["text"] for one in told["facts"]), *(one["figure"] for one in told["sentences"]),
    ):  # fmt: skip
        assert said in text
    for term in told["formulas"][0]["terms"]:
        assert figure(client, term["path"])["page"] == term["page"]


def test_every_cell_of_a_statement_has_an_origin(client: Client, version: Version) -> None:
    for cell in rows(client, f"{ONE}/cells?statement=09"):
        assert figure(client, cell["path"])["path"] == cell["path"]


@pytest.mark.parametrize("path", ["statements/01/none/amount", "staff/none", "texts/x", "…", "/"])
def test_where_nothing_is_printed_there_is_no_figure(
    client: Client, version: Version, path: str
) -> None:
    response = client.get(f"{ONE}/figure?{urlencode({'path': path})}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_an_old_version_keeps_the_figures_it_had(client: Client, version: Version) -> None:
    path = "statements/01/grand_total_income/amount"
    before = figure(client, path)
    revised(version, brief(), "更正。")
    assert figure(client, path) == before
    second = client.get(f"{ONE.removesuffix('1')}2/figure?path={path}")
    assert second.status_code == 404
    (told,) = rows(client, f"{API}/measures")
    assert [(one["key"], one["amount"]) for one in told["measures"]] == [("projects", "0")]


def test_the_tables_of_a_version_are_listed_once_they_are_made(
    client: Client, version: Version
) -> None:
    assert answer(client, ONE)["tables"] == []
    renditions.make(version, "zip")
    tables = answer(client, ONE)["tables"]
    assert len(tables) > 9
    for one in tables:
        response = client.get(urlsplit(one["url"]).path)
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response.content.startswith("\ufeff".encode())


@pytest.mark.parametrize("query", ["measures?limit=50", "search?q=单位&limit=50"])
def test_a_page_of_many_costs_the_queries_of_a_page_of_few(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, query: str
) -> None:
    for n in range(12):
        publish(brief(f"u-{n}", f"单位{n}"))
    with django_assert_max_num_queries(5):
        assert len(answer(client, f"{API}/{query}")["items"]) == 12
