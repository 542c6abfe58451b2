"""The road of an upload: read once, confirmed once, taken back once; nothing lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from disclosures import actions, intake, reading, uploads
from disclosures.intake import Intake
from disclosures.models import Disclosure, Event, Upload
from disclosures.models.job import Job, JobState
from disclosures.refusal import ActionRefused
from disclosures.store import assemble
from disclosures.tests.uploading import (
    LATER,
    a_draft,
    a_file,
    a_report,
    an_officer,
    an_upload,
    confirmed_report,
    read_now,
)
from fiscal.edits import Change
from fiscal.report import Report
from units.models import Role, User
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return an_officer()


@pytest.fixture
def draft(officer: User) -> Disclosure:
    return a_draft(officer)


def confirm(job: Job, by: User, **more: bool) -> None:
    revision = Disclosure.objects.get(pk=job.disclosure_id).revision
    uploads.confirm(job=job, revision=revision, by=by, at=LATER, **more)
    job.refresh_from_db()


def rules(refusal: pytest.ExceptionInfo[ActionRefused]) -> list[str]:
    return [finding.rule for finding in refusal.value.findings]


# --- reading -----------------------------------------------------------------------------


def test_a_file_is_kept_at_once_and_read_after_the_transaction(
    officer: User,
    draft: Disclosure,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = an_upload(draft, officer)
        assert job.state == JobState.WAITING
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempt) == (JobState.READY, 2, 2, 1)
    assert [upload.name for upload in job.uploads.all()] == ["决算公开.txt"]


def test_reading_alone_changes_no_draft(officer: User, draft: Disclosure) -> None:
    before = assemble(draft)
    read_now(an_upload(draft, officer))
    draft.refresh_from_db()
    assert (assemble(draft), draft.revision) == (before, 1)


def test_a_job_is_read_by_one_reader_only(officer: User, draft: Disclosure) -> None:
    job = an_upload(draft, officer)
    assert uploads.claim(job.pk, LATER) is not None
    assert uploads.claim(job.pk, LATER) is None


def test_a_message_that_comes_again_changes_nothing(officer: User, draft: Disclosure) -> None:
    job = read_now(an_upload(draft, officer))
    before = job.result
    assert (read_now(job).attempt, job.result) == (1, before)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "RD-01"),
        (b"\x00\x01\x02" * 50, "RD-01"),
        (b"%PDF-1.7 ...", "RD-01"),
        (b"PK\x03\x04 not really", "RD-01"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not really", "RD-01"),
        ("只是一句话".encode(), "RD-02"),
    ],
)
def test_a_file_that_cannot_be_read_is_kept_and_answered_with_a_finding(
    content: bytes, rule: str, officer: User, draft: Disclosure
) -> None:
    job = read_now(an_upload(draft, officer, ("x.xlsx", content)))
    assert job.state == JobState.FAILED
    assert [finding.rule for finding in Intake.of_text(job.result).findings] == [rule]
    assert job.uploads.get().size == len(content)


@pytest.mark.fires("UP-05")
@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (MemoryError(), "内存"),
        (SoftTimeLimitExceeded(), "分钟"),
        (KeyError("a mistake of ours"), "程序出错"),
    ],
)
def test_a_reader_that_fails_says_so(
    problem: Exception,
    words: str,
    officer: User,
    draft: Disclosure,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: Any) -> Intake:
        raise problem

    monkeypatch.setattr(reading, "take_in", fail)
    job = read_now(an_upload(draft, officer))
    (finding,) = Intake.of_text(job.result).findings
    assert (job.state, finding.rule) == (JobState.FAILED, "UP-05")
    assert words in finding.message


def test_a_file_that_unfolds_beyond_the_limit_ends_in_a_finding(
    officer: User, draft: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_MEMORY", 64 * 1024 * 1024)
    monkeypatch.setattr(intake, "read", lambda *_: bytearray(512 * 1024 * 1024))
    job = read_now(an_upload(draft, officer))
    assert "内存" in Intake.of_text(job.result).findings[0].message


def test_an_original_that_storage_lost_is_named(officer: User, draft: Disclosure) -> None:
    job = an_upload(draft, officer)
    default_storage.delete(str(job.uploads.get().file))
    assert "存储中找不到原始文件" in read_now(job).result


# --- deciding ----------------------------------------------------------------------------


def test_confirming_puts_the_file_into_the_draft(officer: User, draft: Disclosure) -> None:
    job = read_now(an_upload(draft, officer))
    confirm(job, officer)
    assert assemble(draft) == confirmed_report()
    draft.refresh_from_db()
    assert (job.state, job.revision) == (JobState.CONFIRMED, draft.revision)
    assert (job.decided_by, draft.upload) == (officer, job.uploads.get())


def test_what_a_document_does_not_state_stays_in_the_draft(officer: User) -> None:
    draft = a_draft(officer, a_report())
    job = read_now(an_upload(draft, officer))
    confirm(job, officer)
    assert assemble(draft).statements == a_report().statements


@pytest.mark.fires("AC-13")
def test_confirming_twice_writes_once(officer: User, draft: Disclosure) -> None:
    job = read_now(an_upload(draft, officer))
    confirm(job, officer)
    with pytest.raises(ActionRefused) as refusal:
        confirm(job, officer)
    assert rules(refusal) == ["AC-13"]
    assert "没有重复处理" in str(refusal.value)
    assert Event.objects.filter(verb="apply_upload").count() == 1


def test_a_draft_that_changed_since_the_preview_is_not_overwritten(
    officer: User, draft: Disclosure
) -> None:
    job = read_now(an_upload(draft, officer))
    change = Change("staff/active", None, 7)
    actions.edit(disclosure=draft, changes=[change], by=officer, at=LATER)
    with pytest.raises(ActionRefused) as refusal:
        uploads.confirm(job=job, revision=draft.revision, by=officer, at=LATER)
    assert rules(refusal) == ["AC-08"]
    job.refresh_from_db()
    assert (job.state, assemble(draft).staff.active) == (JobState.READY, 7)


def test_of_two_uploads_at_once_the_second_is_shown_again(officer: User, draft: Disclosure) -> None:
    first = read_now(an_upload(draft, officer))
    second = read_now(an_upload(draft, an_officer("colleague"), ("另一份.txt", a_file() + b"\n")))
    revision = draft.revision
    uploads.confirm(job=first, revision=revision, by=officer, at=LATER)
    with pytest.raises(ActionRefused) as refusal:
        uploads.confirm(job=second, revision=revision, by=officer, at=LATER)
    assert rules(refusal) == ["AC-08"]
    confirm(second, officer)
    assert assemble(draft) == confirmed_report()


def test_the_same_files_sent_twice_are_one_upload(officer: User, draft: Disclosure) -> None:
    assert an_upload(draft, officer) == an_upload(draft, officer)
    assert (Job.objects.count(), Upload.objects.count()) == (1, 1)


def test_the_same_file_may_come_again_when_the_first_is_decided(
    officer: User, draft: Disclosure
) -> None:
    first = an_upload(draft, officer)
    uploads.discard(job=first, by=officer, at=LATER)
    assert an_upload(draft, officer) != first


@pytest.mark.fires("AC-14")
def test_a_file_not_read_whole_needs_a_word(officer: User, draft: Disclosure) -> None:
    lines = a_file().decode() + "\n这一句没有地方可放，它既不是表也不是说明，共3.14万元。\n"
    job = read_now(an_upload(draft, officer, ("决算.txt", lines.encode())))
    assert not Intake.of_text(job.result).complete
    with pytest.raises(ActionRefused) as refusal:
        confirm(job, officer)
    assert rules(refusal) == ["AC-14"]
    confirm(job, officer, despite_gaps=True)
    assert job.state == JobState.CONFIRMED


def test_undoing_gives_the_draft_back(officer: User) -> None:
    draft = a_draft(officer, a_report())
    before = assemble(draft)
    text = a_file().replace("办公室".encode(), "综合科".encode())
    job = read_now(an_upload(draft, officer, ("决算.txt", text)))
    confirm(job, officer, despite_gaps=True)
    assert assemble(draft) != before
    uploads.undo(job=job, by=officer, at=LATER)
    job.refresh_from_db()
    assert (assemble(draft), job.state) == (before, JobState.UNDONE)
    with pytest.raises(ActionRefused) as refusal:
        uploads.undo(job=job, by=officer, at=LATER)
    assert rules(refusal) == ["AC-13"]


def test_only_the_last_confirmed_upload_can_be_undone(officer: User, draft: Disclosure) -> None:
    first = read_now(an_upload(draft, officer))
    confirm(first, officer)
    second = read_now(an_upload(draft, officer, ("二.txt", a_file() + b"\n")))
    confirm(second, officer)
    assert (uploads.is_undoable(first), uploads.is_undoable(second)) == (False, True)
    with pytest.raises(ActionRefused):
        uploads.undo(job=first, by=officer, at=LATER)


def test_what_was_edited_since_is_not_undone_in_silence(officer: User, draft: Disclosure) -> None:
    job = read_now(an_upload(draft, officer))
    confirm(job, officer)
    stands = assemble(draft).staff.active
    change = Change("staff/active", stands, 7)
    actions.edit(disclosure=draft, changes=[change], by=officer, at=LATER)
    edited = uploads.undo(job=job, by=officer, at=LATER)
    assert [conflict.path for conflict in edited.conflicts] == ["staff/active"]
    job.refresh_from_db()
    assert (job.state, assemble(draft).staff.active) == (JobState.CONFIRMED, 7)


def test_figures_that_no_row_can_hold_refuse_the_whole(officer: User, draft: Disclosure) -> None:
    job = read_now(an_upload(draft, officer))
    result = Intake.of_text(job.result)
    assert result.report is not None
    staff = replace(result.report.staff, active=10**20)
    beyond = replace(result, report=replace(result.report, staff=staff))
    Job.objects.filter(pk=job.pk).update(result=beyond.as_text())
    with pytest.raises(ActionRefused) as refusal:
        confirm(job, officer)
    assert rules(refusal) == ["DB-01"]
    job.refresh_from_db()
    assert (job.state, assemble(draft).texts) == (JobState.READY, {})


def test_who_may_not_write_the_draft_brings_no_files(draft: Disclosure) -> None:
    stranger = a_user("stranger", Role.OFFICER, a_unit("Z9", "别的单位"))
    auditor = a_user("auditor", Role.AUDITOR)
    for user in (stranger, auditor):
        with pytest.raises(ActionRefused) as refusal:
            an_upload(draft, user)
        assert rules(refusal) == ["AC-01"]
    assert not Upload.objects.exists()


def test_a_submitted_draft_takes_no_upload(officer: User, draft: Disclosure) -> None:
    job = read_now(an_upload(draft, officer))
    Disclosure.objects.filter(pk=draft.pk).update(state="submitted")
    with pytest.raises(ActionRefused) as refusal:
        confirm(job, officer)
    assert rules(refusal) == ["AC-02"]
    uploads.discard(job=job, by=officer, at=LATER)


# --- what the database itself refuses ----------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"state": "confirmed"},
        {"state": "running"},
        {"state": "ready"},
        {"state": "lost"},
        {"done": 9},
        {"revision": 3},
    ],
)
def test_a_row_that_cannot_be_is_refused(
    values: dict[str, Any], officer: User, draft: Disclosure
) -> None:
    job = an_upload(draft, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**values)


def test_what_no_database_holds_is_shown_as_such() -> None:
    report = Report(a_report().unit, 2024, functions=("a\x00b\ud800",))
    kept = Intake.of_text(Intake(report).as_text()).report
    assert kept is not None
    assert kept.functions == ("a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}",)
