"""Where things are on the page of a statement."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from disclosures.models import Disclosure


def address(draft: Disclosure, number: str = "05") -> str:
    return f"/admin/desk/{draft.pk}/statements/{number}/"


def cell(page: Page, key: str, column: str, number: str = "05") -> Locator:
    return page.locator(f'[id="statements/{number}/{key}/{column}"]')


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("已保存")
    expect(page.locator("#saved")).not_to_contain_text("未")


def until(holds: Callable[[], bool], page: Page) -> None:
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("did not come true in twenty seconds")
