"""A whole disclosure, from an empty unit: uploaded as workbooks, pasted and typed, as a document.

Three roads, one draft. Run with ``-s`` to see what each costs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures import actions, demo
from disclosures.compose import compose
from disclosures.desk.tests.desks import AT
from disclosures.desk.tests.typist import OVERRIDE, Typist
from disclosures.models import Disclosure
from disclosures.readers import read
from disclosures.render.docx import render_docx
from disclosures.render.text import render_text
from disclosures.store import assemble
from disclosures.tests.browsing import complaints_of, sign_in
from disclosures.workbooks import template
from disclosures.workbooks.performance import write_performance
from fiscal.edits import difference, leaves
from fiscal.report import ProjectEvaluation, Report, UnitEvaluation
from units.models import Role
from units.reference import shipped_reference
from units.tests.people import a_unit, a_user

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

YEAR = 2024
LARGER_SAMPLE = "changji-sasac-2024.txt"

_Table = TypeVar("_Table", UnitEvaluation, ProjectEvaluation)


def fictional() -> tuple[str, bytes]:
    (report,) = demo.reports(next(iter(demo.units(1))), YEAR, YEAR)
    return "决算公开.docx", render_docx(compose(report, shipped_reference(YEAR)))


@pytest.fixture(params=["fictional", pytest.param("real", marks=pytest.mark.samples)])
def paper(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """The disclosure on the officer's desk, as a file."""
    if request.param == "fictional":
        return fictional()
    samples: Path = request.getfixturevalue("samples")
    return LARGER_SAMPLE, (samples / LARGER_SAMPLE).read_bytes()


@pytest.fixture
def report(paper: tuple[str, bytes]) -> Report:
    """What stands in it."""
    found = read(*paper, shipped_reference).report
    assert found is not None
    return replace(found, unit=replace(found.unit, code="105001"))


@pytest.fixture
def typist(page: Page, live_server: LiveServer, report: Report, transactional_db: None) -> Typist:
    """A new officer of an empty unit, who has begun the year."""
    unit = a_unit(report.unit.code, report.unit.name)
    officer = a_user("officer", Role.OFFICER, unit, is_staff=True)
    sign_in(page.context, live_server.url, officer)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{live_server.url}{reverse('admin:index')}?year={report.year}")
    page.get_by_role("button", name=f"开始填报{report.year}年度部门决算").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("概览")
    draft = Disclosure.objects.get()
    reference = shipped_reference(report.year)
    return Typist(page, live_server.url, draft, report, reference, clicks=1)


def upload(typist: Typist, *files: tuple[str, bytes]) -> None:
    for name, content in files:
        typist.open("upload", "")
        file: FilePayload = {
            "name": name,
            "mimeType": "application/octet-stream",
            "buffer": content,
        }
        typist.page.get_by_label("文件", exact=False).first.set_input_files(file)
        typist.clicks += 2
        typist.click(typist.page.get_by_role("button", name="上传并读取"))
        expect(typist.page.get_by_role("heading", name="确认上传的内容")).to_be_visible()
        aware = typist.page.get_by_label("我知道有内容没有读入")
        if aware.count():
            typist.click(aware)
        typist.click(typist.page.get_by_role("button", name="确认，写入草稿"))
        expect(typist.page.get_by_role("heading", name="上传已确认")).to_be_visible()


def by_workbooks(typist: Typist, paper: tuple[str, bytes]) -> None:
    report, reference = typist.report, typist.reference
    upload(
        typist,
        ("报表.xlsx", template(report, reference)),
        ("绩效.xlsx", write_performance(report, reference)),
    )


def by_the_document(typist: Typist, paper: tuple[str, bytes]) -> None:
    upload(typist, paper)


def by_paste_and_keyboard(typist: Typist, paper: tuple[str, bytes]) -> None:
    for number in sorted(typist.report.statements):
        typist.paste_statement(number)
    typist.enter_evaluations()
    typist.type_narrative()


def empty(report: Report) -> Report:
    return Report(replace(report.unit, nature_group="administrative"), report.year)


def without_overrides(report: Report) -> Report:
    """Where a rate is not the computed one, the desk asks for a reason, which no document gives."""
    projects = tuple(_without(one) for one in report.projects)
    unit = report.unit_evaluation
    return replace(report, projects=projects, unit_evaluation=_without(unit) if unit else None)


def _without(table: _Table) -> _Table:
    rows = tuple(
        replace(one, override_reason="") if one.override_reason == OVERRIDE else one
        for one in table.indicators
    )
    return replace(table, indicators=rows)


def printed(report: Report) -> str:
    return render_text(compose(report, shipped_reference(report.year)))


def test_three_roads_lead_to_one_draft(
    typist: Typist,
    paper: tuple[str, bytes],
    record_property: Callable[[str, object], None],
) -> None:
    complaints = complaints_of(typist.page)
    drafts = []
    for road in (by_the_document, by_workbooks, by_paste_and_keyboard):
        typist.page.goto("about:blank")
        actions.load(report=empty(typist.report), by=typist.draft.events.latest("pk").by, at=AT)
        typist.start_counting()
        road(typist, paper)
        record_property(road.__name__, typist.tally)
        print(f"{road.__name__}: {typist.tally}")  # noqa: T201
        drafts.append(assemble(typist.draft))
    document, workbooks, typed = drafts
    assert difference(document, workbooks) == ()
    differing = leaves(difference(document, without_overrides(typed)))
    if paper[0] == LARGER_SAMPLE:
        # Its tables are not whole: which of their gaps are computed depends on the order.
        told = {one.path for one in leaves(difference(empty(typist.report), typist.report))}
        differing = (one for one in differing if one.path in told)
    assert list(differing) == []
    assert printed(typed) == printed(document)
    # A rate that waits for its reason is answered with 422, which the browser notes.
    assert [one for one in complaints if "422" not in one] == []
