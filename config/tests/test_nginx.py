"""What the production road hands out: finished pages and files by nginx, the rest by Django."""

from __future__ import annotations

import gzip
import os
import stat
from collections.abc import Callable, Iterator
from http.client import HTTPConnection

import brotli
import pytest

from config.tests.road import Road, ask, open_road

PAGE = "/units/a/2024/"
STORED = "/stored/"
FILE = "/units/a/2024/v1/a-2024.json"


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    with open_road(tmp_path_factory.mktemp("road")) as road:
        road.do("publish a")
        yield road


def test_a_finished_page_is_what_the_application_says(road: Road) -> None:
    with road.asleep():
        finished = road.get(PAGE)
    by_python = road.django(PAGE)
    road.do("drop a")
    by_view = road.django(PAGE)
    through = road.get(PAGE)
    road.do("write a")
    assert finished.status == 200
    assert finished.content == by_view.content == by_python.content == through.content
    assert finished.said == by_view.said == by_python.said == through.said
    assert {"strict-transport-security", "content-security-policy"} <= finished.said.keys()


@pytest.mark.parametrize(
    ("accepted", "encoding", "decompress"),
    [("gzip, deflate, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)],
)
def test_whoever_takes_it_compressed_gets_the_same_page(
    road: Road, accepted: str, encoding: str, decompress: Callable[[bytes], bytes]
) -> None:
    with road.asleep():
        plain, squeezed = road.get(PAGE), road.get(PAGE, accept_encoding=accepted)
    assert squeezed.headers["content-encoding"] == encoding
    assert "content-encoding" not in plain.headers
    assert squeezed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert len(squeezed.content) < len(plain.content) / 3
    assert decompress(squeezed.content) == plain.content


def test_a_reader_who_has_the_page_is_told_so(road: Road) -> None:
    with road.asleep():
        etag = road.get(PAGE).headers["etag"]
        again = road.get(PAGE, if_none_match=etag)
        head = road.get(PAGE, "HEAD")
    assert (again.status, again.content) == (304, b"")
    assert (head.status, head.content, head.headers["etag"]) == (200, b"", etag)


def test_what_is_no_finished_page_is_the_applications_to_answer(road: Road) -> None:
    for address, status in (
        ("/units/nobody/2024/", 404),
        ("/units/a/2023/", 404),
        ("/units/a/2024", 301),
        ("/units/a/2024/v2/", 404),
        ("/units/a/", 200),
        ("/units/a/2024/v1/figures/computed/projects/", 200),
    ):
        answer = road.get(address)
        assert (answer.status, answer.content) == (status, road.django(address).content), address
        assert "content-security-policy" in answer.headers


def test_a_corrected_page_is_the_new_one_at_once(road: Road) -> None:
    road.do("publish corrected")
    before = road.get("/units/corrected/2024/")
    road.do("revise corrected")
    after, old = road.get("/units/corrected/2024/"), road.get("/units/corrected/2024/v1/")
    assert "第2版" in after.content.decode()
    assert "第2版" not in before.content.decode()
    assert "/units/corrected/2024/v2/" in old.content.decode()


def test_a_withdrawn_page_is_gone_at_once(road: Road) -> None:
    road.do("publish withdrawn")
    assert road.get("/units/withdrawn/2024/").status == 200
    road.do("withdraw withdrawn")
    for below in ("", "v1/", "versions/", "v1/withdrawn-2024.json"):
        answer = road.get(f"/units/withdrawn/2024/{below}")
        assert "附表误含个人信息" in answer.content.decode(), below
        assert answer.status == (200 if below == "versions/" else 410)


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/login/", "/units/a/2024/../../../admin/login/", "/search/"]
)
def test_nothing_else_ever_comes_from_the_folder_of_pages(road: Road, address: str) -> None:
    place = road.folder / "files/pages/current" / os.path.normpath(address).lstrip("/")
    place.mkdir(parents=True, exist_ok=True)
    (place / "index.html").write_text("planted")
    assert b"planted" not in road.get(address).content


def test_a_part_of_a_file_is_handed_out_by_nginx(road: Road) -> None:
    whole, decided = road.get(FILE), road.django(FILE)
    part = road.get(FILE, range="bytes=100-199")
    stored = road.folder / "files" / decided.headers.pop("x-accel-redirect").removeprefix(STORED)
    assert decided.content == b""
    assert whole.content == stored.read_bytes()
    assert whole.said == decided.said
    assert (part.status, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    resumed = road.get(FILE, range="bytes=100-", if_range=whole.headers["etag"])
    assert (resumed.status, resumed.content) == (206, whole.content[100:])
    assert road.get(FILE, if_none_match=whole.headers["etag"]).status == 304


def test_stored_files_are_handed_out_on_the_applications_word_only(road: Road) -> None:
    stored = road.django(FILE).headers["x-accel-redirect"]
    assert road.get(stored).status == 404
    file = road.folder / "files" / stored.removeprefix(STORED)
    assert file.stat().st_mode & stat.S_IROTH, "nginx is another user than who makes the files"


def test_a_list_that_everybody_asks_for_is_made_once(road: Road) -> None:
    made = road.get("/years/")
    with road.asleep():
        again = road.get("/years/")
    assert made.status == again.status == 200
    assert again.content == made.content
    assert again.said == made.said == road.django("/years/").said


def test_what_comes_without_tls_is_led_to_it(road: Road) -> None:
    connection = HTTPConnection("127.0.0.1", road.ports["http"], timeout=60)
    answer = ask(connection, PAGE, "GET", {})
    assert (answer.status, answer.headers["location"]) == (301, f"https://127.0.0.1{PAGE}")
