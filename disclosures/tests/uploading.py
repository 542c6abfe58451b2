"""Files and drafts for the tests of uploads: one fictional unit, its disclosure as a text file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from disclosures import actions, demo, tasks, uploads
from disclosures.compose import compose
from disclosures.models import Disclosure
from disclosures.models.job import Job, JobKind
from disclosures.readers import read
from disclosures.render.text import render_text
from fiscal.edits import apply, difference
from fiscal.fill import fill
from fiscal.narrative.defaults import without_proposals
from fiscal.recalculation import recalculation
from fiscal.report import Report, UnitFacts
from units.models import Unit, User
from units.reference import shipped_reference
from units.tests.people import a_unit, officer_of

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
CODE, NAME, YEAR = "yx-01", "云溪县水利局", 2024


@cache
def a_report(year: int = YEAR, name: str = NAME) -> Report:
    """A whole disclosure: nine statements, texts, evaluations."""
    (report,) = demo.reports(next(iter(demo.units(1))), year, year)
    unit = replace(report.unit, name=name, code=CODE)
    evaluation = report.unit_evaluation
    return replace(
        report, unit=unit, unit_evaluation=evaluation and replace(evaluation, unit_name=name)
    )


@cache
def a_file(year: int = YEAR, name: str = NAME) -> bytes:
    """The same as the text file that a unit would publish; it carries no statements."""
    document = compose(a_report(year, name), shipped_reference(year))
    return render_text(document).encode()


@cache
def confirmed_report() -> Report:
    """The draft that confirming that file makes of an empty one."""
    found, books = read("决算公开.txt", a_file(), shipped_reference).report, shipped_reference(YEAR)
    assert found is not None
    found = replace(found, unit=replace(found.unit, code=CODE))
    empty = Report(UnitFacts(NAME, CODE), YEAR)
    brought = difference(empty, found)
    typed = tuple(without_proposals(brought, fill(found, books), books))
    return apply(empty, (*typed, *recalculation(empty, typed, books)))


def an_officer(name: str = "officer", unit: Unit | None = None) -> User:
    return officer_of(unit or the_unit(), name)


def the_unit() -> Unit:
    return Unit.objects.filter(code=CODE).first() or a_unit(CODE, NAME)


def a_draft(by: User, report: Report | None = None) -> Disclosure:
    """A draft; an empty one by default."""
    unit = the_unit()
    empty = Report(UnitFacts(unit.name, unit.code), YEAR)
    return actions.load(report=report or empty, by=by, at=AT)


def an_upload(
    disclosure: Disclosure,
    by: User,
    *files: tuple[str, bytes],
    kind: str = JobKind.WHOLE,
) -> Job:
    """An upload that waits to be read, of the unit's own text file by default."""
    given = files or (("决算公开.txt", a_file()),)
    return uploads.start(disclosure=disclosure, files=given, kind=kind, by=by, at=AT)


def read_now(job: Job) -> Job:
    """What a worker does when the queue names the job."""
    tasks.read_upload(job.pk)
    job.refresh_from_db()
    return job
