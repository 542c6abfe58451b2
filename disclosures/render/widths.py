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

PADDING = 2
HEAD_LINE, HEAD_LINES = 4, 3  # a heading may wrap after two Chinese characters, into three lines
SHORT = 8  # a text of four Chinese characters should not wrap
WHOLE = frozenset({"amount", "rate", "score", "code"})  # kinds that stay on one line
LINES = (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15, 20, 40)
_SOLID = re.compile(r"[0-9A-Za-z.,%+()<>=-]+")  # runs that no line should tear apart


def fitted(rows: Sequence[Sequence[GridCell | None]], room: int) -> tuple[int, ...]:
    """Widths in whole percent of a table ``room`` characters wide.

    Every column gets what cannot wrap; the rest is shared so that a typical cell of any
    column wraps into the same, smallest possible number of lines.
    """
    columns = [
        [cell for cell in column if cell is not None and cell.colspan == 1]
        for column in zip(*rows, strict=True)
    ]
    needs = [max([_solid(cell) for cell in column], default=HEAD_LINE) for column in columns]
    typical = [_typical(column) for column in columns]
    for lines in LINES:
        widths = [
            PADDING + max(need, length / lines) for need, length in zip(needs, typical, strict=True)
        ]
        if sum(widths) <= room:
            break
    return percentages(widths)


def _solid(cell: GridCell) -> float:
    """The narrowest column in which nothing of the cell is torn apart."""
    if cell.kind in WHOLE:
        return _length(cell.text)
    length = _length(cell.text)
    least = max(HEAD_LINE, length / HEAD_LINES) if cell.header else min(length, SHORT)
    return max([least, *(len(run) for run in _SOLID.findall(cell.text))])


def _typical(column: Sequence[GridCell]) -> float:
    """Between the mean text and the longest; empty cells count, long headings may wrap."""
    lengths = [_length(cell.text) for cell in column if not cell.header]
    if not lengths:
        return HEAD_LINE
    return sqrt(max(lengths) * sum(lengths) / len(lengths))


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
