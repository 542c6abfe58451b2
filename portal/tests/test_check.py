"""检查一份文件: what a visitor gets for a file, and what the site refuses.

Most tests here have no database: whatever touched one would fail.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from lxml import html  # type: ignore[import-untyped]
from openpyxl import load_workbook  # type: ignore[import-untyped]
from pytest_django import Settings

from disclosures.tests.uploading import NAME, a_file
from disclosures.tests.word_file import archive, word_of_text
from portal import checking, limits
from portal.check import MAX_BODY
from portal.checking import MAX_FILE, CheckReport

PAGE, REPORT = "/check/", "/check/report"
WRONG = a_file().replace("年度收入总计".encode(), "年度收入总计9".encode(), 1)
EMPTY_REPORT = CheckReport("=1+1.txt", "", None, "现在检查", "2026.3", ())
XXE = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>2024年度部门决算 &x;</w:t></w:r></w:p></w:body></w:document>"
)


def _bomb() -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b" " * 120_000_000)
    return target.getvalue()


HOSTILE = {
    "nothing.docx": b"",
    "bomb.docx": _bomb(),
    "entities.docx": archive({"word/document.xml": XXE}),
    "half.docx": word_of_text(a_file().decode())[:4000],
    "picture.docx": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "noise.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(1).randbytes(2000),
    "noise.txt": random.Random(2).randbytes(3000),
    "letter.xlsx": "关于召开会议的通知\n定于周五召开例会。\n".encode(),
}


def send(client: Client, content: bytes, name: str = "决算.txt", **headers: str) -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)}, headers=headers)


def text_of(response: Any) -> str:
    page = html.document_fromstring(response.content.decode())
    return " ".join(page.find(".//main").text_content().split())


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory for temporary files, of this test alone."""
    path = tmp_path / "scratch"
    path.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    return path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is found to be in order, at once."""
    monkeypatch.setattr(checking, "check_file", lambda name, content: EMPTY_REPORT)


# --- the report --------------------------------------------------------------------------


def test_a_visitor_gets_the_report_of_a_file(client: Client) -> None:
    response = send(client, WRONG)
    page = html.document_fromstring(response.content.decode())
    assert response.status_code == 200
    assert NAME in text_of(response)
    assert page.xpath("//*[contains(@class,'check-part')]//li[@class='error']")
    links = page.xpath("//*[contains(@class,'check-part')]//a/@href")
    assert links
    assert all(link.startswith("/rules/#") for link in links)


def test_a_file_in_order_is_said_to_be(client: Client) -> None:
    counts = html.document_fromstring(send(client, a_file()).content.decode())
    (errors,) = counts.xpath("//*[@class='check-counts']/li[1]/strong/text()")
    assert errors == "0"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_answered_in_words(client: Client, name: str) -> None:
    response = send(client, HOSTILE[name], name)
    assert response.status_code == 200
    assert "文件没有读完" in text_of(response)
    assert "RD-0" in text_of(response)
    assert "root:" not in response.content.decode()


def test_names_and_texts_of_a_file_are_never_markup(client: Client) -> None:
    hostile = "<script>alert(1)</script>.txt"
    content = a_file().replace(NAME.encode(), b"<script>alert(1)</script>")
    page = send(client, content, hostile).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.samples
def test_real_documents_get_their_report(client: Client, samples: Path) -> None:
    for path in sorted(samples.iterdir()):
        response = send(client, path.read_bytes(), path.name)
        assert response.status_code == 200
        assert ("文件没有读完" in text_of(response)) is (path.suffix == ".json")


# --- nothing is kept ---------------------------------------------------------------------


def test_nothing_of_the_file_is_kept(
    client: Client, scratch: Path, tmp_path: Path, settings: Settings
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100  # so that it goes through a temporary file
    response = send(client, a_file())
    assert [path.name for path in scratch.iterdir() if path.stat().st_size] == []
    assert not (tmp_path / "files").exists()
    assert "no-store" in response["Cache-Control"]


def test_the_report_can_be_taken_away_in_each_form(client: Client) -> None:
    page = html.document_fromstring(send(client, WRONG, "=决算.txt").content.decode())
    (sealed,) = page.xpath("//input[@name='report']/@value")
    taken = {form: client.post(REPORT, {"report": sealed, "form": form}) for form in checking.FORMS}
    assert all(answer.status_code == 200 for answer in taken.values())
    assert all("attachment" in answer["Content-Disposition"] for answer in taken.values())
    book = load_workbook(BytesIO(taken["xlsx"].content))
    assert book.sheetnames == ["汇总", "发现", "已通过的规则"]
    report = json.loads(taken["json"].content)
    assert (report["unit"], report["complete"]) == (NAME, True)
    assert len(report["findings"]) == book["发现"].max_row - 1
    assert b"http" not in taken["html"].content.split(b"<body", 1)[1]


def test_a_report_that_is_not_ours_is_refused(client: Client) -> None:
    forged = checking.seal(EMPTY_REPORT)[:-3] + "abc"
    for sealed in ("", "nonsense", forged):
        response = client.post(REPORT, {"report": sealed, "form": "xlsx"})
        assert response.status_code == 400
        assert "已经过期" in text_of(response)
    assert client.post(REPORT, {"report": forged, "form": "exe"}).status_code == 404


def test_a_report_of_yesterday_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = checking.seal(EMPTY_REPORT)
    monkeypatch.setattr(checking, "_MAX_AGE", -1)
    assert client.post(REPORT, {"report": sealed, "form": "json"}).status_code == 400


# --- limits ------------------------------------------------------------------------------


def test_a_large_request_is_refused_before_it_is_read(client: Client) -> None:
    response = client.generic("POST", PAGE, b"x", CONTENT_LENGTH=str(MAX_BODY + 1))
    assert response.status_code == 413
    assert "超过 20 MB" in text_of(response)


def test_a_file_of_a_byte_too_many_is_refused(client: Client, quick: None) -> None:
    assert send(client, bytes(MAX_FILE)).status_code == 200
    response = send(client, bytes(MAX_FILE + 1))
    assert response.status_code == 400
    assert "超过 20 MB" in text_of(response)


def test_a_form_without_a_file_says_what_is_missing(client: Client) -> None:
    for body in ({}, {"file": "text"}):
        response = client.post(PAGE, body)
        assert response.status_code == 400
        assert "请先选择文件" in text_of(response)


def test_an_address_that_asks_too_often_has_to_wait(
    client: Client, settings: Settings, quick: None
) -> None:
    settings.PUBLIC_CHECK_LIMIT = 2
    codes = [send(client, b"x").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert Client(REMOTE_ADDR="192.0.2.7").post(PAGE, {}).status_code == 400


@pytest.mark.parametrize(
    ("proxies", "given", "forwarded", "address"),
    [
        (0, "192.0.2.1", "198.51.100.9", "192.0.2.1"),
        (1, "10.0.0.2", "198.51.100.9", "198.51.100.9"),
        (1, "10.0.0.2", "1.1.1.1, 198.51.100.9", "198.51.100.9"),
        (1, "10.0.0.2", "nonsense", "unknown"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
    ],
)
def test_only_the_proxy_is_believed_about_a_visitors_address(
    settings: Settings, proxies: int, given: str, forwarded: str, address: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get(PAGE, REMOTE_ADDR=given, HTTP_X_FORWARDED_FOR=forwarded)
    assert limits.address_of(request) == address


@pytest.fixture
def all_turns_taken(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    monkeypatch.setattr(limits, "PATIENCE", 0)
    taken = [limits._take() for _ in range(limits.AT_ONCE)]
    held = [turn for turn in taken if turn is not None]
    assert len(held) == limits.AT_ONCE
    yield held
    for turn in held:
        os.close(turn)


def test_no_more_files_are_checked_at_once_than_the_machine_bears(
    client: Client, quick: None, all_turns_taken: list[int]
) -> None:
    response = send(client, b"x")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    os.close(all_turns_taken.pop())
    assert send(client, b"x").status_code == 200
    assert send(client, b"x").status_code == 200, "a turn was not given back"


# --- who may -----------------------------------------------------------------------------


def test_a_site_that_offers_no_checks_has_no_such_page(client: Client, settings: Settings) -> None:
    settings.PUBLIC_CHECK = False
    assert client.get(PAGE).status_code == 404
    assert send(client, b"x").status_code == 404
    assert client.post(REPORT, {"form": "xlsx"}).status_code == 404


@pytest.mark.django_db  # the page of rules counts what they found
def test_a_site_that_offers_no_checks_does_not_speak_of_them(
    client: Client, settings: Settings
) -> None:
    settings.PUBLIC_CHECK = False
    assert PAGE not in client.get("/rules/").content.decode()


def test_a_form_of_another_site_is_refused_in_words(quick: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    refused = send(strict, b"x")
    assert refused.status_code == 403
    assert "请重新提交" in text_of(refused)
    page = html.document_fromstring(strict.get(PAGE).content.decode())
    (token,) = page.xpath("//input[@name='csrfmiddlewaretoken']/@value")
    body = {"csrfmiddlewaretoken": token, "file": SimpleUploadedFile("a.txt", b"x")}
    assert strict.post(PAGE, body).status_code == 200


def test_pages_carry_the_policy_and_no_script_or_style_of_their_own(client: Client) -> None:
    for response in (client.get(PAGE), send(client, WRONG)):
        page = html.document_fromstring(response.content.decode())
        assert "default-src 'self'" in response["Content-Security-Policy"]
        data = "@type='application/ld+json'"
        assert page.xpath(f"//style | //@style | //script[not(@src or {data})]") == []
        assert page.xpath("//@onsubmit") == []
