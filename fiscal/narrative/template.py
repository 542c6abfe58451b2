"""The statutory wording as data: template entries parsed into literals and typed slots.

The wording is the book ``template`` of the reference: code = paragraph id, name = text with
placeholders ``{slot:type}``, attribute ``role``. Another region or year words it otherwise by
other lines of the book; the calculation does not change.

Slot types, and how their published value is printed:

=============  ================================================================
``money``      万元 with two decimals and thousands separators (``1,787.23``)
``area``       平方米, printed like money
``difference`` size of a change: 万元 like money, or a plain count of people
``count``      plain integer
``direction``  增加 or 减少
``growth``     增长 or 下降
``percent``    size of a change, separators from 1,000 on (``2,184.52``)
``share``      two decimals, four where two would print 0.00
``variance``   signed, no separators (``-3.43``, ``2842.82``)
``text``       free text without its final 。
``list``       names joined with 、
``name``       name of a unit or a table
``label``      name of a 类, 款 or 项
``paragraph``  a whole free paragraph, as typed
``year``, ``index``, ``ordinal``  2024, 1, 一
=============  ================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from fiscal.money import format_number
from fiscal.reference import Item, Reference
from fiscal.statements import ordinal

BOOK = "template"
UNKNOWN_FIGURE = "—"
HEADINGS = ("part", "section", "subsection")

# What a slot may hold at this point of the calculation: published values only.
Value = Decimal | int | str | tuple[str, ...] | None

_SLOT = re.compile(r"\{(\w+):(\w+)\}")
_WORDS = {"text", "list", "name", "label", "paragraph"}
_TRAILING = "。；; \t\r\n\u3000"


@dataclass(frozen=True, slots=True)
class Literal:
    """Fixed wording."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder."""

    name: str
    type: str


Token = Literal | Slot


@dataclass(frozen=True)
class Entry:
    """One paragraph of the template; ``heading`` is the id of the heading it stands under."""

    id: str
    role: str
    text: str
    position: int
    heading: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return parse(self.text)

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(token for token in self.tokens if isinstance(token, Slot))

    @property
    def is_heading(self) -> bool:
        return self.role in HEADINGS

    @property
    def section(self) -> str:
        """``s5`` of ``s5.3.item``."""
        return self.id.split(".")[0]


def parse(text: str) -> tuple[Token, ...]:
    """Literals and slots of a template text, in order."""
    tokens: list[Token] = []
    end = 0
    for found in _SLOT.finditer(text):
        if found.start() > end:
            tokens.append(Literal(text[end : found.start()]))
        tokens.append(Slot(found[1], found[2]))
        end = found.end()
    if end < len(text):
        tokens.append(Literal(text[end:]))
    return tuple(tokens)


def entries(reference: Reference) -> tuple[Entry, ...]:
    """The template of the reference's year in printing order."""
    return _entries(tuple(_line(item) for item in reference.book(BOOK)))


def _line(item: Item) -> tuple[str, str, str]:
    return item.code, item.attrs.get("role", "body"), item.name


@lru_cache(maxsize=16)
def _entries(lines: tuple[tuple[str, str, str], ...]) -> tuple[Entry, ...]:
    found: list[Entry] = []
    heading = ""
    for position, (code, role, text) in enumerate(lines):
        if role in HEADINGS:
            heading = code
        found.append(Entry(code, role, text, position, heading))
    return tuple(found)


def format_value(kind: str, value: Value) -> str:
    """Printed form of a published value; an unknown figure is a dash, a missing text empty."""
    if value is None:
        return "" if kind in _WORDS else UNKNOWN_FIGURE
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, str):
        return clean_text(value) if kind == "text" else value
    return _format_figure(kind, value)


def _format_figure(kind: str, value: Decimal | int) -> str:
    if kind == "ordinal":
        return ordinal(int(value))
    if kind == "percent":
        return f"{value:,.2f}"
    if kind == "share":
        return f"{value:f}"
    if kind == "variance":
        return f"{value:.2f}"
    return format_number(value) if isinstance(value, Decimal) else str(value)


def clean_text(text: str) -> str:
    """Free text as one run without the final 。 that the template adds."""
    return "".join(line.strip() for line in text.splitlines()).rstrip(_TRAILING)
