"""The sheet in a real browser: moving, pasting, saving, clashing, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.desk.tests.drafts import a_draft, a_unit, amount, officer_of
from disclosures.models import Disclosure
from disclosures.store import assemble
from units.models import Unit, User

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

SIZE = {"width": 1280, "height": 720}
LINE = "statements/05/2013401"
COMMAS = "1,100.00"


@pytest.fixture
def unit(transactional_db: None) -> Unit:
    return a_unit("105001", "水利局")


@pytest.fixture
def officer(unit: Unit) -> User:
    return officer_of(unit, "李明")


@pytest.fixture
def draft(unit: Unit, officer: User, reference_books: None) -> Disclosure:
    return a_draft(unit, officer)


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def sign_in(
    chromium: Browser, live_server: LiveServer, complaints: list[str]
) -> Iterator[Callable[..., Page]]:
    """Opens a browser of its own for a user; ``more`` goes to the context."""
    contexts: list[BrowserContext] = []

    def open_for(user: User, **more: object) -> Page:
        client = Client()
        client.force_login(user)
        options = {"viewport": SIZE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **more}
        context = chromium.new_context(base_url=live_server.url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(5000)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )
        contexts.append(context)
        page = context.new_page()
        _listen(page, complaints)
        return page

    yield open_for
    for context in contexts:
        context.close()


def _listen(page: Page, complaints: list[str]) -> None:
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))


@pytest.fixture
def sheet(sign_in: Callable[..., Page], officer: User, draft: Disclosure) -> Page:
    page = sign_in(officer)
    page.goto(address(draft))
    return page


def address(draft: Disclosure, number: str = "05") -> str:
    return f"/admin/desk/{draft.pk}/statements/{number}/"


def cell(page: Page, key: str, column: str, number: str = "05") -> Locator:
    return page.locator(f'[id="statements/{number}/{key}/{column}"]')


def paste(field: Locator, text: str) -> None:
    """What Ctrl+V does after copying ``text`` in Excel."""
    field.focus()
    field.evaluate(
        """(field, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const options = { clipboardData, bubbles: true, cancelable: true };
            field.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("已保存")
    expect(page.locator("#saved")).not_to_contain_text("未")


# --- moving and typing -------------------------------------------------------------------------


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
    assert amount(draft, "05", "total", "total") == 1120
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
    saved(sheet)
    assert amount(draft, "05", "2013401", "project") == 30


def test_findings_appear_at_the_cell_and_link_to_it(sheet: Page) -> None:
    cell(sheet, "2013401", "total").fill("500")
    cell(sheet, "2013401", "project").focus()
    finding = sheet.locator("#findings li.error", has_text="“行政运行”（小计）与各列之和不符")
    expect(finding).to_be_visible()
    described = cell(sheet, "2013401", "total").get_attribute("aria-describedby")
    assert described
    finding.get_by_role("link").click()
    expect(cell(sheet, "2013401", "total")).to_be_focused()


# --- pasting -------------------------------------------------------------------------------------


def test_a_block_is_pasted_saved_and_taken_back(sheet: Page, draft: Disclosure) -> None:
    paste(cell(sheet, "20134", "total"), "1,234.50\t１，０００\t234.5\n—\t\t5\n")
    expect(cell(sheet, "20134", "basic")).to_have_value("1,000.00")
    expect(sheet.locator("#paste-notice")).to_contain_text("已粘贴 6 格")
    saved(sheet)
    assert amount(draft, "05", "20134", "total") == Decimal("1234.50")
    assert amount(draft, "05", "2013401", "basic") is None
    sheet.keyboard.press("Control+z")
    expect(cell(sheet, "20134", "total")).to_have_value("120.00")
    expect(sheet.locator("#paste-notice")).to_contain_text("已撤销粘贴")
    saved(sheet)
    assert amount(draft, "05", "2013401", "basic") == 100
    assert amount(draft, "05", "20134", "total") == 120


def test_words_are_left_out_and_what_is_beyond_the_edge_is_told(sheet: Page) -> None:
    paste(cell(sheet, "2013401", "total"), "甲\t1\t2\t3\t4\t5\t6\t7\n9\t9\t9\t9\t9\t9\t9\t9")
    notice = sheet.locator("#paste-notice")
    expect(notice).to_contain_text("超出表格")
    expect(notice).to_contain_text("略过文字 1 格")
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
    expect(notice).to_contain_text("表中没有：9990101 没有的科目")
    report = assemble(draft)
    assert report.amount("05", "2050201", "project") == 300
    assert report.amount("05", "total", "total") == 1000
    sheet.get_by_role("button", name="撤销粘贴").click()
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


# --- saving ------------------------------------------------------------------------------------


def test_two_officers_at_one_cell_see_both_values(
    sheet: Page, sign_in: Callable[..., Page], draft: Disclosure, unit: Unit
) -> None:
    other = sign_in(officer_of(unit, "王芳"))
    other.goto(address(draft))
    cell(other, "2013401", "basic").fill("200")
    saved(other)
    _until(lambda: amount(draft, "05", "2013401", "basic") == 200, other)
    cell(sheet, "2013401", "basic").fill("300")
    dialog = sheet.get_by_role("dialog")
    expect(dialog).to_contain_text("王芳")
    expect(dialog).to_contain_text("300.00")
    expect(dialog).to_contain_text("200.00")
    assert amount(draft, "05", "2013401", "basic") == 200
    dialog.get_by_label("我的：300.00").check()
    dialog.get_by_role("button").click()
    saved(sheet)
    _until(lambda: amount(draft, "05", "2013401", "basic") == 300, sheet)
    assert amount(draft, "05", "total", "total") == 320


def _until(holds: Callable[[], bool], page: Page) -> None:
    for _ in range(50):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("did not come true in five seconds")


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


def test_a_line_is_picked_by_its_name(sheet: Page, draft: Disclosure) -> None:
    cell(sheet, "2013401", "basic").fill("7")
    picker = sheet.get_by_label("科目编码或名称")
    picker.fill("学前教育")
    option = sheet.locator("datalist option").first
    expect(option).to_have_attribute("value", "2050201 学前教育")
    picker.fill("2050201 学前教育")
    picker.press("Enter")
    expect(cell(sheet, "2050201", "total")).to_be_focused()
    assert amount(draft, "05", "2013401", "basic") == 7


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
    assert amount(draft, "05", "2013401", "basic") == 1100


# --- looks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [f"0{n}" for n in range(1, 10)])
def test_nobody_is_kept_out_and_nothing_breaks_the_rules(
    number: str, sheet: Page, draft: Disclosure, complaints: list[str]
) -> None:
    sheet.goto(address(draft, number))
    found = Axe().run(sheet)
    assert found.violations_count == 0, found.generate_report()
    width = sheet.evaluate("document.documentElement.scrollWidth")
    assert width <= SIZE["width"]
    assert complaints == []


def test_twenty_rows_fit_on_a_screen(sheet: Page, draft: Disclosure) -> None:
    sheet.set_viewport_size({"width": 1440, "height": 900})
    sheet.goto(address(draft, "01"))
    visible = sheet.locator("table.sheet tbody tr").evaluate_all(
        "rows => rows.filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"
    )
    assert visible >= 20
