"""The narrative in a browser: what is typed is saved, and what depends on it follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer

from disclosures import actions
from disclosures.desk.tests.desks import (
    AT,
    a_draft,
    a_full_report,
    officer_of,
    root,
    without_texts,
)
from disclosures.models import Disclosure
from disclosures.store import assemble
from disclosures.tests.browsing import HEIGHT, WIDTH, sign_in
from fiscal.edits import Change

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

REASON = "texts/s1.cmp.reason"
SAVED = "已保存"


@pytest.fixture
def draft(transactional_db: None, reference_books: None) -> Disclosure:
    return a_draft(without_texts(a_full_report(), "s1.cmp"))


@pytest.fixture
def opened(page: Page, live_server: LiveServer, draft: Disclosure) -> Callable[[str], Page]:
    """Opens a page of the draft, signed in as its officer, at the size of an office screen."""
    sign_in(page.context, live_server.url, officer_of(draft.unit))
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})

    def open_page(name: str) -> Page:
        args = [] if name == "index" else [draft.pk]
        page.goto(live_server.url + reverse(f"admin:{name}", args=args))
        return page

    return open_page


def test_a_reason_is_saved_and_the_page_follows(
    opened: Callable[[str], Page], draft: Disclosure, complaints: list[str]
) -> None:
    page = opened("desk_narrative")
    expect(page.locator("#todo")).to_contain_text("还有1处须填写")
    page.get_by_label("比上年变化的主要原因").first.fill("项目增加。")
    page.keyboard.press("Tab")
    expect(page.locator("#todo")).to_contain_text("须填写的说明都已填写")
    expect(page.locator("#saved")).to_contain_text(SAVED)
    expect(page.locator(f'[name="{REASON}"]')).to_have_value("项目增加")
    assert assemble(draft).texts["s1.cmp.reason"] == "项目增加"
    assert complaints == []


def test_a_count_changes_every_sentence_that_depends_on_it(
    opened: Callable[[str], Page], draft: Disclosure, complaints: list[str]
) -> None:
    page = opened("desk_narrative")
    staff = assemble(draft).staff
    assert staff.active_last is not None and staff.veteran is not None
    assert staff.retired is not None
    sentence = page.locator("#p1\\.2\\.staff .sentence")
    page.get_by_label("在职人员（人）").fill(str(staff.active_last + 7))
    page.keyboard.press("Tab")
    expect(sentence).to_contain_text(f"在职人员{staff.active_last + 7}人，增加7人")
    expect(sentence).to_contain_text(
        f"实有人数{staff.active_last + 7 + staff.veteran + staff.retired}人"
    )
    assert complaints == []


def test_paragraphs_come_and_go_with_what_they_tell(opened: Callable[[str], Page]) -> None:
    page = opened("desk_narrative")
    page.locator('[name="organisation/subordinates"]').fill("")
    page.keyboard.press("Tab")
    expect(page.locator("#p1\\.2\\.single")).to_contain_text("无下属预算单位")
    expect(page.locator("#p1\\.2\\.multi1")).to_have_count(0)


def test_what_waits_for_nobody_steps_aside(opened: Callable[[str], Page]) -> None:
    page = opened("desk_narrative")
    page.get_by_label("只看待填").check()
    expect(page.locator(f'[name="{REASON}"]')).to_be_visible()
    expect(page.locator("#s2")).to_be_hidden()
    expect(page.locator("#s1 .text:visible")).to_have_count(1)
    page.get_by_label("只看待填").uncheck()
    expect(page.locator("#s2")).to_be_visible()


def test_a_figure_shows_where_it_comes_from(opened: Callable[[str], Page]) -> None:
    page = opened("desk_narrative")
    row = page.locator("[id='s1.cmp.pct.origin']")
    expect(row).to_be_hidden()
    page.locator("[id='s1.cmp.pct']").click()
    expect(row).to_be_visible()
    expect(row).to_contain_text("上年01表“总计”")


def test_a_faster_colleague_is_told_and_nothing_typed_is_lost(
    opened: Callable[[str], Page], draft: Disclosure
) -> None:
    page = opened("desk_narrative")
    theirs = [Change(REASON, None, "他的原因")]
    actions.edit(disclosure=draft, changes=theirs, by=root(), at=AT)
    box = page.locator(f'[name="{REASON}"]')
    box.fill("我的原因")
    page.keyboard.press("Tab")
    note = page.locator(f"[id='{REASON}.note']")
    expect(note).to_contain_text("已改为“他的原因”")
    expect(box).to_have_value("我的原因")
    note.get_by_role("button", name="用对方的").click()
    expect(box).to_have_value("他的原因")
    expect(note).not_to_contain_text("已改为")
    assert assemble(draft).texts["s1.cmp.reason"] == "他的原因"


def test_a_lost_connection_is_told_and_saving_is_tried_again(
    opened: Callable[[str], Page], draft: Disclosure
) -> None:
    page = opened("desk_narrative")
    down = [True]

    def pass_or_fail(route: Route, request: Request) -> None:
        if request.method == "POST" and down[0]:
            route.abort()
        else:
            route.continue_()

    page.route("**/narrative/", pass_or_fail)
    page.locator(f'[name="{REASON}"]').fill("项目增加")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("没有保存成功")
    down[0] = False
    expect(page.locator("#saved")).to_contain_text(SAVED, timeout=10_000)
    assert assemble(draft).texts["s1.cmp.reason"] == "项目增加"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "desk_home", "desk_narrative"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    name: str, scheme: str, opened: Callable[[str], Page], page: Page, complaints: list[str]
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    opened(name)
    for details in page.locator("details").all():
        details.evaluate("one => { one.open = true }")
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert complaints == []


def test_without_scripts_the_page_is_a_form_that_saves(
    live_server: LiveServer, page: Page, draft: Disclosure
) -> None:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    sign_in(context, live_server.url, officer_of(draft.unit))
    plain = context.new_page()
    plain.goto(live_server.url + reverse("admin:desk_narrative", args=[draft.pk]))
    plain.locator(f'[name="{REASON}"]').fill("项目增加")
    plain.locator("#s1").get_by_role("button", name="保存本节").click()
    expect(plain.locator(".messagelist")).to_contain_text(SAVED)
    assert assemble(draft).texts["s1.cmp.reason"] == "项目增加"
    context.close()
