"""Names and texts of a workbook's XML elements."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree  # type: ignore[import-untyped]

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def local_name(element: etree._Element) -> str:
    """Local name: transitional and strict workbooks differ in the namespace only."""
    return local(element.tag)


@lru_cache(maxsize=1000)
def local(tag: object) -> str:
    """The same of a tag at hand."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str:
    """Text of a string, rich or not; phonetic guides (``rPh``) are not part of it."""
    parts = []
    for child in element:
        name = local_name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [part.text or "" for part in child if local_name(part) == "t"]
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """``_x000D_`` stands for a character that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")


def forget(element: etree._Element) -> None:
    """Free an element and what stands before it: the tree must not grow with the file."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
