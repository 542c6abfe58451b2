"""Large type and high contrast: at once on the page, and on the next one where scripts run."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from disclosures.tests.browsing import barriers, complaints_of
from portal.tests.cut import what_is_cut
from portal.tests.test_accessibility import WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]


def type_size(page: Page) -> float:
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    return float(size)


def choose(page: Page) -> None:
    page.get_by_text("大字和对比度").click()
    page.get_by_label("特大").check()
    page.get_by_role("group", name="对比度").get_by_label("高").check()


def test_large_type_and_contrast_work_without_scripts_and_are_remembered_with_them(
    chromium: Browser, live_server: LiveServer
) -> None:
    for scripts in (False, True):
        context = chromium.new_context(java_script_enabled=scripts, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{live_server.url}/about/")
        before = type_size(page)
        choose(page)
        assert type_size(page) > before * 1.4
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        page.goto(f"{live_server.url}/display/")
        assert (type_size(page) > before * 1.4) == scripts
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_largest_type_at_high_contrast_has_no_barriers(
    page: Page, live_server: LiveServer, width: int
) -> None:
    complaints = complaints_of(page)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/about/")
    choose(page)
    for address in ("/", "/api/", "/catalogue/", "/sitemap/", "/check/", "/verify/"):
        page.goto(live_server.url + address)
        assert barriers(page) == [], address
        assert what_is_cut(page) == [], address
    assert complaints == []
