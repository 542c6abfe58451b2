"""核验文件: which version a file or digest belongs to, and what is refused."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html  # type: ignore[import-untyped]

from disclosures.models import Version
from disclosures.render.renditions import make
from portal.claims import claims
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


ALTERED = "来自第1版，但内容被改动"


def test_a_changed_figure_in_a_json_is_told_as_a_change_of_its_version(
    client: Client, version: Version
) -> None:
    changed = content_of(version, "json").replace("云溪县".encode(), "云溪州".encode(), 1)
    answer = said(send_file(client, changed))
    assert ALTERED in answer
    assert "云溪县水利局2024年度部门决算第1版" in answer


@pytest.mark.parametrize("format", ["xlsx", "docx", "zip"])
def test_what_was_packed_anew_still_names_its_version(
    client: Client, version: Version, format: str
) -> None:
    packed = BytesIO()
    with (
        ZipFile(BytesIO(content_of(version, format))) as source,
        ZipFile(packed, "w", ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"2024", b"2023"))
        target.writestr("note.txt", "改过")
    assert ALTERED in said(send_file(client, packed.getvalue()))


def test_a_pdf_is_told_by_its_metadata_and_by_the_data_inside(
    client: Client, version: Version
) -> None:
    pdf = content_of(version, "pdf")
    assert version.sha256.encode() in pdf
    assert version.get_absolute_url().encode() in pdf
    assert ALTERED in said(send_file(client, pdf + b"%"))
    assert version.sha256 in claims(pdf.replace(version.sha256.encode(), b"0" * 64), "").digests


def test_another_file_is_none_of_ours(client: Client, version: Version) -> None:
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04", b"x" * 100, f"{'a' * 64}".encode()):
        answer = said(send_file(client, content + b" "))
        assert "不是本网站公开的文件" in answer
        assert "来自第" not in answer


def test_an_address_of_another_site_is_no_origin(client: Client, version: Version) -> None:
    address = f"https://elsewhere.example{version.get_absolute_url()}"
    assert "不是本网站公开的文件" in said(send_file(client, address.encode()))


def test_little_of_what_a_bomb_holds_is_unpacked() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as bomb:
        bomb.writestr("a", b"0" * (64 * 1024 * 1024))
        bomb.writestr("b", f" {'b' * 64} ")
    assert claims(packed.getvalue(), "").digests == set()


def test_a_file_that_names_everything_is_heard_for_a_little_of_it() -> None:
    many = " ".join(f"{number:064x}" for number in range(10_000))
    assert len(claims(many.encode(), "").digests) <= 50


def test_what_is_torn_in_two_where_it_is_read_is_found_whole() -> None:
    for before in range(256 * 1024 - 70, 256 * 1024 + 5, 7):
        text = b" " * before + b"c" * 64 + b" "
        assert claims(text, "").digests == {"c" * 64}


def test_it_gives_the_place_in_the_record(client: Client, version: Version) -> None:
    event = version.disclosure.events.get(verb="import")
    answer = said(client.post(PAGE, {"digest": version.sha256}))
    assert f"第{event.sequence}条，摘要（SM3）{event.digest}" in answer
    assert f"记录的上一条{event.previous}" in answer
    make(version, "txt")
    following = version.disclosure.events.get(sequence=event.sequence + 1)
    assert following.digest in said(client.post(PAGE, {"digest": version.sha256}))


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
