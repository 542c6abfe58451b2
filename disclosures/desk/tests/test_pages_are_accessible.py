"""Every page of the administration: nobody is kept out, nothing breaks the rules, all is Chinese.

The pages come from the URLs themselves, so that a new one cannot be forgotten: it is either
found here with its addresses or named among those that are no pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from disclosures import actions, batches, tasks, uploads
from disclosures.compose import compose
from disclosures.desk.evaluation.columns import Step
from disclosures.desk.tests.desks import AT, YEAR, a_draft, a_full_report, officer_of, root
from disclosures.desk.tests.inspected import approve, inspect_all
from disclosures.models import Attachment, Disclosure, Verb
from disclosures.models.job import JobState
from disclosures.render.text import render_text
from disclosures.tests.browsing import HEIGHT, WIDTH, barriers, complaints_of, sign_in
from disclosures.tests.explaining import submitted
from disclosures.tests.reading import targets_report
from disclosures.tests.renaming import of_unit
from disclosures.tests.uploading import an_upload
from fiscal.report import Indicator, Report, UnitFacts
from fiscal.statements import BY_NUMBER
from performance import library
from units.models import Role, User
from units.reference import shipped_reference
from units.tests.people import a_unit, a_user

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

_GAP = "这一句没有地方可放，共3.14万元。\n".encode()
# Redirects, downloads, answers for scripts; the page after signing out is come to by a click.
_NO_PAGES = {
    "autocomplete", "jsi18n", "view_on_site", "logout",
    "desk_start", "desk_submit", "desk_changes", "desk_codes", "desk_scores",
    "desk_attach", "desk_attachment", "desk_detach",
    "desk_template", "desk_original", "desk_progress",
    "desk_decide", "desk_mark", "desk_batch_progress",
    "desk_inspection_xlsx", "desk_inspection_pdf", "desk_inspection_again",
    "identity", "identity_return",
}  # fmt: skip
_OF_A_LIST = ("changelist", "add", "import")
_OF_A_ROW = ("change", "history", "delete")
_OK, _FORBIDDEN = 200, 403
_NOT_TO_BE_CHANGED = ("/add/", "/delete/")  # where a table only shows what is recorded
_Addresses = list[str]


@dataclass(frozen=True)
class World:
    """Whatever the pages show: a draft with files and uploads, targets, a version, a library.

    The unit of the draft has another below it, so that there is something to add up.
    """

    draft: Disclosure
    targets: Disclosure
    officer: User


@pytest.fixture
def world(transactional_db: None, reference_books: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(tasks.render_version, "delay", lambda version: None)  # nobody looks at it
    actions.publish(
        disclosure=a_draft(a_full_report(YEAR - 1)), by=root(), at=AT, imported=True
    )  # fmt: skip
    draft = a_draft()
    officer = officer_of(draft.unit)
    school = a_unit(f"{draft.unit.code}-1", "第一中学", draft.unit)
    a_draft(of_unit(a_full_report(), school.name, school.code))
    draft.unit.refresh_from_db()
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
    unit = UnitFacts(draft.unit.name, draft.unit.code)
    return replace(targets_report(), unit=unit, year=draft.year)


# --- which pages there are -------------------------------------------------------------------


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns)
        elif one.name:
            yield one.name


def _pages() -> list[str]:
    """Names of the addresses that are pages."""
    names = {*_names(admin.site.get_urls())} - _NO_PAGES
    return sorted(name for name in names if not name.endswith("_export"))


def _desk(disclosure: Disclosure, name: str, *arguments: object) -> str:
    return reverse(f"admin:{name}", args=[disclosure.pk, *arguments])


def _one(name: str) -> Callable[[World], _Addresses]:
    return lambda world: [_desk(world.draft, name)]


def _both(name: str) -> Callable[[World], _Addresses]:
    """Of the accounts and of the targets."""
    return lambda world: [_desk(world.draft, name), _desk(world.targets, name)]


def _steps(address: str) -> _Addresses:
    return [f"{address}?step={step.value}" for step in Step]


def _jobs(world: World) -> _Addresses:
    """An upload in each of its states."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tasks.read_upload, "delay", lambda job: None)
        text = render_text(compose(a_full_report(), shipped_reference(YEAR))).encode()
        contents = (text, b"%PDF-1.7 \x00", text + b"\n", text + _GAP, text + b"\n\n")
        by = world.officer
        jobs = [an_upload(world.draft, by, ("决算公开.txt", content)) for content in contents]
    for job in jobs[1:]:
        tasks.read_upload(job.pk)
    jobs[-1].refresh_from_db()
    uploads.discard(job=jobs[-1], by=by, at=AT)
    every = world.draft.jobs.all()
    assert {job.state for job in every} == {
        JobState.WAITING, JobState.FAILED, JobState.READY, JobState.DISCARDED,
    }  # fmt: skip
    return [job.get_absolute_url() for job in every]


_DESK: dict[str, Callable[[World], _Addresses]] = {
    "desk_home": _both("desk_home"),
    "desk_checks": _both("desk_checks"),
    "desk_review": _both("desk_review"),
    "desk_inbox": lambda _: [reverse("admin:desk_inbox")],
    "desk_consolidation": _one("desk_consolidation"),
    "desk_statement": lambda world: [
        _desk(world.draft, "desk_statement", number) for number in BY_NUMBER
    ],
    "desk_narrative": _one("desk_narrative"),
    "desk_performance": lambda world: _steps(_desk(world.draft, "desk_performance")),
    "desk_projects": _both("desk_projects"),
    "desk_project": lambda world: _steps(_desk(world.draft, "desk_project", 0)),
    "desk_target": lambda world: [_desk(world.targets, "desk_target", 0)],
    "desk_library": lambda world: [f"{_desk(world.draft, 'desk_library')}?table=projects/0"],
    "desk_upload": _both("desk_upload"),
    "desk_job": _jobs,
}


def _inspection(name: str, *arguments: object) -> str:
    return f"{reverse(f'admin:{name}', args=arguments)}?year={YEAR}"


_INSPECTION: dict[str, Callable[[World], _Addresses]] = {
    "desk_inspection": lambda _: [_inspection("desk_inspection")],
    "desk_inspection_units": lambda _: [
        _inspection("desk_inspection_units"),
        _inspection("desk_inspection_units") + "&sort=-signs&timing=late",
    ],
    "desk_inspection_unit": lambda world: [
        reverse("admin:desk_inspection_unit", args=[world.draft.unit_id, year])
        for year in (YEAR - 2, YEAR - 1, YEAR)
    ],
    "desk_inspection_compare": lambda world: [
        _inspection("desk_inspection_compare"),
        _inspection("desk_inspection_compare") + f"&unit={world.draft.unit_id}",
    ],
    "desk_inspection_rules": lambda _: [_inspection("desk_inspection_rules")],
    "desk_inspection_rule": lambda _: [
        _inspection("desk_inspection_rule", rule) for rule in ("IN-01", "SG-03", "ST-01")
    ],
}


def _batch(_: World) -> _Addresses:
    """Of a reviewer, who has chosen one that cannot be approved."""
    draft = Disclosure.objects.first()
    assert draft is not None
    chosen, by = [(draft, 0)], User.objects.get(username="reviewer")
    found = batches.begin(verb=Verb.APPROVE, chosen=chosen, by=by, at=AT)
    return [found.get_absolute_url()]


_REVIEW: dict[str, Callable[[World], _Addresses]] = {
    "desk_bulk": lambda _: [
        reverse("admin:desk_bulk"), reverse("admin:desk_bulk") + "?state=approved",
    ],
    "desk_batch": _batch,
}  # fmt: skip


def _of_a_table(name: str) -> str | None:
    """The page ``name`` of a model's table, of its first row where it is of one."""
    for model in admin.site._registry:
        head = f"{model._meta.app_label}_{model._meta.model_name}_"
        view = name.removeprefix(head) if name.startswith(head) else ""
        if view in _OF_A_LIST:
            return reverse(f"admin:{name}")
        if view in _OF_A_ROW:
            row = model._default_manager.first()
            assert row is not None, f"nothing to look at in {model.__name__}"
            return reverse(f"admin:{name}", args=[row.pk])
    return None


def _others(world: World) -> _Addresses:
    """The pages that are not of the desk."""
    found = [reverse("admin:app_list", args=[app]) for app in ("units", "disclosures")]
    for what in ("password", "factor", "lock"):
        found.append(reverse("admin:units_user_reset", args=[world.officer.pk, what]))
    desk = {*_DESK, *_INSPECTION, *_REVIEW}
    for name in sorted({*_pages()} - desk - {"app_list", "units_user_reset"}):
        try:
            found.append(_of_a_table(name) or reverse(f"admin:{name}"))
        except NoReverseMatch as missing:
            raise AssertionError(f"say where the page {name} is, or that it is none") from missing
    return found


# --- what is asked of each ---------------------------------------------------------------------


@dataclass(frozen=True)
class Walk:
    """Opens pages one after the other; ``faults`` is what was wrong with any of them."""

    page: Page
    site: str
    faults: list[str]
    complaints: list[str]

    def open(self, *addresses: str) -> None:
        for address in addresses:
            response = self.page.goto(self.site + address)
            assert response is not None
            if response.status == _FORBIDDEN and address.endswith(_NOT_TO_BE_CHANGED):
                continue
            if response.status != _OK:
                self.faults.append(f"{address}: {response.status}")
            self.look(address)

    def look(self, where: str) -> None:
        found = barriers(self.page)
        if (headings := self.page.locator("h1").count()) != 1:
            found.append(f"{headings} headings of the first level")
        if self.page.locator("html").get_attribute("lang") != "zh-hans":
            found.append("not said to be in Chinese")
        if not self.page.title().strip():
            found.append("no title")
        # The browser notes a refusal itself.
        found += [one for one in self.complaints if str(_FORBIDDEN) not in one]
        self.complaints.clear()
        self.faults.extend(f"{where}: {one}" for one in found)


Start = Callable[[User | None], AbstractContextManager[Walk]]


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def walk(chromium: Browser, live_server: LiveServer, faults: list[str]) -> Start:
    """A walk in a browser of the user's own; nobody's where there is none."""

    @contextmanager
    def start(user: User | None) -> Iterator[Walk]:
        context = chromium.new_context(
            locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT}
        )  # fmt: skip
        if user:
            sign_in(context, live_server.url, user)
        page = context.new_page()
        yield Walk(page, live_server.url, faults, complaints_of(page))
        context.close()

    return start


def test_every_page_of_the_desk_is_in_the_table() -> None:
    assert {name for name in _pages() if name.startswith("desk_")} == {
        *_DESK, *_INSPECTION, *_REVIEW,
    }  # fmt: skip


def test_the_pages_of_the_inspection_desk_keep_nobody_out(
    walk: Start, world: World, faults: list[str]
) -> None:
    approve(f"{YEAR + 1}-03-01")
    with walk(a_user("reviewer", Role.REVIEWER, is_staff=True)) as desk:
        desk.open(reverse("admin:desk_inspection") + f"?year={YEAR}")  # nothing is inspected yet
        inspect_all()
        for addresses in _INSPECTION.values():
            desk.open(*addresses(world))
    assert not faults, "\n".join(faults)


def test_the_pages_of_the_review_keep_nobody_out(
    walk: Start, world: World, faults: list[str]
) -> None:
    reviewer = a_user("reviewer", Role.REVIEWER, is_staff=True)
    submitted(world.draft, world.officer, AT)
    with walk(reviewer) as desk:
        for addresses in _REVIEW.values():
            desk.open(*addresses(world))
        desk.open(f"{_desk(world.draft, 'desk_review')}?where=statements/05")
        desk.open(_desk(world.draft, "desk_checks"), reverse("admin:desk_inbox"))
    said = [("statements/05", "与预算不符"), ("", "请补写原因")]
    actions.send_back(disclosure=world.draft, reason="须改", comments=said, by=reviewer, at=AT)
    with walk(world.officer) as desk:
        desk.open(_desk(world.draft, "desk_review"), _desk(world.draft, "desk_statement", "05"))
        desk.open(reverse("admin:desk_inbox"))
    assert not faults, "\n".join(faults)


def test_the_pages_of_the_desk_keep_nobody_out(
    walk: Start, world: World, faults: list[str]
) -> None:
    with walk(world.officer) as desk:
        for addresses in _DESK.values():
            desk.open(*addresses(world))
    assert not faults, "\n".join(faults)


def test_a_draft_that_is_only_looked_at_keeps_nobody_out(
    walk: Start, world: World, faults: list[str]
) -> None:
    with walk(a_user("reviewer", Role.REVIEWER, is_staff=True)) as desk:
        for name in ("desk_home", "desk_checks", "desk_narrative", "desk_projects", "desk_upload"):
            desk.open(_desk(world.draft, name))
        for name, which in (("desk_statement", "05"), ("desk_project", 0)):
            desk.open(_desk(world.draft, name, which))
    assert not faults, "\n".join(faults)


def test_the_other_pages_of_the_administration_keep_nobody_out(
    walk: Start, world: World, faults: list[str]
) -> None:
    _jobs(world)
    with walk(root()) as office:
        office.open(*_others(world))
        office.page.get_by_role("button", name="注销").click()
        office.look("after signing out")
    with walk(None) as door:
        door.open(reverse("admin:login"))
    assert not faults, "\n".join(faults)


def test_the_page_that_asks_for_an_own_password_leads_nowhere_else(
    walk: Start, world: World, faults: list[str]
) -> None:
    User.objects.filter(pk=world.officer.pk).update(must_change_password=True)
    with walk(world.officer) as desk:
        desk.open(reverse("admin:index"))
        assert desk.page.url.endswith(reverse("admin:password_change"))
        assert desk.page.get_by_role("navigation").count() == 0
        assert desk.page.get_by_text("您现在用的是一次性密码").is_visible()
    assert not faults, "\n".join(faults)


def test_the_start_page_of_every_role_keeps_nobody_out(
    walk: Start, world: World, faults: list[str]
) -> None:
    start = reverse("admin:index")
    for role in Role.values:
        with walk(a_user(f"of-{role}", role, world.draft.unit, is_staff=True)) as home:
            home.open(f"{start}?year={YEAR}")
    with walk(world.officer) as home:
        home.open(f"{start}?year={YEAR - 2}")  # not begun
    assert not faults, "\n".join(faults)
