"""A template entry as a pattern: the inverse of printing it.

An entry is cut at its free slots (text, list, name) into *runs* of wording and figures. A run
is a small expression without open repetition; runs are searched for left to right and what
lies between two of them is the free text. So the work grows with the length of a line and
never explodes, whatever the line holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from fiscal.narrative.normal import Compared, normal
from fiscal.narrative.template import Entry, Literal, Slot, Token

FREE = frozenset({"text", "list", "name", "paragraph"})
SOFT = ",;:、。."  # punctuation that documents drop, double or exchange
LONGEST_NAME = 120
ANCHOR = 5
STRONG = 6  # wording of fewer characters does not tell a paragraph by itself

_SOFT_ANY = f"[{SOFT}]{{0,2}}"
_UNKNOWN = "—{1,2}|-{1,2}"
# Separators in their places or not at all; no larger than an amount in yuan may be.
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})"
_NUMBER = rf"[+-]?{_DIGITS}(?:\.\d{{1,10}})?|{_UNKNOWN}"
_COUNT = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,9}})(?:\.0{{1,4}})?|{_UNKNOWN}"
_MOVED = f"增加|减少|增长|下降|{_UNKNOWN}"
_LABEL = r"(?:[^。:(]|\((?![类款项]\))){1,80}+"
_SLOT_PATTERNS = {
    "count": _COUNT,
    "difference": _NUMBER,
    "direction": _MOVED,
    "growth": _MOVED,
    "index": r"\d{1,4}",
    "ordinal": "[一二三四五六七八九十]{1,4}",
    "year": r"\d{4}",
    "label": _LABEL,
}


@dataclass(frozen=True)
class Found:
    """What was read from a line: the source's own text by slot name.

    ``closings`` is the punctuation that the template puts after a free slot. A partial match
    names the ``lost`` slots and the ``unread`` pieces of the line; ``explained`` is the part of
    the template's wording that was found.
    """

    entry: Entry
    values: dict[str, str]
    closings: dict[str, str] = field(default_factory=dict)
    lost: tuple[Slot, ...] = ()
    unread: tuple[str, ...] = ()
    explained: float = 1.0


@dataclass(frozen=True)
class Run:
    """Wording and figures between two free slots."""

    expression: re.Pattern[str] | None  # None: nothing but the end of the line
    slots: tuple[Slot, ...]

    def find(self, text: str, start: int) -> tuple[tuple[int, int], ...] | None:
        """Spans of the whole run and of its slots, at ``start`` or first behind it."""
        if self.expression is None:
            return ((len(text), len(text)),)
        hit = self.expression.search(text, start)
        return hit and tuple(hit.span(group) for group in range(len(self.slots) + 1))


def _run(tokens: tuple[Token, ...], last: bool) -> Run:
    if not tokens and last:
        return Run(None, ())
    text = expression(tokens)
    if last:
        text += f"[{SOFT}]*\\Z"
    elif text.endswith(_SOFT_ANY):  # a second mark already belongs to the free text
        text = f"{text.removesuffix(_SOFT_ANY)}[{SOFT}]?"
    slots = tuple(token for token in tokens if isinstance(token, Slot))
    return Run(re.compile(text), slots)


def expression(tokens: tuple[Token, ...]) -> str:
    """Regular expression of wording and figures, one group per slot."""
    return "".join(
        _literal(normal(token.text)) if isinstance(token, Literal) else _group(token)
        for token in tokens
    )


def _group(slot: Slot) -> str:
    return f"({_SLOT_PATTERNS.get(slot.type, _NUMBER)})"


def _literal(text: str) -> str:
    pieces = re.split(f'([{SOFT}]+|%|")', text)
    return "".join(_piece(piece) for piece in pieces if piece)


def _piece(piece: str) -> str:
    if piece[0] in SOFT:
        return _SOFT_ANY
    if piece == "%":
        return "%{0,2}"
    return '"?' if piece == '"' else re.escape(piece)


@dataclass(frozen=True)
class Pattern:
    """A compiled entry: ``runs[0] frees[0] runs[1] frees[1] … runs[-1]``."""

    entry: Entry

    @cached_property
    def frees(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.entry.slots if slot.type in FREE)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        first, *others = _split_at_free(self.entry.tokens)
        groups = [first, *(_without_leading(group) for group in others)]
        return tuple(
            _run(group, last=number == len(groups)) for number, group in enumerate(groups, 1)
        )

    @cached_property
    def closings(self) -> dict[str, str]:
        """Punctuation right after each free slot."""
        following = list(_split_at_free(self.entry.tokens))[1:]
        return {
            slot.name: _leading(group) for slot, group in zip(self.frees, following, strict=True)
        }

    @cached_property
    def weight(self) -> int:
        """Number of fixed characters, punctuation aside."""
        return sum(
            len(normal(token.text).strip(SOFT))
            for token in self.entry.tokens
            if isinstance(token, Literal)
        )

    @property
    def strong(self) -> bool:
        return self.weight >= STRONG

    @cached_property
    def anchor(self) -> str:
        """The first piece of wording long enough to suspect this paragraph in a line."""
        literals = (token.text for token in self.entry.tokens if isinstance(token, Literal))
        pieces = (piece for text in literals for piece in re.split(f'[{SOFT}%"]', normal(text)))
        return next((piece for piece in pieces if len(piece) >= ANCHOR), "")

    def starts(self, line: Compared) -> bool:
        """Whether the line begins with this paragraph's first wording."""
        return self.strong and bool(self._opening.match(line.text)) and bool(self._opening.pattern)

    def later_starts(self, line: Compared) -> Iterator[int]:
        """Places inside the line, behind a full stop, where this paragraph begins as well."""
        if self.strong and self._opening.pattern:
            for found in self._opening.finditer(line.text, 1):
                if line.text[found.start() - 1] == "。":
                    yield found.start()

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        """First run, without the end-of-line condition of a paragraph that is one run."""
        return re.compile(expression(next(_split_at_free(self.entry.tokens))))

    def match(self, line: Compared) -> Found | None:
        """The line as a whole paragraph of this kind, or None."""
        if not self._opening.match(line.text):
            return None
        spans: dict[str, tuple[int, int]] = {}
        end = 0
        for number, run in enumerate(self.runs):
            hit = run.find(line.text, end)
            if hit is None or (number == 0 and hit[0][0] > 0):
                return None
            if number:
                spans[self.frees[number - 1].name] = (end, hit[0][0])
            spans.update(zip((slot.name for slot in run.slots), hit[1:], strict=True))
            end = hit[0][1]
        values = {name: line.cut(*span) for name, span in spans.items()}
        plausible = all(_plausible(slot, values[slot.name]) for slot in self.frees)
        return Found(self.entry, values, self.closings) if plausible else None


def _plausible(slot: Slot, value: str) -> bool:
    """A list or a name has no full stop inside; otherwise it swallowed the next sentence."""
    if slot.type == "text":
        return True
    short = slot.type != "name" or len(value) <= LONGEST_NAME
    return short and "。" not in value.rstrip("。 \t")


def _split_at_free(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    group: list[Token] = []
    for token in tokens:
        if isinstance(token, Slot) and token.type in FREE:
            yield tuple(group)
            group = []
        else:
            group.append(token)
    yield tuple(group)


def _leading(group: tuple[Token, ...]) -> str:
    if not group or not isinstance(group[0], Literal):
        return ""
    text = normal(group[0].text)
    return text[: len(text) - len(text.lstrip(SOFT))]


def _without_leading(group: tuple[Token, ...]) -> tuple[Token, ...]:
    """The group without the punctuation that ends the free text before it."""
    if not group or not isinstance(group[0], Literal):
        return group
    text = normal(group[0].text).lstrip(SOFT)
    return (Literal(text), *group[1:]) if text else group[1:]
