"""How a reader narrows what is current: by year, kind, level, sector, fund.

The same choices stand beside a search and over a list, with how many there are of each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from portal.directory import LEVELS, codes_at
from portal.facts import FUNDS, SECTORS
from portal.models.current import KINDS

Counts = Mapping[str, Mapping[Any, int]]  # of each value, by the name of the choice


@dataclass(frozen=True, slots=True)
class Choice:
    """One way of narrowing. ``filters`` are those of ``Current`` for a value that ``is_known``."""

    name: str
    label: str
    text: Callable[[str], str]
    is_known: Callable[[str], bool]
    filters: Callable[[str], dict[str, Any]]


def _is_year(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) == 4


CHOICES = (
    Choice("year", "年度", lambda v: f"{v}年度", _is_year, lambda v: {"year": int(v)}),
    Choice("kind", "类别", KINDS.__getitem__, KINDS.__contains__, lambda v: {"kind": v}),
    Choice(
        "level", "层级", LEVELS.__getitem__, LEVELS.__contains__,
        lambda v: {"unit_code__in": codes_at(v).values("code")},
    ),
    Choice("sector", "领域", SECTORS.__getitem__, SECTORS.__contains__, lambda v: {"sector": v}),
    Choice("fund", "资金", FUNDS.__getitem__, FUNDS.__contains__, lambda v: {f"{v}__gt": 0}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """A value that may be chosen: what it is called, how many there are, where it leads."""

    text: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A choice as shown. ``chosen`` is the text of what was chosen; ``without`` undoes it."""

    label: str
    options: list[Option]
    chosen: str = ""
    without: str = ""


class Narrowing:
    """What a query string asks for; values that mean nothing are as if they were not there.

    ``fixed`` are choices that the address itself has made.
    """

    def __init__(self, asked: QueryDict, fixed: Mapping[str, str] | None = None) -> None:
        self.asked = asked
        self.fixed = dict(fixed or {})
        self.chosen = dict(self.fixed)
        for choice in CHOICES:
            value = asked.get(choice.name, "")
            if choice.name not in self.fixed and choice.is_known(value):
                self.chosen[choice.name] = value

    @property
    def filters(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for choice in CHOICES:
            if choice.name in self.chosen:
                found |= choice.filters(self.chosen[choice.name])
        return found

    @property
    def is_narrowed(self) -> bool:
        """Whether the reader has chosen anything beside what the address says."""
        return self.chosen != self.fixed

    def facets(self, counts: Counts) -> list[Facet]:
        """The choices with something to choose, or chosen."""
        shown = [self._facet(choice, counts.get(choice.name, {})) for choice in CHOICES]
        return [one for one in shown if one.chosen or len(one.options) > 1]

    def with_(self, **changes: str | None) -> str:
        """The query string with other values; None takes one away. Begins at the first page."""
        changed = self.asked.copy()
        for name, value in {"page": None, **changes}.items():
            changed.pop(name, None)
            if value is not None:
                changed[name] = value
        return f"?{changed.urlencode()}"

    def _facet(self, choice: Choice, counts: Mapping[Any, int]) -> Facet:
        if choice.name in self.fixed:
            return Facet(choice.label, [])
        value = self.chosen.get(choice.name)
        if value is not None:
            return Facet(choice.label, [], choice.text(value), self.with_(**{choice.name: None}))
        known = [(str(value), count) for value, count in counts.items() if count]
        options = [
            Option(choice.text(value), count, self.with_(**{choice.name: value}))
            for value, count in sorted(known, key=lambda one: _order(choice.name, *one))
            if choice.is_known(value)
        ]
        return Facet(choice.label, options)


def _order(name: str, value: str, count: int) -> tuple[int, str]:
    """Years from the last, sectors by how many there are, the rest as declared."""
    if name == "year":
        return -int(value), value
    declared = {"level": LEVELS, "fund": FUNDS, "kind": KINDS}.get(name)
    return (list(declared).index(value) if declared else -count), value
