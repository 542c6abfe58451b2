"""Dated reference data: the CSV books beside this file, and the pure ``Reference`` of a year.

A book is ``<book>.csv`` with the columns ``code, name, valid_from`` and, where needed,
``parent`` and ``valid_until``; every other column becomes an attribute of the item. The
order of lines is the printing order. New editions are new lines with a later ``valid_from``;
old lines stay, so that old years stay as they were. The shipped edition is that of 2024; no
earlier book is at hand, so it stands from 2017, the first year of the disclosure rules.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fiscal.reference import Item, Reference

DIRECTORY = Path(__file__).parent
_OWN = {"code", "name", "parent", "valid_from", "valid_until"}


def csv_items(directory: Path = DIRECTORY) -> Iterator[Item]:
    """All items of all books, as the CSV files say."""
    for path in sorted(directory.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for position, row in enumerate(csv.DictReader(file)):
                yield _item(path.stem, position, row)


def _item(book: str, position: int, row: dict[str, str]) -> Item:
    until = row.get("valid_until")
    return Item(
        book=book,
        code=row["code"],
        name=row["name"],
        parent=row.get("parent", ""),
        position=position,
        attrs={key: value for key, value in row.items() if key not in _OWN and value},
        valid_from=int(row["valid_from"]),
        valid_until=int(until) if until else None,
    )


@cache
def shipped_reference(year: int) -> Reference:
    """The reference of ``year`` as shipped with the program, without a database."""
    return Reference.of(csv_items(), year)
