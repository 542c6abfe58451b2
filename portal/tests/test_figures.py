"""Every figure of a disclosure leads to a page that says where it comes from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from lxml import html  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer

from disclosures.readers import read
from disclosures.tests.browsing import complaints_of
from fiscal.report import Report
from portal.tests.support import brief, full, publish, revised, withdraw
from units.reference import shipped_reference

PAGE = "/units/yx-01/2024/v1/"
CELL = f"{PAGE}figures/statements/05/total/total/"


def sample(path: Path) -> Report:
    report = read(path.name, path.read_bytes(), shipped_reference).report
    assert report is not None
    return replace(report, unit=replace(report.unit, code="yx-01"))


@pytest.mark.django_db
def test_a_figure_says_its_value_its_cell_its_formula_and_last_year(client: Client) -> None:
    version = publish(full())
    page = client.get(CELL).content.decode()
    cell = version.document().report.cell("05", "total", "total")
    assert cell.this is not None
    assert f"{cell.this / 10000:,.2f}" in page
    for text in ("公开05表", "下一级科目相加", "上年", "填报数", "在原文中看这个数", CELL):
        assert text in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "statements/05/total/nothing",
        "statements/05",
        "statements",
        "statements/99/total/total",
        "projects/99/total",
        "projects/00/total",
        "projects/0/indicators/0/name",
        "unit_evaluation",
        "texts/s1.cmp.reason",
        "texts/nothing",
        "staff/nothing",
        "functions",
        "computed/nothing",
        "unit/name",
        "../../check.xlsx",
    ],
)
def test_what_is_no_figure_is_not_found(client: Client, address: str) -> None:
    publish(full())
    assert client.get(f"{PAGE}figures/{address}/").status_code == 404


@pytest.mark.django_db
def test_a_figure_of_an_old_version_says_so_and_that_of_a_withdrawn_one_is_gone(
    client: Client,
) -> None:
    version = publish(full())
    staff = replace(version.document().report.staff, active=77)
    second = revised(version, replace(version.document().report, staff=staff), "误计在职人员。")
    assert "这不是最新版" in client.get(CELL).content.decode()
    assert "77" in client.get("/units/yx-01/2024/v2/figures/staff/active/").content.decode()
    withdraw(second, "附表误含个人信息，撤回后重新整理。")
    assert client.get(CELL).status_code == 410


@pytest.mark.django_db
def test_a_small_and_a_large_document_take_the_same_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(full())
    publish(brief("yx-02", "云溪县教育局"))
    for address in (CELL, "/units/yx-02/2024/v1/figures/computed/projects/"):
        with django_assert_num_queries(3):  # versions, renditions, the payload
            assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_every_link_of_a_figure_on_the_page_is_answered(client: Client) -> None:
    publish(full())
    tree = html.fromstring(client.get(PAGE).content)
    links = list(dict.fromkeys(tree.xpath("//a[contains(@href, '/figures/')]/@href")))
    assert len(links) > 500
    for address in links[::23]:
        answer = client.get(unquote(address))
        assert answer.status_code == 200, address


@pytest.mark.browser
@pytest.mark.usefixtures("reference_books")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_citizen_asks_for_the_cars_and_follows_the_figure_to_its_cell(
    page: Page, live_server: LiveServer, script: bool
) -> None:
    publish(full())
    assert page.context.browser is not None
    context = page.context.browser.new_context(java_script_enabled=script)
    asked = context.new_page()
    complaints = complaints_of(asked)
    asked.set_viewport_size({"width": 360, "height": 800})
    asked.goto(live_server.url + "/units/yx-01/2024/")
    asked.locator("a[href$='figures/texts/s9.body.car/']").click()
    expect(asked.get_by_text("怎么来的")).to_be_visible()
    expect(asked.locator(".provenance .last")).to_contain_text("上年")
    expect(asked.get_by_text("名词解释").last).to_be_visible()
    asked.locator(".provenance .terms a").first.click()
    expect(asked.get_by_text("公开09表")).to_be_visible()
    if script:
        asked.keyboard.press("Escape")
        expect(asked.locator(".asked")).not_to_be_visible()
        focused = asked.evaluate("document.activeElement.getAttribute('href')")
        assert focused.endswith("figures/texts/s9.body.car/")
    else:
        asked.get_by_role("link", name="在原文中看这个数").click()
        assert "/v1/#statements/09/" in unquote(asked.url)
    assert complaints == []
    context.close()


@pytest.mark.browser
@pytest.mark.usefixtures("reference_books")
def test_the_dialog_has_no_barriers_and_a_table_is_one_stop(
    page: Page, live_server: LiveServer
) -> None:
    publish(full())
    page.goto(live_server.url + "/units/yx-01/2024/")
    table = page.locator("table[aria-labelledby='statements/05']")
    assert table.locator("a[tabindex='0']").count() == 1
    first = table.locator("a[tabindex='0']")
    first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('table')") is not None
    page.keyboard.press("Enter")
    expect(page.locator(".asked .value")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [item["id"] for item in found] == []


@pytest.mark.browser
@pytest.mark.samples
@pytest.mark.usefixtures("reference_books")
@pytest.mark.parametrize("name", ["changji-sasac-2024.txt", "changji-government-office-2024.txt"])
def test_the_figures_of_a_real_disclosure_lead_from_page_to_cell_to_formula(
    page: Page, live_server: LiveServer, samples: Path, name: str
) -> None:
    publish(sample(samples / name))
    page.goto(live_server.url + PAGE)
    links = page.locator("article a[href*='/figures/']").evaluate_all(
        "all => all.map(one => [one.getAttribute('href'), one.textContent])"
    )
    assert len(links) > 300
    for address, text in [*links[::60], *(one for one in links if "/total/" in one[0])][:40]:
        page.goto(live_server.url + address)
        assert page.locator(".provenance .value strong").text_content() in text
        expect(page.locator(".formula, .provenance section p").first).to_be_visible()
        terms = page.locator(".formula .terms a")
        if terms.count():
            terms.first.click()
            expect(page.locator(".provenance .facts")).to_be_visible()
