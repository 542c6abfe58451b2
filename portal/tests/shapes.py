"""What DCAT-AP 3 demands of the things in a data catalogue, as far as this site says them.

A shape names every property that a thing may have, how often, and what stands there: text, a
number, a time, an address, or a thing with a shape of its own. A property not named is a fault:
no reader of catalogues would know it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

MANY = 10**6
_ADDRESS = "an address"


@dataclass(frozen=True, slots=True)
class Rule:
    """``what``: datatypes of a literal, the class of a thing, or an address."""

    least: int
    most: int
    what: tuple[URIRef, ...] | URIRef | str


def _must(what: tuple[URIRef, ...] | URIRef | str, most: int = MANY) -> Rule:
    return Rule(1, most, what)


def _may(what: tuple[URIRef, ...] | URIRef | str, most: int = 1) -> Rule:
    return Rule(0, most, what)


_TEXT = (RDF.langString, XSD.string)
_TIME = (XSD.dateTime, XSD.date)

SHAPES: dict[URIRef, dict[URIRef, Rule]] = {
    DCAT.Catalog: {
        DCT.title: _must(_TEXT),
        DCT.description: _must(_TEXT),
        DCT.publisher: _must(FOAF.Agent, 1),
        DCT.language: _may(_ADDRESS, MANY),
        DCT.modified: _may(_TIME),
        FOAF.homepage: _may(_ADDRESS),
        DCAT.dataset: _may(DCAT.Dataset, MANY),
        HYDRA.view: _may(HYDRA.PartialCollectionView),
    },
    DCAT.Dataset: {
        DCT.title: _must(_TEXT),
        DCT.description: _must(_TEXT),
        DCT.identifier: _may(_TEXT, MANY),
        DCT.publisher: _must(FOAF.Agent, 1),
        DCAT.contactPoint: _must(VCARD.Organization),
        DCT.issued: _must(_TIME, 1),
        DCT.language: _may(_ADDRESS, MANY),
        DCT.accessRights: _may(_ADDRESS),
        DCAT.theme: _must(_ADDRESS),
        DCAT.keyword: _must(_TEXT),
        DCT.temporal: _must(DCT.PeriodOfTime),
        DCAT.landingPage: _may(_ADDRESS, MANY),
        DCAT.version: _may(_TEXT),
        DCAT.distribution: _may(DCAT.Distribution, MANY),
    },
    DCAT.Distribution: {
        DCT.title: _may(_TEXT, MANY),
        DCAT.accessURL: _must(_ADDRESS),
        DCAT.downloadURL: _may(_ADDRESS, MANY),
        DCAT.mediaType: _may(_ADDRESS),
        DCT["format"]: _must(_ADDRESS, 1),
        DCAT.byteSize: _may((XSD.nonNegativeInteger,)),
        SPDX.checksum: _may(SPDX.Checksum),
    },
    SPDX.Checksum: {
        SPDX.algorithm: _must(_ADDRESS, 1),
        SPDX.checksumValue: _must((XSD.hexBinary,), 1),
    },
    FOAF.Agent: {FOAF.name: _must(_TEXT)},
    DCT.PeriodOfTime: {DCAT.startDate: _must(_TIME, 1), DCAT.endDate: _must(_TIME, 1)},
    VCARD.Organization: {VCARD.fn: _must(_TEXT), VCARD.hasURL: _may(_ADDRESS)},
    HYDRA.PartialCollectionView: {HYDRA.next: _may(_ADDRESS)},
}


def faults(graph: Graph) -> Iterator[str]:
    """What the things of a catalogue lack or have too much, in words."""
    for kind, shape in SHAPES.items():
        for thing in graph.subjects(RDF.type, kind):
            yield from _faults(graph, thing, kind, shape)


def _faults(graph: Graph, thing: Node, kind: URIRef, shape: dict[URIRef, Rule]) -> Iterator[str]:
    called = f"{kind.fragment or kind.rpartition('/')[2]} {thing}"
    for known in set(graph.predicates(thing)) - {RDF.type, *shape}:
        yield f"{called}: nobody knows {known}"
    for name, rule in shape.items():
        values = list(graph.objects(thing, name))
        if not rule.least <= len(values) <= rule.most:
            yield f"{called}: {name} stands {len(values)} times"
        for value in values:
            if not _fits(graph, value, rule.what):
                yield f"{called}: {name} may not be {value!r}"


def _fits(graph: Graph, value: Node, what: tuple[URIRef, ...] | URIRef | str) -> bool:
    if isinstance(what, tuple):
        if not isinstance(value, Literal) or value.ill_typed or not str(value):
            return False
        kind = value.datatype or (RDF.langString if value.language else XSD.string)
        return kind in what
    if isinstance(what, URIRef):
        return (value, RDF.type, what) in graph
    return isinstance(value, URIRef) and ":" in value
