"""The XML inside a Word document, by local names: strict and transitional files differ in the
namespace only."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from disclosures.readers.decode import UnreadableError


def parse(xml: bytes) -> etree._Element:
    """Root element. Nothing outside of ``xml`` is ever loaded; a DTD is refused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise UnreadableError("Word 文档的正文已损坏，无法读取") from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableError("Word 文档含有外部实体声明，已拒绝读取")
    return root


def name_of(element: etree._Element) -> str:
    """Local name; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """Value of an attribute, whatever its namespace; empty when absent."""
    return next(
        (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )


def child(parent: etree._Element, name: str) -> etree._Element | None:
    return next(children(parent, name), None)


def children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in parent if name_of(element) == name)
