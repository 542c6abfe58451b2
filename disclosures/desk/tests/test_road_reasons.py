"""An officer whose draft lacks nothing but a reason, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.desk.tests.desks import YEAR, a_draft, a_full_report, officer_of, without_texts
from disclosures.models import Disclosure, State
from disclosures.tests.browsing import HEIGHT, WIDTH, complaints_of, sign_in
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def walk(
    chromium: Browser, live_server: LiveServer, complaints: list[str]
) -> Iterator[Callable[[User], Page]]:
    """Opens a browser of the user's own."""
    opened = []

    def start(user: User) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT}
        )
        sign_in(context, live_server.url, user)
        page = context.new_page()
        opened.append((page, complaints_of(page)))
        return page

    yield start
    for page, said in opened:
        page.wait_for_load_state("networkidle")
        complaints += said
        page.context.close()


def desk(draft: Disclosure, name: str, *arguments: object) -> str:
    return reverse(f"admin:desk_{name}", args=[draft.pk, *arguments])


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("已保存")


# --- O3: only the reasons -------------------------------------------------------------------------


def test_the_missing_reasons_are_one_link_after_the_other_and_then_it_is_handed_in(
    walk: Callable[[User], Page],
) -> None:
    draft = a_draft(without_texts(a_full_report(), "s1.cmp"))
    page = walk(officer_of(draft.unit))
    page.goto(f"{reverse('admin:index')}?year={YEAR}")
    page.get_by_role("row", name="公开说明").get_by_role("link", name="到第一项").click()
    expect(page.locator("textarea:focus")).to_have_attribute("name", "texts/s1.cmp.reason")
    page.keyboard.type("新建校舍投入使用")
    page.keyboard.press("Tab")
    expect(page.locator("#todo")).to_contain_text("须填写的说明都已填写")
    saved(page)
    page.get_by_role("navigation").get_by_role("link", name="概览").click()
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator(".messagelist")).to_contain_text("已提交")
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
