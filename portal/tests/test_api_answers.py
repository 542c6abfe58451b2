"""What programs get: the same figures and bytes as the page, in pages that lose nothing."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from disclosures.models import Version
from portal import published
from portal.api import guide
from portal.tests.support import AT, brief, full, make_files, publish, revised, withdraw

pytestmark = pytest.mark.django_db

API = "/api/v1"
ONE = f"{API}/versions/yx-01/2024/final_accounts/1"


def answer(client: Client, address: str) -> Any:
    parts = urlsplit(address)
    response = client.get(f"{parts.path}?{parts.query}")
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def rows(client: Client, address: str) -> list[Any]:
    """Everything there, page by page."""
    found, following = [], address
    while following:
        page = answer(client, following)
        found += page["items"]
        following = page["next"]
    return found


@pytest.fixture
def version() -> Version:
    made = publish(full())
    make_files(made)
    return made


def test_the_document_is_the_frozen_payload_byte_for_byte(client: Client, version: Version) -> None:
    document = client.get(f"{ONE}/document")
    download = client.get("/units/yx-01/2024/v1/yx-01-2024.json")
    assert document.content == download.getvalue()
    assert hashlib.sha256(document.content).hexdigest() == version.sha256


def test_the_cells_are_all_amounts_of_the_document_as_text(
    client: Client, version: Version
) -> None:
    cells = rows(client, f"{ONE}/cells?limit=100")
    statements = version.document().report.statements
    recorded = {
        f"statements/{number}/{line.key}/{column}": (cell.this, cell.last)
        for number, statement in statements.items()
        for line in statement.lines
        for column, cell in line.cells.items()
    }
    assert len(cells) == len(recorded) > 100
    for cell in cells:
        this, last = recorded[cell["path"]]
        assert cell["amount"] == (None if this is None else f"{this:f}")
        assert cell["last_year"] == (None if last is None else f"{last:f}")


def test_a_cell_of_a_statement_with_two_sides_has_the_header_of_its_own(
    client: Client, version: Version
) -> None:
    cells = {one["path"]: one for one in rows(client, f"{ONE}/cells?statement=01")}
    assert cells["statements/01/income_total/amount"]["header"] == ["收入", "决算数"]
    assert all(path.startswith("statements/01/") for path in cells)


def test_projects_indicators_and_findings_are_those_of_the_document(
    client: Client, version: Version
) -> None:
    report, found = version.document().report, version.document().findings
    projects = rows(client, f"{ONE}/projects?limit=1")
    assert [one["name"] for one in projects] == [one.name for one in report.projects]
    for index, project in enumerate(report.projects):
        shown = rows(client, f"{ONE}/indicators?project={index}&limit=3")
        assert [one["target"] for one in shown] == [one.target for one in project.indicators]
    assert [one["rule"] for one in rows(client, f"{ONE}/findings")] == [one.rule for one in found]
    assert rows(client, f"{ONE}/findings?severity=error") == []


def test_a_version_names_its_files_with_digests_that_hold(client: Client, version: Version) -> None:
    files = answer(client, ONE)["files"]
    assert {one["format"] for one in files} == {"json", "txt"}
    for one in files:
        content = client.get(urlsplit(one["url"]).path).getvalue()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one["size"], one["sha256"])


def test_nothing_is_lost_or_doubled_when_something_is_published_between_two_pages(
    client: Client,
) -> None:
    there = {publish(brief(f"u-{n}", f"单位{n}")).pk for n in range(5)}
    first = answer(client, f"{API}/versions?limit=2")
    publish(brief("u-9", "单位9"))
    rest = rows(client, first["next"])
    assert sorted(one["serial"] for one in [*first["items"], *rest]) == sorted(there)


def test_units_come_by_code_with_their_years_in_pages(client: Client) -> None:
    for code in ("b-1", "a-1", "c-1"):
        publish(brief(code, f"单位{code}", 2023))
    publish(brief("a-1", "单位a-1", 2024))
    found = rows(client, f"{API}/units?limit=1")
    assert [one["code"] for one in found] == ["a-1", "b-1", "c-1"]
    assert found[0]["years"] == [2024, 2023]
    assert [one["code"] for one in rows(client, f"{API}/units?name=b-")] == ["b-1"]


def test_a_harvester_learns_of_corrections_and_withdrawals(client: Client) -> None:
    first = publish(brief())
    revised(first, brief(), "更正。", AT + timedelta(days=1))
    withdraw(publish(brief("yx-02", "云溪县教育局")), "附表误含个人信息。")
    assert [one["number"] for one in rows(client, f"{API}/versions")] == [2]
    every = rows(client, f"{API}/versions?scope=all")
    told = [(one["unit"], one["number"], bool(one["withdrawn"])) for one in every]
    assert told == [("yx-02", 1, True), ("yx-01", 2, False), ("yx-01", 1, False)]
    later = (AT + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    since = rows(client, f"{API}/versions?scope=all&changed_since={later}")
    assert [(one["unit"], one["number"]) for one in since] == [("yx-01", 2)]


def test_what_was_withdrawn_is_gone_and_what_never_was_is_not_there(client: Client) -> None:
    version = publish(brief())
    assert client.get(ONE).status_code == 200
    withdraw(version, "附表误含个人信息。")
    for address in (ONE, ONE.removesuffix("/1"), f"{ONE}/document", f"{ONE}/cells"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (410, "application/problem+json")
    assert client.get(f"{API}/versions/yx-01/2024/final_accounts/2").status_code == 404
    assert client.get(f"{API}/versions/yx-09/2024/final_accounts").status_code == 404


def test_who_has_it_already_gets_304_and_other_sites_may_read(
    client: Client, version: Version
) -> None:
    first = client.get(f"{ONE}/document", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(first.content).decode() == version.payload
    again = client.get(f"{ONE}/document", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for response in (first, again, client.get(f"{API}/nothing"), client.options(ONE)):
        assert response["Access-Control-Allow-Origin"] == "*"
    assert client.options(ONE)["Access-Control-Allow-Headers"] == "If-None-Match"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(version: Version, method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(ONE)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert json.loads(response.content)["title"] == "只能读取"


def test_a_mistake_is_told_in_chinese_with_the_parameter(client: Client) -> None:
    response = client.get(f"{API}/versions?year=x&limit=201&kind=y&changed_since=2025-09-01")
    told = json.loads(response.content)
    assert response.status_code == told["status"] == 422
    assert {one["parameter"] for one in told["errors"]} == {
        "year",
        "limit",
        "kind",
        "changed_since",
    }
    assert "不能大于 200" in [one["problem"] for one in told["errors"]]


def test_an_absent_database_is_503_and_anything_else_500(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, status in ((OperationalError("away"), 503), (RuntimeError("broken"), 500)):

        def fail(*given: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(published, "codes", fail)
        response = client.get(f"{API}/units")
        assert (response.status_code, response["Content-Type"]) == (
            status,
            "application/problem+json",
        )
        assert "away" not in response.content.decode()


@pytest.mark.parametrize("address", [f"{API}/versions", f"{API}/units", "/catalog.jsonld"])
def test_a_page_of_many_costs_the_queries_of_a_page_of_few(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    for n in range(12):
        publish(brief(f"u-{n}", f"单位{n}"))
    with django_assert_max_num_queries(2):
        assert client.get(address).status_code == 200


def test_every_example_of_the_documentation_works(client: Client, version: Version) -> None:
    page = client.get("/api/").content.decode()
    for operation in guide.operations():
        address = guide.example(operation, version)
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200
        assert f'id="{operation.id}"' in page
    assert "curl" not in guide.example(guide.operations()[0], None)
