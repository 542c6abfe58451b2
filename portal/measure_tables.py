"""Measures beside each other: a row per measure, a column per year or per unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fiscal.measures import GROUPS, THREE_PUBLIC, Measure, in_group
from portal.accounts import Account, Figure
from portal.drawing import HUNDRED, ZERO, rounded


@dataclass(frozen=True, slots=True)
class Cell:
    """``width``: percent of the largest figure of the row, for the bar below the figure."""

    figure: Figure | None
    width: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    measure: Measure
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    rows: tuple[Row, ...]


def beside(accounts: Sequence[Account | None]) -> list[Group]:
    """All measures of which something is known of at least one account, group by group.

    What is nothing everywhere is left out, but for “三公”, where nothing is an answer.
    """
    groups = [Group(name, tuple(_rows(name, accounts))) for name in GROUPS]
    return [group for group in groups if group.rows]


def _rows(group: str, accounts: Sequence[Account | None]) -> Iterator[Row]:
    for measure in in_group(group):
        figures = [one.figure(measure.key) if one else None for one in accounts]
        amounts = [figure.measured.amount for figure in figures if figure]
        if any(amounts) or (amounts and group == THREE_PUBLIC):
            most = max(*amounts, ZERO)
            yield Row(measure, tuple(Cell(one, _width(one, most)) for one in figures))


def _width(figure: Figure | None, most: Decimal) -> Decimal:
    if figure is None or figure.measured.amount <= 0:
        return ZERO
    return rounded(figure.measured.amount / most * HUNDRED)
