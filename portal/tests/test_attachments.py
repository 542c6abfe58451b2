"""Files published beside a version: listed, downloaded, and nothing else reachable."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from disclosures import actions
from disclosures.models import Attachment, Version
from fiscal.codec import canonical_json
from portal.tests.support import AT, draft, full, make_files, publish, someone

pytestmark = pytest.mark.django_db

REPORT, PRIVATE = b"%PDF-1.7\nreport\n%%EOF\n", b"%PDF-1.7\nprivate\n%%EOF\n"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def version() -> Version:
    """A version with a public file beside its first project and a private one beside the unit."""
    begun = draft(full())
    project = begun.unit.projects.get(name=full().projects[0].name)
    for content, owner, public in ((REPORT, project, True), (PRIVATE, None, False)):
        actions.attach(
            disclosure=begun, project=owner, kind=Attachment.Kind.REPORT, title="评价报告",
            is_public=public, name="报告.pdf", content=content, by=someone(), at=AT,
        )  # fmt: skip
    return actions.publish(disclosure=begun, by=someone(), at=AT, imported=True)


def url(version: Version, content: bytes) -> str:
    return f"{version.get_absolute_url()}attachments/{digest(content)}"


def test_the_page_lists_what_is_public_with_its_digest(client: Client, version: Version) -> None:
    make_files(version)
    page = client.get(version.get_absolute_url()).content.decode()
    assert f'href="{url(version, REPORT)}"' in page
    assert full().projects[0].name in page
    assert digest(PRIVATE) not in page


def test_it_is_only_ever_a_download_of_the_frozen_bytes(client: Client, version: Version) -> None:
    answer = client.get(url(version, REPORT))
    assert answer.getvalue() == REPORT
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert client.get(url(version, REPORT), HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


def test_what_is_not_listed_does_not_exist(client: Client, version: Version) -> None:
    assert default_storage.exists(f"attachments/{digest(PRIVATE)[:2]}/{digest(PRIVATE)}")
    assert client.get(url(version, PRIVATE)).status_code == 404
    other = publish(full("yx-02", "云溪县档案馆"))
    assert client.get(url(other, REPORT)).status_code == 404


def test_a_file_lost_from_storage_is_not_an_error_page(client: Client, version: Version) -> None:
    default_storage.delete(f"attachments/{digest(REPORT)[:2]}/{digest(REPORT)}")
    assert client.get(url(version, REPORT)).status_code == 404


def test_the_digest_of_the_version_covers_its_files(version: Version) -> None:
    (attached,) = version.document().attachments
    assert attached.sha256 == digest(REPORT)
    assert digest(REPORT) in version.payload


def test_a_version_without_files_is_frozen_as_before() -> None:
    assert b"attachments" not in canonical_json(publish(full()).document())
