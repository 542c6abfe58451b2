"""Explaining warnings in a browser: a field that is left is saved, and the page says so."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.desk.tests.desks import AT, a_draft, officer_of
from disclosures.desk.tests.test_checks import retype, warnings, with_slips
from disclosures.models import Disclosure, Explanation
from disclosures.tests.browsing import complaints_of, sign_in
from disclosures.tests.explaining import SAID, explained
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]


@dataclass(frozen=True)
class Checks:
    """The page of the checks as an officer has it open."""

    page: Page
    address: str
    draft: Disclosure
    officer: User

    def open(self) -> None:
        self.page.goto(self.address)

    def field(self, index: int) -> Locator:
        return self.page.locator("textarea").nth(index)

    def expect_saved(self) -> None:
        expect(self.page.locator("#saved")).to_contain_text("已保存")

    def expect_to_explain(self, count: int) -> None:
        shown = self.page.locator('.desk-nav a[aria-current="page"] .count.warning')
        expect(shown).to_contain_text(str(count)) if count else expect(shown).to_have_count(0)


@pytest.fixture
def checks(page: Page, live_server: LiveServer) -> Checks:
    draft = a_draft(with_slips("因改建项目，，款项次年结清。", "截至2022年12月31日，项目未完。"))
    officer = officer_of(draft.unit)
    sign_in(page.context, live_server.url, officer)
    address = live_server.url + reverse("admin:desk_checks", args=[draft.pk])
    return Checks(page, address, draft, officer)


def test_a_field_that_is_left_is_saved(checks: Checks) -> None:
    complaints = complaints_of(checks.page)
    checks.open()
    checks.expect_to_explain(2)
    checks.field(0).fill(SAID)
    checks.field(1).focus()
    checks.expect_to_explain(1)
    checks.expect_saved()
    expect(checks.page.locator(".standing")).to_have_text(["已说明", "待说明"])
    assert [one.text for one in Explanation.objects.all()] == [SAID]
    assert complaints == []


def test_a_refused_text_stays_and_does_not_keep_the_others(checks: Checks) -> None:
    checks.open()
    checks.field(0).fill("属实")
    checks.field(1).fill(SAID)
    checks.field(1).blur()
    checks.expect_to_explain(1)
    expect(checks.field(0)).to_have_value("属实")
    checks.field(0).fill(f"{SAID}另附清单。")
    checks.field(0).blur()
    checks.expect_to_explain(0)
    checks.expect_saved()
    assert Explanation.objects.count() == 2


def test_a_refusal_is_told_at_its_field(checks: Checks) -> None:
    checks.open()
    checks.field(0).fill("属实")
    checks.field(0).blur()
    expect(checks.page.get_by_text("说明太短")).to_be_visible()
    expect(checks.field(0)).to_have_attribute("aria-invalid", "true")
    expect(checks.page.locator("#saved")).to_contain_text("没有保存")


def test_what_was_said_before_the_figures_changed_is_taken_with_one_click(checks: Checks) -> None:
    explained(checks.draft, checks.officer, AT)
    retype(checks.draft, "因改建项目，，款项后年结清。")
    checks.open()
    checks.expect_to_explain(1)
    checks.page.get_by_role("button", name="沿用").click()
    checks.expect_to_explain(0)
    expect(checks.field(0)).to_have_value(SAID)
    checks.expect_saved()
    found = {one.fingerprint for one in warnings(checks.draft)}
    assert found <= set(Explanation.objects.values_list("finding", flat=True))
