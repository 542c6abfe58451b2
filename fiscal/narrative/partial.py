"""What can still be read of a damaged paragraph.

Template and line are both cut into clauses at their punctuation and aligned: the alignment
that keeps the order and explains most wording wins, so one bad clause does not shift its
neighbours. A free text is taken only when the clauses on both its sides were found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from fiscal.narrative.normal import Compared, normal
from fiscal.narrative.pattern import FREE, SOFT, Found, Pattern, expression
from fiscal.narrative.template import Literal, Slot, Token

# Punctuation of the line, except inside a number.
_BREAK = re.compile(f"(?<!\\d)[{SOFT}]|[{SOFT}](?!\\d)")
MAX_CLAUSES = 1500
_ENOUGH = 0.35


@dataclass(frozen=True)
class Clause:
    """Wording and figures between two marks; open where free text touches it without a mark."""

    tokens: tuple[Token, ...]
    begins_open: bool
    ends_open: bool

    @cached_property
    def expression(self) -> re.Pattern[str]:
        start, end = ("" if self.begins_open else "^"), ("" if self.ends_open else "$")
        return re.compile(f"{start}{expression(self.tokens)}{end}")

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(token for token in self.tokens if isinstance(token, Slot))

    @cached_property
    def weight(self) -> int:
        return 1 + sum(len(token.text) for token in self.tokens if isinstance(token, Literal))


@dataclass(frozen=True)
class Hit:
    """A clause found in clause ``place`` of the line, at ``start:end`` of its text."""

    place: int
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]


Element = Clause | Slot  # a clause, or the free slot between two of them
Span = tuple[int, int]


@lru_cache(maxsize=512)
def elements_of(tokens: tuple[Token, ...]) -> tuple[Element, ...]:
    """A template paragraph cut at its punctuation and its free slots."""
    elements: list[Element] = []
    current: list[Token] = []
    open_ = False
    for token in (*_stream(tokens), None):
        free = isinstance(token, Slot) and token.type in FREE
        if token is not None and not free:
            current.append(token)
            continue
        if current:
            elements.append(Clause(tuple(current), begins_open=open_, ends_open=free))
            current = []
        if isinstance(token, Slot):
            elements.append(token)
        open_ = free
    return tuple(elements)


def _stream(tokens: tuple[Token, ...]) -> Iterator[Token | None]:
    """Tokens with None for every mark of punctuation."""
    for token in tokens:
        if isinstance(token, Slot):
            yield token
            continue
        for number, piece in enumerate(re.split(f"[{SOFT}]+", normal(token.text))):
            if number:
                yield None
            if piece:
                yield Literal(piece)


def read_partly(pattern: Pattern, line: Compared) -> Found | None:
    """The readable part of a damaged paragraph, None when it is hardly this paragraph."""
    elements = elements_of(pattern.entry.tokens)
    clauses = [(i, element) for i, element in enumerate(elements) if isinstance(element, Clause)]
    places = _places(line.text)
    if len(places) > MAX_CLAUSES:
        return None
    hits = _align(clauses, places, line.text)
    read = sum(clause.weight for index, clause in clauses if index in hits)
    explained = read / (sum(clause.weight for _, clause in clauses) or 1)
    if explained < _ENOUGH:
        return None
    return replace(_found(pattern, elements, hits, places, line), explained=explained)


def _places(text: str) -> list[Span]:
    """Clauses of the line as spans of its text."""
    places: list[Span] = []
    start = 0
    for mark in (*(found.start() for found in _BREAK.finditer(text)), len(text)):
        if mark > start:
            places.append((start, mark))
        start = mark + 1
    return places


def _align(
    clauses: Sequence[tuple[int, Clause]], places: Sequence[Span], text: str
) -> dict[int, Hit]:
    """By element index, the pairs in order on both sides that explain most wording."""
    rows, columns = len(clauses), len(places)
    pieces = [text[start:end] for start, end in places]
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    hits: dict[tuple[int, int], Hit] = {}
    for row in range(rows - 1, -1, -1):
        clause = clauses[row][1]
        for column in range(columns - 1, -1, -1):
            best[row][column] = max(best[row + 1][column], best[row][column + 1])
            if match := clause.expression.search(pieces[column]):
                hits[row, column] = _hit(clause, column, places[column][0], match)
                paired = clause.weight + best[row + 1][column + 1]
                best[row][column] = max(best[row][column], paired)
    return {clauses[row][0]: hits[row, column] for row, column in _path(clauses, best, hits)}


def _path(
    clauses: Sequence[tuple[int, Clause]],
    best: list[list[int]],
    hits: dict[tuple[int, int], Hit],
) -> Iterator[tuple[int, int]]:
    """The pairs on the best way through the table of ``_align``."""
    row = column = 0
    while best[row][column]:
        paired = (row, column) in hits and clauses[row][1].weight + best[row + 1][column + 1]
        if paired == best[row][column]:
            yield row, column
            row, column = row + 1, column + 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            row += 1


def _hit(clause: Clause, place: int, offset: int, match: re.Match[str]) -> Hit:
    spans = tuple(
        (offset + match.start(group), offset + match.end(group))
        for group in range(1, len(clause.slots) + 1)
    )
    return Hit(place, offset + match.start(), offset + match.end(), spans)


def _found(
    pattern: Pattern,
    elements: Sequence[Element],
    hits: dict[int, Hit],
    places: Sequence[Span],
    line: Compared,
) -> Found:
    values: dict[str, str] = {}
    lost: list[Slot] = []
    read = {hit.place for hit in hits.values()}
    for number, element in enumerate(elements):
        if isinstance(element, Clause):
            spans = hits[number].spans if number in hits else ()
            slots = element.slots[: len(spans)]
            values.update((s.name, line.cut(*at)) for s, at in zip(slots, spans, strict=True))
            lost.extend(element.slots[len(spans) :])
        elif span := _free_span(elements, number, hits, len(line.text)):
            values[element.name] = line.cut(*span)
            read.update(i for i, (a, b) in enumerate(places) if span[0] <= a and b <= span[1])
        else:
            lost.append(element)
    unread = tuple(line.cut(*span) for span in _unread(places, read))
    return Found(pattern.entry, values, pattern.closings, tuple(lost), unread)


def _unread(places: Sequence[Span], read: set[int]) -> list[Span]:
    """Stretches of neighbouring clauses that are not among those ``read``."""
    stretches: list[Span] = []
    for number, (start, end) in enumerate(places):
        if number in read:
            continue
        goes_on = stretches and number - 1 not in read
        stretches.append((stretches.pop()[0] if goes_on else start, end))
    return stretches


def _free_span(
    elements: Sequence[Element], number: int, hits: dict[int, Hit], length: int
) -> Span | None:
    """Where the free slot ``number`` lies, if both its neighbours were found."""
    before = hits.get(number - 1) if number else Hit(0, 0, 0, ())
    after = hits.get(number + 1) if number + 1 < len(elements) else Hit(0, length, length, ())
    if before is None or after is None or before.end > after.start:
        return None
    clause = elements[number - 1] if number else None
    mark = isinstance(clause, Clause) and not clause.ends_open and before.end < after.start
    return before.end + mark, after.start
