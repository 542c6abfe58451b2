"""WCAG 2.2 AA as far as axe can tell, and no sideways scrolling, at three widths."""

from __future__ import annotations

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from disclosures import demo, tasks
from disclosures.render import renditions
from portal.tests.cut import what_is_cut
from portal.tests.support import brief, full, make_files, publish, revised, withdraw

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

WIDTHS = (360, 768, 1440)
PAGES = {
    "home": "/",
    "documents": "/documents/",
    "nothing in the list": "/documents/?unit=nothing",
    "years": "/years/",
    "year": "/years/2024/",
    "archives": "/archives/",
    "archive": "/archives/2024/",
    "sectors": "/sectors/",
    "units": "/units/",
    "search": "/search/",
    "found": "/search/?q=水利局",
    "nothing found": "/search/?q=nothing",
    "unit": "/units/yx-01/",
    "disclosure": "/units/yx-01/2024/",
    "old version": "/units/yx-01/2024/v1/",
    "figure": "/units/yx-01/2024/v1/figures/statements/03/total/total/",
    "score": "/units/yx-01/2024/v1/figures/projects/0/indicators/0/score/",
    "versions": "/units/yx-01/2024/versions/",
    "changes": "/units/yx-01/2024/v2/changes/",
    "withdrawn": "/units/yx-02/2024/",
    "check": "/check/",
    "verify": "/verify/",
    "rules": "/rules/",
    "compare": "/compare/?unit=yx-01&unit=yx-03&measure=reception&find=局",
    "ranking": "/rankings/reception/",
    "overview": "/overview/2024/",
    "catalogue": "/catalogue/",
    "about": "/about/",
    "display": "/display/",
    "contents": "/sitemap/",
    "api": "/api/",
    "404": "/nothing/",
}


@pytest.fixture
def site(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of a portal with a correction, a withdrawal and two units to compare."""
    monkeypatch.setattr(tasks.render_version, "delay", lambda version: None)  # no PDF is read
    version = publish(full())
    make_files(version)
    renditions.make(version, "zip")  # its tables have links to their files
    report = version.document().report
    more = replace(report, staff=replace(report.staff, active=77))
    revised(version, more, "误将退休人员计入在职人员，现据实更正。")
    publish(full("yx-03", "云溪县林业局"))
    withdraw(publish(brief("yx-02", "云溪县教育局")), "附表误含个人信息，撤回后重新整理再公开。")
    return live_server.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    page: Page, site: str, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    problems = []
    for name, address in PAGES.items():
        page.goto(site + address)
        found = Axe().run(page).response["violations"]
        problems += [(name, item["id"]) for item in found]
        if sideways(page, width):
            problems.append((name, "scrolls sideways"))
    assert not problems


@pytest.mark.parametrize("width", WIDTHS)
def test_in_the_largest_type_nothing_is_cut_and_no_page_scrolls_sideways(
    page: Page, site: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(site)
    page.evaluate("localStorage.setItem('display-type', 'larger')")
    problems = []
    for name, address in {**PAGES, "many years": f"/units/{_of_many_years()}/"}.items():
        page.goto(site + address)
        problems += [(name, one) for one in what_is_cut(page)]
        if sideways(page, width):
            problems.append((name, "scrolls sideways"))
    assert not problems


def _of_many_years() -> str:
    """The code of a unit whose pictures stand close."""
    unit = next(iter(demo.units(1)))
    for report in demo.reports(unit, 2020, 2024):
        publish(report)
    return unit.code


def sideways(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") > width)
