"""Journeys of an officer in a real browser: an upload with bad cells, missing reasons, a project's
year. The first day and a whole disclosure have tests of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook  # type: ignore[import-untyped]
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.desk.tests.desks import YEAR, a_draft, a_full_report, officer_of, without_texts
from disclosures.models import Disclosure, State
from disclosures.store import assemble
from disclosures.tests.browsing import HEIGHT, WIDTH, complaints_of, paste, sign_in
from disclosures.workbooks import template
from fiscal.report import Report
from units.models import User
from units.reference import shipped_reference

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

BAD = ("约12万", "见附件", "1.234.5")
SHEET = "03"
LEAVES = ("2050102", "2050299", "2050801")  # with an amount of 项目支出


@pytest.fixture
def walk(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[[User], Page]]:
    """Opens a browser of the user's own, which must have nothing to complain of."""
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
    for page, complaints in opened:
        page.wait_for_load_state("networkidle")  # what is asked must not meet an empty database
        page.context.close()
        assert complaints == []


def desk(draft: Disclosure, name: str, *arguments: object) -> str:
    return reverse(f"admin:desk_{name}", args=[draft.pk, *arguments])


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("已保存")


# --- O2: an upload with bad cells --------------------------------------------------------------


def with_bad_cells(report: Report) -> tuple[bytes, list[str]]:
    """The filled template after three amounts were typed as words; their texts before."""
    book = load_workbook(BytesIO(template(report, shipped_reference(YEAR))))
    sheet = next(one for one in book.worksheets if one.title.startswith(SHEET))
    spent = dict(zip((cell.value for cell in sheet["B"]), sheet["G"], strict=True))
    cells = [spent[code] for code in LEAVES]
    before = [f"{cell.value:,.2f}" for cell in cells]
    for cell, text in zip(cells, BAD, strict=True):
        cell.value = text
    made = BytesIO()
    book.save(made)
    return made.getvalue(), before


def test_three_bad_cells_are_shown_confirmed_knowingly_and_filled_in_the_sheet(
    walk: Callable[[User], Page],
) -> None:
    report = a_full_report()
    draft = a_draft(replace(report, statements={}))
    content, before = with_bad_cells(report)
    page = walk(officer_of(draft.unit))
    page.goto(desk(draft, "upload"))
    book: FilePayload = {
        "name": "报表.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": content,
    }
    page.get_by_label("文件", exact=False).first.set_input_files(book)
    page.get_by_role("button", name="上传并读取").click()
    found = page.locator("section", has=page.get_by_role("heading", name="读取时的发现"))
    for text in BAD:
        expect(found).to_contain_text(text)
    page.get_by_label("我知道有内容没有读入").check()
    page.get_by_role("button", name="确认，写入草稿").click()
    expect(page.get_by_role("heading", name="上传已确认")).to_be_visible()
    assert [assemble(draft).amount(SHEET, code, "project") for code in LEAVES] == [None] * 3
    done = page.url
    for index, amount in enumerate(before):
        page.goto(done)
        page.get_by_role("link", name="到草稿中这一处").nth(index).click()
        field = page.locator(":target, input:focus").first
        field.fill(amount)
        page.keyboard.press("Tab")
        saved(page)
        page.wait_for_load_state("networkidle")
    assert assemble(draft).statements == report.statements  # the sums above them, too


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
    expect(page.locator('[data-cell="projects/0/indicators/0/rate"]')).to_have_value("90")
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
