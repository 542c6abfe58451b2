"""Names and texts of a workbook's XML elements."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def local(tag: str) -> str:
    """Local name: transitional and strict workbooks differ in the namespace only."""
    return tag.rpartition("}")[2]


def text_of(element: Element) -> str:
    """Text of a string, rich or not; phonetic guides (``rPh``) are not part of it."""
    parts = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [part.text or "" for part in child if local(part.tag) == "t"]
    return unescaped("".join(parts))


def unescaped(text: str) -> str:
    """``_x000D_`` stands for a character that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")
