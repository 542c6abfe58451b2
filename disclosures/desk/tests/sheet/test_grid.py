"""Moving, typing and looks of a sheet in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from disclosures.desk.tests.drafts import amount
from disclosures.desk.tests.sheet.pages import address, cell, saved, until
from disclosures.models import Disclosure
from disclosures.tests.browsing import barriers

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

COMMAS = "1,100.00"


def test_arrows_and_enter_move_between_cells(sheet: Page) -> None:
    cell(sheet, "total", "total").focus()
    for key, target in (
        ("ArrowDown", ("201", "total")),
        ("ArrowRight", ("201", "basic")),
        ("Enter", ("20134", "basic")),
        ("Shift+Enter", ("201", "basic")),
        ("ArrowLeft", ("201", "total")),
        ("ArrowUp", ("total", "total")),
        ("ArrowUp", ("total", "total")),
        ("Tab", ("total", "basic")),
    ):
        sheet.keyboard.press(key)
        expect(cell(sheet, *target)).to_be_focused()


def test_typing_is_saved_and_sums_follow_while_one_types(
    sheet: Page, draft: Disclosure, complaints: list[str]
) -> None:
    cell(sheet, "2013401", "basic").focus()
    sheet.keyboard.type("1,100")
    expect(cell(sheet, "2013401", "total")).to_have_value("1,120.00")
    expect(cell(sheet, "total", "total")).to_have_value("1,120.00")
    sheet.keyboard.press("Tab")
    saved(sheet)
    expect(cell(sheet, "2013401", "basic")).to_have_value(COMMAS)
    until(lambda: amount(draft, "05", "total", "total") == 1120, sheet)
    assert complaints == []


def test_escape_brings_the_saved_amount_back(sheet: Page, draft: Disclosure) -> None:
    cell(sheet, "2013401", "basic").focus()
    sheet.keyboard.type("7")
    sheet.keyboard.press("Escape")
    expect(cell(sheet, "2013401", "basic")).to_have_value("100.00")
    expect(cell(sheet, "total", "total")).to_have_value("120.00")


def test_a_wrong_amount_is_marked_and_the_rest_is_saved(sheet: Page, draft: Disclosure) -> None:
    cell(sheet, "2013401", "basic").fill("三百")
    expect(sheet.locator("#saved")).to_contain_text("不是金额")
    expect(cell(sheet, "2013401", "basic")).to_have_attribute("aria-invalid", "true")
    cell(sheet, "2013401", "project").fill("30")
    until(lambda: amount(draft, "05", "2013401", "project") == 30, sheet)
    expect(sheet.locator("#saved")).to_contain_text("不是金额")  # until it is put right


def test_findings_appear_at_the_cell_and_link_to_it(sheet: Page) -> None:
    cell(sheet, "2013401", "total").fill("500")
    cell(sheet, "2013401", "project").focus()
    finding = sheet.locator("#findings li.error", has_text="“行政运行”（小计）与各列之和不符")
    expect(finding).to_be_visible()
    described = cell(sheet, "2013401", "total").get_attribute("aria-describedby")
    assert described
    finding.get_by_role("link").click()
    expect(cell(sheet, "2013401", "total")).to_be_focused()


def test_f2_types_on_where_typing_alone_replaces(sheet: Page) -> None:
    field = cell(sheet, "2013401", "basic")
    field.focus()
    sheet.keyboard.press("F2")
    sheet.keyboard.press("Backspace")
    expect(field).to_have_value("100.0")
    sheet.keyboard.press("Escape")
    sheet.keyboard.type("7")
    expect(field).to_have_value("7")


def test_a_block_is_picked_added_up_and_copied(sheet: Page) -> None:
    cell(sheet, "20134", "total").focus()
    sheet.keyboard.press("Shift+ArrowDown")
    sheet.keyboard.press("Shift+ArrowRight")
    expect(sheet.locator("#about-cell")).to_have_text("2 行 × 2 列，合计 440.00")
    sheet.keyboard.press("Control+c")
    copied = sheet.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines() == ["120.00\t100.00", "120.00\t100.00"]


def test_a_picked_block_is_cleared_at_once_and_brought_back(sheet: Page, draft: Disclosure) -> None:
    cell(sheet, "2013401", "basic").focus()
    sheet.keyboard.press("Shift+ArrowRight")
    sheet.keyboard.press("Delete")
    until(lambda: amount(draft, "05", "2013401", "project") is None, sheet)
    sheet.keyboard.press("Control+z")
    until(lambda: amount(draft, "05", "2013401", "project") == 20, sheet)
    until(lambda: amount(draft, "05", "2013401", "basic") == 100, sheet)


def test_a_total_typed_otherwise_is_marked_and_brought_back_by_a_click(
    sheet: Page, draft: Disclosure
) -> None:
    total = cell(sheet, "total", "total")
    marked = sheet.locator("td.departs")
    total.fill("99")
    until(lambda: amount(draft, "05", "total", "total") == 99, sheet)
    expect(marked).to_have_count(1)
    expect(sheet.locator("#about-cell")).to_contain_text("各部分合计 120.00")
    sheet.get_by_role("button", name="改回合计").click()
    expect(total).to_have_value("120.00")
    expect(marked).to_have_count(0)
    until(lambda: amount(draft, "05", "total", "total") == 120, sheet)


def test_an_amount_that_states_its_unit_is_converted(sheet: Page, draft: Disclosure) -> None:
    cell(sheet, "2013401", "basic").fill("¥0.5万元")
    expect(cell(sheet, "2013401", "total")).to_have_value("5,020.00")
    cell(sheet, "2013401", "project").focus()
    expect(cell(sheet, "2013401", "basic")).to_have_value("5,000.00")
    saved(sheet)
    until(lambda: amount(draft, "05", "2013401", "basic") == 5000, sheet)


@pytest.mark.parametrize("number", [f"0{n}" for n in range(1, 10)])
def test_nobody_is_kept_out_and_nothing_breaks_the_rules(
    number: str, sheet: Page, draft: Disclosure, complaints: list[str]
) -> None:
    sheet.goto(address(draft, number))
    sheet.locator("table.sheet [data-column]").first.focus()
    assert barriers(sheet) == []
    assert complaints == []


@pytest.mark.parametrize("number", ["01", "09"])
def test_a_sheet_of_two_sides_needs_no_scrolling_sideways(
    number: str, sheet: Page, draft: Disclosure
) -> None:
    sheet.goto(address(draft, number))
    window = sheet.locator(".sheet-scroll")
    assert window.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_twenty_rows_fit_on_a_screen(sheet: Page, draft: Disclosure) -> None:
    sheet.set_viewport_size({"width": 1440, "height": 900})
    sheet.goto(address(draft, "01"))
    visible = sheet.locator("table.sheet tbody tr").evaluate_all(
        "rows => rows.filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"
    )
    assert visible >= 20
