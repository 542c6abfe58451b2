"""Journeys of an officer in a real browser: missing reasons, a project's year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.desk.tests.desks import YEAR, a_draft, a_full_report, officer_of, without_texts
from disclosures.models import Disclosure, State
from disclosures.store import assemble
from disclosures.tests.browsing import HEIGHT, WIDTH, complaints_of, paste, sign_in
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


# --- O4: a project from January to December -----------------------------------------------------


def test_a_project_goes_from_its_targets_over_monitoring_to_its_results(
    walk: Callable[[User], Page],
) -> None:
    report = a_full_report()
    draft = a_draft(replace(report, projects=()))
    page = walk(officer_of(draft.unit))
    page.goto(desk(draft, "projects"))
    page.get_by_label("项目名称").fill("河道治理")
    page.get_by_role("button", name="添加项目").click()
    page.get_by_role("link", name="河道治理", exact=True).click()

    page.get_by_role("link", name="绩效目标", exact=True).click()
    page.get_by_role("button", name="添加一行").click()
    rows = "产出指标\t数量指标\t治理长度\t>=10公里\t60\n效益指标\t社会效益指标\t受益村\t>=5个\t30"
    paste(page.locator('[data-cell="projects/0/indicators/0/level1"]'), rows)
    expect(page.locator('[data-cell="projects/0/indicators/1/name"]')).to_have_value("受益村")
    paste(page.locator('[data-cell="projects/0/funds/0/initial"]'), "100\t100\n100\t100")
    saved(page)

    page.get_by_role("link", name="执行监控", exact=True).click()
    page.locator('[data-cell="projects/0/indicators/0/midyear"]').fill("2公里")
    state = page.locator('[data-cell="projects/0/indicators/0/state"]')
    expect(state).to_have_text("滞后")
    page.keyboard.press("Tab")
    saved(page)

    page.get_by_role("link", name="绩效自评", exact=True).click()
    actual = '[data-cell="projects/0/indicators/{}/actual"]'
    page.locator(actual.format(0)).fill("9公里")
    page.locator(actual.format(1)).fill("5个")
    expect(page.locator('[data-cell="projects/0/indicators/0/rate"]')).to_have_value("90.00")
    expect(page.locator("td.missing")).to_have_count(1)
    page.locator('[data-cell="projects/0/indicators/0/deviation"]').fill("汛期停工，已排入明年")
    expect(page.locator("td.missing")).to_have_count(0)
    page.keyboard.press("Tab")
    saved(page)
    page.wait_for_load_state("networkidle")
    (project,) = assemble(draft).projects
    first, second = project.indicators
    assert (first.target, first.midyear, first.actual) == (">=10公里", "2公里", "9公里")
    assert first.rate == 90
    assert second.rate == 100
