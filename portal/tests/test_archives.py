"""Archives of a year: what is in them, how they come about, what a death in between leaves."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.digests import sm3
from disclosures.models import Version
from disclosures.render import renditions
from disclosures.signals import version_withdrawn
from fiscal.report import TARGETS
from portal import tasks
from portal.archives import keeping, packing
from portal.models import Archive, ArchiveState
from portal.tests.support import AT, brief, correct, full, make_files, publish, withdraw
from units.models import Unit
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db

YEAR = "/archives/2024/"


class Killed(BaseException):
    """What ends a process in the middle."""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's transaction stays open: what waits for its end is sent at once."""
    at_once = SimpleNamespace(on_commit=lambda send, **_: send())
    monkeypatch.setattr(keeping, "transaction", at_once)


@pytest.fixture
def versions() -> list[Version]:
    """Three disclosures, one with all that is made quickly."""
    first = publish(full())
    for format in ("json", "zip", "xlsx"):
        renditions.make(first, format)
    others = [
        publish(brief("yx-02", "云溪县教育局")),
        publish(brief("yx-03", "=公式局", kind=TARGETS)),
    ]
    for one in others:
        renditions.make(one, "json")
    return [first, *others]


def taken(client: Client, page: str = YEAR) -> ZipFile:
    """The archive of a page, made if need be."""
    assert client.post(page).status_code == 302
    return ZipFile(BytesIO(b"".join(client.get(link(client, page)))))


def link(client: Client, page: str = YEAR) -> str:
    _, _, rest = client.get(page).content.decode().partition('href="/archives/files/')
    assert rest, "the page offers no file"
    return f"/archives/files/{rest.partition(chr(34))[0]}"


def rows_of(archive: ZipFile, top: str = "2024-all") -> list[dict[str, str]]:
    content = archive.read(f"{top}/manifest.csv").decode("utf-8-sig")
    return list(csv.DictReader(StringIO(content, newline="")))


def rested() -> None:
    """The time between two makings is over."""
    Archive.objects.update(asked_at=AT)


# --- what is in it -----------------------------------------------------------------------------


def test_a_disclosure_is_a_folder_and_its_files_are_those_of_its_page(
    client: Client, versions: list[Version]
) -> None:
    archive = taken(client)
    assert archive.testzip() is None
    assert {name.removeprefix("2024-all/") for name in archive.namelist()} == {
        "yx-01-2024-final_accounts-v1/yx-01-2024.json",
        "yx-01-2024-final_accounts-v1/yx-01-2024.csv.zip",
        "yx-01-2024-final_accounts-v1/yx-01-2024.xlsx",
        "yx-02-2024-final_accounts-v1/yx-02-2024.json",
        "yx-03-2024-targets-v1/yx-03-2024.json",
        "manifest.csv", "SHA256SUMS", "SM3SUMS",
    }  # fmt: skip
    inside = archive.read("2024-all/yx-01-2024-final_accounts-v1/yx-01-2024.json")
    answer = client.get("/units/yx-01/2024/v1/yx-01-2024.json")
    assert inside == b"".join(answer)


def test_sha256sum_checks_what_was_unpacked(
    client: Client, versions: list[Version], tmp_path: Path
) -> None:
    taken(client).extractall(tmp_path)
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    subprocess.run(command, cwd=tmp_path / "2024-all", check=True, capture_output=True)
    lines = (tmp_path / "2024-all" / "SM3SUMS").read_text().splitlines()
    assert len(lines) == 5
    for line in lines:
        digest, _, path = line.partition("  ")
        assert sm3((tmp_path / "2024-all" / path).read_bytes()) == digest


def test_the_manifest_says_what_each_file_is(client: Client, versions: list[Version]) -> None:
    rows = {row["path"]: row for row in rows_of(taken(client))}
    row = rows["yx-03-2024-targets-v1/yx-03-2024.json"]
    assert row["unit_name"] == "'=公式局"  # no formula
    assert (row["year"], row["kind"], row["version"]) == ("2024", "绩效目标", "1")
    assert row["address"].endswith("/units/yx-03/2024/targets/v1/")
    assert row["sha256"] == versions[2].sha256  # the JSON is the content itself


def test_a_level_and_a_department_have_archives_of_their_own(
    client: Client, versions: list[Version]
) -> None:
    above, below = (Unit.objects.get(code=code) for code in ("yx-01", "yx-02"))
    Unit.objects.move(below, above, "last-child")
    for page, top, codes in (
        (f"{YEAR}level/department/", "2024-department", {"yx-01", "yx-03"}),
        (f"{YEAR}level/unit/", "2024-unit", {"yx-02"}),
        (f"{YEAR}under/yx-01/", "2024-yx-01", {"yx-01", "yx-02"}),
    ):
        assert {row["unit_code"] for row in rows_of(taken(client, page), top)} == codes
        assert page in client.get(YEAR).content.decode()


@pytest.mark.parametrize(
    "page", ["/archives/2019/", f"{YEAR}level/county/", f"{YEAR}under/none/", "/archives/files/"]
)
def test_of_what_there_is_not_there_is_no_archive(
    client: Client, versions: list[Version], page: str
) -> None:
    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404


# --- how it comes about ------------------------------------------------------------------------


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, after: int) -> Iterator[list[str]]:
    """The process dies when that many files have been packed; which were."""
    whole: Callable[..., str] = packing._pack
    packed: list[str] = []

    def pack(archive: ZipFile, top: str, entry: Any) -> str:
        if len(packed) == after:
            archive.writestr("half", b"of a file")
            raise Killed
        packed.append(entry.path)
        return whole(archive, top, entry)

    with monkeypatch.context() as patch:
        patch.setattr(packing, "_pack", pack)
        yield packed


def silent() -> None:
    """Nothing has been heard of whoever was at it."""
    past = AT - timedelta(days=1)
    Archive.objects.filter(state=ArchiveState.RUNNING).update(heartbeat=past)


def test_making_goes_on_where_it_stopped(
    client: Client, versions: list[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(client)
    undisturbed = Archive.objects.get().sha256
    Archive.objects.all().delete()
    monkeypatch.setattr(packing, "STEP", 2)
    with dying(monkeypatch, after=3) as before, pytest.raises(Killed):
        client.post(YEAR)
    assert len(before) == 3
    shown = client.get(YEAR).content.decode()
    assert "2 / 5" in shown and "看最新进展" in shown and "archives.js" in shown
    assert client.get(f"{YEAR}progress").json() == {"done": 2, "total": 5, "over": False}
    silent()
    with dying(monkeypatch, after=9) as behind:
        assert tasks.make_left_archives() == 1
    assert len(behind) == 3  # the third file was not marked yet
    assert Archive.objects.get().sha256 == undisturbed
    assert client.get(f"{YEAR}progress").json()["over"]


def test_others_have_a_turn_between_two_slices(
    client: Client, versions: list[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "STEP", 1)
    monkeypatch.setattr(keeping, "SLICE", -1)
    sent: list[int] = []
    monkeypatch.setattr(tasks.make_archive, "delay", sent.append)
    client.post(YEAR)
    (pk,) = sent
    while sent:
        assert Archive.objects.get().state == ArchiveState.WAITING
        tasks.make_archive(sent.pop())
    assert Archive.objects.get(pk=pk).done == 5
    assert taken(client).testzip() is None


def test_one_that_never_gets_on_is_given_up(
    client: Client, versions: list[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    with dying(monkeypatch, after=0):
        with pytest.raises(Killed):
            client.post(YEAR)
        for _ in range(keeping.MAX_ATTEMPTS - 1):
            silent()
            with pytest.raises(Killed):
                tasks.make_left_archives()
        silent()
        tasks.make_left_archives()
    assert Archive.objects.get().state == ArchiveState.FAILED
    assert "上次没有做成" in client.get(YEAR).content.decode()
    assert tasks.make_left_archives() == 0


def test_a_stored_file_that_was_altered_is_not_handed_on(
    client: Client, versions: list[Version]
) -> None:
    name = str(versions[0].renditions.get(format="xlsx").file.name)
    Path(default_storage.path(name)).chmod(0o640)
    Path(default_storage.path(name)).write_bytes(b"altered")
    client.post(YEAR)
    assert Archive.objects.get().state == ArchiveState.FAILED
    assert "/archives/files/" not in client.get(YEAR).content.decode()


# --- only what is needed -----------------------------------------------------------------------


def test_it_is_made_anew_only_when_something_changed(
    client: Client, versions: list[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(client)
    before = Archive.objects.get()
    rested()
    with dying(monkeypatch, after=0):
        client.post(YEAR)  # would raise if anything were packed
    assert "重新制作" not in client.get(YEAR).content.decode()
    publish(brief("yx-09", "云溪县林场", year=2023))
    assert "之后没有变化" in client.get(YEAR).content.decode()
    make_files(publish(brief("yx-04", "云溪县林业局")))
    assert "按现在的内容重新制作" in client.get(YEAR).content.decode()
    assert len(rows_of(taken(client))) == 6
    after = Archive.objects.get()
    assert after.sha256 != before.sha256
    assert not keeping.file_of(before.sha256).exists()


def test_the_same_content_gives_the_same_digest(client: Client, versions: list[Version]) -> None:
    taken(client)
    first = Archive.objects.get().sha256
    Archive.objects.all().delete()
    taken(client)
    assert Archive.objects.get().sha256 == first


@pytest.mark.parametrize("is_told", [True, False])
def test_what_is_withdrawn_is_handed_out_by_no_archive(
    client: Client, versions: list[Version], is_told: bool
) -> None:
    taken(client)
    address = link(client)
    Archive.objects.update(as_of=AT - timedelta(days=1))  # support withdraws at AT
    withdraw(versions[0], "有误")
    if is_told:
        version_withdrawn.send(sender=Version, version=versions[0])
    else:
        tasks.make_left_archives()
    assert client.get(address).status_code == 404
    assert not list(keeping.file_of("").parent.glob("*.zip"))
    assert {row["unit_code"] for row in rows_of(taken(client))} == {"yx-02", "yx-03"}


def test_what_is_withdrawn_while_it_is_packed_is_left_out(
    client: Client, versions: list[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    with dying(monkeypatch, after=2), pytest.raises(Killed):
        client.post(YEAR)
    Archive.objects.update(begun_at=AT - timedelta(days=1))  # support withdraws at AT
    withdraw(versions[0], "有误")
    silent()
    tasks.make_left_archives()
    assert {row["unit_code"] for row in rows_of(taken(client))} == {"yx-02", "yx-03"}


# --- limits ------------------------------------------------------------------------------------


def test_reading_the_page_makes_nothing(client: Client, versions: list[Version]) -> None:
    assert "制作整包" in client.get(YEAR).content.decode()
    assert not Archive.objects.exists()


def test_one_archive_is_made_once_in_a_while(client: Client, versions: list[Version]) -> None:
    taken(client)
    before = Archive.objects.get().sha256
    make_files(publish(brief("yx-04", "云溪县林业局")))
    assert client.post(YEAR).status_code == 302
    assert Archive.objects.get().sha256 == before
    assert "请稍后再来" in client.get(YEAR).content.decode()


def test_who_comes_when_many_wait_is_asked_to_wait(client: Client, versions: list[Version]) -> None:
    for number in range(keeping.QUEUE):
        Archive.objects.create(year=2000 + number, state=ArchiveState.WAITING)
    busy = client.post(YEAR)
    assert busy.status_code == 503 and int(busy["Retry-After"]) > 0


def test_what_is_too_large_is_offered_in_parts_only(
    client: Client, versions: list[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST", 4)
    assert "请按部门下载" in client.get(YEAR).content.decode()
    client.post(YEAR)
    assert Archive.objects.get().state == ArchiveState.IDLE


def test_without_room_on_the_disk_nothing_is_begun(
    client: Client, versions: list[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_ROOM", 10**12)
    client.post(YEAR)
    assert Archive.objects.get().state == ArchiveState.FAILED


# --- taking it away ----------------------------------------------------------------------------


def test_a_download_that_broke_off_is_gone_on_with(client: Client, versions: list[Version]) -> None:
    taken(client)
    address = link(client)
    whole = b"".join(client.get(address))
    first = client.get(address, headers={"range": "bytes=0-99"})
    rest = client.get(address, headers={"range": "bytes=100-"})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert rest["Content-Range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    assert b"".join(first) + b"".join(rest) == whole
    head = client.head(address)
    assert (head["Accept-Ranges"], head["Content-Length"]) == ("bytes", str(len(whole)))
    again = client.get(address, headers={"if-none-match": head["ETag"]})
    assert again.status_code == 304


def test_an_archive_has_one_address(client: Client, versions: list[Version]) -> None:
    taken(client)
    address = link(client)
    assert client.get(address.replace("2024-all", "2024-other")).status_code == 404
    sha256 = Archive.objects.get().sha256
    assert client.get(address.replace(sha256, "0" * 64)).status_code == 404


def test_more_documents_are_no_more_questions(client: Client, versions: list[Version]) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(YEAR)
            client.get("/archives/")
        return len(asked)

    client.post(YEAR)
    few = questions()
    for number in range(20):
        a_unit(f"yx-5{number}", f"云溪县{number}局")
        make_files(publish(brief(f"yx-5{number}", f"云溪县{number}局")))
    correct(versions[1])
    assert questions() == few


def test_the_ways_in_lead_to_the_archives(client: Client, versions: list[Version]) -> None:
    assert f'href="{YEAR}"' in client.get("/years/").content.decode()
    assert 'href="/archives/"' in client.get("/").content.decode()
    assert f'href="{YEAR}"' in client.get("/archives/").content.decode()
