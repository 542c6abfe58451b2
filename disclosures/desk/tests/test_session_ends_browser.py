"""A session that ends while somebody types costs nothing that was typed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.desk.tests.desks import a_draft, officer_of
from disclosures.models import Disclosure
from disclosures.store import assemble
from disclosures.tests.browsing import sign_in
from units import sessions
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

PASSWORD = "Quite-right-88"


@pytest.fixture
def draft(transactional_db: None, reference_books: None) -> Disclosure:
    return a_draft()


@pytest.fixture
def officer(draft: Disclosure) -> User:
    user = officer_of(draft.unit)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def desk(page: Page, live_server: LiveServer, draft: Disclosure, officer: User) -> Page:
    sign_in(page.context, live_server.url, officer)
    return page


def _narrative(page: Page, site: str, draft: Disclosure) -> Locator:
    page.goto(site + reverse("admin:desk_narrative", args=[draft.pk]))
    return page.get_by_label("在职人员（人）")


def _statement(page: Page, site: str, draft: Disclosure) -> Locator:
    page.goto(site + reverse("admin:desk_statement", args=[draft.pk, "01"]))
    return page.locator('[id="statements/01/income_other/amount"]')


def _sign_in_again(page: Page, link: Locator) -> None:
    with page.context.expect_page() as opened:
        link.click()
    door = opened.value
    door.get_by_label("用户名").fill("officer")
    door.get_by_label("密码").fill(PASSWORD)
    door.get_by_role("button", name="登录").click()
    expect(door.get_by_role("button", name="注销")).to_be_visible()


@pytest.mark.parametrize("open_page", [_narrative, _statement])
def test_what_was_typed_stays_and_is_saved_after_signing_in_again_in_another_window(
    desk: Page,
    live_server: LiveServer,
    draft: Disclosure,
    officer: User,
    open_page: Callable[[Page, str, Disclosure], Locator],
) -> None:
    field = open_page(desk, live_server.url, draft)
    before = assemble(draft)
    sessions.renew_ticket(officer)
    field.fill("87")
    desk.keyboard.press("Tab")
    told = desk.locator("#saved")
    expect(told).to_contain_text("登录已结束，您填的内容仍在本页")
    expect(field).to_have_value(re.compile(r"^87(\.00)?$"))
    assert assemble(draft) == before
    _sign_in_again(desk, told.get_by_role("link", name="在新窗口登录"))
    expect(told).to_contain_text("已保存")
    assert assemble(draft) != before


def test_a_forged_request_of_a_script_is_refused(draft: Disclosure, officer: User) -> None:
    """S23: the token in the header is asked for."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    changes = reverse("admin:desk_changes", args=[draft.pk])
    assert client.post(changes, "{}", content_type="application/json").status_code == 403
