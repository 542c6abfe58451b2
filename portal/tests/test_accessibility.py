"""WCAG 2.2 AA as far as axe can tell, and no sideways scrolling, at three widths."""

from __future__ import annotations

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from portal.tests.support import brief, full, make_files, publish, revised, withdraw

PAGES = {
    "home": "/",
    "nothing found": "/?unit=nothing",
    "unit": "/units/yx-01/",
    "disclosure": "/units/yx-01/2024/",
    "old version": "/units/yx-01/2024/v1/",
    "versions": "/units/yx-01/2024/versions/",
    "changes": "/units/yx-01/2024/v2/changes/",
    "withdrawn": "/units/yx-02/2024/",
    "check": "/check/",
    "rules": "/rules/",
    "catalogue": "/catalogue/",
    "about": "/about/",
    "display": "/display/",
    "contents": "/sitemap/",
    "api": "/api/",
    "404": "/nothing/",
}


@pytest.mark.browser
@pytest.mark.usefixtures("reference_books")
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    page: Page, live_server: LiveServer
) -> None:
    version = publish(full())
    make_files(version)
    staff = replace(version.document().report.staff, active=77)
    more = replace(version.document().report, staff=staff)
    revised(version, more, "误将退休人员计入在职人员，现据实更正。")
    withdraw(publish(brief("yx-02", "云溪县教育局")), "附表误含个人信息，撤回后重新整理再公开。")
    problems = []
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for name, address in PAGES.items():
                page.goto(live_server.url + address)
                found = Axe().run(page).response["violations"]
                problems += [(name, width, scheme, item["id"]) for item in found]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    problems.append((name, width, scheme, "scrolls sideways"))
    assert not problems
