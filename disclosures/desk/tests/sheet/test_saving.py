"""Saving what is typed: at once, together with others, and when it fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from disclosures.desk.tests.drafts import amount, officer_of
from disclosures.desk.tests.sheet.pages import address, cell, saved, until
from disclosures.models import Disclosure, Verb
from disclosures.store import assemble
from fiscal.edits import difference
from units.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]


def test_two_officers_at_one_cell_see_both_values(
    sheet: Page, sign_in: Callable[..., Page], draft: Disclosure, unit: Unit
) -> None:
    other = sign_in(officer_of(unit, "王芳"))
    other.goto(address(draft))
    cell(other, "2013401", "basic").fill("200")
    saved(other)
    until(lambda: amount(draft, "05", "2013401", "basic") == 200, other)
    cell(sheet, "2013401", "basic").fill("300")
    dialog = sheet.get_by_role("dialog")
    expect(dialog).to_contain_text("王芳")
    expect(dialog).to_contain_text("300.00")
    expect(dialog).to_contain_text("200.00")
    assert amount(draft, "05", "2013401", "basic") == 200
    dialog.get_by_label("我的：300.00").check()
    dialog.get_by_role("button").click()
    saved(sheet)
    until(lambda: amount(draft, "05", "2013401", "basic") == 300, sheet)
    assert amount(draft, "05", "total", "total") == 320


def test_the_value_of_the_other_officer_is_taken_with_all_that_follows_from_it(
    sheet: Page, sign_in: Callable[..., Page], draft: Disclosure, unit: Unit
) -> None:
    other = sign_in(officer_of(unit, "王芳"))
    other.goto(address(draft))
    cell(other, "2013401", "basic").fill("200")
    until(lambda: amount(draft, "05", "2013401", "basic") == 200, other)
    cell(sheet, "2013401", "basic").fill("300")
    dialog = sheet.get_by_role("dialog")
    dialog.get_by_label("200.00").check()
    dialog.get_by_role("button").click()
    saved(sheet)
    expect(cell(sheet, "2013401", "basic")).to_have_value("200.00")
    expect(cell(sheet, "total", "total")).to_have_value("220.00")
    assert amount(draft, "05", "total", "total") == 220


def test_what_is_typed_and_taken_back_leaves_nothing_to_save(sheet: Page) -> None:
    cell(sheet, "2013401", "basic").fill("7")
    expect(sheet.locator("#saved")).to_have_text("尚未保存")
    sheet.keyboard.press("Escape")
    saved(sheet)
    expect(cell(sheet, "2013401", "basic")).to_have_value("100.00")


def test_what_cannot_be_saved_is_said_and_saved_when_the_line_is_back(
    sheet: Page, draft: Disclosure
) -> None:
    sheet.context.set_offline(True)
    cell(sheet, "2013401", "basic").fill("7")
    expect(sheet.locator("#saved")).to_contain_text("未保存：连不上服务器")
    expect(cell(sheet, "2013401", "basic")).to_have_value("7")
    sheet.context.set_offline(False)
    saved(sheet)
    assert amount(draft, "05", "2013401", "basic") == 7


def test_leaving_by_a_link_saves_first(sheet: Page, draft: Disclosure) -> None:
    cell(sheet, "2013401", "basic").fill("7")
    sheet.get_by_role("link", name="万元").click()
    sheet.wait_for_url("**unit=wan")
    assert amount(draft, "05", "2013401", "basic") == 7
    expect(cell(sheet, "2013401", "basic")).to_have_value("0.0007")


def test_two_officers_in_different_cells_both_keep_theirs_and_see_the_others(
    sheet: Page, sign_in: Callable[..., Page], draft: Disclosure, unit: Unit
) -> None:
    other = sign_in(officer_of(unit, "王芳"))
    other.goto(address(draft))
    cell(other, "2013401", "basic").fill("200")
    until(lambda: amount(draft, "05", "2013401", "basic") == 200, other)
    cell(sheet, "2013401", "project").fill("30")
    expect(cell(sheet, "2013401", "basic")).to_have_value("200.00")
    expect(cell(sheet, "total", "total")).to_have_value("230.00")
    assert amount(draft, "05", "total", "total") == 230


@pytest.mark.parametrize(("status", "reason"), [(500, "服务器出错（500）"), (403, "登录已结束")])
def test_a_failure_keeps_what_was_typed_and_tries_again_once(
    status: int, reason: str, sheet: Page, draft: Disclosure
) -> None:
    sheet.route("**/changes/", lambda route: route.fulfill(status=status), times=1)
    cell(sheet, "2013401", "basic").fill("7")
    expect(sheet.locator("#saved")).to_contain_text(reason)
    expect(cell(sheet, "2013401", "basic")).to_have_value("7")
    cell(sheet, "2013401", "basic").fill("8")
    saved(sheet)
    assert amount(draft, "05", "2013401", "basic") == 8
    assert draft.events.filter(verb=Verb.EDIT).count() == 1


def test_typing_goes_on_while_the_last_word_is_being_saved(sheet: Page, draft: Disclosure) -> None:
    def slowly(route: Route) -> None:
        sheet.wait_for_timeout(400)
        route.continue_()

    sheet.route("**/changes/", slowly)
    cell(sheet, "2013401", "basic").focus()
    sheet.keyboard.type("1234567", delay=250)
    expect(cell(sheet, "2013401", "basic")).to_have_value("1234567")
    until(lambda: amount(draft, "05", "2013401", "basic") == 1234567, sheet)


def test_the_browser_asks_before_unsaved_amounts_are_left(sheet: Page) -> None:
    sheet.context.set_offline(True)
    cell(sheet, "2013401", "basic").click()
    sheet.keyboard.type("7")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    sheet.on("dialog", answer)
    sheet.close(run_before_unload=True)
    until(lambda: asked == ["beforeunload"], sheet)
    expect(cell(sheet, "2013401", "basic")).to_have_value("7")


def test_what_is_typed_and_cleared_in_an_empty_statement_leaves_nothing(
    sheet: Page, draft: Disclosure
) -> None:
    before = assemble(draft)
    sheet.goto(address(draft, "01"))
    cell(sheet, "income_other", "amount", "01").fill("5")
    until(lambda: amount(draft, "01", "income_total", "amount") == 5, sheet)
    cell(sheet, "income_other", "amount", "01").fill("")
    until(lambda: amount(draft, "01", "income_total", "amount") is None, sheet)
    assert difference(before, assemble(draft)) == ()
