"""What a workbook is taken apart into, before anything is understood: sheets of cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from units.packages import number_text

Place = tuple[int, int]  # row and column, both from 1

_SPACE = re.compile(r"\s+")
_LETTERS = re.compile(r"\$?([A-Za-z]{1,3})\$?")
_QUOTES = str.maketrans("", "", "“”\"'‘’《》")


class Cell(NamedTuple):
    """A cell with something in it.

    ``text`` is the value as a person sees it: a number without separators and without the noise
    of binary fractions (``1511.89``), a date as ``2024-12-31``. ``problem`` says why a cell has
    no value: a formula that was never calculated, an error value.
    """

    row: int
    column: int
    text: str
    is_number: bool = False
    problem: str = ""

    @property
    def key(self) -> str:
        return self.text if self.is_number else normal(self.text)

    @property
    def ref(self) -> str:
        return reference_of(self.row, self.column)

    @property
    def quote(self) -> str:
        """The first 40 characters, for a message."""
        text = " ".join(self.text.split())
        return text if len(text) <= 40 else text[:40] + "…"


@dataclass(frozen=True, slots=True)
class Area:
    """Merged cells from (top, left) to (bottom, right), all included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its cells that are not blank, row by row."""

    name: str
    cells: Mapping[Place, Cell]
    merged: tuple[Area, ...] = ()
    hidden: bool = False

    def source(self, cell: Cell) -> str:
        """Where a cell stands, as spreadsheet programs write it: ``支出决算表!E6``."""
        return f"{self.name}!{cell.ref}"

    def rows(self) -> dict[int, list[Cell]]:
        rows: dict[int, list[Cell]] = {}
        for cell in self.cells.values():
            rows.setdefault(cell.row, []).append(cell)
        return rows


def normal(text: str) -> str:
    """Text for comparing: half-width, without white space and quotation marks."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).translate(_QUOTES)


def in_reading_order(cells: Iterable[Cell]) -> dict[Place, Cell]:
    return in_order({(cell.row, cell.column): cell for cell in cells})


def in_order(cells: dict[Place, Cell]) -> dict[Place, Cell]:
    """The same row by row, as nearly every program writes them."""
    places = sorted(cells)
    return cells if places == list(cells) else {place: cells[place] for place in places}


def reference_of(row: int, column: int) -> str:
    """``E6`` of row 6, column 5."""
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """``E`` of column 5."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_of(reference: str) -> Place | None:
    """Row and column of ``E6`` or ``$E$6``; None for anything else."""
    letters = reference.rstrip("0123456789")
    row, column = reference[len(letters) :], column_of(letters)
    return (int(row), column) if column and 0 < len(row) <= 7 else None


@lru_cache(maxsize=1000)
def column_of(letters: str) -> int:
    """``5`` of ``E`` or ``$E$``; 0 of anything else."""
    found = _LETTERS.fullmatch(letters)
    column = 0
    for letter in found[1].upper() if found else "":
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def problem_of(error: str) -> str:
    """Why a cell with this error value has none."""
    return f"单元格是错误值 {error[:20]}"


def date_text(serial: Decimal) -> str:
    """A serial day number as a date; the number itself when there is no such day."""
    try:
        moment = datetime(1899, 12, 30) + timedelta(seconds=round(serial * 86400))
    except OverflowError:
        return number_text(serial)
    return moment_text(moment)


def moment_text(moment: date) -> str:
    if isinstance(moment, datetime) and (moment.hour or moment.minute or moment.second):
        return moment.isoformat(" ", "seconds")
    return f"{moment:%Y-%m-%d}"


def within(area: Area) -> Iterator[Place]:
    """Places of a merged area."""
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield row, column
