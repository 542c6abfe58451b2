"""Pieces of a Word document: paragraphs and table cells in the order of the page.

The XML is walked directly: inserted revisions, content controls and text boxes carry text
that a reader of plain runs would drop without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

from disclosures.readers.decode import UnreadableError
from disclosures.readers.model import Piece, Spot

_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
# Deleted revisions, fallback copies of drawings, field codes.
_SKIPPED = {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr"}
_CONTAINERS = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}
_MAX_DEPTH = 8  # tables inside tables
_MAX_COLUMNS = 63  # of a Word table


def read_word(xml: bytes) -> list[Piece]:
    """Pieces of ``word/document.xml``. Raises ``UnreadableError`` when it is not well-formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise UnreadableError("Word 文档的正文已损坏，无法读取") from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableError("Word 文档含有外部实体声明，已拒绝读取")
    body = next((child for child in root if _name(child) == "body"), None)
    if body is None:
        raise UnreadableError("Word 文档没有正文")
    return list(_Walk().blocks(body, 0))


def _name(element: etree._Element) -> str:
    """Local name: transitional and strict documents differ in the namespace only."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@dataclass
class _Walk:
    """The walk's counters: paragraphs, tables and rows met so far."""

    paragraphs: int = 0
    tables: int = 0
    rows: int = 0
    boxes: list[etree._Element] = field(default_factory=list)

    def blocks(self, parent: etree._Element, depth: int) -> Iterator[Piece]:
        for child in parent:
            name = _name(child)
            if name == "p":
                yield from self.paragraph(child)
            elif name == "tbl" and depth < _MAX_DEPTH:
                yield from self.table(child, depth)
            elif name in _CONTAINERS:
                yield from self.blocks(child, depth)

    def paragraph(self, element: etree._Element) -> Iterator[Piece]:
        self.paragraphs += 1
        source = f"段落{self.paragraphs}"
        texts = [self.text(element)]
        while self.boxes:
            texts.append(self.lines(self.boxes.pop(0)))
        for line in "\n".join(texts).split("\n"):
            yield Piece(line, source)

    def table(self, element: etree._Element, depth: int) -> Iterator[Piece]:
        self.tables += 1
        number = self.tables
        for index, row in enumerate(_inner(element, "tr"), 1):
            self.rows += 1
            current = self.rows
            nested: list[etree._Element] = []
            place = 1
            for column, cell in enumerate(_inner(row, "tc"), 1):
                spot = Spot(number, index, place, _width(cell), _continues(cell))
                place += spot.width
                text = "" if spot.continues else self.lines(cell)
                yield Piece(text, f"表{number}第{index}行第{column}格", current, spot=spot)
                nested += _inner(cell, "tbl")
            for inner in nested:
                if depth < _MAX_DEPTH:
                    yield from self.table(inner, depth + 1)

    def lines(self, parent: etree._Element) -> str:
        """The paragraphs of a cell or text box, one a line."""
        return "\n".join(self.text(paragraph) for paragraph in _inner(parent, "p"))

    def text(self, element: etree._Element) -> str:
        parts: list[str] = []
        for child in element:
            name = _name(child)
            if name == "t":
                parts.append(child.text or "")
            elif name in _BREAKS:
                parts.append(_BREAKS[name])
            elif name == "txbxContent":
                self.boxes.append(child)
            elif name not in _SKIPPED:
                parts.append(self.text(child))
        return "".join(parts)


def _inner(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Children of one kind, also those inside content controls."""
    for child in parent:
        name = _name(child)
        if name == wanted:
            yield child
        elif name in _CONTAINERS:
            yield from _inner(child, wanted)


def _width(cell: etree._Element) -> int:
    """How many columns a cell covers: its ``gridSpan``, within what a table can have."""
    span = next(
        (item for properties in cell if _name(properties) == "tcPr" for item in properties
         if _name(item) == "gridSpan"), None,
    )  # fmt: skip
    values = [] if span is None else [v for k, v in span.attrib.items() if k.endswith("}val")]
    width = values[0] if values else "1"
    return min(int(width), _MAX_COLUMNS) if width.isdecimal() and len(width) < 6 else 1


def _continues(cell: etree._Element) -> bool:
    """True for a cell that a vertical merge covers: ``vMerge`` without ``restart``."""
    for properties in cell:
        if _name(properties) != "tcPr":
            continue
        for item in properties:
            if _name(item) == "vMerge":
                values = [value for key, value in item.attrib.items() if key.endswith("}val")]
                return values != ["restart"]
    return False
