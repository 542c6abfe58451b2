"""Headers: conditional answers, caching, names and types of downloads."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from django.test import Client

from portal import health
from portal.tests.support import brief, correct, make_files, publish

pytestmark = pytest.mark.django_db

PAGE = "/units/yx-01/2024/v1/"
FILE = f"{PAGE}yx-01-2024"


@pytest.mark.parametrize(
    "address",
    [
        PAGE,
        "/units/yx-01/2024/",
        f"{FILE}.json",
        f"{PAGE}check.xlsx",
        f"{PAGE}figures/computed/projects/",
    ],
)
def test_who_has_it_already_gets_304(client: Client, address: str) -> None:
    make_files(publish(brief()))
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    since = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304


def test_a_304_does_not_read_the_payload(client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    publish(brief())
    etag = client.get(PAGE)["ETag"]
    with django_assert_num_queries(2):  # versions, renditions
        client.get(PAGE, headers={"If-None-Match": etag})


def test_a_newer_version_or_a_new_file_changes_the_etag_of_the_page(client: Client) -> None:
    version = publish(brief())
    etags = [client.get(PAGE)["ETag"]]
    make_files(version)
    etags.append(client.get(PAGE)["ETag"])
    correct(version)
    etags.append(client.get(PAGE)["ETag"])
    assert len(set(etags)) == 3


def test_pages_and_files_are_kept_for_minutes_so_that_a_withdrawal_shows(client: Client) -> None:
    make_files(publish(brief()))
    assert client.get(PAGE)["Cache-Control"] == "public, max-age=300"
    assert client.get(f"{FILE}.txt")["Cache-Control"] == "public, max-age=300"
    assert "Vary" not in client.get(PAGE)


@pytest.mark.parametrize(
    ("extension", "content_type"),
    [("json", "application/json"), ("txt", "text/plain; charset=utf-8")],
)
def test_a_download_names_unit_and_year(client: Client, extension: str, content_type: str) -> None:
    make_files(publish(brief()))
    response = client.get(f"{FILE}.{extension}")
    name = quote(f"云溪县水利局2024年度部门决算.{extension}")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert response["Content-Type"] == content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert int(response["Content-Length"]) == len(b"".join(response))


def test_the_name_of_a_correction_tells_its_version(client: Client) -> None:
    make_files(correct(publish(brief())))
    disposition = client.get("/units/yx-01/2024/v2/yx-01-2024.txt")["Content-Disposition"]
    assert quote("（第2版）") in disposition


def test_a_download_is_the_stored_file(client: Client) -> None:
    stored = make_files(publish(brief()))[0]
    response = client.get(f"{FILE}.json")
    assert b"".join(response) == stored.file.open("rb").read()


def test_a_file_that_is_not_made_yet_answers_503_and_says_when_to_come_again(
    client: Client,
) -> None:
    publish(brief())
    response = client.get(f"{FILE}.pdf")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "文件正在生成" in response.content.decode()
    page = client.get(PAGE).content.decode()
    assert "文件正在生成" in page
    assert f"{FILE}.pdf" not in page


def test_a_file_that_storage_lost_answers_503_too(client: Client) -> None:
    for rendition in make_files(publish(brief())):
        rendition.file.storage.delete(str(rendition.file.name))
    assert client.get(f"{FILE}.json").status_code == 503


def test_head_answers_like_get_without_a_body(client: Client) -> None:
    publish(brief())
    head, get = client.head(PAGE), client.get(PAGE)
    assert (head.status_code, head["ETag"], head.content) == (200, get["ETag"], b"")


def test_every_page_forbids_foreign_and_inline_content(client: Client) -> None:
    publish(brief())
    for address in ("/", "/units/yx-01/", PAGE, f"{PAGE}figures/computed/projects/", "/nothing/"):
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        page = response.content.decode()
        assert " style=" not in page
        assert "<style" not in page
        scripts = re.findall(r"<script[^>]*>", page)
        assert all(" src=" in one or "application/ld+json" in one for one in scripts)


def test_health_is_good_with_database_and_fonts(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "fonts_present", lambda: True)
    version = publish(brief())
    before = json.loads(client.get("/healthz").content)["pending"]
    made = make_files(version)
    response = client.get("/healthz")
    assert response.status_code == 200
    assert json.loads(response.content) == {
        "database": True,
        "fonts": True,
        "pending": before - len(made),
    }


def test_health_is_bad_without_fonts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "fonts_present", lambda: False)
    assert client.get("/healthz").status_code == 503
