"""What programs read of the site, judged by checkers of others and by the formats' own rules."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]
from openapi_spec_validator import OpenAPIV31SpecValidator
from rdflib import RDF, Graph

from fiscal.report import TARGETS
from portal.tests import shapes
from portal.tests.shapes import DCAT, DCT
from portal.tests.support import brief, full, make_files, publish, revised

pytestmark = pytest.mark.django_db

FORMATS = Path(__file__).parent / "formats"
FEEDS = ("/feed.atom", "/corrections.atom", "/units/yx-01/feed.atom")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def published() -> None:
    version = publish(full())
    make_files(version)
    revised(version, brief(), "补登“附件”<一>。")
    publish(brief(kind=TARGETS))
    make_files(publish(full("yx-03", "云溪县档案馆")))


def served(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response) if response.streaming else response.content


# --- OpenAPI and JSON Schema -----------------------------------------------------------------


def test_the_description_of_the_interface_is_valid_openapi(client: Client) -> None:
    told = json.loads(served(client, "/api/v1/openapi.json"))
    assert [str(one.message) for one in OpenAPIV31SpecValidator(told).iter_errors()] == []
    broken = copy.deepcopy(told)
    del broken["paths"]["/api/v1/units"]["get"]["parameters"][0]["name"]
    assert not OpenAPIV31SpecValidator(broken).is_valid()


@pytest.mark.usefixtures("published")
def test_documents_are_what_their_schema_of_2020_12_says(client: Client) -> None:
    schema = json.loads(served(client, "/schema/document-1.json"))
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    versions = json.loads(served(client, "/api/v1/versions?scope=all"))["items"]
    assert len(versions) == 4
    for one in versions:
        document = json.loads(served(client, f"{urlsplit(one['self']).path}/document"))
        assert list(validator.iter_errors(document)) == []
        assert not validator.is_valid({**document, "report": None})


# --- the data catalogue ----------------------------------------------------------------------


def graph(text: bytes | str) -> Graph:
    return Graph().parse(data=text, format="json-ld")


@pytest.mark.usefixtures("published")
def test_the_data_catalogue_has_the_shapes_of_dcat_ap(client: Client) -> None:
    told = graph(served(client, "/catalog.jsonld"))
    assert list(shapes.faults(told)) == []
    for kind, number in {DCAT.Catalog: 1, DCAT.Dataset: 3, DCAT.Distribution: 2}.items():
        assert len(set(told.subjects(RDF.type, kind))) == number, kind
    assert {kind for kind in told.objects(None, RDF.type) if kind in shapes.SHAPES} == set(
        shapes.SHAPES
    )


@pytest.mark.parametrize(
    ("breaking", "fault"),
    [
        (lambda one: one.pop("dct:title"), "title stands 0 times"),
        (lambda one: one.update({"dct:titel": "?"}), "nobody knows"),
        (lambda one: one.update({"dcat:theme": "钱"}), "theme may not be"),
        (lambda one: one["dct:issued"].update({"@value": "昨天"}), "issued may not be"),
        (lambda one: one["dct:publisher"].pop("foaf:name"), "name stands 0 times"),
    ],
)
def test_a_thing_of_another_shape_is_seen(client: Client, breaking: Any, fault: str) -> None:
    publish(full())
    told = json.loads(served(client, "/catalog.jsonld"))
    breaking(told["dcat:dataset"][0])
    assert any(fault in one for one in shapes.faults(graph(json.dumps(told))))


@pytest.mark.usefixtures("published")
def test_what_search_engines_read_is_linked_data(client: Client) -> None:
    page = etree.HTML(served(client, "/units/yx-01/2024/v1/").decode())
    for block in page.xpath("//script[@type='application/ld+json']"):
        told = json.loads(block.text)
        assert told.pop("@context") == "https://schema.org"
        # Their vocabulary is not fetched: its terms are those below its address.
        read = graph(json.dumps({"@context": {"@vocab": "https://schema.org/"}, **told}))
        assert {str(kind) for kind in read.objects(None, RDF.type)} & {
            "https://schema.org/BreadcrumbList",
            "https://schema.org/Dataset",
        }


# --- feeds and sitemaps ----------------------------------------------------------------------


def relaxng() -> Any:
    return etree.RelaxNG(etree.parse(FORMATS / "atom.rng"))


def schema() -> Any:
    return etree.XMLSchema(etree.parse(FORMATS / "sitemap.xsd"))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("address", FEEDS)
def test_feeds_are_atom(client: Client, address: str) -> None:
    feed, grammar = etree.fromstring(served(client, address)), relaxng()
    assert grammar.validate(feed), grammar.error_log
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(set(ids)) == len(ids)
    # Without an author of its own a feed has one in each entry.
    assert all(one.findtext(f"{ATOM}author/{ATOM}name") for one in entries)
    assert feed.findtext(f"{ATOM}updated") >= max(one.findtext(f"{ATOM}updated") for one in entries)
    for one in (feed, *entries):
        links = one.findall(f"{ATOM}link")
        assert sum(link.get("rel", "alternate") == "alternate" for link in links) == 1


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("tag", ["id", "updated", "title", "link"])
def test_a_feed_that_lacks_something_is_not(client: Client, tag: str) -> None:
    feed = etree.fromstring(served(client, "/feed.atom"))
    entry = feed.find(f"{ATOM}entry")
    for one in entry.findall(f"{ATOM}{tag}"):
        entry.remove(one)
    assert not relaxng().validate(feed)


@pytest.mark.usefixtures("published")
def test_sitemaps_are_what_their_schema_says(client: Client) -> None:
    grammar = schema()
    index = etree.fromstring(served(client, "/sitemap.xml"))
    assert grammar.validate(index), grammar.error_log
    parts = [urlsplit(one.text).path for one in index.iter("{*}loc")]
    assert len(parts) == 3
    for part in parts:
        told = etree.fromstring(served(client, part))
        assert grammar.validate(told), (part, grammar.error_log)
        told[0].remove(told[0].find("{*}loc"))
        assert not grammar.validate(told)


def test_the_catalogue_speaks_of_time_in_its_zone(client: Client) -> None:
    publish(brief())
    (issued,) = set(graph(served(client, "/catalog.jsonld")).objects(None, DCT.issued))
    assert str(issued) == "2025-09-02T02:30:00+08:00"
