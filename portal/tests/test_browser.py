"""The main road in a real browser: find a disclosure, read it, take its file away."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.tests.browsing import complaints_of

pytestmark = pytest.mark.browser

UNIT = "云岭州教育局"


@pytest.fixture
def site(live_server: LiveServer, reference_books: None) -> str:
    """Address of a portal that shows one fictional unit of two years."""
    call_command("seed_demo", "--units", "1", "--years", "2", verbosity=0)
    return live_server.url


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of: script errors, broken rules of the CSP, missing files."""
    found = complaints_of(page)
    page.on("requestfailed", lambda request: found.append(f"{request.url} failed"))
    return found


def test_a_visitor_finds_a_disclosure_reads_a_section_and_downloads_the_pdf(
    site: str, page: Page, complaints: list[str]
) -> None:
    page.goto(site)
    page.get_by_label("查单位、项目、说明文字").fill(f"{UNIT} 2024 三公")
    page.get_by_role("button", name="检索").click()
    expect(page.locator(".results > li")).to_have_count(1)
    page.locator(".results h3 a").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(UNIT)
    page.get_by_role("navigation").get_by_role("link", name="“三公”经费").first.click()
    expect(
        page.get_by_role("heading", name="九、财政拨款“三公”经费支出决算情况说明")
    ).to_be_in_viewport()

    assert complaints == []  # before the download: a browser calls leaving the page a failure
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
