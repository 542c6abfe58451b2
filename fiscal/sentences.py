"""Two texts compared sentence by sentence, and within a sentence word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from fiscal.document import Paragraph

HEADINGS = ("part", "section", "subsection")
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]+|[^。；！？\n]+")
_WORD = re.compile(r"[\d,.]*\d%?|.", re.DOTALL)  # a figure is one word, so is any character
_LONGEST = 1000  # words of a sentence that are compared one by one
_ALIKE = 0.5  # share of two sentences that must be the same to mark words and not the whole

Kind = Literal["same", "old", "new"]


@dataclass(frozen=True, slots=True)
class Run:
    """Text that both have (``same``), that went (``old``) or that came (``new``)."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that changed, and the heading it stands under."""

    heading: str
    runs: tuple[Run, ...]


def passages(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> tuple[Passage, ...]:
    """The paragraphs that differ, in the order of the text."""
    found = []
    for old, new in _pairs(before, after):
        runs = compared(before[old].text if old is not None else "",
                        after[new].text if new is not None else "")  # fmt: skip
        text, place = (after, new) if new is not None else (before, old)
        found.append(Passage(_heading(text, place or 0), runs))
    return tuple(found)


def compared(old: str, new: str) -> tuple[Run, ...]:
    """Both texts in one: without what is ``new`` it is ``old``, and the other way round."""
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in _opcodes(before, after):
        if tag == "replace" and i2 - i1 == j2 - j1:
            for was, now in zip(before[i1:i2], after[j1:j2], strict=True):
                runs.extend(_words(was, now))
        else:
            runs.extend(_runs(tag, before[i1:i2], after[j1:j2]))
    return tuple(_joined(runs))


def _pairs(
    before: Sequence[Paragraph], after: Sequence[Paragraph]
) -> Iterator[tuple[int | None, int | None]]:
    """Indexes of paragraphs that are not the same in both, those of one template paired."""
    same = [[(one.id, one.key, one.text) for one in each] for each in (before, after)]
    for tag, i1, i2, j1, j2 in _opcodes(*same):
        if tag == "equal":
            continue
        names = [[one[:2] for one in same[0][i1:i2]], [one[:2] for one in same[1][j1:j2]]]
        for inner, k1, k2, m1, m2 in _opcodes(*names):
            if inner == "equal":
                yield from zip(range(i1 + k1, i1 + k2), range(j1 + m1, j1 + m2), strict=True)
            else:
                yield from ((i, None) for i in range(i1 + k1, i1 + k2))
                yield from ((None, j) for j in range(j1 + m1, j1 + m2))


def _heading(text: Sequence[Paragraph], place: int) -> str:
    """The nearest heading above a paragraph; none of a heading, which says it itself."""
    if text[place].role in HEADINGS:
        return ""
    return next((one.text for one in reversed(text[:place]) if one.role in HEADINGS), "")


def _words(old: str, new: str) -> Iterator[Run]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) <= _LONGEST:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if matcher.ratio() >= _ALIKE:
            for tag, i1, i2, j1, j2 in matcher.get_opcodes():
                yield from _runs(tag, before[i1:i2], after[j1:j2])
            return
    yield from _runs("replace", [old], [new])


def _runs(tag: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    if tag == "equal":
        yield Run("same", "".join(new))
        return
    if old:
        yield Run("old", "".join(old))
    if new:
        yield Run("new", "".join(new))


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """Neighbours of one kind as one."""
    last: Run | None = None
    for run in runs:
        if last and last.kind == run.kind:
            last = Run(run.kind, last.text + run.text)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def _opcodes(old: Sequence[Any], new: Sequence[Any]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
