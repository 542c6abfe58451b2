"""Automatic numbering of a Word document: the ``一、`` and ``1.`` that no run contains.

Word turns a typed ``一、`` into a list level as people go on writing, so real documents have
headings whose number stands in ``numbering.xml`` only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

from disclosures.readers.xml import attribute, child, children, parse
from fiscal.statements import ordinal

_PLACEHOLDER = re.compile(r"%([1-9])")
_SMALL_NUMBER = re.compile(r"[0-9]{1,6}")
_LARGEST_ORDINAL = 99


@dataclass(frozen=True)
class _Level:
    """One level of a list: ``pattern`` is like ``（%1）``."""

    form: str
    pattern: str
    start: int

    def print(self, number: int) -> str:
        return _FORMS.get(self.form, str)(number)


class Numbering:
    """Numbers of the paragraphs, to be asked for in the order of the document."""

    def __init__(self, numbering: bytes | None, styles: bytes | None) -> None:
        root = parse(numbering) if numbering else None
        self._levels = _lists(root) if root is not None else {}
        self._lists = _instances(root) if root is not None else {}
        self._styles = _style_numbers(parse(styles)) if styles else {}
        self._counters: dict[str, dict[int, int]] = {}

    def label(self, paragraph: etree._Element) -> str:
        """``一、`` for the next paragraph of its list; empty for one outside of lists."""
        number, level = self._place(paragraph)
        levels = self._levels.get(self._lists.get(number, ""), {})
        if level not in levels:
            return ""
        counter = self._counters.setdefault(self._lists[number], {})
        counter[level] = counter.get(level, levels[level].start - 1) + 1
        for deeper in [key for key in counter if key > level]:
            del counter[deeper]

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            return levels[at].print(counter.get(at, levels[at].start)) if at in levels else ""

        return _PLACEHOLDER.sub(printed, levels[level].pattern)

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        """List and level of a paragraph, its own or those of its style."""
        properties = child(paragraph, "pPr")
        if properties is None:
            return "", 0
        own = _number_of(properties)
        style = child(properties, "pStyle")
        inherited = self._styles.get(attribute(style, "val") if style is not None else "")
        return own or inherited or ("", 0)


def _number_of(properties: etree._Element) -> tuple[str, int] | None:
    numbers = child(properties, "numPr")
    identity = child(numbers, "numId") if numbers is not None else None
    if identity is None:
        return None
    return attribute(identity, "val"), _integer(_value(numbers, "ilvl"), 0)


def _lists(root: etree._Element) -> dict[str, dict[int, _Level]]:
    """Levels of every list definition; bullets are no numbers and are left out."""
    return {
        attribute(definition, "abstractNumId"): {
            _integer(attribute(level, "ilvl"), 0): _level(level)
            for level in children(definition, "lvl")
            if _value(level, "numFmt") not in {"bullet", "none"}
        }
        for definition in children(root, "abstractNum")
    }


def _level(level: etree._Element) -> _Level:
    start = _integer(_value(level, "start"), 1)
    return _Level(_value(level, "numFmt"), _value(level, "lvlText"), start)


def _instances(root: etree._Element) -> dict[str, str]:
    """Definition of every list that paragraphs refer to."""
    return {
        attribute(item, "numId"): _value(item, "abstractNumId") for item in children(root, "num")
    }


def _style_numbers(root: etree._Element) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for style in children(root, "style"):
        properties = child(style, "pPr")
        number = _number_of(properties) if properties is not None else None
        if number:
            found[attribute(style, "styleId")] = number
    return found


def _value(parent: etree._Element, name: str) -> str:
    element = child(parent, name)
    return attribute(element, "val") if element is not None else ""


def _integer(text: str, default: int) -> int:
    return int(text) if _SMALL_NUMBER.fullmatch(text) else default


def _chinese(number: int) -> str:
    return ordinal(number) if 1 <= number <= _LARGEST_ORDINAL else str(number)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


_FORMS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": _wide,
}
