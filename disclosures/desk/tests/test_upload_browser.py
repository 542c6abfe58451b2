"""An upload in a browser: chosen, watched, looked at, confirmed by a double click, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures import tasks
from disclosures.models import Disclosure, Event
from disclosures.models.job import Job
from disclosures.store import assemble
from disclosures.tests.browsing import HEIGHT, SETTLE, WIDTH, sign_in
from disclosures.tests.uploading import a_draft, a_file, an_officer, confirmed_report
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

GAP = "这一句没有地方可放，共3.14万元。\n"


@pytest.fixture
def officer(transactional_db: None, reference_books: None) -> User:
    return an_officer()


@pytest.fixture
def draft(officer: User) -> Disclosure:
    return a_draft(officer)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Jobs that the queue holds; no worker runs until the test is one."""
    ids: list[int] = []
    monkeypatch.setattr(tasks.read_upload, "delay", ids.append)
    return ids


@pytest.fixture
def desk(page: Page, live_server: LiveServer, officer: User, draft: Disclosure) -> Page:
    """The upload page at the size of an office screen, signed in."""
    sign_in(page.context, live_server.url, officer)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(f"{live_server.url}/admin/desk/{draft.pk}/upload/")
    return page


def choose(page: Page, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    page.get_by_label("文件", exact=False).first.set_input_files(path)
    page.get_by_role("button", name="上传并读取").click()


def faults(page: Page) -> list[str]:
    """What axe finds in either theme, and scrolling sideways."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(SETTLE)
        violations = Axe().run(page).response["violations"]
        found += [f"{scheme} {one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations]
    if page.evaluate("document.documentElement.scrollWidth") > 1280:
        found.append("scrolls sideways")
    return found


def test_from_the_file_to_the_draft_and_back(
    desk: Page, draft: Disclosure, sent: list[int], complaints: list[str], tmp_path: Path
) -> None:
    before, problems = assemble(draft), faults(desk)
    choose(desk, tmp_path / "决算公开.txt", a_file())
    expect(desk.get_by_role("heading", name="正在读取上传的文件")).to_be_visible()
    expect(desk.get_by_role("progressbar")).to_be_visible()
    problems += faults(desk)

    tasks.read_upload(sent[0])  # the page notices by itself
    expect(desk.get_by_role("heading", name="确认上传的内容")).to_be_visible()
    desk.locator("summary", has_text="公开说明").click()  # long parts are folded
    expect(desk.get_by_role("row", name="在职人员 （空）")).to_be_visible()
    problems += faults(desk)

    desk.get_by_role("button", name="确认，写入草稿").dblclick()
    expect(desk.get_by_role("heading", name="上传已确认")).to_be_visible()
    assert assemble(draft) == confirmed_report()
    assert Event.objects.filter(verb="apply_upload").count() == 1
    problems += faults(desk)

    desk.get_by_role("button", name="撤销这次上传").click()
    expect(desk.get_by_role("heading", name="上传已撤销")).to_be_visible()
    assert assemble(draft) == before
    sections = desk.get_by_role("navigation", name="本件各部分")
    sections.get_by_role("link", name="上传与模板").click()
    expect(desk.get_by_role("cell", name="决算公开.txt")).to_be_visible()
    problems += faults(desk)
    assert (problems, complaints) == ([], [])


def test_a_file_with_gaps_is_confirmed_only_knowingly(
    desk: Page, draft: Disclosure, complaints: list[str], tmp_path: Path
) -> None:
    choose(desk, tmp_path / "决算.txt", a_file() + GAP.encode())
    confirm = desk.get_by_role("button", name="确认，写入草稿")
    confirm.click()
    expect(confirm).to_be_visible()  # the browser asks for the tick
    assert faults(desk) == []
    desk.get_by_label("我知道有内容没有读入").check()
    confirm.click()
    expect(desk.get_by_role("heading", name="上传已确认")).to_be_visible()
    assert complaints == []


def test_a_file_that_is_none_is_said_to_be_kept(
    desk: Page, complaints: list[str], tmp_path: Path
) -> None:
    choose(desk, tmp_path / "扫描件.docx", b"%PDF-1.7 \x00")
    expect(desk.get_by_text("文件没有读入，草稿没有改动。")).to_be_visible()
    expect(desk.get_by_role("link", name="扫描件.docx")).to_be_visible()
    assert (faults(desk), complaints) == ([], [])


def test_without_scripts_the_road_is_the_same(
    desk: Page, live_server: LiveServer, draft: Disclosure, sent: list[int], tmp_path: Path
) -> None:
    context = desk.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, locale="zh-CN"
    )
    context.add_cookies(desk.context.cookies())  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto(desk.url)
    choose(plain, tmp_path / "决算公开.txt", a_file())
    tasks.read_upload(sent[0])
    plain.get_by_role("link", name="看最新进展").click()
    plain.get_by_role("button", name="确认，写入草稿").click()
    expect(plain.get_by_role("heading", name="上传已确认")).to_be_visible()
    assert assemble(draft) == confirmed_report()
    assert Job.objects.get().state == "confirmed"
    context.close()
