"""Finding again, in the text as it was written, what the index found by its tokens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_AROUND = 36  # characters shown on either side of the first place


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; ``is_hit`` where it is what was asked for."""

    text: str
    is_hit: bool


def pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """Matches any of ``portal.tokens.terms`` in a text of ``level``; longest first."""
    found = sorted(terms, key=len, reverse=True)
    each = [r"[\W_]+".join(map(re.escape, term.split())) for term in found]
    return re.compile("|".join(each) or r"(?!)")


def level(text: str) -> str:
    """Half-width and lower case, every character where it was."""
    forms = (unicodedata.normalize("NFKC", one).lower() for one in text)
    return "".join(form if len(form) == 1 else one for one, form in zip(text, forms, strict=True))


def count(text: str, wanted: re.Pattern[str]) -> int:
    """How many different things of those wanted stand in a text."""
    return len(set(wanted.findall(level(text))))


def runs(text: str, wanted: re.Pattern[str]) -> list[Run]:
    """The whole text, hits apart."""
    found: list[Run] = []
    end = 0
    for match in wanted.finditer(level(text)):
        if match.start() > end:
            found.append(Run(text[end : match.start()], False))
        found.append(Run(text[match.start() : match.end()], True))
        end = match.end()
    if end < len(text):
        found.append(Run(text[end:], False))
    return found


def excerpt(text: str, wanted: re.Pattern[str]) -> list[Run]:
    """The text around the first hit, with … where something is left out."""
    first = wanted.search(level(text))
    start = max(0, first.start() - _AROUND) if first else 0
    end = (first.end() if first else 0) + 2 * _AROUND
    # A few characters more are better than dots in their place.
    start = start if start > len("……") else 0
    shown = ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
    return runs(shown, wanted)


def likeness(asked: str, name: str) -> float:
    """How much of what was asked for stands in a name, in order: 0 to 1."""
    return _common(level(asked), level(name)) / len(asked) if asked else 0.0


def _common(one: str, other: str) -> int:
    """Length of the longest common subsequence."""
    row: Sequence[int] = [0] * (len(other) + 1)
    for left in one:
        above, row = row, [0] * (len(other) + 1)
        for at, right in enumerate(other):
            row[at + 1] = above[at] + 1 if left == right else max(above[at + 1], row[at])
    return row[-1]
