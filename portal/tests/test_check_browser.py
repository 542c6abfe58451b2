"""检查一份文件 in a real browser: with and without scripts, at three widths, in both schemes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.tests.browsing import barriers, complaints_of
from disclosures.tests.uploading import NAME, a_file

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "决算公开.txt"
    path.write_bytes(a_file().replace("年度收入总计".encode(), "年度收入总计9".encode(), 1))
    return path


def give(page: Page, address: str, file: Path) -> None:
    page.goto(f"{address}/check/")
    page.get_by_label("选择文件").set_input_files(file)
    page.get_by_role("button", name="检查", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("检查报告")


def test_a_visitor_without_scripts_checks_a_file_and_takes_the_report_away(
    chromium: Browser, live_server: LiveServer, file: Path
) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    give(page, live_server.url, file)
    expect(page.get_by_text(NAME).first).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 Excel 报告").click()
    assert waiting.value.suggested_filename == f"检查报告：{file.name}.xlsx"
    book = load_workbook(BytesIO(waiting.value.path().read_bytes()))
    assert book["发现"].max_row > 1
    page.locator(".check-part a").first.click()
    expect(page.locator(".rules :target")).to_be_in_viewport()
    context.close()


def test_while_a_file_is_checked_the_page_says_so(
    page: Page, live_server: LiveServer, file: Path
) -> None:
    complaints = complaints_of(page)
    page.goto(f"{live_server.url}/check/")
    page.get_by_label("选择文件").set_input_files(file)
    # As long as the answer does not come, this is what there is to see.
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_role("button", name="检查", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(f"正在检查“{file.name}”")
    assert complaints == []


def test_a_file_that_is_too_large_is_told_before_it_is_sent(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    large = tmp_path / "large.docx"
    with large.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    page.goto(f"{live_server.url}/check/")
    page.get_by_label("选择文件").set_input_files(large)
    expect(page.get_by_role("status")).to_contain_text("超过 20 MB")


def test_the_report_has_no_barriers(page: Page, live_server: LiveServer, file: Path) -> None:
    complaints = complaints_of(page)
    give(page, live_server.url, file)
    found = {}
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = barriers(page)
    assert found == {360: [], 768: [], 1440: []}
    assert complaints == []
