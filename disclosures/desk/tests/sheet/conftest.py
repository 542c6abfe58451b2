"""An officer with the sheet of statement 05 before them, in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from disclosures.desk.tests.drafts import a_draft, officer_of
from disclosures.desk.tests.sheet.pages import address
from disclosures.models import Disclosure
from disclosures.tests.browsing import HEIGHT, WIDTH, complaints_of
from disclosures.tests.browsing import sign_in as give_session
from units.models import Unit, User


@pytest.fixture
def officer(unit: Unit) -> User:
    return officer_of(unit, "李明")


@pytest.fixture
def draft(unit: Unit, officer: User, reference_books: None) -> Disclosure:
    return a_draft(unit, officer)


@pytest.fixture
def sign_in(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Opens a browser of its own for a user, with or without scripts."""
    contexts: list[BrowserContext] = []

    def open_for(user: User, *, java_script_enabled: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": WIDTH, "height": HEIGHT},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            permissions=["clipboard-read", "clipboard-write"],
            java_script_enabled=java_script_enabled,
        )
        context.set_default_timeout(5000)
        give_session(context, live_server.url, user)
        contexts.append(context)
        return context.new_page()

    yield open_for
    for context in contexts:
        context.close()


@pytest.fixture
def sheet(sign_in: Callable[..., Page], officer: User, draft: Disclosure) -> Page:
    page = sign_in(officer)
    page.goto(address(draft))
    return page


@pytest.fixture
def complaints(sheet: Page) -> list[str]:
    """What the browser complains of from now on."""
    return complaints_of(sheet)
