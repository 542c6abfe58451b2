"""Finding the rows of a table again from its cells in reading order.

Used where a file no longer shows which cells were blank: the cheapest way (Viterbi) to deal
the texts out to the columns of consecutive rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from disclosures.readers.columns import Column
from disclosures.readers.model import Piece

CONTINUES = 5.0  # one more line in the same cell
TORN = 2.0  # leaving columns out, or going on in a cell, against what the file's gaps show
SKIPPED = 1.0  # going on in the very next column although the file shows a gap

Row = dict[str, list[Piece]]


def align(pieces: Sequence[Piece], columns: Sequence[Column]) -> list[Row]:
    """The texts of each row by column name. Blank pieces must have been left out."""
    if not pieces:
        return []
    steps = _Steps(columns)
    gaps = any(piece.gap for piece in pieces[1:])
    fits = [[column.misfit(piece.key) for column in columns] for piece in pieces]
    costs = [before + fit for before, fit in zip(steps.before, fits[0], strict=True)]
    back: list[list[int]] = []
    for piece, fit in zip(pieces[1:], fits[1:], strict=True):
        table = steps.table(piece.gap if gaps else None)
        came_from = [_cheapest(costs, table[column]) for column in range(len(columns))]
        costs = [costs[p] + table[c][p] + fit[c] for c, p in enumerate(came_from)]
        back.append(came_from)
    return _collect(pieces, columns, _path(_cheapest(costs, steps.after), back), steps)


class _Steps:
    """Costs of going from one column to the next filled one; ``table(gap)[to][from]``."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.size = len(columns)
        upto = [0.0, *accumulate(column.blank for column in columns)]
        self.before = upto[:-1]  # blank columns before each
        self.after = [upto[-1] - cost for cost in upto[1:]]  # blank columns behind each
        self._tables: dict[bool | None, list[list[float]]] = {}

    def wraps(self, start: int, end: int) -> bool:
        """True when going from ``start`` to ``end`` begins a new row."""
        return end < start or (end == start and self._wrap(start, end) < CONTINUES)

    def table(self, gap: bool | None) -> list[list[float]]:
        """Costs with (True), without (False) an empty place before the text; None: unknown."""
        if gap not in self._tables:
            columns = range(self.size)
            self._tables[gap] = [[self._cost(s, e, gap) for s in columns] for e in columns]
        return self._tables[gap]

    def _cost(self, start: int, end: int, gap: bool | None) -> float:
        if self.wraps(start, end):
            return self._wrap(start, end) + (TORN if gap is False else 0)
        if start == end:
            return CONTINUES + (TORN if gap else 0)
        blank = self.before[end] - self.before[start + 1]
        if gap is None:
            return blank
        if end == start + 1:
            return SKIPPED if gap else 0
        return blank + (0 if gap else TORN)

    def _wrap(self, start: int, end: int) -> float:
        return self.after[start] + self.before[end]


def _cheapest(costs: Sequence[float], extra: Sequence[float]) -> int:
    sums = [cost + more for cost, more in zip(costs, extra, strict=True)]
    return sums.index(min(sums))


def _path(last: int, back: list[list[int]]) -> list[int]:
    path = [last]
    for came_from in reversed(back):
        path.append(came_from[path[-1]])
    return path[::-1]


def _collect(
    pieces: Sequence[Piece], columns: Sequence[Column], path: Sequence[int], steps: _Steps
) -> list[Row]:
    rows: list[Row] = [{}]
    previous = -1
    for piece, column in zip(pieces, path, strict=True):
        if previous >= 0 and steps.wraps(previous, column):
            rows.append({})
        rows[-1].setdefault(columns[column].name, []).append(piece)
        previous = column
    return rows
