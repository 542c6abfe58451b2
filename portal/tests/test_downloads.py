"""What can be taken away of a version: CSV of every table, and the schema of its JSON."""

from __future__ import annotations

import csv
import json
from io import StringIO

import jsonschema_rs
import pytest
from django.test import Client
from lxml import html  # type: ignore[import-untyped]

from disclosures.models import Version
from disclosures.render import renditions
from disclosures.render.html import render_page
from disclosures.render.tidy import tidy_tables
from portal.tests.support import full, publish

pytestmark = pytest.mark.django_db

HOME = "/units/yx-01/2024/v1/"


@pytest.fixture
def version() -> Version:
    version = publish(full())
    for format in ("json", "txt", "zip"):
        renditions.make(version, format)
    return version


def test_every_table_has_an_address_that_the_page_names(client: Client, version: Version) -> None:
    page = client.get(HOME).content.decode()
    tables = tidy_tables(version.document())
    assert {"01", "09", "funds", "indicators", "text-figures"} <= {one.name for one in tables}
    for table in tables:
        address = f"{HOME}tables/{table.name}.csv"
        assert f'href="{address}"' in page
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        heads, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline=""))
        assert heads == [column.label for column in table.columns]
        assert len(rows) == len(table.rows)


def test_text_of_a_table_is_never_a_formula(client: Client, version: Version) -> None:
    content = client.get(f"{HOME}tables/indicators.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(content, newline="")) for cell in row]
    assert any(cell.startswith("'=") for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_a_reader_who_has_a_table_is_not_sent_it_again(client: Client, version: Version) -> None:
    first = client.get(f"{HOME}tables/05.csv")
    again = client.get(f"{HOME}tables/05.csv", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["10", "contents", "no-such"])
def test_a_table_that_there_is_not_is_not_found(
    client: Client, version: Version, name: str
) -> None:
    assert client.get(f"{HOME}tables/{name}.csv").status_code == 404


def test_a_table_that_is_still_to_be_made_comes_later(client: Client) -> None:
    publish(full())
    answer = client.get(f"{HOME}tables/05.csv")
    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_published_json_names_its_schema_and_fits_it(client: Client, version: Version) -> None:
    answer = client.get(f"{HOME}yx-01-2024.json")
    assert answer["Link"] == '</schema/document-1.json>; rel="describedby"'
    schema = client.get("/schema/document-1.json")
    assert schema["Content-Type"] == "application/schema+json"
    published = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    jsonschema_rs.validate(schema.json(), published)


def test_each_statement_has_its_own_file_beside_its_caption(
    client: Client, version: Version
) -> None:
    numbers = sorted(version.document().report.statements)
    for address in ("/units/yx-01/2024/", HOME):  # what is newest leads to what stays, too
        page = html.document_fromstring(client.get(address).content.decode())
        for number in numbers:
            (caption,) = page.xpath(f"//table[@aria-labelledby='statements/{number}']/caption")
            (link,) = caption.xpath(".//a")
            title = page.get_element_by_id(f"statements/{number}").text
            assert (link.get("href"), link.text) == (f"{HOME}tables/{number}.csv", "CSV")
            assert link.get("aria-label") == f"{title}，CSV"


def test_the_forms_of_all_evaluations_have_their_files_before_them(
    client: Client, version: Version
) -> None:
    page = html.document_fromstring(client.get(HOME).content.decode())
    (line,) = page.find_class("table-files")
    assert [(link.text, link.get("href")) for link in line.iter("a")] == [
        ("绩效自评", f"{HOME}tables/evaluations.csv"),
        ("绩效自评的资金", f"{HOME}tables/funds.csv"),
        ("绩效自评的指标", f"{HOME}tables/indicators.csv"),
    ]
    assert line.getnext().get("class").split()[0] == "sheet"
    assert len(page.find_class("table-file")) == 3 + len(version.document().report.statements)


def test_a_table_whose_file_is_still_to_be_made_has_no_link(client: Client) -> None:
    publish(full())
    assert "table-file" not in client.get(HOME).content.decode()


def test_paper_has_no_links_to_files(version: Version) -> None:
    assert "table-file" not in render_page(version.document())
