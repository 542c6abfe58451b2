"""Words for a full-text index of Chinese, which writes none: overlapping pairs of characters.

A run of Chinese characters becomes its pairs and its last character: 水利局 → 水利 利局 局.
Letters and digits stay whole, in lower case. What is asked for is a phrase of pairs, so exactly
the texts that hold it are found; one character is asked for as the beginning of a pair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

LONGEST_QUERY = 100  # characters
_MOST_TERMS = 8
_LONGEST_TOKEN = 64
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年度?")
# Letters that no text has, before tokens that are to be found by themselves.
NAME, HEAD = "\u01c0", "\u01c1"


def tokens(text: str, mark: str = "") -> Iterator[str]:
    """The tokens of a text in order, each with ``mark`` before it."""
    for run in _RUN.finditer(normal(text)):
        han, other = run.groups()
        if other:
            yield mark + other[:_LONGEST_TOKEN]
        else:
            yield from (mark + one + following for one, following in pairwise(han))
            yield mark + han[-1]


def words(text: str, mark: str = "") -> str:
    return " ".join(tokens(text, mark))


def normal(text: str) -> str:
    """The form in which texts are compared: half-width, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that stand one after the other; the last may be only the beginning of one."""

    tokens: tuple[str, ...]
    is_prefix: bool = False

    def marked(self, mark: str) -> Phrase:
        return Phrase(tuple(mark + one for one in self.tokens), self.is_prefix)


def terms(query: str) -> list[str]:
    """What a reader asks for: the words between the blanks, a year apart from what follows it."""
    asked = _YEAR.sub(r" \1 ", normal(query[:LONGEST_QUERY]))
    found = (" ".join(run.group() for run in _RUN.finditer(word)) for word in asked.split())
    return list(dict.fromkeys(word for word in found if word))[:_MOST_TERMS]


def phrase(term: str) -> Phrase:
    """The phrase that is found where the term stands in a text."""
    runs = [run.groups() for run in _RUN.finditer(term)]
    found: list[str] = []
    for position, (han, other) in enumerate(runs):
        if other:
            found.append(other[:_LONGEST_TOKEN])
            continue
        found += (one + following for one, following in pairwise(han))
        # The last character is a token of its own where the run ends, in the text as in the term.
        if position < len(runs) - 1 or len(han) == 1:
            found.append(han[-1])
    last = runs[-1][0] or "" if runs else ""
    return Phrase(tuple(found), is_prefix=len(last) == 1)


def pairs(text: str) -> list[str]:
    """The pairs of characters in a text, each once, to find texts that are like it."""
    return list(dict.fromkeys(one for one in tokens(text) if len(one) > 1))


@dataclass(frozen=True, slots=True)
class Query:
    """What is to be found: one of each group must stand in a text."""

    groups: tuple[tuple[Phrase, ...], ...]

    def for_sqlite(self) -> str:
        return _join(self.groups, " AND ", " OR ", _for_sqlite)

    def for_postgresql(self) -> str:
        return _join(self.groups, " & ", " | ", _for_postgresql)


def _join(groups: Iterable[Iterable[Phrase]], both: str, either: str, form: Any) -> str:
    return both.join(f"({either.join(form(one) for one in group)})" for group in groups)


def _for_sqlite(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.tokens)}"{"*" if phrase.is_prefix else ""}'


def _for_postgresql(phrase: Phrase) -> str:
    lexemes = [f"'{token}'" for token in phrase.tokens]
    if phrase.is_prefix:
        lexemes[-1] += ":*"
    return "(" + " <-> ".join(lexemes) + ")"
