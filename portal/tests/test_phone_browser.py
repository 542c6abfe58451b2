"""What citizens come for, on a phone: few taps, and nothing to be pushed sideways."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures import tasks
from portal.tests.support import full, publish
from portal.tests.test_accessibility import sideways

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

NARROW = 360


@pytest.fixture
def site(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """Two units, of which one miscounted its people."""
    monkeypatch.setattr(tasks.render_version, "delay", lambda version: None)  # no PDF is read
    above = full()
    publish(replace(above, staff=replace(above.staff, active=9_999)))
    publish(full("yx-03", "云溪县林业局"))
    return live_server.url


@pytest.fixture(autouse=True)
def phone(page: Page) -> None:
    page.set_viewport_size({"width": NARROW, "height": 800})


def overflows(region: Locator) -> bool:
    return bool(region.evaluate("one => one.scrollWidth > one.clientWidth"))


def test_the_findings_about_a_document_are_cards(page: Page, site: str) -> None:
    page.goto(f"{site}/units/yx-01/2024/")
    region = page.locator(".findings .scroll")
    region.scroll_into_view_if_needed()
    assert not overflows(region)
    expect(region.locator("thead")).to_be_hidden()
    card = region.get_by_role("row").first  # for a screen reader it stays a row
    rule, _, message, place = card.get_by_role("cell").all()
    tops = [box["y"] for one in (rule, message, place) if (box := one.bounding_box())]
    assert tops == sorted(set(tops))
    assert place.evaluate("one => getComputedStyle(one, '::before').content").startswith('"位置')


def test_who_spent_most_on_receptions_is_compared_with_another_in_four_taps(
    page: Page, site: str
) -> None:
    page.set_viewport_size({"width": NARROW, "height": 480})  # the button is below the list
    page.goto(site)
    page.get_by_role("link", name="公务接待费排行").click()
    for name in ("云溪县水利局", "云溪县林业局"):
        page.get_by_label(f"比较{name}").check()
        expect(page.get_by_role("button", name="比较勾选的单位")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="比较勾选的单位").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("单位比较")
    assert not sideways(page, NARROW)
    for table in ("逐年对照表", "指标表"):
        assert not overflows(page.get_by_role("region", name=table))
    cards = page.locator(".whys").get_by_role("cell")
    expect(cards).to_have_count(2)
    for card in cards.all():
        expect(card.locator("q")).to_be_visible()


def test_what_a_project_cost_promised_and_reached_is_four_taps_away(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("link", name="云溪县水利局2024年度决算").click()
    page.locator(".contents summary").click()
    page.locator(".contents").get_by_role("link", name="项目一览").click()
    page.locator(".overview tbody a").first.click()
    card = page.locator(".card").nth(1)  # after the unit's own
    for told in ("全年预算", "总分", "年度总体目标", "实际完成情况"):
        expect(card.get_by_text(told).first).to_be_in_viewport()
    assert not overflows(card)
