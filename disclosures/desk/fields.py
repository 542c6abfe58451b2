"""A field of the narrative: what stands in it, what is proposed, and how typed text is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from disclosures.desk.amounts import AmountUnit
from disclosures.desk.links import field_id
from fiscal.finding import Finding
from fiscal.narrative.inputs import Input, InputKind
from fiscal.narrative.template import clean_text
from fiscal.report import Report

UNIT = AmountUnit.WAN  # the text prints 万元, so that is what one types beside it
TEXT = "text"
_LISTS = (InputKind.NAMES, InputKind.PARAGRAPHS)
_CHARACTERS_A_LINE = 36
_BETWEEN_NAMES = re.compile(r"[\r\n、，,；;]+")


@dataclass(frozen=True, slots=True)
class Field:
    """A value to type; ``value`` is what is recorded, as shown.

    ``proposal`` is published while nothing is typed. ``is_missing``: something must be typed,
    ``demand`` says why.
    ``is_last_years``: a text taken over from last year, which nobody has looked at yet.
    ``typed`` is what could not be saved and stands in the field instead of ``value``, ``problem``
    says why, ``is_clash`` that somebody else was faster. ``findings`` are the checks' about it.
    """

    path: str
    label: str
    kind: str
    value: str
    unit: str = ""
    proposal: str = ""
    choices: Mapping[str, str] | None = None
    demand: str = ""
    is_missing: bool = False
    is_last_years: bool = False
    typed: str | None = None
    problem: str = ""
    is_clash: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.value if self.typed is None else self.typed

    @property
    def rows(self) -> int:
        """Lines that the text takes, for browsers that cannot fit a field to it."""
        lines = (self.text or self.proposal).split("\n")
        return sum(len(line) // _CHARACTERS_A_LINE + 1 for line in lines)

    @property
    def id(self) -> str:
        return field_id(self.path)

    @property
    def is_long(self) -> bool:
        """Whether it takes more than a line."""
        return self.kind in (TEXT, *_LISTS)

    def read(self, shown: str) -> Any:
        """The value that a field showed, as ``fiscal.edits`` takes it (amounts in ``UNIT``)."""
        shown = shown.replace("\r\n", "\n")
        if self.kind == InputKind.NAMES:
            return [name.strip() for name in _BETWEEN_NAMES.split(shown) if name.strip()]
        if self.kind == InputKind.PARAGRAPHS:
            return [line.strip() for line in shown.split("\n") if line.strip()]
        return shown or None

    def read_typed(self, typed: str) -> Any:
        """The same for a typed value, tidied: the template adds the final 。 of a free text."""
        return self.read(clean_text(typed) if self.kind == TEXT else typed.strip())


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form that was not saved gets back: what was typed, and what is wrong with it.

    ``clashes`` are the addresses among ``problems`` where somebody else was faster.
    """

    typed: Mapping[str, str]
    problems: Mapping[str, str]
    clashes: Collection[str] = ()


NOTHING_WRONG = Answer({}, {})


def recorded_value(report: Report, fact: Input) -> str:
    """A recorded fact as its field shows it."""
    group, _, name = fact.path.partition("/")
    value = getattr(report, group)
    value = getattr(value, name) if name else value
    if value is None:
        return ""
    if fact.kind is InputKind.AMOUNT:
        return UNIT.show(value)
    if fact.kind in _LISTS:
        return "\n".join(value)
    return f"{value:,.2f}" if isinstance(value, Decimal) else str(value)
