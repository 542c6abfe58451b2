"""What ``Range`` and ``If-Range`` get: parts of archives, everything else whole (RFC 9110, 14)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from portal import pages
from portal.archives import keeping
from portal.models import Archive
from portal.tests.support import AT, full, make_files, publish

pytestmark = pytest.mark.django_db

CONTENT = b"0123456789"
ALL = range(10)
PARTS = {
    "bytes=0-0": range(1),
    "bytes=9-9": range(9, 10),
    "bytes=-1": range(9, 10),
    "bytes=9-": range(9, 10),
    "bytes=2-5": range(2, 6),
    "bytes=2-": range(2, 10),
    "bytes=0-": ALL,
    "bytes=7-99": range(7, 10),
    "bytes=-99": ALL,
}
BEHIND = ("bytes=10-", "bytes=10-10", "bytes=99-100", "bytes=-0")
NOT_FOLLOWED = (
    "bytes=0-0,2-3", "bytes=0-0, -1", "bytes=5-3", "bytes=-", "bytes=", "bytes", "bytes=--5",
    "bytes=a-b", "bytes=1_0-", "bytes=+1-2", "bytes=٣-", "lines=0-0", "0-0", f"bytes={'9' * 5000}-",
)  # fmt: skip


@pytest.fixture
def archive() -> str:
    """Address of an archive with ten bytes."""
    sha256 = "a" * 64
    Archive.objects.create(
        year=2024, sha256=sha256, stamp="s", size=len(CONTENT), made_at=AT, as_of=AT
    )
    keeping.file_of(sha256).parent.mkdir(parents=True)
    keeping.file_of(sha256).write_bytes(CONTENT)
    return f"/archives/files/{sha256}/2024-all.zip"


@pytest.mark.parametrize(("asked", "part"), PARTS.items())
def test_the_part_of_an_archive_that_is_asked_for(
    client: Client, archive: str, asked: str, part: range
) -> None:
    answer = client.get(archive, headers={"range": asked})
    assert (answer.status_code, answer.getvalue()) == (206, CONTENT[part.start : part.stop])
    assert answer["Content-Range"] == f"bytes {part[0]}-{part[-1]}/10"
    assert answer["Content-Length"] == str(len(part))
    assert answer["ETag"] == client.get(archive)["ETag"]


@pytest.mark.parametrize("asked", BEHIND)
def test_what_lies_behind_the_end_is_refused(client: Client, archive: str, asked: str) -> None:
    answer = client.get(archive, headers={"range": asked})
    assert (answer.status_code, answer.getvalue()) == (416, b"")
    assert answer["Content-Range"] == "bytes */10"


@pytest.mark.parametrize("asked", NOT_FOLLOWED)
def test_several_parts_and_what_is_no_range_get_the_whole(
    client: Client, archive: str, asked: str
) -> None:
    answer = client.get(archive, headers={"range": asked})
    assert (answer.status_code, answer.getvalue()) == (200, CONTENT)


def test_a_part_is_only_of_the_file_that_the_reader_began_with(
    client: Client, archive: str
) -> None:
    etag = client.get(archive)["ETag"]
    for known, status in ((etag, 206), ('"other"', 200), ("Sat, 01 Nov 2025 00:00:00 GMT", 200)):
        answer = client.get(archive, headers={"range": "bytes=2-", "if-range": known})
        assert answer.status_code == status, known
    head = client.head(archive, headers={"range": "bytes=2-"})
    assert (head.status_code, head["Content-Length"]) == (200, "10")


def test_pages_files_and_styles_are_handed_out_whole(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "page.css").write_bytes(CONTENT)
    make_files(publish(full()))
    pages.write(pages.Name("yx-01", 2024, "final_accounts"))
    client, page = Client(), "/units/yx-01/2024/"
    for address in (page, f"{page}v1/yx-01-2024.json", "/static/page.css"):
        known = client.get(address).getvalue()
        for asked in (*PARTS, *BEHIND, "bytes=0-0,2-3", "bytes=5-3"):
            answer = client.get(address, headers={"range": asked})
            assert (answer.status_code, answer.getvalue()) == (200, known), (address, asked)
