"""What WeasyPrint leaves out of a PDF that shall be PDF/A-3a and PDF/UA-1 at once.

It writes one of the two. Here the other's mark is added, headings of tables say what they head,
links say in words where they lead, figures where they are, and files are put inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Any

import pydyf

_POINTS = 0.75  # of a CSS pixel
_SCOPES = {"col": "/Column", "row": "/Row"}
_BEGIN = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
)
_END = b'\n</x:xmpmeta>\n<?xpacket end="r"?>'
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
        for box in _boxes(page._page_box):
            _mend(box, page.height)
    _drop_guesses(pdf)
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") == "/Table":
            _close(pdf, item)
    if attached:
        _attach(pdf, attached)


def _describe(document: Any, pdf: Any) -> None:
    """Metadata with both marks, not compressed, so that it is found without a PDF reader."""
    told: bytes = document.metadata.generate_rdf_metadata("a", 3, "A")
    told = told.replace(b"</rdf:RDF>", _ACCESSIBLE.encode())
    stream = pydyf.Stream([_BEGIN + told + _END], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(stream)
    pdf.catalog["Metadata"] = stream.reference


def _boxes(box: Any) -> Iterator[Any]:
    """Every box on a page, those out of the flow too."""
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(getattr(child, "_box", child))


def _mend(box: Any, page_height: float) -> None:
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


def _close(pdf: Any, table: Any) -> None:
    """Make the rows of one page equally wide where the page cuts cells that span rows."""
    groups = [_kids(pdf, group) for group in _kids(pdf, table) if group["S"] != "/Caption"]
    width = max((_closed(pdf, rows) for rows in groups), default=0)
    for rows in groups:
        _closed(pdf, rows, width)


def _closed(pdf: Any, rows: Sequence[Any], width: int = 0) -> int:
    """Width of the rows. To be ``width``, a short row begins with an empty cell."""
    above, widest = [0] * len(rows), 0  # columns that cells from above cover, for each row
    for at, row in enumerate(rows):
        cells = [cell["A"] for cell in _kids(pdf, row)]
        own = above[at] + sum(cell.get("ColSpan", 1) for cell in cells)
        if own < width:
            _begin(pdf, row, width - own)
        for cell in cells:
            if "RowSpan" in cell:
                cell["RowSpan"] = min(cell["RowSpan"], len(rows) - at)
            for below in range(at + 1, at + cell.get("RowSpan", 1)):
                above[below] += cell.get("ColSpan", 1)
        widest = max(widest, own)
    return widest


def _begin(pdf: Any, row: Any, columns: int) -> None:
    attributes = pydyf.Dictionary({"O": "/Table", "ColSpan": columns})
    empty = pydyf.Dictionary(
        {"Type": "/StructElem", "S": "/TD", "P": row.reference, "Pg": row["Pg"], "A": attributes}
    )
    pdf.add_object(empty)
    row["K"].insert(0, empty.reference)


def _kids(pdf: Any, element: Any) -> list[Any]:
    return [pdf.objects[int(kid.split()[0])] for kid in element["K"]]


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
