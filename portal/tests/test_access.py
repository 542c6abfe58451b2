"""Who sees what, and under which address."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from fiscal.money import format_amount
from fiscal.report import TARGETS
from portal.tests.support import brief, correct, draft, full, make_files, publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/units/yx-01/",
        "/units/yx-01/2024/",
        "/units/yx-01/2024/v1/",
        "/units/yx-01/2024/v1/yx-01-2024.pdf",
        "/units/yx-01/2024/targets/",
    ],
)
def test_a_draft_has_no_public_address(client: Client, address: str) -> None:
    draft(brief())
    assert client.get(address).status_code == 404


def test_a_draft_is_in_no_list(client: Client) -> None:
    publish(brief("yx-02", "云溪县教育局"))
    draft(brief("yx-01", "云溪县水利局"))
    for address in ("/documents/", "/search/?q=云溪县"):
        page = client.get(address).content.decode()
        assert "云溪县教育局" in page
        assert "云溪县水利局" not in page


def test_a_draft_of_another_year_stays_out_of_the_units_page(client: Client) -> None:
    publish(brief(year=2023))
    draft(brief(year=2024))
    page = client.get("/units/yx-01/").content.decode()
    assert "2023年度部门决算" in page
    assert "2024" not in page


def test_a_version_answers_at_its_own_address_and_at_that_of_the_newest(client: Client) -> None:
    version = publish(full())
    assert version.total_income
    for address in (version.get_absolute_url(), "/units/yx-01/2024/"):
        response = client.get(address)
        assert response.status_code == 200
        assert format_amount(version.total_income) in response.content.decode()


def test_a_target_document_lives_beside_the_final_accounts(client: Client) -> None:
    publish(brief(kind=TARGETS))
    assert client.get("/units/yx-01/2024/targets/").status_code == 200
    assert client.get("/units/yx-01/2024/targets/v1/").status_code == 200
    assert client.get("/units/yx-01/2024/").status_code == 404


def test_an_address_without_a_kind_is_that_of_the_final_accounts() -> None:
    assert reverse("portal:disclosure", args=["yx-01", 2024]) == "/units/yx-01/2024/"
    assert reverse("portal:version", args=["yx-01", 2024, 2]) == "/units/yx-01/2024/v2/"


def test_an_old_version_keeps_its_address_and_names_the_newer_one(client: Client) -> None:
    old = publish(brief())
    address = old.get_absolute_url()
    assert "这不是最新版" not in client.get(address).content.decode()
    newer = correct(old)
    page = client.get(address).content.decode()
    assert "这不是最新版" in page
    assert f'href="{newer.get_absolute_url()}"' in page
    assert "这不是最新版" not in client.get("/units/yx-01/2024/").content.decode()


def test_a_list_shows_the_newest_version_once(client: Client) -> None:
    correct(publish(brief()))
    assert client.get("/").content.decode().count("2024年度部门决算") == 1


def test_the_files_of_an_old_version_stay(client: Client) -> None:
    old = publish(brief())
    make_files(old)
    correct(old)
    assert client.get("/units/yx-01/2024/v1/yx-01-2024.json").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/units/nobody/",
        "/units/yx-01/1850/",
        "/units/yx-01/2024/v2/",
        "/units/yx-01/2024/v0/",
        "/units/yx-01/2024/v99999999999999999999/",
        "/units/yx-01/99999999999999999999/",
        "/units/%00/",
        "/units/yx-01%00/2024/",
        "/units/../2024/",
        "/units/" + "x" * 3000 + "/",
        "/units/yx-01/2024/v1/yx-02-2024.txt",
        "/units/yx-01/2024/v1/yx-01-2023.txt",
        "/units/yx-01/2024/v1/yx-01-2024.html",
        "/units/yx-01/2024/v1/yx-01-2024.exe",
        "/units/yx-01/2024/v1/..%2f..%2fsecret_key",
    ],
)
def test_an_address_that_names_nothing_published_answers_404(client: Client, address: str) -> None:
    make_files(publish(brief()))
    response = client.get(address)
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_public_window_is_read_only(client: Client, method: str) -> None:
    publish(brief())
    for address in ("/", "/units/yx-01/", "/units/yx-01/2024/"):
        assert getattr(client, method)(address).status_code == 405
