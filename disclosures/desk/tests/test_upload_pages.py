"""The pages of an upload, as an officer's browser asks for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from disclosures import actions, tasks, uploads
from disclosures.desk import uploads as pages
from disclosures.models import Disclosure, Event, Upload
from disclosures.models.job import Job, JobKind, JobState
from disclosures.store import assemble
from disclosures.tests.uploading import (
    AT,
    YEAR,
    a_draft,
    a_file,
    an_officer,
    an_upload,
    confirmed_report,
)
from fiscal.edits import Change
from units.models import Role, User
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> User:
    user = an_officer()
    client.force_login(user)
    return user


@pytest.fixture
def draft(officer: User) -> Disclosure:
    return a_draft(officer)


@pytest.fixture
def upload_url(draft: Disclosure) -> str:
    return f"/admin/desk/{draft.pk}/upload/"


@pytest.fixture
def job(draft: Disclosure, officer: User) -> Job:
    """An upload that waits for its confirmation."""
    made = an_upload(draft, officer)
    tasks.read_upload(made.pk)
    made.refresh_from_db()
    return made


def sent(client: Client, url: str, *contents: bytes) -> Any:
    files = [
        SimpleUploadedFile(f"文件{number}.txt", content) for number, content in enumerate(contents)
    ]
    return client.post(url, {"originals": files, "kind": JobKind.WHOLE})


def text_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def shown(client: Client, job: Job) -> str:
    answer = client.get(job.get_absolute_url())
    assert answer.status_code == 200
    return text_of(answer)


def decide(client: Client, job: Job, **data: Any) -> str:
    """The page after a decision."""
    answer = client.post(job.get_absolute_url(), data, follow=True)
    job.refresh_from_db()
    return text_of(answer)


def test_from_the_form_to_the_preview_to_the_draft_and_back(
    client: Client,
    draft: Disclosure,
    upload_url: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = assemble(draft)
    with django_capture_on_commit_callbacks(execute=True):
        answer = sent(client, upload_url, a_file())
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, job.get_absolute_url())

    preview = shown(client, job)
    assert "确认，写入草稿" in preview
    assert "在职人员" in preview
    assert assemble(draft) == before

    assert "已写入草稿" in decide(client, job, do="confirm", revision=draft.revision)
    assert assemble(draft) == confirmed_report()
    assert "撤销这次上传" in shown(client, job)

    assert "已撤销" in decide(client, job, do="undo")
    assert assemble(draft) == before
    assert "撤销这次上传" not in shown(client, job)


def test_a_second_click_on_confirm_is_told_that_it_was_done(
    client: Client, draft: Disclosure, job: Job
) -> None:
    decide(client, job, do="confirm", revision=draft.revision)
    page = decide(client, job, do="confirm", revision=draft.revision)
    assert "没有重复处理" in page
    assert Event.objects.filter(verb="apply_upload").count() == 1


def test_a_draft_that_changed_is_compared_again_before_it_is_written(
    client: Client, officer: User, draft: Disclosure, job: Job
) -> None:
    seen = draft.revision
    change = Change("staff/active", None, 7)
    actions.edit(disclosure=draft, changes=[change], by=officer, at=AT)
    page = decide(client, job, do="confirm", revision=seen)
    assert "重新比较的结果" in page
    assert job.state == JobState.READY
    draft.refresh_from_db()
    assert f'name="revision" value="{draft.revision}"' in page
    decide(client, job, do="confirm", revision=draft.revision)
    assert assemble(draft) == confirmed_report()


def test_a_form_without_a_revision_writes_nothing(client: Client, job: Job) -> None:
    for revision in ("", "x", "999999"):
        decide(client, job, do="confirm", revision=revision)
    assert job.state == JobState.READY


def test_discarding_leaves_the_draft(client: Client, draft: Disclosure, job: Job) -> None:
    page = decide(client, job, do="discard")
    assert "草稿没有改动" in page
    assert (job.state, assemble(draft).texts) == (JobState.DISCARDED, {})


def test_other_uploads_that_wait_are_named(
    client: Client, draft: Disclosure, officer: User, job: Job
) -> None:
    other = an_upload(draft, an_officer("colleague"), ("另一份.txt", a_file() + b"\n"))
    tasks.read_upload(other.pk)
    assert other.get_absolute_url() in shown(client, job)


def test_edits_since_are_listed_when_undoing_would_lose_them(
    client: Client, officer: User, draft: Disclosure, job: Job
) -> None:
    decide(client, job, do="confirm", revision=draft.revision)
    change = Change("staff/active", confirmed_report().staff.active, 7)
    actions.edit(disclosure=draft, changes=[change], by=officer, at=AT)
    page = decide(client, job, do="undo")
    assert "没有撤销" in page
    assert "在职人员：现在是“7”" in page
    assert assemble(draft).staff.active == 7


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00\xd8",
        b"%PDF-1.7 \x00",
        b"PK\x03\x04" + b"\x00" * 40,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600,
        "<script>alert(1)</script>2024年度部门决算公开说明\n".encode() * 3,
    ],
)
def test_a_hostile_file_is_answered_with_findings(
    content: bytes,
    client: Client,
    upload_url: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sent(client, upload_url, content)
    page = shown(client, Job.objects.get())
    assert 'class="desk-findings"' in page
    assert "<script>alert" not in page
    assert Upload.objects.get().size == len(content)


def test_a_file_named_with_markup_is_only_a_name(
    client: Client, draft: Disclosure, officer: User
) -> None:
    job = an_upload(draft, officer, ("<img src=x>.txt", a_file()))
    tasks.read_upload(job.pk)
    assert "<img src=x>" not in shown(client, job)


def test_a_form_without_files_is_shown_again(client: Client, upload_url: str) -> None:
    answer = client.post(upload_url, {"kind": JobKind.WHOLE})
    assert answer.status_code == 422
    assert "请选择要上传的文件" in text_of(answer)


def test_too_many_or_too_large_files_are_refused_unread(
    client: Client, upload_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = sent(client, upload_url, *(b"%d" % number for number in range(pages.MOST_FILES + 1)))
    assert "一次最多上传" in text_of(many)
    monkeypatch.setattr(pages, "MAX_FILE", 10)
    large = sent(client, upload_url, b"123456", b"789012")
    assert "文件合计超过" in text_of(large)
    assert not Upload.objects.exists()


def test_the_same_file_chosen_twice_is_read_once(client: Client, upload_url: str) -> None:
    sent(client, upload_url, b"same", b"same")
    assert Job.objects.get().uploads.count() == 1


def test_an_upload_survives_a_queue_that_is_down(
    client: Client,
    upload_url: str,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def down(job_id: int) -> None:
        raise ConnectionError

    monkeypatch.setattr(tasks.read_upload, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        assert sent(client, upload_url, a_file()).status_code == 302
    assert Job.objects.get().state == JobState.WAITING


# --- while it is read --------------------------------------------------------------------


def test_progress_is_told_to_the_script(client: Client, draft: Disclosure, officer: User) -> None:
    job = an_upload(draft, officer)
    Job.objects.filter(pk=job.pk).update(
        created_at=timezone.now(), done=1, message="正在读取“决算.txt”"
    )
    assert client.get(f"{job.get_absolute_url()}progress/").json() == {
        "over": False, "done": 1, "total": 2, "message": "正在读取“决算.txt”", "silent": False,
    }  # fmt: skip
    tasks.read_upload(job.pk)
    assert client.get(f"{job.get_absolute_url()}progress/").json()["over"] is True


def test_a_silent_reader_can_be_replaced(
    client: Client, draft: Disclosure, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks.read_upload, "delay", sent.append)
    job = an_upload(draft, officer)
    silent = timezone.now() - uploads.STALE - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempt=1, heartbeat=silent)
    assert '<p id="progress-silent" >' in shown(client, job)
    decide(client, job, do="retry")
    assert (job.state, sent) == (JobState.WAITING, [job.pk])


# --- originals and templates -------------------------------------------------------------


def test_the_list_says_who_when_what_and_what_became_of_it(
    client: Client, draft: Disclosure, upload_url: str, job: Job
) -> None:
    decide(client, job, do="confirm", revision=draft.revision)
    page = text_of(client.get(upload_url))
    for words in ("决算公开.txt", job.uploads.get().sha256, "officer", "已确认", "可以撤销"):
        assert words in page
    decide(client, job, do="undo")
    page = text_of(client.get(upload_url))
    assert ("已撤销" in page, "可以撤销" in page) == (True, False)


def test_an_original_is_handed_out_and_recorded(
    client: Client, draft: Disclosure, officer: User, job: Job
) -> None:
    upload = job.uploads.get()
    answer: Any = client.get(f"/admin/desk/{draft.pk}/upload/files/{upload.pk}/")
    assert b"".join(answer.streaming_content) == a_file()
    assert answer["Content-Disposition"].startswith("attachment")
    event = Event.objects.get(verb="download")
    assert (event.by, event.upload, event.disclosure) == (officer, upload, draft)


def test_files_that_a_command_loaded_are_listed_too(
    client: Client, officer: User, draft: Disclosure, upload_url: str
) -> None:
    upload = actions.receive(name="旧.txt", content=b"old", by=officer, at=AT)
    actions.load(report=assemble(draft), by=officer, at=AT, upload=upload)
    assert "旧.txt" in text_of(client.get(upload_url))
    assert client.get(f"{upload_url}files/{upload.pk}/").status_code == 200


@pytest.mark.parametrize("what", ["accounts", "performance"])
def test_templates_are_workbooks(what: str, client: Client, upload_url: str) -> None:
    answer = client.get(f"{upload_url}templates/{what}/")
    assert answer.content.startswith(b"PK")
    assert f"-{YEAR}-{what}.xlsx" in answer["Content-Disposition"]


def test_both_templates_downloaded_here_are_read_here(
    client: Client,
    officer: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    draft = a_draft(officer, confirmed_report())
    url, before = f"/admin/desk/{draft.pk}/upload/", assemble(draft)
    names = ("accounts", "performance")
    files = [client.get(f"{url}templates/{name}/").content for name in names]
    a_draft(officer)  # emptied
    with django_capture_on_commit_callbacks(execute=True):
        sent(client, url, *files)
    job = Job.objects.get()
    draft.refresh_from_db()
    assert "没有全部读入" not in shown(client, job)
    decide(client, job, do="confirm", revision=draft.revision)
    after = assemble(draft)
    assert (after.texts, after.projects) == (before.texts, before.projects)
    assert after.unit_evaluation == before.unit_evaluation
    for number, statement in before.statements.items():
        for line in statement.lines:
            for column, cell in line.cells.items():
                if cell.this is not None:
                    assert after.amount(number, line.key, column) == cell.this


# --- whose it is -------------------------------------------------------------------------


def test_outside_of_the_own_reach_nothing_exists(
    client: Client, draft: Disclosure, job: Job
) -> None:
    stranger = a_user("stranger", Role.OFFICER, a_unit("Z9", "别的单位"), is_staff=True)
    upload = job.uploads.get()
    client.force_login(stranger)
    desk = f"/admin/desk/{draft.pk}"
    for address in (
        f"{desk}/upload/",
        f"{desk}/upload/templates/accounts/",
        f"{desk}/upload/files/{upload.pk}/",
        job.get_absolute_url(),
        f"{job.get_absolute_url()}progress/",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(job.get_absolute_url(), {"do": "confirm"}).status_code == 404
    assert sent(client, f"{desk}/upload/", b"x").status_code == 404
    assert not Event.objects.filter(verb="download").exists()


def test_an_upload_is_not_reached_through_another_disclosure(
    client: Client, officer: User, job: Job
) -> None:
    other = actions.start_year(unit=job.disclosure.unit, year=YEAR + 1, by=officer, at=AT)
    desk = f"/admin/desk/{other.pk}"
    assert client.get(f"{desk}/jobs/{job.pk}/").status_code == 404
    assert client.get(f"{desk}/upload/files/{job.uploads.get().pk}/").status_code == 404


def test_who_may_only_look_decides_nothing(
    client: Client, draft: Disclosure, upload_url: str, job: Job
) -> None:
    client.force_login(a_user("auditor", Role.AUDITOR, is_staff=True))
    assert 'name="do"' not in shown(client, job)
    assert 'name="originals"' not in text_of(client.get(upload_url))
    assert "无权" in decide(client, job, do="confirm", revision=draft.revision)
    assert job.state == JobState.READY
    assert sent(client, upload_url, b"x").status_code == 409


def test_an_unknown_decision_is_refused(client: Client, job: Job) -> None:
    assert client.post(job.get_absolute_url(), {"do": "delete"}).status_code == 400
