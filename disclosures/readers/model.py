"""What a file is taken apart into, before anything is understood: pieces with their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

_NOISE = re.compile(r"\[bookmark:[^\]]*\]")
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """Text without export noise and without white space around it."""
    return _NOISE.sub("", text).strip() if "[" in text else text.strip()


def squeeze(text: str) -> str:
    """Text without any white space: how headings, labels and texts are compared."""
    return _SPACE.sub("", clean(text))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cell stands in the grid of its table, all counted from 1.

    ``width`` counts the columns it covers; ``continues`` a cell merged with the one above.
    """

    table: int
    row: int
    column: int
    width: int = 1
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of text or a table cell.

    ``row`` numbers the table row as the file shows it; pieces of one row share it. It is None
    for a line outside of tables. ``gap`` says that an empty line or a blank cell stood before.
    ``spot`` is known where the file has real tables.
    """

    text: str
    source: str
    row: int | None = None
    gap: bool = False
    spot: Spot | None = None

    @property
    def key(self) -> str:
        return squeeze(self.text)

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def quote(self) -> str:
        """The first 40 characters, for a message."""
        text = clean(self.text)
        return text if len(text) <= 40 else text[:40] + "…"


def rows_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces grouped into the rows that the file shows."""
    return [list(group) for _, group in groupby(pieces, key=lambda piece: piece.row)]
