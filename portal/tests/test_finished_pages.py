"""Finished pages: the bytes of the view, handed out without it, never a stale one."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries, Settings

from disclosures.models import Version
from disclosures.signals import files_made, version_published
from portal import pages, tasks
from portal.tests.support import AT, brief, full, make_files, publish, revised, withdraw

pytestmark = pytest.mark.django_db

PAGE = "/units/yx-01/2024/"
NAME = pages.Name("yx-01", 2024, "final_accounts")


@pytest.fixture
def version() -> Version:
    return publish(full())


def _corrected(version: Version) -> Version:
    report = version.document().report
    more = replace(report, staff=replace(report.staff, active=(report.staff.active or 0) + 1))
    return revised(version, more, "误填在职人数，现据实更正。", AT + timedelta(days=3))


def _written() -> set[str]:
    folder = pages.folder()
    return {f"/{path.parent.relative_to(folder)}/" for path in folder.rglob(pages.PAGE)}


def test_a_finished_page_is_what_the_view_answers_and_costs_no_query(
    client: Client, version: Version, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = client.get(PAGE)
    pages.write(NAME)
    with django_assert_num_queries(0):
        finished = client.get(PAGE)
    assert finished.getvalue() == made.content
    for header in ("Content-Type", "Content-Security-Policy", "X-Frame-Options", "Referrer-Policy"):
        assert finished[header] == made[header]
    assert {*finished["Cache-Control"].split(", ")} == {*made["Cache-Control"].split(", ")}


def test_whoever_takes_it_compressed_gets_the_same_page(client: Client, version: Version) -> None:
    pages.write(NAME)
    plain = client.get(PAGE).getvalue()
    by_brotli = client.get(PAGE, headers={"accept-encoding": "gzip, br"})
    by_gzip = client.get(PAGE, headers={"accept-encoding": "gzip"})
    assert by_brotli["Content-Encoding"] == "br"
    assert brotli.decompress(by_brotli.getvalue()) == plain
    assert by_gzip["Content-Encoding"] == "gzip"
    assert gzip.decompress(by_gzip.getvalue()) == plain
    assert by_brotli["Vary"] == "Accept-Encoding"


def test_a_reader_who_has_the_page_is_told_so(client: Client, version: Version) -> None:
    pages.write(NAME)
    etag = client.get(PAGE)["ETag"]
    answer = client.get(PAGE, headers={"if-none-match": etag})
    assert (answer.status_code, answer.getvalue()) == (304, b"")


def test_every_page_of_a_corrected_disclosure_is_written(version: Version) -> None:
    _corrected(version)
    pages.write(NAME)
    below = ("", "versions/", "v1/", "v2/", "v2/changes/")
    assert _written() == {f"{PAGE}{one}" for one in below}


def test_pages_are_not_written_again_until_something_changes(version: Version) -> None:
    assert pages.write(NAME)
    assert not pages.write(NAME)
    make_files(version)
    assert pages.write(NAME)


def test_dropped_pages_are_answered_by_their_views(client: Client, version: Version) -> None:
    pages.write(NAME)
    pages.drop(NAME)
    assert _written() == set()
    assert client.get(PAGE).status_code == 200


def test_dropping_the_accounts_leaves_the_targets_of_the_same_year(version: Version) -> None:
    publish(brief(kind="targets"))
    targets = NAME._replace(kind="targets")
    pages.write(NAME)
    pages.write(targets)
    pages.drop(NAME)
    assert _written() == {f"{PAGE}targets/", f"{PAGE}targets/versions/", f"{PAGE}targets/v1/"}


def test_pages_are_written_when_the_files_are_made_and_go_with_the_next_version(
    version: Version,
) -> None:
    files_made.send(sender=Version, version=version)
    assert PAGE in _written()
    version_published.send(sender=Version, version=version)
    assert _written() == set()


def test_the_next_look_writes_what_no_signal_told_of() -> None:
    publish(full(), at=now())
    tasks.write_late_pages()
    assert PAGE in _written()


def test_a_worker_that_begins_writes_what_was_published_long_ago(version: Version) -> None:
    tasks.write_late_pages()
    assert _written() == set()
    tasks.write_all_pages()
    assert PAGE in _written()


def test_a_withdrawn_disclosure_leaves_no_page(client: Client, version: Version) -> None:
    pages.write(NAME)
    withdraw(version, "附表误含个人信息，撤回后重新整理再公开。")
    pages.write(NAME)
    assert _written() == set()
    assert client.get(PAGE).status_code == 410


def test_what_changes_while_pages_are_written_leaves_none_of_them(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = pages._write

    def corrected_meanwhile(address: str) -> None:
        monkeypatch.setattr(pages, "_write", write)
        write(address)
        _corrected(version)

    monkeypatch.setattr(pages, "_write", corrected_meanwhile)
    pages.write(NAME)
    assert _written() == set()


def test_pages_of_another_release_are_not_handed_out(
    client: Client, version: Version, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    pages.open_release()
    pages.write(NAME)
    before = pages.folder()
    monkeypatch.setattr(pages, "release", lambda: "f" * 64)
    pages.open_release()
    assert not before.exists()
    assert (Path(settings.PAGES_PATH) / "current").resolve() == pages.folder()
    assert client.get(PAGE)["ETag"]
    assert _written() == set()


@pytest.mark.parametrize("address", ["/units/../2024/", "/units/a/2024/v1/../", "/units/x/2024"])
def test_no_address_leads_out_of_the_folder(client: Client, address: str) -> None:
    (pages.folder().parent / pages.PAGE).parent.mkdir(parents=True, exist_ok=True)
    (pages.folder().parent / pages.PAGE).write_bytes(b"secret")
    assert client.get(address).status_code in {301, 404}
