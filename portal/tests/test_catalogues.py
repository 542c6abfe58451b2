"""What other programs list us by: Atom, sitemaps, DCAT, schema.org, robots.txt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client
from lxml import html  # type: ignore[import-untyped]
from pytest_django import DjangoAssertNumQueries

from portal import dcat, sitemaps
from portal.tests.support import brief, full, make_files, publish, revised, withdraw

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def published() -> None:
    version = publish(full())
    make_files(version)
    revised(version, brief(), "补登“附件”<一>。")
    publish(brief("yx-03", "云溪县档案馆", 2023))
    withdraw(publish(brief("yx-02", "云溪县教育局")), "附表误含个人信息。")


def xml(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content
    return ElementTree.fromstring(content)  # our own


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("address", "entries"),
    [
        ("/feed.atom", ["yx-03/2023/v1", "yx-01/2024/v2", "yx-01/2024/v1"]),
        ("/corrections.atom", ["yx-01/2024/v2"]),
        ("/units/yx-03/feed.atom", ["yx-03/2023/v1"]),
        ("/units/yx-02/feed.atom", []),
    ],
)
def test_a_feed_is_atom_and_lists_what_is_shown(
    client: Client, address: str, entries: list[str]
) -> None:
    feed = xml(client, address)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == f"{HERE}{address}"
    assert [one.get("rel") for one in feed.findall(f"{ATOM}link")] == ["alternate", "self"]
    assert feed.findtext(f"{ATOM}updated")
    found = feed.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}id") for one in found] == [
        f"{HERE}/units/{entry}/" for entry in entries
    ]
    for one in found:
        assert all(one.findtext(f"{ATOM}{tag}") for tag in ("title", "updated", "summary"))
        assert one.findtext(f"{ATOM}author/{ATOM}name")
    response = client.get(address)
    assert response["Content-Type"].startswith("application/atom+xml")
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.usefixtures("published")
def test_the_sitemap_lists_every_page_shown_once_at_its_lasting_address(client: Client) -> None:
    parts = [one.text or "" for one in xml(client, "/sitemap.xml").iter(f"{MAP}loc")]
    found = [
        (url.findtext(f"{MAP}loc") or "").removeprefix(HERE)
        for part in parts
        for url in xml(client, urlsplit(part).path).findall(f"{MAP}url")
    ]
    assert len(found) == len(set(found))
    assert {"/", "/catalogue/", "/units/yx-01/", "/units/yx-01/2024/"} <= set(found)
    assert {"/units/yx-01/2024/v1/", "/units/yx-03/2023/"} <= set(found)
    assert not any("yx-02" in one for one in found)
    for address in found:
        assert client.get(address).status_code == 200


def test_a_part_of_the_sitemap_is_written_while_it_is_sent(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for n in range(7):
        publish(brief(f"u-{n}", f"单位{n}"))
    monkeypatch.setattr(sitemaps, "PART", 3)
    with django_assert_max_num_queries(2):
        response = client.get("/sitemap-3.xml")
        assert response.streaming
        assert "/units/u-6/2024/" in b"".join(response).decode()
    assert len(xml(client, "/sitemap.xml").findall(f"{MAP}sitemap")) == 1 + 3 + 3
    assert client.get("/sitemap-9999.xml").status_code == 404


def things(value: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Every JSON-LD node of that type."""
    if isinstance(value, dict):
        if kind in (value.get("@type"), *value.get("@type", ())):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from things(one, kind)


@pytest.mark.usefixtures("published")
def test_the_data_catalogue_has_what_dcat_ap_demands(client: Client) -> None:
    response = client.get("/catalog.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    catalogue = json.loads(response.content)
    prefixes = {key.partition(":")[0] for node in things(catalogue, "dcat:Dataset") for key in node}
    assert {one for one in prefixes if not one.startswith("@")} <= catalogue["@context"].keys()
    for key in ("dct:title", "dct:description", "dct:publisher", "dcat:dataset"):
        assert catalogue[key]
    datasets = {one["@id"]: one for one in things(catalogue, "dcat:Dataset")}
    assert datasets.keys() == {f"{HERE}/units/yx-01/2024/", f"{HERE}/units/yx-03/2023/"}
    for one in datasets.values():
        assert one["dct:title"]["@value"]
        assert one["dct:description"]["@value"]
        assert one["dct:publisher"]["foaf:name"]
        assert one["dct:temporal"]["dcat:startDate"]["@type"] == "xsd:date"


def test_a_distribution_is_a_file_with_the_digest_of_its_bytes(client: Client) -> None:
    made = {one.format: one for one in make_files(publish(full()))}
    (dataset,) = things(json.loads(client.get("/catalog.jsonld").content), "dcat:Dataset")
    found = list(things(dataset, "dcat:Distribution"))
    assert len(found) == len(made)
    for one in found:
        address = urlsplit(one["dcat:downloadURL"]["@id"]).path
        file = made[address.rpartition(".")[2]]
        assert len(client.get(address).getvalue()) == int(one["dcat:byteSize"]["@value"])
        assert one["spdx:checksum"]["spdx:checksumValue"]["@value"] == file.sha256
        assert one["dcat:accessURL"]["@id"].startswith(HERE)


def test_the_data_catalogue_is_read_page_by_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dcat, "PER_PAGE", 2)
    there = {f"u-{n}": publish(brief(f"u-{n}", f"单位{n}")) for n in range(5)}
    address, found = "/catalog.jsonld", []
    while address:
        page = json.loads(client.get(address.removeprefix(HERE)).content)
        found += [one["@id"] for one in page["dcat:dataset"]]
        address = page["hydra:view"].get("hydra:next", {}).get("@id", "")
    assert sorted(found) == sorted(f"{HERE}/units/{code}/2024/" for code in there)
    one = json.loads(client.get("/catalog.jsonld?unit=u-3").content)
    assert len(one["dcat:dataset"]) == 1
    assert client.get("/catalog.jsonld?year=x").status_code == 404


def blocks(client: Client, address: str) -> list[dict[str, Any]]:
    page = html.document_fromstring(client.get(address).content.decode())
    return [json.loads(one.text) for one in page.xpath("//script[@type='application/ld+json']")]


@pytest.mark.usefixtures("published")
def test_search_engines_are_told_what_a_page_is_about(client: Client) -> None:
    trail, dataset = blocks(client, "/units/yx-01/2024/v1/")
    assert [one["name"] for one in trail["itemListElement"]][:2] == ["首页", "云溪县水利局"]
    assert dataset["@type"] == "Dataset"
    assert dataset["identifier"] == "yx-01/2024-10001"
    assert {one["encodingFormat"] for one in dataset["distribution"]} == {
        "application/json",
        "text/plain",
    }
    unit = [one for one in blocks(client, "/units/yx-01/") if "@id" in one]
    assert [one["@type"] for one in unit] == ["GovernmentOrganization"]


def test_no_name_of_a_unit_ends_the_block(client: Client) -> None:
    publish(brief(name="</script><script>alert(1)</script>"))
    page = client.get("/units/yx-01/").content.decode()
    assert "<script>alert(1)" not in page
    (unit,) = [one for one in blocks(client, "/units/yx-01/") if "@id" in one]
    assert unit["name"] == "</script><script>alert(1)</script>"


def test_robots_are_shown_the_sitemap_and_kept_from_the_administration(client: Client) -> None:
    told = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {HERE}/sitemap.xml" in told
    assert "Disallow: /admin/" in told
