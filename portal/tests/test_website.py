"""The conventions of government websites: docs/website.md says which test keeps which."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html  # type: ignore[import-untyped]

from fiscal.report import TARGETS
from portal.columns import COLUMNS, column_of
from portal.readiness import NEEDED, site_is_complete
from portal.tests.support import brief, full, make_files, publish, revised, withdraw
from portal.tests.validity import faults

Test = Callable[[Client, str], None]
pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
SITE = {
    "name": "云溪财政",
    "url": "https://cz.yunxi.gov.cn",
    "organiser": "云溪县财政局",
    "operator": "云溪县财政信息中心",
    "contact": "0999-0000000",
    "address": "云溪县人民路1号",
    "identifier": "6599990001",
    "icp": "新ICP备00000001号",
    "police": "新公网安备 65999900000001号",
    "conac": "https://bszs.conac.cn/sitename?method=show&id=1",
    "errors": "https://zfwzzc.www.gov.cn/?code=6599990001",
    "guide": "https://cz.yunxi.gov.cn/guide/",
    "request": "https://www.yunxi.gov.cn/request/",
    "annual": "https://www.yunxi.gov.cn/annual/",
}
CONTENT = [
    "/units/yx-01/2024/",
    "/units/yx-01/2024/v1/",
    "/units/yx-01/2024/v2/",
    "/units/yx-01/2024/targets/",
]
COLUMN_PAGES = [
    "/",
    "/?unit=nothing",
    "/units/yx-01/",
    "/units/yx-01/2024/versions/",
    "/units/yx-01/2024/v2/changes/",
    "/units/yx-02/2024/",
    "/check/",
    "/rules/",
    "/api/",
    "/catalogue/",
    "/catalogue/?unit=nothing",
    "/about/",
    "/display/",
    "/sitemap/",
    "/leave/request/",
    "/nothing/",
]
PAGES = [*COLUMN_PAGES, *CONTENT]
NEEDS_NO_TRAIL = {"/", "/?unit=nothing"}


def on_each(addresses: list[str]) -> Callable[[Test], Callable[[Client], None]]:
    """Run a test on every one of these pages, in one and the same site."""

    def of(test: Test) -> Callable[[Client], None]:
        @wraps(test)
        def run(client: Client) -> None:
            for address in addresses:
                test(client, address)

        del run.__wrapped__  # pytest would ask for its arguments
        return run

    return of


@pytest.fixture(autouse=True)
def published(settings: Any) -> None:
    """Every type of page, on a site that says everything about itself."""
    settings.SITE = SITE
    version = publish(full())
    make_files(version)
    revised(version, brief(), "补登附件。")
    publish(brief(kind=TARGETS))
    withdraw(publish(brief("yx-02", "云溪县教育局")), "附表误含个人信息。")


def page_at(client: Client, address: str, *, follow: bool = False) -> Any:
    return html.document_fromstring(client.get(address, follow=follow).content.decode())


def metas(page: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in page.xpath("//meta[@name]"):
        found.setdefault(meta.get("name"), []).append(meta.get("content"))
    return found


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


# --- meta tags -------------------------------------------------------------------------------


@on_each(PAGES)
def test_every_page_names_the_site_its_domain_and_its_code(client: Client, address: str) -> None:
    found = metas(page_at(client, address))
    assert found["SiteName"] == [SITE["name"]]
    assert found["SiteDomain"] == ["cz.yunxi.gov.cn"]
    assert found["SiteIDCode"] == ["6599990001"]


@on_each(PAGES)
def test_every_page_names_its_column_as_the_tree_of_columns_does(
    client: Client, address: str
) -> None:
    found, column = metas(page_at(client, address)), column_of(urlsplit(address).path)
    assert found["ColumnName"] == [column.name]
    assert found["ColumnDescription"] == [column.description]
    assert found["ColumnKeywords"] == [column.keywords]
    assert found["ColumnType"] == [column.type]
    assert all(found["ColumnDescription"] + found["ColumnKeywords"])


@on_each(CONTENT)
def test_a_disclosure_has_title_time_source_and_address_in_its_head(
    client: Client, address: str
) -> None:
    page = page_at(client, address)
    found = metas(page)
    assert found["ArticleTitle"][0] in page.findtext(".//title")
    assert "".join(found["ArticleTitle"][0].split()) == "".join(text(page.find(".//h1")).split())
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", found["PubDate"][0])
    assert found["ContentSource"] == ["云溪县水利局"]
    assert found["Url"] == page.xpath("//link[@rel='canonical']/@href")
    assert all(len(values) == 1 for values in found.values())


# --- W: the page -----------------------------------------------------------------------------


@on_each(PAGES)
def test_w01_the_header_has_the_name_and_the_page_one_search_of_the_site(
    client: Client, address: str
) -> None:
    page = page_at(client, address)
    assert page.xpath("//body/header//a[@class='site-name']//span/text()") == [SITE["name"]]
    asked = page.xpath("//form[@role='search'][@action='/search/']//input[@name='q']")
    assert len(asked) == 1


@on_each(PAGES)
def test_w02_w14_the_footer_has_everything_that_is_prescribed(client: Client, address: str) -> None:
    footer = page_at(client, address).xpath("//body/footer")[0]
    said = footer.text_content()
    for key in ("organiser", "contact", "address", "identifier", "icp", "police"):
        assert SITE[key] in said
    links = {text(link): link.get("href") for link in footer.iter("a")}
    assert links[SITE["icp"]] == "https://beian.miit.gov.cn/"
    assert links[SITE["police"]].endswith("?code=65999900000001")
    assert links["党政机关网站标识"].startswith("https://bszs.conac.cn/")
    assert links["我为政府网站找错"] == SITE["errors"]
    assert links["意见和纠错"] == "/about/#errors"
    assert links["站点地图"] == "/sitemap/"


def test_w02_what_the_settings_lack_is_a_warning_in_production_only(settings: Any) -> None:
    assert site_is_complete(None) == []
    settings.PRODUCTION = True
    assert site_is_complete(None) == []
    settings.SITE = {"name": "明账", "url": SITE["url"], "identifier": "12"}
    missing, wrong = site_is_complete(None)
    assert all(name in missing.msg for variable, name in NEEDED.values() if name != "网站标识码")
    assert (missing.id, wrong.id) == ("portal.W001", "portal.W002")


@on_each([one for one in PAGES if one not in NEEDS_NO_TRAIL])
def test_w03_every_page_says_where_it_is(client: Client, address: str) -> None:
    page = page_at(client, address)
    (nav,) = page.xpath("//nav[@aria-label='当前位置']")
    steps = nav.xpath(".//li")
    assert steps[0].xpath("a/@href") == ["/"]
    last = text(steps[-1].xpath("*[@aria-current='page']")[0])
    title = text(page.find(".//title")) + text(page.find(".//h1"))
    assert all(part in title for part in re.split(r"的|绩效目标", last)), (last, title)
    assert len(steps) <= 4


@on_each(CONTENT)
def test_w04_a_disclosure_can_be_printed_shared_closed_and_read_in_larger_type(
    client: Client, address: str
) -> None:
    page = page_at(client, address)
    assert page.xpath("//ul[@class='tools']//button/@data-does") == ["print", "share", "close"]
    assert page.xpath("//input[@name='display-type']/@value") == ["normal", "large", "larger"]
    assert "公开时间" in page.text_content()
    assert "来源" in page.text_content()
    assert "\ufffd" not in page.text_content()


@on_each(PAGES)
def test_w05_times_are_written_alike(client: Client, address: str) -> None:
    for time in page_at(client, address).iter("time"):
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?", text(time))


@on_each(PAGES)
def test_w07_a_page_is_light_enough_for_three_seconds(client: Client, address: str) -> None:
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    page = html.document_fromstring(response.content.decode())
    files = page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //img/@src")
    own = [ROOT / unquote(file).lstrip("/") for file in files]
    assert len(own) <= 12
    assert sum(path.stat().st_size for path in own) < 120_000  # before compression
    # Servers send text compressed; 150 kB and the files are 3 s at less than a megabit a second.
    assert len(gzip.compress(response.content)) < 150_000


@on_each(PAGES)
def test_w13_nothing_moves_floats_or_opens_by_itself(client: Client, address: str) -> None:
    page = page_at(client, address)
    assert not page.xpath("//video | //audio | //marquee | //iframe | //dialog[@open]")
    assert not page.xpath("//*[@autoplay or @autofocus or @target or @onload]")
    for sheet in page.xpath("//link[@rel='stylesheet']/@href"):
        assert "position: fixed" not in (ROOT / sheet.lstrip("/")).read_text("utf-8")


@on_each(PAGES)
def test_w08_no_link_leaves_the_site_unannounced(client: Client, address: str) -> None:
    for link in page_at(client, address).xpath("//a[starts-with(@href, 'http')]"):
        assert "external" in (link.get("rel") or ""), link.get("href")
        assert urlsplit(link.get("href")).hostname.endswith((".gov.cn", ".conac.cn"))


def test_w08_a_page_says_that_the_next_one_is_another_sites(client: Client) -> None:
    page = page_at(client, "/leave/request/")
    assert "www.yunxi.gov.cn" in page.find(".//main").text_content()
    assert client.get("/leave/guide/")["Location"] == SITE["guide"]  # our own site
    assert client.get("/leave/name/").status_code == 404
    assert client.get("/leave/elsewhere/").status_code == 404


def test_w09_no_column_is_empty(client: Client) -> None:
    for column in COLUMNS:
        main = page_at(client, column.address, follow=True).find(".//main")
        assert len(text(main)) > 60, column.name


# --- X: disclosure of information ------------------------------------------------------------


def test_x01_the_catalogue_stands_in_the_prescribed_column(client: Client) -> None:
    assert "法定主动公开内容 / 财政信息 / 部门预决算" in text(page_at(client, "/catalogue/"))


@on_each(CONTENT)
def test_x02_a_disclosure_carries_its_entry_of_the_catalogue(client: Client, address: str) -> None:
    (table,) = page_at(client, address).xpath("//details[@class='catalogue-record']/table")
    cells = dict(zip(map(text, table.iter("th")), map(text, table.iter("td")), strict=True))
    number = {"v1/": "10001", "ts/": "20001"}.get(address[-3:], "10002")
    assert cells["索引号"] == f"yx-01/2024-{number}"
    assert cells["发布机构"] == "云溪县水利局"
    assert cells["发布日期"] == cells["生成日期"] == cells["成文日期"] == "2025-09-02"
    assert cells["有效性"] == ("已更正，以第2版为准" if address.endswith("v1/") else "有效")
    assert cells["公开方式"] == "主动公开"
    assert cells["主题分类"] == "财政、金融、审计 / 财政"
    assert cells["内容概述"].startswith("云溪县水利局2024年度")
    assert {"名称", "发文字号", "体裁分类", "公开栏目"} <= cells.keys()


def test_x05_guide_request_and_annual_report_are_linked_everywhere(client: Client) -> None:
    links = page_at(client, "/rules/").xpath("//footer//a/@href")
    assert {"/leave/guide/", "/leave/request/", "/leave/annual/"} <= set(links)


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 2), ("?year=2024", 2), ("?unit=水利", 2), ("?unit=教育", 0), ("?year=1999", 0)],
)
def test_x06_the_catalogue_is_narrowed_by_year_and_unit(
    client: Client, query: str, number: int
) -> None:
    assert len(page_at(client, f"/catalogue/{query}").xpath("//main//tbody/tr")) == number


# --- HTML ------------------------------------------------------------------------------------


@on_each(["/", "/leave/request/", CONTENT[0]])
def test_the_html_of_a_site_that_says_everything_is_valid(client: Client, address: str) -> None:
    assert faults(client.get(address).content.decode()) == []


def test_error_pages_help_and_ask_no_database(client: Client) -> None:
    from django.db import OperationalError

    from portal.errors import failed

    for error, status in ((OperationalError("away"), 503), (ValueError("broken"), 500)):
        try:
            raise error
        except Exception:  # as Django does around its handler
            response = failed(None)  # type: ignore[arg-type]
        assert response.status_code == status
        assert "已公开的文件没有受影响" in response.content.decode()
    lost = page_at(client, "/units/nobody/")
    assert {"/catalogue/", "/sitemap/", "/"} <= set(lost.xpath("//main//a/@href"))


def test_the_addresses_of_the_columns_are_those_of_their_pages() -> None:
    for column, name in {"/catalogue/": "catalogue", "/api/": "api_guide"}.items():
        assert reverse(f"portal:{name}") == column
