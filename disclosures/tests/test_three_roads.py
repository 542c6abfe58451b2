"""One content by three roads (document, workbooks, typing) is one draft."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from disclosures import actions, demo, tasks, uploads, workbooks
from disclosures.compose import compose
from disclosures.desk.links import NARRATIVE, PERFORMANCE, PROJECTS, section_of
from disclosures.intake import File
from disclosures.models import Disclosure
from disclosures.models.job import JobKind, JobState
from disclosures.readers import read
from disclosures.render.text import render_text
from disclosures.store import assemble
from disclosures.tests.uploading import AT
from disclosures.workbooks.performance import write_performance
from fiscal.codec import to_plain
from fiscal.edits import Change, difference, leaves
from fiscal.report import FINAL_ACCOUNTS, Report, UnitFacts
from fiscal.statements import DECLARATIONS
from units.models import Role, Unit
from units.reference import shipped_reference
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

CODE = "roads-01"
SAMPLES = [
    "changji-sasac-2024.txt", "changji-government-office-2024.txt", "urumqi-sasac-targets-2024.txt",
]  # fmt: skip
DEMO_UNITS = 3


class Roads:
    """An officer with one unit, whose draft is begun anew for every road."""

    def __init__(self, client: Client, report: Report) -> None:
        self.unit = Unit.objects.filter(name=report.unit.name).first()
        self.unit = self.unit or a_unit(CODE, report.unit.name)
        self.by = a_user("officer", Role.OFFICER, self.unit, is_staff=True)
        self.client = client
        client.force_login(self.by)
        self.report = replace(report, unit=replace(report.unit, code=self.unit.code))

    @property
    def by_workbooks(self) -> Report:
        """Our two templates, filled, both at once."""
        books = shipped_reference(self.report.year)
        files = [("绩效.xlsx", write_performance(self.report, books))]
        if self.report.kind == FINAL_ACCOUNTS:
            files.insert(0, ("报表.xlsx", workbooks.template(self.report, books)))
        return self.by_upload(*files)

    def by_upload(self, *files: File) -> Report:
        draft = self._begin()
        job = uploads.start(disclosure=draft, files=files, kind=JobKind.WHOLE, by=self.by, at=AT)
        tasks.read_upload(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.READY
        # The samples say a few things twice or with a comma too many: that is said, and known.
        uploads.confirm(job=job, revision=draft.revision, by=self.by, at=AT, despite_gaps=True)
        return assemble(draft)

    @property
    def by_typing(self) -> Report:
        """Everything in one paste."""
        draft = self._begin()
        self._type(draft)
        return assemble(draft)

    @property
    def by_page(self) -> Report:
        """One page of the desk after the other, over the sums that it shows by then."""
        draft = self._begin()
        numbers = [f"statements/{one.number}" for one in DECLARATIONS]
        for section in (*numbers, NARRATIVE, PERFORMANCE, PROJECTS):
            self._type(draft, section)
        return assemble(draft)

    def tells(self, change: Change) -> bool:
        """Whether the document itself says what stands there."""
        told = {one.path for one in leaves(difference(self._empty(), self.report))}
        return change.path in told

    def _type(self, draft: Disclosure, section: str | None = None) -> None:
        wanted = difference(assemble(draft), self.report)
        changes = [
            to_plain(one)
            for one in wanted
            if one.new is not None and section in (None, section_of(one.path))
        ]
        body, url = {"unit": "yuan", "changes": changes}, f"/admin/desk/{draft.pk}/changes/"
        answer = self.client.post(url, json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content.decode()

    def _begin(self) -> Disclosure:
        return actions.load(report=self._empty(), by=self.by, at=AT)

    def _empty(self) -> Report:
        unit = UnitFacts(self.unit.name, self.unit.code)
        return Report(unit, self.report.year, self.report.kind)


def told(before: Report, after: Report) -> list[Change]:
    """The first differences, for a message that can be read."""
    return list(difference(before, after))[:5]


def document(report: Report) -> bytes:
    return render_text(compose(report, shipped_reference(report.year))).encode()


def published(content: bytes) -> Report:
    report = read("决算公开.txt", content, shipped_reference).report
    assert report is not None
    return report


@pytest.mark.samples
@pytest.mark.parametrize("name", SAMPLES)
def test_a_real_disclosure_gives_equal_drafts(samples: Path, name: str, client: Client) -> None:
    content = (samples / name).read_bytes()
    roads = Roads(client, published(content))
    agree(roads, content)
    typed = roads.by_page
    # The tables of a text are not whole: which of their gaps are computed depends on the order.
    assert [one for one in leaves(difference(typed, roads.by_typing)) if roads.tells(one)] == []
    assert document(typed) == document(roads.report)


@pytest.mark.parametrize("number", range(DEMO_UNITS))
def test_a_fictional_disclosure_gives_equal_drafts(number: int, client: Client) -> None:
    (report,) = demo.reports(list(demo.units(DEMO_UNITS))[number], 2024, 2024)
    content = document(report)
    roads = Roads(client, published(content))
    agree(roads, content)
    assert told(roads.by_typing, roads.by_page) == []


def agree(roads: Roads, content: bytes) -> None:
    """All roads lead to the same draft, and it prints the document that there was."""
    by_document = roads.by_upload(("决算公开.txt", content))
    for other in (roads.by_workbooks, roads.by_typing):
        assert told(by_document, other) == []
        assert other == by_document
    assert document(by_document) == document(roads.report)
