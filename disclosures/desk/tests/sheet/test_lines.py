"""Lines by classification: picked, removed, and all of it without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from disclosures.desk.tests.drafts import amount
from disclosures.desk.tests.sheet.pages import address, cell, until
from disclosures.models import Disclosure
from disclosures.store import assemble
from disclosures.tests.browsing import barriers
from fiscal.edits import difference
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]


def test_a_line_is_picked_by_its_name(sheet: Page, draft: Disclosure) -> None:
    cell(sheet, "2013401", "basic").fill("7")
    picker = sheet.get_by_label("科目编码或名称")
    picker.fill("学前教育")
    option = sheet.get_by_role("option").first
    expect(option).to_contain_text("2050201")
    picker.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    picker.press("Enter")
    expect(cell(sheet, "2050201", "total")).to_be_focused()
    until(lambda: amount(draft, "05", "2013401", "basic") == 7, sheet)


def test_without_scripts_it_is_a_form_that_saves(
    sign_in: Callable[..., Page], officer: User, draft: Disclosure
) -> None:
    page = sign_in(officer, java_script_enabled=False)
    page.goto(address(draft))
    cell(page, "2013401", "basic").fill("1,100")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(cell(page, "total", "total")).to_have_value("1,120.00")
    page.get_by_label("科目编码或名称").fill("学前教育")
    page.get_by_role("button", name="添加科目").click()
    expect(cell(page, "2050201", "total")).to_be_visible()
    until(lambda: amount(draft, "05", "2013401", "basic") == 1100, page)


def test_the_picker_tells_how_it_stands_and_escape_shuts_it(sheet: Page) -> None:
    picker = sheet.get_by_role("combobox", name="科目编码或名称")
    expect(picker).to_have_attribute("aria-expanded", "false")
    picker.fill("行政运行")
    expect(sheet.get_by_role("option", name="表中已有")).to_have_count(1)
    expect(picker).to_have_attribute("aria-expanded", "true")
    picker.press("ArrowUp")
    last = sheet.get_by_role("option").last
    expect(picker).to_have_attribute("aria-activedescendant", last.get_attribute("id") or "?")
    assert barriers(sheet) == []
    picker.press("Escape")
    expect(sheet.get_by_role("listbox")).to_be_hidden()
    expect(picker).to_have_value("行政运行")
    picker.press("Escape")
    expect(picker).to_have_value("")


def test_a_line_is_removed_and_brought_back_with_its_amounts(
    sheet: Page, draft: Disclosure
) -> None:
    before = assemble(draft)
    sheet.get_by_role("button", name="删除 2013401 行政运行").click()
    expect(sheet.locator("#paste-notice")).to_contain_text("已删除“2013401 行政运行”")
    expect(cell(sheet, "2013401", "basic")).to_have_count(0)
    until(lambda: amount(draft, "05", "total", "basic") is None, sheet)
    sheet.get_by_role("button", name="撤销上一步").click()
    expect(cell(sheet, "2013401", "basic")).to_have_value("100.00")
    assert difference(before, assemble(draft)) == ()


def test_without_scripts_a_wrong_amount_is_told_beside_its_cell(
    sign_in: Callable[..., Page], officer: User, draft: Disclosure
) -> None:
    page = sign_in(officer, java_script_enabled=False)
    page.goto(address(draft))
    cell(page, "2013401", "basic").fill("三百")
    cell(page, "2013401", "project").fill("30")
    page.get_by_role("button", name="保存", exact=True).click()
    row = page.get_by_role("row", name="2013401 行政运行")
    expect(row).to_contain_text("“三百”不是金额")
    expect(cell(page, "2013401", "basic")).to_have_value("三百")
    expect(cell(page, "2013401", "project")).to_have_value("30")
    until(lambda: amount(draft, "05", "2013401", "project") == 20, page)
