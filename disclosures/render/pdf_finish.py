"""What WeasyPrint leaves out of a PDF that shall be PDF/A-3a and PDF/UA-1 at once.

It writes one of the two. Here the other's mark is added, headings of tables say what they head,
links say in words where they lead, figures where they are, and files are put inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Any
from xml.sax.saxutils import escape

import pydyf

from disclosures.render.pdf_layout import boxes

_SCOPES = {"col": "/Column", "row": "/Row"}
_BEGIN = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
)
_END = b'\n</x:xmpmeta>\n<?xpacket end="r"?>'
_ORIGIN = """
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
  {}
</rdf:Description>"""
# PDF/UA's mark, and its description, without which PDF/A does not accept it.
_ACCESSIBLE = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
  <pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289 to which this file conforms
      </pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside a PDF; ``relationship`` is ``Source``, ``Data`` or ``Alternative``.

    ``name`` is ASCII.
    """

    name: str
    content: bytes
    content_type: str
    relationship: str
    description: str


def finish(document: Any, pdf: Any, attached: Sequence[Attached]) -> None:
    """WeasyPrint's ``finisher``: called with its document and what is to be written."""
    _describe(document, pdf)
    for page in document.pages:
        for box in boxes(page._page_box):
            _mend(box)
    _drop_guesses(pdf)
    if attached:
        _attach(pdf, attached)


def _describe(document: Any, pdf: Any) -> None:
    """Metadata with both marks, not compressed, so that it is found without a PDF reader."""
    told: bytes = document.metadata.generate_rdf_metadata("a", 3, "A")
    told = told.replace(b"</rdf:RDF>", (_origin(document) + _ACCESSIBLE).encode())
    stream = pydyf.Stream([_BEGIN + told + _END], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(stream)
    pdf.catalog["Metadata"] = stream.reference


def _origin(document: Any) -> str:
    """The permanent address and the digest of the content, for whoever holds the file alone."""
    said = document.metadata.custom
    lines = [
        f"<dc:{name}>{escape(said[f'dcterms.{name}'])}</dc:{name}>"
        for name in ("identifier", "source")
        if f"dcterms.{name}" in said
    ]
    return _ORIGIN.format("\n  ".join(lines)) if lines else ""


def _mend(box: Any) -> None:
    element = box.element
    if element is None:
        return
    if element.tag == "th" and hasattr(box, "mark"):
        box.mark["A"]["Scope"] = _SCOPES.get(element.get("scope"), "/Column")
    if element.tag == "a" and box.link_annotation:
        words = element.get("title") or " ".join("".join(element.itertext()).split())
        box.link_annotation["Contents"] = pydyf.String(words)


def _drop_guesses(pdf: Any) -> None:
    """Take out what WeasyPrint says of which heading belongs to which cell.

    It loses its way where a cell spans rows; scope and spans tell it truly, and shorter.
    """
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") in ("/TD", "/TH"):
            item["A"].pop("Headers", None)
            item.pop("ID", None)


def _attach(pdf: Any, attached: Sequence[Attached]) -> None:
    names, files = pydyf.Array(), pydyf.Array()
    for one in sorted(attached, key=lambda file: file.name):
        reference = _embed(pdf, one)
        names.extend((pydyf.String(one.name), reference))
        files.append(reference)
    listed = pydyf.Dictionary({"Names": names})
    pdf.add_object(listed)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = listed.reference
    pdf.catalog["AF"] = files
    pdf.catalog["PageMode"] = "/UseOutlines"


def _embed(pdf: Any, one: Attached) -> bytes:
    parameters = {
        "Size": len(one.content),
        "CheckSum": f"<{md5(one.content, usedforsecurity=False).hexdigest()}>",
    }
    if published := pdf.info.get("CreationDate"):
        parameters["ModDate"] = published
    stream = pydyf.Stream(
        [one.content],
        {
            "Type": "/EmbeddedFile",
            "Subtype": "/" + one.content_type.replace("/", "#2f"),
            "Params": pydyf.Dictionary(parameters),
        },
        compress=True,
    )
    pdf.add_object(stream)
    file = pydyf.Dictionary({
        "Type": "/Filespec",
        "F": pydyf.String(one.name),
        "UF": pydyf.String(one.name),
        "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
        "Desc": pydyf.String(one.description),
        "AFRelationship": f"/{one.relationship}",
    })  # fmt: skip
    pdf.add_object(file)
    reference: bytes = file.reference
    return reference
