"""Many files at once, and the same file once more, as an officer's browser sends them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from disclosures.models import Disclosure
from disclosures.models.job import Job, JobKind, JobState
from disclosures.store import assemble
from disclosures.tests.uploading import a_draft, a_file, an_officer
from disclosures.tests.workbook_account import TRUTH
from disclosures.tests.workbook_files import xlsx
from disclosures.tests.workbook_variants import Variant, sheets_of
from units.models import User

pytestmark = pytest.mark.django_db

File = tuple[str, bytes]


@pytest.fixture
def officer(client: Client) -> User:
    user = an_officer()
    client.force_login(user)
    return user


@pytest.fixture
def draft(officer: User) -> Disclosure:
    return a_draft(officer)


def previewed(
    client: Client, draft: Disclosure, callbacks: DjangoCaptureOnCommitCallbacks, *files: File
) -> tuple[Job, str]:
    """The upload of these files, read, and the page that shows what it would change."""
    originals = [SimpleUploadedFile(name, content) for name, content in files]
    with callbacks(execute=True):
        client.post(
            f"/admin/desk/{draft.pk}/upload/", {"originals": originals, "kind": JobKind.WHOLE}
        )
    job = draft.jobs.order_by("-pk")[0]
    return job, client.get(job.get_absolute_url()).content.decode()


def confirmed(client: Client, job: Job) -> None:
    job.disclosure.refresh_from_db()
    data = {"do": "confirm", "revision": job.disclosure.revision}
    client.post(job.get_absolute_url(), data)
    job.refresh_from_db()
    assert job.state == JobState.CONFIRMED


def test_nine_statements_in_nine_files_are_one_proposal(
    client: Client,
    draft: Disclosure,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    files = [
        (f"公开{number}表.xlsx", xlsx({"Sheet1": laid.rows}, {"Sheet1": laid.merged}))
        for number, laid in sheets_of(Variant()).items()
    ]
    job, page = previewed(client, draft, django_capture_on_commit_callbacks, *files)
    assert (Job.objects.count(), job.uploads.count()) == (1, 9)
    assert "没有全部读入" not in page
    confirmed(client, job)
    after = assemble(draft)
    assert sorted(after.statements) == [f"0{number}" for number in range(1, 10)]
    found = {address: after.amount(*address.split("/")) for address in TRUTH}
    assert found == TRUTH


@pytest.mark.parametrize(
    "file",
    [
        ("决算公开.txt", a_file()),
        ("全部.xlsx", xlsx({number: laid.rows for number, laid in sheets_of(Variant()).items()})),
    ],
    ids=["document", "workbook"],
)
def test_the_same_file_sent_again_changes_nothing_and_says_so(
    file: File,
    client: Client,
    draft: Disclosure,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    first, _ = previewed(client, draft, django_capture_on_commit_callbacks, file)
    confirmed(client, first)
    before = assemble(draft)
    again, page = previewed(client, draft, django_capture_on_commit_callbacks, file)
    assert (again.pk != first.pk, again.state) == (True, JobState.READY)
    assert "文件中的内容与草稿相同，不需要写入" in page
    assert "确认，写入草稿" not in page
    assert assemble(draft) == before
