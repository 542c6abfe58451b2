"""Text as the reader compares it: no white space, half-width punctuation, one wording.

Every change keeps the number of characters, so a place in the compared text leads back to
the place in the source, and what is taken out of a line is always the source's own text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HALF_WIDTH = {
    ",": "，", ":": "：", ";": "；", "(": "（", ")": "）", ".": "．", "%": "％", "+": "＋",
    "/": "／", "-": "－–−", '"': "＂“”„‟「」『』", "'": "＇‘’", "[": "【", "]": "】",
}  # fmt: skip
_TABLE = str.maketrans(
    {full: half for half, fulls in _HALF_WIDTH.items() for full in fulls}
    | {chr(ord("０") + digit): str(digit) for digit in range(10)}
)
_SPACE = re.compile(r"[\s\u200b\u2060\ufeff]+")
# Words that documents use for one another.
_WORDS = (("截止", "截至"), ("部门", "单位"))

TRAILING = "。；;"


def half_width(text: str) -> str:
    """The text without white space and with one width and form of every mark and digit."""
    return _SPACE.sub("", text).translate(_TABLE)


def normal(text: str) -> str:
    """Comparison form of a text that has to be found in a line."""
    compared = half_width(text)
    for word, other in _WORDS:
        compared = compared.replace(word, other)
    return compared


def without_space(text: str) -> str:
    return _SPACE.sub("", text)


@dataclass(frozen=True)
class Compared:
    """A line with its comparison form; ``places[i]`` is where ``text[i]`` stands in ``source``."""

    source: str
    text: str = field(init=False)
    places: list[int] = field(init=False)

    def __post_init__(self) -> None:
        gaps = [found.span() for found in _SPACE.finditer(self.source)]
        places: list[int] = []
        end = 0
        for start, stop in gaps:
            places.extend(range(end, start))
            end = stop
        places.extend(range(end, len(self.source)))
        object.__setattr__(self, "text", normal(self.source))
        object.__setattr__(self, "places", places)

    def cut(self, start: int, end: int) -> str:
        """The source's own text behind ``text[start:end]``."""
        return self.source[self.places[start] : self.places[end - 1] + 1] if start < end else ""
