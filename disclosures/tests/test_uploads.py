"""The road of an upload: read once, confirmed once, taken back once; nothing lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from disclosures import actions, tasks, uploads
from disclosures.job import Job, JobKind, JobState
from disclosures.models import Event, Upload
from disclosures.proposal import proposal
from disclosures.refusal import ActionRefused
from disclosures.store import assemble
from disclosures.tests.uploading import AT, a_draft, a_file, a_report, an_officer, an_upload
from fiscal.edits import Change
from units.models import User

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=1)


@pytest.fixture
def officer() -> User:
    return an_officer()


def read(job: Job) -> Job:
    tasks.read_upload(job.pk)
    job.refresh_from_db()
    return job


def confirm(job: Job, by: User, revision: int | None = None, **more: bool) -> None:
    job.disclosure.refresh_from_db()
    uploads.confirm(
        job=job, revision=revision or job.disclosure.revision, by=by, at=LATER, **more
    )
    job.refresh_from_db()


def test_a_file_is_kept_and_read_after_the_transaction(
    officer: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    draft = a_draft(officer)
    with django_capture_on_commit_callbacks(execute=True):
        job = an_upload(draft, officer)
        assert job.state == JobState.WAITING
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempt) == (JobState.READY, 2, 2, 1)
    assert [upload.name for upload in job.uploads.all()] == ["决算公开.txt"]


def test_confirming_puts_the_file_into_the_draft(officer: User) -> None:
    draft = a_draft(officer)
    job = read(an_upload(draft, officer))
    assert assemble(draft).texts == {}  # reading alone changes nothing
    confirm(job, officer)
    report = assemble(draft)
    assert report.texts == a_report().texts
    assert report.projects == a_report().projects
    assert report.staff == a_report().staff
    assert job.state == JobState.CONFIRMED
    draft.refresh_from_db()
    assert (draft.upload, job.revision) == (job.uploads.get(), draft.revision)
