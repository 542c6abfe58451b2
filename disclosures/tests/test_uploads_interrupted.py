"""A reader of an upload that died, or was taken for dead: nothing lost, nothing done twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from disclosures import intake, tasks, uploads
from disclosures.intake import Intake
from disclosures.models import Disclosure
from disclosures.models.job import Job, JobState
from disclosures.tests.uploading import (
    AT,
    LATER,
    a_draft,
    an_officer,
    an_upload,
    read_now,
)
from units.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return an_officer()


@pytest.fixture
def draft(officer: User) -> Disclosure:
    return a_draft(officer)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the jobs that the queue was told of."""
    ids: list[int] = []
    monkeypatch.setattr(tasks.read_upload, "delay", ids.append)
    return ids


def running(job: Job, silent_for: timedelta = timedelta(0), attempt: int = 1) -> Job:
    """The job as a reader left it half-way."""
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempt=attempt, heartbeat=LATER - silent_for, done=1
    )
    job.refresh_from_db()
    return job


def test_a_reader_without_signs_of_life_is_replaced(
    officer: User, draft: Disclosure, sent: list[int]
) -> None:
    job = running(an_upload(draft, officer), silent_for=uploads.STALE)
    assert uploads.requeue(LATER) == 1
    job.refresh_from_db()
    assert (job.state, sent) == (JobState.WAITING, [job.pk])
    assert read_now(job).attempt == 2


def test_a_reader_that_is_alive_is_left_alone(
    officer: User, draft: Disclosure, sent: list[int]
) -> None:
    job = running(an_upload(draft, officer), silent_for=uploads.STALE - timedelta(seconds=1))
    assert (uploads.requeue(LATER), sent) == (0, [])
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_a_job_whose_message_was_lost_is_sent_again(
    officer: User, draft: Disclosure, sent: list[int]
) -> None:
    job = an_upload(draft, officer)
    call_command("requeue_jobs", verbosity=0)
    assert sent == [job.pk]


def test_when_no_worker_runs_every_reader_is_known_to_be_dead(
    officer: User, draft: Disclosure, sent: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    job = running(an_upload(draft, officer), silent_for=timedelta(seconds=1))
    call_command("requeue_jobs", all=True)
    assert (sent, capsys.readouterr().out) == ([job.pk], "已重新排队 1 个上传\n")


def test_a_file_that_ends_every_reader_is_given_up(
    officer: User, draft: Disclosure, sent: list[int]
) -> None:
    job = running(an_upload(draft, officer), attempt=uploads.MAX_ATTEMPTS)
    uploads.interrupted(job.pk, LATER)
    job.refresh_from_db()
    assert (job.state, sent) == (JobState.FAILED, [])
    assert "3次中断" in job.result


def test_the_result_of_a_reader_that_was_given_up_is_dropped(
    officer: User, draft: Disclosure, sent: list[int]
) -> None:
    job = an_upload(draft, officer)
    slow = uploads.claim(job.pk, AT)
    assert slow is not None
    uploads.requeue(LATER)
    quick = uploads.claim(job.pk, LATER)
    assert quick is not None
    assert not uploads.settle(slow, Intake(None), LATER)
    assert not uploads.beat(slow, LATER)
    assert uploads.settle(quick, Intake(None), LATER)


def test_a_reader_stops_when_its_upload_is_discarded(
    officer: User, draft: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = an_upload(draft, officer, ("a.txt", b"a"), ("b.txt", b"b"))

    def discard_meanwhile(*_: Any) -> intake.Intake:
        uploads.discard(job=job, by=officer, at=LATER)
        return Intake(None)

    monkeypatch.setattr(intake, "_read", discard_meanwhile)
    assert (read_now(job).state, job.result) == (JobState.DISCARDED, "")
