"""The answer to “从哪来” with its links, for the page of a figure."""

from __future__ import annotations

from disclosures.render.anchors import anchor, anchor_of, figure_url
from fiscal.document import Document
from fiscal.provenance import Provenance, Tracer
from fiscal.provenance.terms import PARAGRAPH
from units.reference import shipped_reference


def trace(document: Document, address: str) -> Provenance | None:
    """Where a figure of a document comes from; None for an address of nothing printed."""
    return Tracer(document, shipped_reference(document.report.year)).trace(address)


def links(found: Provenance, base: str) -> dict[str, str]:
    """Addresses of the figures that an answer names; ``base`` is that of the version."""
    terms = [term for formula in found.formulas for term in formula.terms]
    named = [*(term.address for term in (*terms, *found.part_of))]
    named += [mention.address for mention in found.mentions]
    return {address: figure_url(base, address) for address in named if address != found.address}


def place_anchor(found: Provenance) -> str:
    """Id of the place in the document where a figure is printed, or empty."""
    return anchor_of(found.place) if found.place else ""


def definition_anchor(found: Provenance) -> str:
    """Id of the paragraph that explains the term, empty where the document has none."""
    key = found.definition.key if found.definition else ""
    return anchor(f"{PARAGRAPH}#{key}") if key else ""
