"""The markup of every page: headings, tables, landmarks, escaping, meta tags."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

import pytest
from django.http import HttpRequest
from django.test import Client
from django.views.defaults import server_error
from lxml import html  # type: ignore[import-untyped]

from portal.tests.support import brief, correct, full, make_files, publish

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>&\"'水利局"
ADDRESSES = [
    "/",
    "/documents/",
    "/search/?q=水利局",
    "/search/?q=nothing",
    "/units/",
    "/sectors/",
    "/units/yx-01/",
    "/units/yx-01/2024/v1/",
    "/units/yx-01/2024/versions/",
    "/units/yx-01/2024/v2/changes/",
    "/check/",
    "/rules/",
    "/nothing/",
]


@pytest.fixture
def published() -> None:
    version = publish(full())
    make_files(version)
    correct(version)


def _page(client: Client, address: str) -> html.HtmlElement:
    return html.document_fromstring(client.get(address).content.decode())


def _levels(page: html.HtmlElement) -> Iterator[int]:
    return (int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6"))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_one_h1_and_no_level_is_skipped(client: Client, address: str) -> None:
    levels = list(_levels(_page(client, address)))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_table_has_a_name_and_every_header_a_scope(client: Client, address: str) -> None:
    page = _page(client, address)
    for table in page.iter("table"):
        assert (
            table.find("caption") is not None
            or table.get("aria-labelledby")
            or table.get("aria-label")
        )
    assert all(header.get("scope") for header in page.iter("th"))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_landmarks_language_title_and_skip_link(client: Client, address: str) -> None:
    page = _page(client, address)
    assert page.get("lang") == "zh-CN"
    assert [len(page.findall(f".//{tag}")) for tag in ("main", "footer")] == [1, 1]
    assert page.findtext(".//title").endswith(" - 明账")
    first_link = next(page.iter("a"))
    assert page.get_element_by_id(first_link.get("href").removeprefix("#")).tag == "main"


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", ADDRESSES)
def test_ids_are_unique_and_inner_links_arrive(client: Client, address: str) -> None:
    page = _page(client, address)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {unquote(href[1:]) for href in page.xpath("//a/@href") if href.startswith("#")}
    assert targets <= set(ids)


@pytest.mark.usefixtures("published")
def test_inner_pages_say_where_the_reader_is(client: Client) -> None:
    for address, trail in {
        "/units/yx-01/": ["首页", "云溪县水利局"],
        "/units/yx-01/2024/": ["首页", "云溪县水利局", "2024年度部门决算"],
    }.items():
        steps = _page(client, address).xpath("//nav[@aria-label='当前位置']//li")
        assert [step.text_content().strip() for step in steps] == trail
        assert steps[-1].find("a") is None


def test_text_of_a_unit_is_never_markup(client: Client) -> None:
    publish(brief(name=HOSTILE))
    for address in ("/", "/units/yx-01/", "/units/yx-01/2024/"):
        page = client.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_what_was_asked_is_never_markup(client: Client) -> None:
    publish(brief())
    for address in ("/documents/", "/search/", "/units/"):
        asked = {"unit": HOSTILE, "q": HOSTILE, "sort": HOSTILE}
        assert "<script>alert(1)" not in client.get(address, asked).content.decode()


@pytest.mark.usefixtures("published")
def test_a_disclosure_says_when_and_by_whom(client: Client) -> None:
    page = _page(client, "/units/yx-01/2024/v1/")
    meta = {tag.get("name"): tag.get("content") for tag in page.iter("meta") if tag.get("name")}
    assert meta["PubDate"] == "2025-09-02 02:30"
    assert meta["ContentSource"] == "云溪县水利局"
    assert meta["SiteName"] == "明账"
    assert "SiteIDCode" not in meta
    assert meta["ArticleTitle"] == page.findtext(".//title").removesuffix(" - 明账")


@pytest.mark.usefixtures("published")
def test_the_footer_shows_what_the_settings_give(client: Client, settings: object) -> None:
    settings.SITE = {  # type: ignore[attr-defined]
        "name": "云溪财政",
        "url": "https://cz.yunxi.gov.cn",
        "organiser": "云溪县财政局",
        "identifier": "6599990001",
        "icp": "新ICP备00000001号",
    }
    page = _page(client, "/")
    footer = page.find(".//footer").text_content()
    assert all(text in footer for text in ("云溪县财政局", "6599990001", "新ICP备00000001号"))
    meta = {tag.get("name"): tag.get("content") for tag in page.iter("meta")}
    assert (meta["SiteName"], meta["SiteIDCode"]) == ("云溪财政", "6599990001")
    assert meta["SiteDomain"] == "cz.yunxi.gov.cn"


def test_an_error_of_the_server_gets_a_plain_page_without_a_request() -> None:
    response = server_error(HttpRequest())
    assert response.status_code == 500
    assert "网站出错了" in response.content.decode()
