"""Blocks from Excel, WPS and web pages pasted into a sheet."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from disclosures.desk.tests.drafts import amount, officer_of
from disclosures.desk.tests.sheet.pages import address, cell, saved, until
from disclosures.models import Disclosure
from disclosures.store import assemble
from disclosures.tests.browsing import paste
from units.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

_PASTE_HTML = """(field, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    const options = { clipboardData, bubbles: true, cancelable: true };
    field.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def paste_html(field: Locator, html: str) -> None:
    field.focus()
    field.evaluate(_PASTE_HTML, html)


def test_a_block_is_pasted_saved_and_taken_back(sheet: Page, draft: Disclosure) -> None:
    before = assemble(draft)
    paste(cell(sheet, "20134", "total"), "1,234.50\t１，０００\t234.5\n—\t\t5\n")
    expect(cell(sheet, "20134", "basic")).to_have_value("1,000.00")
    expect(sheet.locator("#paste-notice")).to_contain_text("已填 4 格，清空 2 格")
    saved(sheet)
    until(lambda: amount(draft, "05", "20134", "total") == Decimal("1234.50"), sheet)
    until(lambda: amount(draft, "05", "2013401", "basic") is None, sheet)
    sheet.keyboard.press("Control+z")
    expect(cell(sheet, "20134", "total")).to_have_value("120.00")
    expect(sheet.locator("#paste-notice")).to_contain_text("已撤销")
    saved(sheet)
    assert assemble(draft) == before


def test_words_are_left_out_and_what_is_beyond_the_edge_is_told(sheet: Page) -> None:
    paste(cell(sheet, "2013401", "total"), "甲\t1\t2\t3\t4\t5\t6\t7\n9\t9\t9\t9\t9\t9\t9\t9")
    notice = sheet.locator("#paste-notice")
    expect(notice).to_contain_text("表中没有这一格")
    expect(notice).to_contain_text("“甲”：不是金额")
    expect(cell(sheet, "2013401", "basic")).to_have_value("1.00")


def test_a_whole_sheet_with_codes_makes_its_lines(
    sheet: Page, draft: Disclosure, complaints: list[str]
) -> None:
    rows = [
        ["科目编码", "科目名称", "小计", "基本支出", "项目支出"],
        ["", "合计", "1,000.00", "600.00", "400.00"],
        ["205", "教育支出", "900", "600", "300"],
        ["20502", "普通教育", "900", "600", "300"],
        ["2050201", "学前教育", "900", "600", "300"],
        ["2013401", "行政运行", "100", "", "100"],
        ["9990101", "没有的科目", "5", "5", ""],
    ]
    paste(cell(sheet, "total", "total"), "\n".join("\t".join(row) for row in rows))
    expect(cell(sheet, "2050201", "basic")).to_have_value("600.00")
    notice = sheet.locator("#paste-notice")
    expect(notice).to_contain_text("新增科目 3 行")
    expect(notice).to_contain_text("9990101 没有的科目“5.00”：不是本表本年度的科目")
    report = assemble(draft)
    assert report.amount("05", "2050201", "project") == 300
    assert report.amount("05", "total", "total") == 1000
    sheet.get_by_role("button", name="撤销上一步").click()
    expect(cell(sheet, "2050201", "basic")).to_have_count(0)
    expect(cell(sheet, "2013401", "basic")).to_have_value("100.00")
    assert assemble(draft).statement("05").line("205") is None
    assert complaints == []


def test_both_sides_of_01_are_pasted_by_their_names(sheet: Page, draft: Disclosure) -> None:
    sheet.goto(address(draft, "01"))
    rows = [
        ["收入", "", "", "支出", "", ""],
        ["项目", "行次", "决算数", "项目", "行次", "决算数"],
        ["一、一般公共预算财政拨款收入", "1", "500.00", "一、一般公共服务支出", "32", "300.00"],
        ["八、其他收入", "2", "20", "五、教育支出", "33", "200"],
        ["本年收入合计", "3", "520", "本年支出合计", "34", "500"],
    ]
    paste(cell(sheet, "income_general", "amount", "01"), "\n".join("\t".join(row) for row in rows))
    expect(cell(sheet, "exp_205", "amount", "01")).to_have_value("200.00")
    saved(sheet)
    report = assemble(draft)
    assert report.amount("01", "income_other", "amount") == 20
    assert report.amount("01", "exp_201", "amount") == 300
    assert report.amount("01", "expenditure_total", "amount") == 500


def test_a_table_of_a_web_page_is_pasted_cell_by_cell(
    sheet: Page, draft: Disclosure, complaints: list[str]
) -> None:
    html = """<style>td { color: red }</style><table border=1 style="width:3px">
        <tr><td style="mso-x:1">¥1,234.50</td><td rowspan="2">1,000</td><td>234.5</td></tr>
        <tr><td>（3.00）</td><td>7</td></tr></table>"""
    paste_html(cell(sheet, "20134", "total"), html)
    expect(sheet.locator("#paste-notice")).to_contain_text("已填 5 格")
    saved(sheet)
    until(lambda: amount(draft, "05", "20134", "total") == Decimal("1234.50"), sheet)
    until(lambda: amount(draft, "05", "2013401", "total") == -3, sheet)
    until(lambda: amount(draft, "05", "2013401", "basic") is None, sheet)
    until(lambda: amount(draft, "05", "2013401", "project") == 7, sheet)
    assert complaints == []


def test_every_cell_that_does_not_fit_is_named_and_leads_to_its_place(
    sheet: Page, draft: Disclosure
) -> None:
    paste(cell(sheet, "20134", "total"), "1\tabc\t0.001\n2\t3\t4\n5\t0\t—")
    notice = sheet.locator("#paste-notice")
    expect(notice).to_contain_text("已填 4 格，4 格未填：")
    expect(notice).to_contain_text("粘贴块第3行第1列“5”：表中没有这一格")
    expect(notice).to_contain_text("“0.001”：不足一分的部分无法保存")
    notice.get_by_role("link", name="20134 统战事务 本年支出 基本支出 本年").click()
    expect(cell(sheet, "20134", "basic")).to_be_focused()
    expect(notice).to_contain_text("“abc”：不是金额")
    until(lambda: amount(draft, "05", "2013401", "basic") == 3, sheet)


def test_a_block_in_another_unit_is_converted(sheet: Page, draft: Disclosure) -> None:
    rows = "\t\t金额单位：万元\r\n科目编码\t科目名称\t小计\r\n2013401\t行政运行\t1.5\r\n"
    paste(cell(sheet, "total", "total"), rows + "2050201\t学前教育\t2\r\n")
    expect(cell(sheet, "2050201", "total")).to_have_value("20,000.00")
    expect(sheet.locator("#paste-notice")).to_contain_text("以万元为单位，已换算")
    until(lambda: amount(draft, "05", "2013401", "total") == 15_000, sheet)


def test_pasted_lines_survive_a_clash(
    sheet: Page, sign_in: Callable[..., Page], draft: Disclosure, unit: Unit
) -> None:
    other = sign_in(officer_of(unit, "王芳"))
    other.goto(address(draft))
    cell(other, "2013401", "basic").fill("300")
    until(lambda: amount(draft, "05", "2013401", "basic") == 300, other)
    paste(cell(sheet, "total", "total"), "2013401\t行政运行\t320\t400\n2050201\t学前教育\t2\t1")
    dialog = sheet.get_by_role("dialog")
    dialog.get_by_label("我的：400.00").check()
    dialog.get_by_role("button").click()
    expect(cell(sheet, "2050201", "basic")).to_have_value("1.00")
    until(lambda: amount(draft, "05", "2013401", "basic") == 400, sheet)


def test_a_code_without_amounts_is_a_line_where_a_unit_lists_its_own(
    sheet: Page, draft: Disclosure
) -> None:
    paste(cell(sheet, "total", "total"), "2013401\t行政运行\t7\t\n2050201\t学前教育\t\t")
    expect(cell(sheet, "2050201", "total")).to_have_value("")
    until(lambda: assemble(draft).statement("05").line("2050201") is not None, sheet)


def test_codes_alone_are_lines_also_where_the_form_lists_every_code(
    sheet: Page, draft: Disclosure
) -> None:
    before = assemble(draft)
    sheet.goto(address(draft, "06"))
    first = cell(sheet, "30101", "amount", "06")
    paste(first, "30101\t基本工资\t5.00\n30102\t津贴补贴\t\n30201\t办公费\t")
    saved(sheet)
    until(lambda: amount(draft, "06", "30101", "amount") == 5, sheet)
    assert assemble(draft).statement("06").line("30102") is None  # as the printed form has it
    paste(first, "科目编码\t科目名称\n30101\t基本工资\n30102\t津贴补贴\n30201\t办公费\n99901\t别的")
    notice = sheet.locator("#paste-notice")
    expect(notice).to_contain_text("新增科目 2 行")
    expect(notice).to_contain_text("99901 别的：不是本表本年度的科目")
    line = sheet.locator("th", has_text="津贴补贴")
    expect(line).to_contain_text("列入说明")
    for code in ("30102", "30201"):
        assert assemble(draft).statement("06").line(code) is not None
    sheet.get_by_role("button", name="撤销上一步").click()
    expect(line).not_to_contain_text("列入说明")
    assert assemble(draft).statement("05") == before.statement("05")
    assert assemble(draft).statement("06").line("30102") is None
