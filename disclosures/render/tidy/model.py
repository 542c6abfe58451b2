"""TidyTable: a table for programs, one row per thing and one column per property of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from fiscal.money import to_wan

Value = str | Decimal | None
NUMBERS = frozenset({"amount", "rate", "score", "figure"})
PLACE = "位置"


@dataclass(frozen=True, slots=True)
class Column:
    """A property. ``kind`` is text, code, amount (万元), rate (percent), score or figure.

    ``field`` is what the address of a row must be followed by to be that of the value in the
    Report; empty for what only describes the row.
    """

    label: str
    kind: str = "text"
    field: str = ""


@dataclass(frozen=True, slots=True)
class TidyTable:
    """``name`` is part of addresses. The last column is the address of the row in the Report."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def tidy(
    name: str, title: str, columns: Iterable[Column], rows: Iterable[Iterable[Value]]
) -> TidyTable:
    return TidyTable(
        name, title, (*columns, Column(PLACE, "code")), tuple(tuple(row) for row in rows)
    )


def amount_column(label: str, field: str) -> Column:
    return Column(f"{label}（万元）", "amount", field)


def wan(yuan: Decimal | None) -> Decimal | None:
    """The published figure in 万元; None when unknown."""
    return None if yuan is None else to_wan(yuan)
