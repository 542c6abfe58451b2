"""A list in a browser: out, edited, previewed, refused, confirmed; also without JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.tests.browsing import HEIGHT, WIDTH, barriers, complaints_of, sign_in
from units.models import Role, Unit
from units.tests.lists import rows_of, xlsx
from units.tests.people import a_unit, a_user

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

LIST = "/admin/units/unit/"


def open_list(page: Page, live_server: LiveServer) -> None:
    a_unit("001001", "第一中学", a_unit("001", "教育局"))
    user = a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True)
    sign_in(page.context, live_server.url, user)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(live_server.url + LIST)


def exported_rows(page: Page) -> list[list[str]]:
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 XLSX").click()
    assert download.value.suggested_filename.startswith("单位-")
    return rows_of(download.value.path().read_bytes())


def bring(page: Page, path: Path, rows: list[list[str]]) -> None:
    path.write_bytes(xlsx(*rows))
    page.get_by_label("文件", exact=False).set_input_files(path)
    page.get_by_role("button", name="读取并预览").click()


def test_from_the_export_over_a_refusal_to_the_confirmed_import(
    page: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    complaints = complaints_of(page)
    open_list(page, live_server)
    found = barriers(page)
    rows = exported_rows(page)
    page.get_by_role("link", name="导入", exact=True).click()
    found += barriers(page)
    rows += [["002", "水利局", "", "公司", "", "是"]]
    bring(page, tmp_path / "units.xlsx", rows)
    expect(page.get_by_role("alert")).to_contain_text("没有导入任何内容")
    expect(page.get_by_role("row", name="4 单位性质 公司")).to_be_visible()
    found += barriers(page)

    rows[-1][3], rows[2][2] = "行政单位", "一中"
    bring(page, tmp_path / "units.xlsx", rows)
    expect(page.get_by_role("status")).to_contain_text("新增 1 行，修改 1 行")
    expect(page.get_by_role("row", name="3 修改 001001")).to_contain_text("一中")
    found += barriers(page)

    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已导入单位：新增 1，修改 1，未变 1。")).to_be_visible()
    assert Unit.objects.get(code="001001").short_name == "一中"
    assert complaints == []
    assert found == []


def test_without_javascript_it_is_the_same_way(
    chromium: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    context = chromium.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    open_list(page, live_server)
    page.get_by_role("link", name="导入", exact=True).click()
    bring(page, tmp_path / "units.xlsx", [["代码", "名称", "在用"], ["002", "水利局", "是"]])
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("新增 1")).to_be_visible()
    context.close()
    assert Unit.objects.filter(code="002").exists()
