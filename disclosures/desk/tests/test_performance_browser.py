"""A project's page in a real browser: scores as one types, saving, pasting, the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures import actions
from disclosures.desk.tests.drafts import AT, a_unit, officer_of
from disclosures.models import Disclosure
from disclosures.store import assemble
from disclosures.tests.browsing import sign_in
from fiscal.report import Report, UnitFacts
from fiscal.tests.books import project, row, unit_table

pytestmark = pytest.mark.browser

FIRST = "projects/0/indicators/0"
AXE = Axe()


@pytest.fixture
def draft(live_server: LiveServer, reference_books: None) -> Disclosure:
    unit = a_unit("105001", "水利局")
    report = Report(
        UnitFacts(unit.name, unit.code),
        2024,
        projects=(project(row(">=60人", "", name="培训人数")),),
        unit_evaluation=unit_table(),
    )
    return actions.load(report=report, by=officer_of(unit), at=AT)


@pytest.fixture
def desk(
    live_server: LiveServer, page: Page, draft: Disclosure, complaints: list[str]
) -> Iterator[Page]:
    """The officer's browser, signed in, at 1280 × 720; any complaint of it fails the test."""
    sign_in(page.context, live_server.url, draft.events.latest("pk").by)
    yield page
    page.wait_for_load_state("networkidle")  # what is still asked must not meet an empty database
    # An answer of 422 says that a rate waits for its reason: it is told in the page.
    assert [text for text in complaints if "422" not in text] == []


def url(server: LiveServer, draft: Disclosure, step: str = "result") -> str:
    return f"{server.url}{reverse('admin:desk_project', args=[draft.pk, 0])}?step={step}"


def cell(page: Page, path: str) -> Any:
    return page.locator(f'[data-cell="{path}"]')


def test_a_result_is_scored_as_it_is_typed_and_saved_by_itself(
    desk: Page, live_server: LiveServer, draft: Disclosure
) -> None:
    desk.goto(url(live_server, draft))
    cell(desk, f"{FIRST}/actual").fill("52人")
    expect(cell(desk, f"{FIRST}/rate")).to_have_value("86.67")
    expect(cell(desk, f"{FIRST}/score")).to_have_value("6.67")
    expect(desk.locator("#total-grade")).to_have_text("优")
    expect(desk.locator("td.missing")).to_have_count(1)
    expect(desk.locator("#saved")).to_contain_text("已保存")
    cell(desk, f"{FIRST}/deviation").fill("8人请假，已补训")
    expect(desk.locator("td.missing")).to_have_count(0)
    desk.keyboard.press("Tab")
    expect(desk.locator("#findings")).to_contain_text("没有发现问题")
    saved = assemble(draft).projects[0].indicators[0]
    assert (saved.actual, str(saved.rate), saved.deviation) == ("52人", "86.67", "8人请假，已补训")


def test_an_override_waits_for_its_reason(
    desk: Page, live_server: LiveServer, draft: Disclosure
) -> None:
    desk.goto(url(live_server, draft))
    cell(desk, f"{FIRST}/actual").fill("52人")
    expect(cell(desk, f"{FIRST}/rate")).to_have_value("86.67")
    cell(desk, f"{FIRST}/rate").fill("95")
    expect(desk.locator("#saved")).to_contain_text("调整理由")
    cell(desk, f"{FIRST}/override_reason").fill("8人已补训")
    expect(desk.locator("#saved")).to_contain_text("已保存")
    saved = assemble(draft).projects[0].indicators[0]
    assert (str(saved.rate), str(saved.score), saved.override_reason) == ("95", "8.75", "8人已补训")


def test_a_table_from_word_is_pasted_with_rows_that_are_not_there_yet(
    desk: Page, live_server: LiveServer, draft: Disclosure
) -> None:
    desk.goto(url(live_server, draft, "plan"))
    block = (
        "产出指标\t数量指标\t举办培训\t>=4场\t20\n\t\t培训天数\t=8天\t10\n"
        "成本指标\t经济成本指标\t培训费\t<=6万元\t20\n效益指标\t社会效益指标\t能力\t提升\t30\n"
        "满意度指标\t满意度指标\t学员满意度\t>=95%\t10"
    )
    start = cell(desk, f"{FIRST}/level1")
    start.focus()
    start.evaluate(
        """(field, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const how = { clipboardData: data, bubbles: true, cancelable: true };
            field.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        block,
    )
    expect(desk.locator("tbody tr")).to_have_count(8)  # three of money, five of indicators
    rows = assemble(draft).projects[0].indicators
    assert [(one.level1, one.name, one.target, str(one.weight)) for one in rows] == [
        ("产出指标", "举办培训", ">=4场", "20"), ("产出指标", "培训天数", "=8天", "10"),
        ("成本指标", "培训费", "<=6万元", "20"), ("效益指标", "能力", "提升", "30"),
        ("满意度指标", "学员满意度", ">=95%", "10"),
    ]  # fmt: skip
    expect(desk.locator("#total-weight")).to_have_text("90")


def test_what_is_computed_shows_in_the_field_one_has_stepped_into(
    desk: Page, live_server: LiveServer, draft: Disclosure
) -> None:
    desk.goto(url(live_server, draft))
    cell(desk, f"{FIRST}/actual").fill("52人")
    desk.keyboard.press("Tab")
    expect(cell(desk, f"{FIRST}/rate")).to_be_focused()
    expect(cell(desk, f"{FIRST}/rate")).to_have_value("86.67")


def test_a_refused_override_stays_unsaved_in_words_while_the_rest_is_saved(
    desk: Page, live_server: LiveServer, draft: Disclosure
) -> None:
    desk.goto(url(live_server, draft))
    cell(desk, f"{FIRST}/actual").fill("52人")
    expect(cell(desk, f"{FIRST}/rate")).to_have_value("86.67")
    expect(desk.locator("#saved")).to_contain_text("已保存")
    cell(desk, f"{FIRST}/rate").fill("95")
    expect(desk.locator("#saved")).to_contain_text("调整理由")
    with desk.expect_response(lambda answer: "/changes/" in answer.url and answer.ok):
        cell(desk, "projects/0/result").fill("完成培训")
    expect(desk.locator("#saved")).to_contain_text("调整理由")


@pytest.mark.parametrize("step", ["plan", "midyear", "result"])
def test_the_sheet_of_indicators_fits_beside_the_navigation(
    step: str, desk: Page, live_server: LiveServer, draft: Disclosure
) -> None:
    desk.goto(url(live_server, draft, step))
    box = desk.locator(".sheet-scroll:has(.sheet-indicators)")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") == 0
    narrow = box.locator("th").evaluate_all(
        "heads => heads.filter(head => head.scrollWidth > head.clientWidth).length"
    )
    assert narrow == 0


def test_the_keyboard_walks_the_sheet(
    desk: Page, live_server: LiveServer, draft: Disclosure
) -> None:
    desk.goto(url(live_server, draft))
    cell(desk, f"{FIRST}/actual").focus()
    desk.keyboard.press("Enter")
    expect(cell(desk, "projects/0/indicators/1/actual")).to_be_focused()
    desk.keyboard.press("Shift+Enter")
    desk.keyboard.press("ArrowRight")
    expect(cell(desk, f"{FIRST}/rate")).to_be_focused()


def test_a_button_saves_what_is_typed_first(
    desk: Page, live_server: LiveServer, draft: Disclosure
) -> None:
    desk.goto(url(live_server, draft, "plan"))
    cell(desk, f"{FIRST}/target").fill(">=80人")
    desk.get_by_role("button", name="添加一行").click()
    expect(desk.locator("tbody tr")).to_have_count(8)
    assert assemble(draft).projects[0].indicators[0].target == ">=80人"


@pytest.mark.parametrize("step", ["plan", "midyear", "result"])
def test_axe_finds_nothing_at_any_step(
    step: str, desk: Page, live_server: LiveServer, draft: Disclosure
) -> None:
    desk.goto(url(live_server, draft, step))
    assert found_by_axe(desk) == []


@pytest.mark.parametrize("name", ["performance", "projects", "library"])
def test_axe_finds_nothing_on_the_other_pages(
    name: str, desk: Page, live_server: LiveServer, draft: Disclosure
) -> None:
    desk.goto(f"{live_server.url}{reverse(f'admin:desk_{name}', args=[draft.pk])}?table=projects/0")
    assert found_by_axe(desk) == []


def found_by_axe(page: Page) -> list[str]:
    """What axe finds; it is injected, which the pages themselves would not allow."""
    results = AXE.run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in results for node in one["nodes"]]
