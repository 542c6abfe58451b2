"""The structure tree of a tagged PDF, as programs that read aloud see it.

Poppler can tell it too, but draws the page anew for every cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pikepdf

_HEX = re.compile(rb"<([0-9a-fA-F]+)>")
_SECTION = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_SHOWN = {"Tj", "TJ", "'", '"'}

Texts = Mapping[tuple[Any, int], str]  # by page and number of the marked content


def blocks(path: Path, tags: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Elements with one of these tags, in the order of reading, with the text that is in them.

    What is in an element inside counts for that element.
    """
    with pikepdf.open(path) as opened:
        texts = {
            (page.objgen, number): text
            for page in opened.pages
            for number, text in _marked(page).items()
        }
        tag, held = "", [""]
        for name, text in _walked(opened.Root.StructTreeRoot.K, None, texts):
            if tags.fullmatch(name):
                if tag:
                    yield tag, "".join(held)
                tag, held = name, []
            held.append(text)
        yield tag, "".join(held)


def _walked(node: Any, page: Any, texts: Texts) -> Iterator[tuple[str, str]]:
    """Tags and texts by turns, the other empty."""
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _walked(kid, page, texts)
    elif isinstance(node, int):
        yield "", texts.get((page.objgen, node), "")
    elif "/MCID" in node:
        yield "", texts.get((node.get("/Pg", page).objgen, int(node.MCID)), "")
    elif "/S" in node:
        yield str(node.S)[1:], ""
        yield from _walked(node.get("/K", pikepdf.Array()), node.get("/Pg", page), texts)


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """The texts of a page by the number of their marked content."""
    texts: dict[int, str] = defaultdict(str)
    fonts = {str(name): _unicode(font) for name, font in page.resources.Font.items()}
    stack: list[int | None] = []
    font: Mapping[bytes, str] = {}
    for told in pikepdf.parse_content_stream(page):
        operands = told.operands
        match str(told.operator):
            case "Tf":
                font = fonts[str(operands[0])]
            case "BDC" | "BMC":
                stack.append(_number(operands))
            case "EMC":
                stack.pop()
            case shown if shown in _SHOWN:
                number = next((one for one in reversed(stack) if one is not None), None)
                if number is not None:
                    texts[number] += _decoded(operands[-1], font)
    return texts


def _number(operands: Any) -> int | None:
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
        return int(properties.MCID)
    return None


def _decoded(shown: Any, font: Mapping[bytes, str]) -> str:
    pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
    glyphs = b"".join(bytes(one) for one in pieces if isinstance(one, pikepdf.String))
    return "".join(font[glyphs[at : at + 2]] for at in range(0, len(glyphs), 2))


def _unicode(font: Any) -> dict[bytes, str]:
    """What each glyph, two bytes, stands for."""
    found: dict[bytes, str] = {}
    for kind, section in _SECTION.findall(font.ToUnicode.read_bytes()):
        assert kind == b"char", "ranges are not read"
        told = [bytes.fromhex(one.decode()) for one in _HEX.findall(section)]
        pairs = zip(told[::2], told[1::2], strict=True)
        found |= {glyph: text.decode("utf-16-be") for glyph, text in pairs}
    return found
