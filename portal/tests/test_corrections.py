"""Corrections in the open: versions, what they changed, and what is left of withdrawn ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from disclosures.models import Version
from fiscal.edits import Change, apply
from portal.tests.support import AT, brief, full, make_files, publish, revised, withdraw

pytestmark = pytest.mark.django_db

PAGE = "/units/yx-01/2024/"
REASON = "误将退休人员计入在职人员，现据实更正在职人数。"
WITHDRAWN = "附表误含个人信息，撤回后重新整理再公开。"


@pytest.fixture
def corrected() -> Version:
    """The second version of a disclosure, with one person more."""
    first = publish(full())
    make_files(first)
    report = first.document().report
    more = replace(report, staff=replace(report.staff, active=(report.staff.active or 0) + 1))
    return revised(first, more, REASON, AT + timedelta(days=3))


@pytest.mark.usefixtures("corrected")
def test_the_list_of_versions_tells_date_digests_reason_and_files_of_each(client: Client) -> None:
    page = client.get(f"{PAGE}versions/").content.decode()
    assert page.index("第 2 版") < page.index("第 1 版")
    for version in Version.objects.all():
        assert version.sha256 in page
        assert version.sm3 in page
        assert f"{PAGE}v{version.number}/yx-01-2024.pdf" in page
    assert REASON in page
    assert "2025-09-02" in page
    assert "2025-09-05" in page


@pytest.mark.usefixtures("corrected")
def test_every_address_that_the_list_of_versions_gives_answers(client: Client) -> None:
    for version in Version.objects.all():
        make_files(version)
    for number in (1, 2):
        for name in ("", "yx-01-2024.json", "yx-01-2024.txt"):
            assert client.get(f"{PAGE}v{number}/{name}").status_code == 200


@pytest.mark.usefixtures("corrected")
def test_an_old_version_says_that_a_newer_one_exists_and_why(client: Client) -> None:
    page = client.get(f"{PAGE}v1/").content.decode()
    assert "这不是最新版" in page
    assert REASON in page
    assert f'href="{PAGE}v2/"' in page


@pytest.mark.usefixtures("corrected")
def test_what_a_version_changed_is_shown_as_figures_and_as_text(client: Client) -> None:
    page = client.get(f"{PAGE}v2/changes/").content.decode()
    staff = Version.objects.get(number=2).document().report.staff
    assert "在职人员（人）" in page
    assert f"<del>{(staff.active or 0) - 1}</del>" in page
    assert f"<ins>{staff.active}</ins>" in page
    assert '<div class="passages">' in page


def test_the_changes_of_the_first_version_are_no_page(client: Client) -> None:
    publish(brief())
    assert client.get(f"{PAGE}v1/changes/").status_code == 404


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize("address", ["versions/", "v2/changes/"])
def test_who_has_the_corrections_already_gets_304(client: Client, address: str) -> None:
    etag = client.get(PAGE + address)["ETag"]
    assert client.get(PAGE + address, headers={"If-None-Match": etag}).status_code == 304


def test_text_of_a_correction_is_never_markup(client: Client) -> None:
    first = publish(full())
    hostile = apply(
        first.document().report, [Change("texts/s1.cmp.reason", None, "<script>alert(1)</script>")]
    )
    revised(first, hostile, REASON)
    assert "<script>alert(1)" not in client.get(f"{PAGE}v2/changes/").content.decode()


@pytest.mark.parametrize(
    "address",
    ["", "v1/", "v2/", "v1/yx-01-2024.json", "v2/check.xlsx", "v2/changes/",
     f"v1/attachments/{'0' * 64}"],
)  # fmt: skip
def test_the_addresses_of_what_was_withdrawn_say_when_and_why(
    client: Client, corrected: Version, address: str
) -> None:
    withdraw(corrected, WITHDRAWN)
    response = client.get(PAGE + address)
    page = response.content.decode()
    assert response.status_code == 410
    assert response["Cache-Control"] == "public, max-age=300"
    for told in ("云溪县水利局", "2024年度部门决算", "2025-09-02 02:30", WITHDRAWN):
        assert told in page
    assert "admin" not in page


def test_what_was_withdrawn_is_in_no_list(client: Client, corrected: Version) -> None:
    publish(brief("yx-02", "云溪县教育局", year=2023))
    withdraw(corrected, WITHDRAWN)
    for address in ("/documents/", "/search/?q=云溪县"):
        page = client.get(address).content.decode()
        assert "云溪县教育局" in page
        assert "云溪县水利局" not in page
        assert "2024年度" not in page
    assert "现在没有公开的文件" in client.get("/units/yx-01/").content.decode()


def test_the_list_of_versions_keeps_what_was_withdrawn_without_its_content(
    client: Client, corrected: Version
) -> None:
    withdraw(corrected, WITHDRAWN)
    page = client.get(f"{PAGE}versions/").content.decode()
    assert WITHDRAWN in page
    assert corrected.sha256 in page
    assert REASON not in page
    assert ".pdf" not in page


def test_a_version_published_after_a_withdrawal_takes_over(
    client: Client, corrected: Version
) -> None:
    withdraw(corrected, WITHDRAWN)
    etag = client.get(f"{PAGE}versions/")["ETag"]
    revised(corrected, full(), "已删去个人信息，重新整理后公开。")
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{PAGE}v3/").status_code == 200
    assert client.get(f"{PAGE}v2/").status_code == 410
    assert client.get(f"{PAGE}v3/changes/").status_code == 410
    assert f"{PAGE}v3/changes/" not in client.get(PAGE).content.decode()
    assert "云溪县水利局" in client.get("/").content.decode()
    assert client.get(f"{PAGE}versions/")["ETag"] != etag
