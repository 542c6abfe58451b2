"""Grid: a rectangular table with spans, and the few helpers its builders share."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from fiscal.money import format_amount
from fiscal.report import Indicator

MIN_WIDTH, MAX_WIDTH = 4, 30  # in half-width characters; longer text wraps


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell. ``kind`` is text, label, amount, rate, score or code.

    ``path`` is the address of a figure inside the Report
    (``projects/3/indicators/2/rate``, counted from 0), empty for wording.
    ``level`` is the indentation of a classification name: 1 类, 2 款, 3 项.
    """

    text: str
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    kind: str = "text"
    path: str = ""
    level: int = 0


Row = tuple[GridCell | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready to print. Rows are as wide as ``widths``; ``None`` is covered by a span.

    ``header_rows``  leading rows that a page break repeats (0 for the evaluation tables, whose
                     headings stand in the middle).
    ``widths``       relative column widths, fitted to the content.
    ``subtitle``     ``（2024年度）`` or ``公开01表``; ``department`` and ``unit`` stand above the
                     table, ``notes`` below it.
    """

    id: str
    title: str
    subtitle: str
    rows: tuple[Row, ...]
    header_rows: int = 0
    widths: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    unit: str = ""
    department: str = ""


def label(text: str, colspan: int = 1, rowspan: int = 1) -> GridCell:
    return GridCell(text, colspan, rowspan, header=True, kind="label")


def amount(yuan: Decimal | None, path: str, colspan: int = 1) -> GridCell:
    """万元 with separators; empty when unknown, ``0.00`` when zero."""
    text = "" if yuan is None else format_amount(yuan)
    return GridCell(text, colspan, kind="amount", path=path)


def score(value: Decimal | None, path: str, dash: str = "", colspan: int = 1) -> GridCell:
    """A weight or score with the precision it was recorded with."""
    return GridCell(_recorded(value, dash), colspan, kind="score", path=path)


def rate(value: Decimal | None, path: str, dash: str = "", colspan: int = 1) -> GridCell:
    text = _recorded(value, dash)
    return GridCell(text if value is None else text + "%", colspan, kind="rate", path=path)


def _recorded(value: Decimal | None, dash: str) -> str:
    return dash if value is None else f"{value:f}"


def total_of(values: Iterable[Decimal | None]) -> Decimal:
    """Sum of the known values."""
    return sum((value for value in values if value is not None), Decimal(0))


def spread(cells: Iterable[GridCell | None]) -> Row:
    """A row in which every horizontally spanning cell is followed by the ``None`` it covers."""
    row: list[GridCell | None] = []
    for cell in cells:
        row.append(cell)
        row.extend([None] * ((cell.colspan if cell else 1) - 1))
    return tuple(row)


def level_cells(indicators: Sequence[Indicator]) -> list[tuple[GridCell | None, GridCell | None]]:
    """The 一级 and 二级 cells of each indicator's row, spanning the rows that share them."""
    pairs: list[tuple[GridCell | None, GridCell | None]] = []
    for level1, group in groupby(indicators, key=lambda indicator: indicator.level1):
        members = list(group)
        first: GridCell | None = GridCell(level1, rowspan=len(members), kind="label")
        for level2, subgroup in groupby(members, key=lambda indicator: indicator.level2):
            size = len(list(subgroup))
            second: GridCell | None = GridCell(level2, rowspan=size, kind="label")
            for _ in range(size):
                pairs.append((first, second))
                first = second = None
    return pairs


def fitted(rows: Sequence[Row]) -> tuple[int, ...]:
    """Relative widths: the longest unspanned text of each column, within bounds."""
    widths = [MIN_WIDTH] * (len(rows[0]) if rows else 0)
    for row in rows:
        for column, cell in enumerate(row):
            if cell is not None and cell.colspan == 1:
                widths[column] = max(widths[column], min(half_widths(cell.text), MAX_WIDTH))
    return tuple(widths)


def half_widths(text: str) -> int:
    """Width in half-width characters; Chinese characters count two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
