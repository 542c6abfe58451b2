"""Every type of page is valid HTML, and every link and anchor of the site leads somewhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from lxml import html  # type: ignore[import-untyped]
from pytest_django import Settings

from disclosures.render import renditions
from fiscal.report import TARGETS
from portal import sheets
from portal.errors import failed
from portal.tests.support import brief, full, make_files, publish, revised, withdraw
from portal.tests.test_accessibility import PAGES
from portal.tests.validity import faults

pytestmark = pytest.mark.django_db

WITHDRAWN = {"/units/yx-02/2024/", "/units/yx-02/2024/v1/"}
NOT_MADE = re.compile(r"\.(pdf|docx|xlsx)$")  # what takes a renderer's time
NOT_OURS = ("/static/", "/admin/")
OF_A_KIND = 20  # addresses that differ in their query only, or figures of one version
REACHED = [
    r"/search/", r"/documents/", r"/documents/\?.+", r"/years/2024/", r"/sectors/",
    r"/sectors/\d+/", r"/funds/general/", r"/units/", r"/units/yx-01/", r"/units/yx-01/2024/",
    r"/units/yx-01/2024/v1/figures/.+/", r"/units/yx-01/2024/v1/tables/.+\.csv",
    r"/units/yx-01/2024/v2/changes/", r"/units/yx-01/2024/versions/", r"/units/yx-01/feed.atom",
    r"/units/yx-01/2024/targets/", r"/compare/", r"/rankings/.+/", r"/overview/2024/", r"/verify/",
    r"/check/", r"/rules/", r"/catalogue/", r"/api/v1/openapi.json", r"/api/v1/search\?.+",
    r"/catalog.jsonld", r"/feed.atom", r"/corrections.atom", r"/about/", r"/display/", r"/sitemap/",
]  # fmt: skip
GOOD = '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>t</title></head>'
FAULTS = {
    "parser": "<p><b>bold</p>",
    "stands twice": '<i id="a"></i><i id="a"></i>',
    "which is not there": '<label for="nobody">a</label>',
    "<div> in <span>": "<span><div></div></span>",
    "<button> in <a>": '<a href="/"><button>b</button></a>',
    "right in <ul>": "<ul><p>a</p></ul>",
    "begins in column 2": '<table><tr><td colspan="2">a</td></tr></table>',
    "different widths": "<table><tr><td>a</td></tr><tr><td>a</td><td>b</td></tr></table>",
    "is obsolete": '<table align="left"><tr><td>a</td></tr></table>',
    "without a role": '<pre aria-label="code">c</pre>',
    "without alt": '<img src="a.svg">',
    "holds a space": '<a href="/a b/">c</a>',
    "not one <h1>": "<h1>again</h1>",
}


@dataclass(frozen=True, slots=True)
class Visited:
    """What stands at an address, and where a link to it stood; ``page`` is None for files."""

    origin: str
    status: int
    page: Any
    leads: list[str]


@pytest.fixture
def site() -> None:
    """Every type of page: corrections, a withdrawal, targets, two units, files."""
    version = publish(full())
    staff = replace(version.document().report.staff, active=77)
    corrected = replace(version.document().report, staff=staff)
    second = revised(version, corrected, "误将退休人员计入在职人员，现据实更正。")
    targets, other = publish(brief(kind=TARGETS)), publish(full("yx-03", "云溪县林业局"))
    for one in (version, second, targets, other):
        make_files(one)
        renditions.make(one, "zip")
    withdraw(publish(brief("yx-02", "云溪县教育局")), "附表误含个人信息。")


@pytest.mark.parametrize(("fault", "body"), FAULTS.items())
def test_the_checker_of_html_finds_what_is_wrong(fault: str, body: str) -> None:
    valid = f"{GOOD}<body><main><h1>h</h1></main></body></html>"
    assert faults(valid) == []
    assert any(fault in one for one in faults(valid.replace("</main>", f"{body}</main>")))


@pytest.mark.usefixtures("site")
def test_every_type_of_page_is_valid_html(client: Client) -> None:
    found = {name: faults(client.get(address).content.decode()) for name, address in PAGES.items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.usefixtures("site")
def test_every_link_and_anchor_leads_somewhere(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "LIMIT", 10**6)  # whoever follows every link takes every list
    found = _visit(client)
    broken = [
        (one.origin, address, one.status)
        for address, one in found.items()
        if one.status not in (200, 302)
        and address not in WITHDRAWN
        and not NOT_MADE.search(address)
    ]
    assert broken == []
    for pattern in REACHED:
        assert any(re.fullmatch(pattern, address) for address in found), pattern
    assert _lost_anchors(found) == []


@pytest.mark.usefixtures("site")
def test_pages_of_errors_are_valid_and_lead_on(client: Client, settings: Settings) -> None:
    settings.PUBLIC_CHECK_LIMIT = 0
    answers: dict[int, list[Any]] = {
        404: [client.get("/nothing/"), client.get("/units/nobody/2024/")],
        410: [client.get(address) for address in sorted(WITHDRAWN)],
        429: [client.post("/check/"), client.post("/verify/")],
        500: [_failed(ValueError("broken"))],
        503: [_failed(OperationalError("away")), client.get("/units/yx-01/2024/v1/yx-01-2024.pdf")],
    }
    for status, pages in answers.items():
        for response in pages:
            assert response.status_code == status
            assert response.has_header("Retry-After") == (status in (429, 503))
            content = response.content.decode()
            assert faults(content) == []
            main = html.document_fromstring(content).find(".//main")
            ways = [href for href in main.xpath(".//a/@href") if href.startswith("/")]
            assert ways, status
            assert all(client.get(urldefrag(way).url).status_code == 200 for way in ways), ways


def _failed(error: Exception) -> HttpResponse:
    """What is answered when a view raises."""
    try:
        raise error
    except Exception:  # as Django does around its handler
        return failed(HttpRequest())


def _visit(client: Client) -> dict[str, Visited]:
    """What there is from the home page on, no more than ``OF_A_KIND`` of a kind."""
    waiting, found, kinds = [("", "/")], dict[str, Visited](), Counter[str]()
    while waiting:
        origin, address = waiting.pop()
        if address in found or (kinds[_kind(address)] >= OF_A_KIND):
            continue
        kinds[_kind(address)] += 1
        found[address] = _visited(client, origin, address)
        for href in found[address].leads:
            target = urldefrag(urljoin(address, href)).url
            if target.startswith("/") and not target.startswith(NOT_OURS):
                waiting.append((address, target))
    return found


def _visited(client: Client, origin: str, address: str) -> Visited:
    response = client.get(address)
    content = b"".join(response) if response.streaming else response.content
    is_page = response.get("Content-Type", "").startswith("text/html") and bool(content)
    page = html.document_fromstring(content.decode()) if is_page else None
    leads = _links(page) if page is not None else [response.get("Location", "")]
    return Visited(origin, response.status_code, page, leads)


def _links(page: Any) -> list[str]:
    """Those that stand in ``<head>`` too: feeds, the canonical address, scripts."""
    site = "http://127.0.0.1:8000"
    found = page.xpath("//a/@href | //link/@href | //script/@src | //img/@src | //form/@action")
    return [href.removeprefix(site) for href in found]


def _kind(address: str) -> str:
    """The same for addresses that differ only in what they ask, or in the figure."""
    path, _, query = address.partition("?")
    if "/figures/" in path:
        return f"{path.partition('/figures/')[0]}/figures/"
    return f"{path}?" if query else address


def _lost_anchors(found: dict[str, Visited]) -> list[tuple[str, str]]:
    ids = {
        address: set(one.page.xpath("//@id"))
        for address, one in found.items()
        if one.page is not None
    }
    return [
        (address, href)
        for address, one in found.items()
        for href in one.leads
        if (parts := urldefrag(urljoin(address, href))).fragment
        and parts.url in ids
        and unquote(parts.fragment) not in ids[parts.url]
    ]
