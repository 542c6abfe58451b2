"""The first day of an officer (O1), and a department added up, in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.desk.tests.desks import (
    YEAR,
    a_draft,
    a_full_report,
    a_unit,
    officer_of,
    without_texts,
)
from disclosures.models import Disclosure
from disclosures.store import assemble
from disclosures.tests.browsing import sign_in
from disclosures.tests.renaming import of_unit
from units.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

MOST_CLICKS = 6


@pytest.fixture
def tree(transactional_db: None, reference_books: None) -> Unit:
    """A department and a school below it, both with an account of the year."""
    department = a_unit("D1", "教育局")
    school = a_unit("D1-1", "第一中学", department)
    for unit in (department, school):
        report = without_texts(a_full_report(), "s1.cmp")
        a_draft(of_unit(report, unit.name, unit.code))
    found: Unit = Unit.objects.get(code="D1")
    return found


def accounts(page: Page) -> list[tuple[str, str]]:
    """What axe finds, with everything unfolded."""
    for details in page.locator("details").all():
        details.evaluate("one => { one.open = true }")
    return [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]]


def test_a_new_officer_comes_to_the_own_list_in_few_clicks(
    tree: Unit, live_server: LiveServer, page: Page, complaints: list[str]
) -> None:
    school = Unit.objects.get(code="D1-1")
    officer = officer_of(school)
    officer.set_password("once-Only-20")
    officer.must_change_password = True
    officer.save()
    clicks = 0
    page.goto(f"{live_server.url}/admin/?year={YEAR}")
    page.get_by_label("用户名").fill("officer")
    page.get_by_label("密码").fill("once-Only-20")
    page.get_by_role("button", name="登录").click()
    clicks += 1
    for field, word in (
        ("old_password", "once-Only-20"),
        ("new_password1", "shui-Li-4711-heng"),
        ("new_password2", "shui-Li-4711-heng"),
    ):
        page.locator(f"[name={field}]").fill(word)
    page.get_by_role("button", name="修改我的密码").click()
    clicks += 1
    page.get_by_role("link", name="明账 管理").click()
    clicks += 1
    expect(page.locator("#own")).to_contain_text("第一中学")
    page.goto(f"{live_server.url}/admin/?year={YEAR}")
    page.get_by_role("link", name="1项，到第一项").click()
    clicks += 1
    expect(page.get_by_label("比上年变化的主要原因").first).to_be_focused()
    assert clicks <= MOST_CLICKS
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_department_is_added_up(
    scheme: str, tree: Unit, live_server: LiveServer, page: Page, complaints: list[str]
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in(page.context, live_server.url, officer_of(tree))
    draft = Disclosure.objects.get(unit=tree)
    own = assemble(draft).staff.active or 0
    page.goto(live_server.url + reverse("admin:desk_home", args=[draft.pk]))
    page.get_by_role("link", name="部门汇总").click()
    assert accounts(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.get_by_label("本年金额，第1笔").fill("五元")
    page.get_by_role("button", name="确认汇总").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    page.get_by_label("本年金额，第1笔").fill("")
    page.get_by_role("button", name="重新预览").click()
    page.get_by_role("button", name="确认汇总").click()
    expect(page.locator(".messagelist")).to_contain_text("已汇总本级和1个所属单位")
    assert assemble(draft).staff.active == 2 * own
    assert accounts(page) == []
    # The server refuses what is typed wrong with 422, which the browser notes.
    assert [one for one in complaints if "422" not in one] == []
