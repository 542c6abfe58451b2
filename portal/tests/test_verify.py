"""核验文件: which version a file or digest belongs to, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html  # type: ignore[import-untyped]
from pytest_django import Settings

from disclosures.models import Version
from disclosures.render.renditions import make
from portal.tests.support import brief, publish, revised, withdraw
from portal.verify import MAX_BODY

pytestmark = pytest.mark.django_db

PAGE = "/verify/"


@pytest.fixture
def version() -> Version:
    return publish(brief())


def send_file(client: Client, content: bytes, name: str = "公开.json") -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def said(response: Any) -> str:
    page = html.fromstring(response.content)
    return "".join(page.xpath("string(//main)").split())


def content_of(version: Version, format: str) -> bytes:
    with make(version, format).file.open("rb") as file:
        return bytes(file.read())


@pytest.mark.parametrize("format", ["json", "txt", "xlsx"])
def test_a_file_as_published_is_told_with_its_version(
    client: Client, version: Version, format: str
) -> None:
    answer = said(send_file(client, content_of(version, format)))
    assert "与本网站公开的一致" in answer
    assert "云溪县水利局2024年度部门决算第1版" in answer
    assert "最新的一版" in answer


def test_a_changed_byte_makes_it_unknown(client: Client, version: Version) -> None:
    changed = content_of(version, "json").replace("云溪县".encode(), "云溪州".encode(), 1)
    assert "不是本网站公开的文件，或已被改动" in said(send_file(client, changed))


def test_both_digests_are_known_however_they_are_typed(client: Client, version: Version) -> None:
    for digest in (
        version.sha256,
        version.sm3.upper(),
        f" {version.sha256[:32]} {version.sha256[32:]}",
    ):
        assert "第1版" in said(client.post(PAGE, {"digest": digest}))


def test_it_gives_the_place_in_the_chain_and_the_newer_version(
    client: Client, version: Version
) -> None:
    second = revised(version, brief(name="云溪县水利局"), "更正笔误")
    first, later = (said(client.post(PAGE, {"digest": one.sha256})) for one in (version, second))
    assert "已由第2版更正" in first
    assert f"下一版摘要{second.sha256}" in first
    assert f"上一版摘要{version.sha256}" in later


def test_a_withdrawn_version_is_told_with_the_reason(client: Client, version: Version) -> None:
    withdraw(version, "单位名称有误")
    assert "撤回：单位名称有误" in said(client.post(PAGE, {"digest": version.sha256}))


@pytest.mark.parametrize("given", [{}, {"digest": "abc"}, {"digest": "g" * 64}])
def test_what_is_no_digest_is_refused_in_words(client: Client, given: dict[str, str]) -> None:
    response = client.post(PAGE, given)
    assert response.status_code == 400
    assert "摘要" in said(response)


def test_a_file_too_large_is_refused_before_it_is_read(client: Client) -> None:
    response = client.post(PAGE, CONTENT_LENGTH=str(MAX_BODY + 1))
    assert response.status_code == 413


def test_who_asks_too_often_has_to_wait(client: Client, settings: Settings) -> None:
    settings.PUBLIC_CHECK_LIMIT = 0
    response = client.post(PAGE, {"digest": "a" * 64})
    assert response.status_code == 429
    assert response["Retry-After"]
