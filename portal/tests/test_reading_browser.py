"""Reading a document: the contents beside it, or above it on a phone, say where the reader is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures import tasks
from portal.tests.support import full, publish

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]


@pytest.fixture
def document(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(tasks.render_version, "delay", lambda version: None)  # no PDF is read
    version = publish(full())
    return f"{live_server.url}{version.get_absolute_url()}"


def go_to(page: Page, heading: str) -> None:
    page.locator(".contents").get_by_role("link", name=heading, exact=True).click()


def test_contents_stay_beside_the_text_and_mark_the_part_that_is_read(
    page: Page, document: str
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(document)
    marked = page.locator(".contents [aria-current=location]")
    for heading in ("二、收入决算情况说明", "支出决算表", "检查结果", "文件与核验", "图解"):
        go_to(page, heading)
        expect(marked).to_have_text(heading)
        expect(marked).to_be_in_viewport()


def test_a_phone_has_the_contents_in_a_bar_that_covers_no_heading(
    page: Page, document: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(document)
    bar = page.locator(".contents")
    for heading in ("三、支出决算情况说明", "收入决算表", "文件与核验"):
        bar.locator("summary").click()
        go_to(page, heading)
        expect(bar.locator("details")).not_to_have_attribute("open", "")
        expect(bar.locator("summary")).to_contain_text(heading)
        place = page.locator(".disclosure-body").get_by_role("heading", name=heading, exact=True)
        expect(place).to_be_in_viewport()
        top, under = place.bounding_box(), bar.bounding_box()
        assert top and under
        assert top["y"] >= under["y"] + under["height"]


def test_the_title_and_what_to_take_away_come_first_and_read_in_that_order(
    page: Page, document: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(document)
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(page.get_by_role("list", name="下载")).to_be_in_viewport()
    order = page.locator("h1, .downloads, .contents, .headlines, .pictures, .document-body, .files")
    named = order.evaluate_all("all => all.map(one => one.classList[0] ?? one.localName)")
    assert named == [
        "h1", "downloads", "contents", "headlines", "pictures", "document-body", "files",
    ]  # fmt: skip


def test_high_contrast_reaches_the_text_and_the_tables_of_a_document(
    page: Page, document: str
) -> None:
    page.goto(document)
    page.evaluate("document.documentElement.dataset.contrast = 'high'")
    for part in (".document-body p", ".document-body td", ".record dd"):
        color = page.locator(part).first.evaluate("one => getComputedStyle(one).color")
        assert color == "rgb(0, 0, 0)", part
