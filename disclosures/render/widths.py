"""Column widths fitted to the text, so that tables need no trial layout on paper.

Browsers and WeasyPrint can find widths themselves, but for a paged table that costs more
than printing it. Lengths are counted in half-width characters; a Chinese character is two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from math import sqrt

from disclosures.render.grids import GridCell

PADDING = 1.6
INDENT = 2  # of a classification name, for each level below the first
HEAD_LINE, HEAD_LINES = 8, 3  # a heading of more than four Chinese characters may wrap
SHORT = 8  # a text of four Chinese characters should not wrap
WHOLE = frozenset({"amount", "rate", "score", "code"})  # kinds that stay on one line
LINES = (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15, 20, 40)
_SOLID = re.compile(r"[0-9A-Za-z.,%+()<>=-]+")  # runs that no line should tear apart


def fitted(rows: Sequence[Sequence[GridCell | None]], room: int) -> tuple[int, ...]:
    """Widths in whole percent of a table ``room`` characters wide.

    Where every text fits on one line, it does, with headings of as few lines as can be. Else
    every column gets what cannot wrap; the rest is shared so that a typical cell of any column
    wraps into the same, smallest possible number of lines.
    """
    columns = [
        [cell for cell in column if cell is not None and cell.colspan == 1]
        for column in zip(*rows, strict=True)
    ]
    for head_lines in range(1, HEAD_LINES + 1):
        needs = [_need(column, head_lines) for column in columns]
        whole = [max(need, _longest(col)) for need, col in zip(needs, columns, strict=True)]
        if sum(whole) + PADDING * len(whole) <= room:
            return percentages([PADDING + width for width in whole])
    typical = [_typical(column) for column in columns]
    for lines in LINES:
        widths = [
            PADDING + max(need, length / lines) for need, length in zip(needs, typical, strict=True)
        ]
        if sum(widths) <= room:
            break
    return percentages(widths)


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
