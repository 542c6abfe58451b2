"""Every page of the administration: nobody is kept out, nothing breaks the rules, all is in Chinese.

The pages come from the URLs themselves, so that a new one cannot be forgotten: it is either
found here with its addresses or named among those that are no pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from disclosures import actions, tasks, uploads
from disclosures.compose import compose
from disclosures.desk.evaluation.columns import Step
from disclosures.desk.tests.desks import AT, YEAR, a_draft, a_full_report, officer_of, root
from disclosures.job import JobState
from disclosures.models import Attachment, Disclosure
from disclosures.render.text import render_text
from disclosures.tests.browsing import HEIGHT, WIDTH, barriers, complaints_of, sign_in
from disclosures.tests.reading import targets_report
from disclosures.tests.uploading import an_upload
from fiscal.report import Indicator, Report, UnitFacts
from fiscal.statements import BY_NUMBER
from performance import library
from units.models import Role, User
from units.reference import shipped_reference
from units.tests.people import a_user

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

_GAP = "这一句没有地方可放，共3.14万元。\n".encode()
# Redirects, downloads and answers for scripts.
_NO_PAGES = {
    "autocomplete", "jsi18n", "view_on_site", "logout",
    "desk_start", "desk_submit", "desk_changes", "desk_codes", "desk_scores",
    "desk_attach", "desk_attachment", "desk_detach",
    "desk_template", "desk_original", "desk_progress",
}  # fmt: skip
_OF_ALL_ROWS = ("changelist", "add", "import", "export")
_OF_A_ROW = ("change", "history", "delete")
_FORBIDDEN = 403
_Addresses = list[str]


@dataclass(frozen=True)
class World:
    """Whatever the pages show: a draft with files and uploads, targets, a version, a library."""

    draft: Disclosure
    targets: Disclosure
    officer: User


@pytest.fixture
def world(transactional_db: None, reference_books: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(tasks.render_version, "delay", lambda version: None)  # nobody looks at it
    last = a_draft(a_full_report(YEAR - 1))
    actions.publish(disclosure=last, by=root(), at=AT, imported=True)
    draft = a_draft()
    officer = officer_of(draft.unit)
    targets = actions.load(report=_plan_of(draft), by=root(), at=AT)
    actions.attach(
        disclosure=draft, project=None, kind=Attachment.Kind.EVIDENCE, title="照片",
        is_public=False, name="照片.pdf", content=b"%PDF-1.7\n%%EOF", by=officer, at=AT,
    )  # fmt: skip
    proposed = Indicator("产出指标", "数量指标", "治理河道长度", "")
    library.propose(indicator=proposed, sector="水利", measure="公里", by=officer, at=AT)
    return World(draft, targets, officer)


def _plan_of(draft: Disclosure) -> Report:
    """Targets of the same unit."""
    report, unit = targets_report(), draft.unit
    return replace(report, unit=UnitFacts(unit.name, unit.code), year=draft.year)


# --- which pages there are -------------------------------------------------------------------


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns)
        elif one.name:
            yield one.name


NAMES = sorted({*names(admin.site.get_urls())} - _NO_PAGES)


def _one(name: str) -> Callable[[World], _Addresses]:
    return lambda world: [_desk(world, name)]


def _desk(world: World, name: str, *arguments: object) -> str:
    return reverse(f"admin:{name}", args=[world.draft.pk, *arguments])


def _of_targets(world: World, name: str, *arguments: object) -> str:
    return reverse(f"admin:{name}", args=[world.targets.pk, *arguments])


def _steps(address: str) -> _Addresses:
    return [f"{address}?step={step.value}" for step in Step]


def _jobs(world: World) -> _Addresses:
    """An upload in each of its states."""
    patched = pytest.MonkeyPatch()
    patched.setattr(tasks.read_upload, "delay", lambda job: None)
    by, name = world.officer, "决算公开.txt"
    text = render_text(compose(a_full_report(), shipped_reference(YEAR))).encode()
    waiting, failed, ready, gaps, done = (
        an_upload(world.draft, by, (name, content))
        for content in (text, b"%PDF-1.7 \x00", text + b"\n", text + _GAP, text + b"\n\n")
    )
    patched.undo()
    for job in (failed, ready, gaps, done):
        tasks.read_upload(job.pk)
    done.refresh_from_db()
    uploads.discard(job=done, by=by, at=AT)
    every = world.draft.jobs.all()
    assert {job.state for job in every} == {
        JobState.WAITING,
        JobState.FAILED,
        JobState.READY,
        JobState.DISCARDED,
    }
    return [job.get_absolute_url() for job in every]


_DESK: dict[str, Callable[[World], _Addresses]] = {
    "desk_home": lambda world: [_desk(world, "desk_home"), _of_targets(world, "desk_home")],
    "desk_statement": lambda world: [_desk(world, "desk_statement", one) for one in BY_NUMBER],
    "desk_narrative": _one("desk_narrative"),
    "desk_performance": lambda world: _steps(_desk(world, "desk_performance")),
    "desk_projects": lambda world: [
        _desk(world, "desk_projects"), _of_targets(world, "desk_projects")
    ],
    "desk_project": lambda world: _steps(_desk(world, "desk_project", 0)),
    "desk_target": lambda world: [_of_targets(world, "desk_target", 0)],
    "desk_library": lambda world: [f"{_desk(world, 'desk_library')}?table=projects/0"],
    "desk_upload": lambda world: [_desk(world, "desk_upload"), _of_targets(world, "desk_upload")],
    "desk_job": _jobs,
}  # fmt: skip


def addresses(name: str, world: World) -> _Addresses:
    if name in _DESK:
        return _DESK[name](world)
    if name == "app_list":
        return [reverse("admin:app_list", args=[app]) for app in ("units", "disclosures")]
    for model in admin.site._registry:
        head = f"{model._meta.app_label}_{model._meta.model_name}_"
        view = name.removeprefix(head) if name.startswith(head) else ""
        if view in _OF_ALL_ROWS:
            return [reverse(f"admin:{name}")]
        if view in _OF_A_ROW:
            row = model._default_manager.first()
            assert row is not None, f"nothing to look at in {model.__name__}"
            return [reverse(f"admin:{name}", args=[row.pk])]
    try:
        return [reverse(f"admin:{name}")]
    except Exception as missing:
        raise AssertionError(f"say where the page {name} is, or that it is none") from missing


# --- what is asked of each ---------------------------------------------------------------------


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with a page that has just been opened."""
    found = barriers(page)
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of the first level")
    if page.locator("html").get_attribute("lang") != "zh-hans":
        found.append("not said to be in Chinese")
    if not page.title().strip():
        found.append("no title")
    return [f"{address}: {one}" for one in found]


def look_at(page: Page, site: str, where: _Addresses) -> list[str]:
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    complaints, found = complaints_of(page), []
    for address in where:
        response = page.goto(site + address)
        assert response is not None
        assert response.status in (200, _FORBIDDEN), f"{address}: {response.status}"
        found += faults(page, address)
        page.wait_for_load_state("networkidle")
    # Nobody may change what is only recorded; the browser notes the refusal itself.
    return [*found, *(one for one in complaints if str(_FORBIDDEN) not in one)]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_keeps_nobody_out_and_breaks_no_rule(
    name: str, page: Page, live_server: LiveServer, world: World
) -> None:
    if name != "login":
        sign_in(page.context, live_server.url, world.officer if name in _DESK else root())
    assert look_at(page, live_server.url, addresses(name, world)) == []


@pytest.mark.parametrize("role", [*Role.values, "superuser"])
def test_the_start_page_of_every_role_keeps_nobody_out(
    role: str, page: Page, live_server: LiveServer, world: World
) -> None:
    user = root() if role == "superuser" else a_user("one", role, world.draft.unit, is_staff=True)
    sign_in(page.context, live_server.url, user)
    years = [f"{reverse('admin:index')}?year={year}" for year in (YEAR - 2, YEAR)]
    assert look_at(page, live_server.url, years) == []


def test_a_draft_that_is_only_looked_at_keeps_nobody_out(
    page: Page, live_server: LiveServer, world: World
) -> None:
    sign_in(page.context, live_server.url, a_user("reviewer", Role.REVIEWER, is_staff=True))
    where = [address for name in _DESK if name != "desk_job" for address in _DESK[name](world)]
    assert look_at(page, live_server.url, where) == []
