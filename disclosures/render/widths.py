"""Column widths fitted to the text, so that tables need no trial layout on paper.

Browsers and WeasyPrint can find widths themselves, but for a paged table that costs more
than printing it. Lengths are counted in half-width characters; a Chinese character is two.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil, sqrt

from disclosures.render.grids import GridCell

PADDING = 1.6
INDENT = 2  # of a classification name, for each level below the first
HEAD_LINE, HEAD_LINES = 8, 3  # a heading of more than four Chinese characters may wrap
SHORT = 8  # a text of four Chinese characters should not wrap
WHOLE = frozenset({"amount", "rate", "score", "code"})  # kinds that stay on one line
_Lengths = tuple[float, ...]  # of the texts of a row
_SOLID = re.compile(r"[0-9A-Za-z.,%+()<>=-]+")  # runs that no line should tear apart


def fitted(rows: Sequence[Sequence[GridCell | None]], room: int) -> tuple[int, ...]:
    """Widths in whole percent of a table ``room`` characters wide.

    Where every text fits on one line, it does, with headings of as few lines as can be. Else
    every column gets what cannot wrap, and the rest goes where it makes the table lowest.
    """
    columns = [
        [cell for cell in column if cell is not None and cell.colspan == 1]
        for column in zip(*rows, strict=True)
    ]
    for head_lines in range(1, HEAD_LINES + 1):
        needs = [_need(column, head_lines) for column in columns]
        whole = [max(need, _longest(col)) for need, col in zip(needs, columns, strict=True)]
        if sum(widths := _least(whole, room)) <= 100:
            return _filled(widths, whole)
    if sum(widths := _least(needs, room)) > 100:
        return percentages([PADDING + need for need in needs])
    _lower(Counter(tuple(_share(cell) for cell in row) for row in rows), widths, room)
    return _filled(widths, [_typical(column) for column in columns])


def lines(rows: Sequence[Sequence[GridCell | None]], widths: Sequence[int], room: int) -> int:
    """How many lines the rows take, about; a text that spans rows is shared among them."""
    return sum(
        max(
            _lines(cell, sum(widths[at : at + cell.colspan]) * room / 100)
            for at, cell in enumerate(row)
            if cell is not None
        )
        for row in rows
    )


def _lines(cell: GridCell, room: float) -> int:
    texts = cell.text.split("\n")
    return ceil(sum(ceil(_length(text) / (room - PADDING)) or 1 for text in texts) / cell.rowspan)


def _least(lengths: Sequence[float], room: int) -> list[int]:
    """Whole percentages that give such room or a little more."""
    return [ceil((PADDING + length) * 100 / room) for length in lengths]


def _share(cell: GridCell | None) -> float:
    """The length of a text in each of the rows that it spans."""
    return _width(cell) / cell.rowspan if cell and cell.colspan == 1 else 0


def _lower(rows: Counter[_Lengths], widths: list[int], room: int) -> None:
    """Widen columns where that saves most lines of the whole table for its price."""
    spare = 100 - sum(widths)
    while True:
        heights = {row: _height(row, widths, room) for row in rows}
        wishes = [_wider(row, height - 1, widths, room) for row, height in heights.items()]
        offers = [
            (_saved(rows, heights, wish, room) / (sum(wish) - sum(widths)), wish)
            for wish in {tuple(one) for one in wishes}
            if 0 < sum(wish) - sum(widths) <= spare
        ]
        if not offers:
            return
        _, best = max(offers)
        spare -= sum(best) - sum(widths)
        widths[:] = best


def _wider(row: _Lengths, lines: int, widths: Sequence[int], room: int) -> list[int]:
    """The widths with which a row has so many lines."""
    if not lines:
        return list(widths)
    return [
        max(width, least)
        for width, least in zip(widths, _least([one / lines for one in row], room), strict=True)
    ]


def _saved(
    rows: Counter[_Lengths], heights: Mapping[_Lengths, int], widths: Sequence[int], room: int
) -> int:
    return sum(rows[row] * (height - _height(row, widths, room)) for row, height in heights.items())


def _height(row: _Lengths, widths: Sequence[int], room: int) -> int:
    """Lines of the row."""
    return max(
        ceil(length / (width * room / 100 - PADDING))
        for length, width in zip(row, widths, strict=True)
    )


def _filled(widths: Sequence[int], lengths: Sequence[float]) -> tuple[int, ...]:
    """What is left is shared by the lengths of the texts."""
    shares = percentages([length + PADDING for length in lengths])
    spare = 100 - sum(widths)
    exact = [width + share * spare / 100 for width, share in zip(widths, shares, strict=True)]
    return percentages(exact)


def _need(column: Sequence[GridCell], head_lines: int) -> float:
    return max([_solid(cell, head_lines) for cell in column], default=0)


def _solid(cell: GridCell, head_lines: int) -> float:
    """The narrowest column in which nothing of the cell is torn apart."""
    if cell.kind in WHOLE:
        return _length(cell.text)
    length = _length(cell.text)
    least: float = min(length, HEAD_LINE if cell.header else SHORT)
    if cell.header:
        least = max(least, length / head_lines)
    return max([least, *(len(run) for run in _SOLID.findall(cell.text))])


def _longest(column: Sequence[GridCell]) -> int:
    return max((_width(cell) for cell in column if not cell.header), default=0)


def _typical(column: Sequence[GridCell]) -> float:
    """Between the mean text and the longest; empty cells count, long headings may wrap."""
    lengths = [_width(cell) for cell in column if not cell.header]
    if not lengths:
        return 0
    return sqrt(max(lengths) * sum(lengths) / len(lengths))


def _width(cell: GridCell) -> int:
    """Of the text on one line, indented by its level."""
    return _length(cell.text) + INDENT * max(0, cell.level - 1)


def _length(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def percentages(widths: Sequence[float]) -> tuple[int, ...]:
    """Relative widths as whole percentages that sum to 100 (largest remainders)."""
    total = sum(widths)
    exact = [width * 100 / total for width in widths]
    whole = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: whole[index] - exact[index])
    for index in by_remainder[: 100 - sum(whole)]:
        whole[index] += 1
    return tuple(whole)
