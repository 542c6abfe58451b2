"""Conventions that no other test keeps: reflow, targets, forms, pictures; see docs/website.md."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from lxml import html  # type: ignore[import-untyped]
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from portal.tests.support import full, make_files, publish, revised
from portal.tests.test_accessibility import PAGES

WIDTHS = (320, 1366, 1920)
TARGETS = {"runOnly": {"type": "rule", "values": ["target-size"]},
           "rules": {"target-size": {"enabled": True}}}  # fmt: skip


@pytest.mark.browser
@pytest.mark.usefixtures("reference_books")
def test_pages_reflow_and_what_is_touched_is_large_enough(
    page: Page, live_server: LiveServer
) -> None:
    """At 320 pixels, on the two usual screens, and with text of twice the size."""
    version = publish(full())
    make_files(version)
    revised(version, full(), "重新公开。")
    publish(full("yx-03", "云溪县林业局"))
    problems = []
    for name, address in PAGES.items():
        page.set_viewport_size({"width": WIDTHS[0], "height": 700})
        page.goto(live_server.url + address)
        found = Axe().run(page, options=TARGETS).response["violations"]
        problems += [(name, node["html"]) for one in found for node in one["nodes"]]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 700})
            if _is_too_wide(page):
                problems.append((name, f"scrolls sideways at {width}"))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.set_viewport_size({"width": WIDTHS[1], "height": 700})
        if _is_too_wide(page):
            problems.append((name, "scrolls sideways with text of twice the size"))
    assert not problems


def _is_too_wide(page: Page) -> bool:
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide


@pytest.mark.django_db
def test_what_scrolls_sideways_can_be_reached_and_has_a_name(client: Client) -> None:
    publish(full())
    for address in ("/units/yx-01/2024/", "/units/yx-01/", "/api/", "/catalogue/"):
        scrolling = _page(client.get(address)).xpath("//*[contains(@class, 'scroll')]")
        boxes = [one for one in scrolling if "scroll" in one.get("class").split()]
        assert boxes, address
        for one in boxes:
            assert one.get("tabindex") == "0"
            assert one.get("aria-label") or one.get("aria-labelledby")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "given"), [("/check/", {}), ("/verify/", {}), ("/verify/", {"digest": "abc"})]
)
def test_a_form_says_what_is_wrong_where_it_is_wrong(
    client: Client, address: str, given: dict[str, Any]
) -> None:
    page = _page(client.post(address, given))
    fields = page.xpath("//main//form//input[not(@type='hidden')]")
    assert fields
    for field in fields:
        assert page.xpath("//label[@for=$id]", id=field.get("id")), "a field has a label"
    wrong = page.xpath("//main//input[@aria-invalid='true']")
    told = [
        page.xpath("string(//*[@id=$id])", id=one).strip()
        for field in wrong
        for one in (field.get("aria-describedby") or "").split()
    ]
    alerts = [one.text_content().strip() for one in page.xpath("//main//*[@role='alert']")]
    assert any(told) or any(alerts)


@pytest.mark.django_db
def test_every_picture_has_a_name_and_its_figures_in_a_table(client: Client) -> None:
    publish(full())
    publish(full("yx-03", "云溪县林业局"))
    seen = 0
    for address in ("/units/yx-01/2024/", "/units/yx-01/", "/overview/2024/"):
        page = _page(client.get(address))
        for picture in page.xpath("//main//svg[@role='img' or contains(@class, 'drawing')]"):
            (around,) = picture.xpath("ancestor::figure[1]")
            assert picture.xpath("@aria-labelledby | @aria-label | *[local-name()='title']")
            assert around.xpath(".//table//td"), address
            seen += 1
    assert seen > 5


def _page(response: Any) -> Any:
    return html.document_fromstring(response.content.decode())
