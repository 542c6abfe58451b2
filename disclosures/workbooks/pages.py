"""The sheets of our own workbook as data, for its writer and its reader.

Column A and row 1 of a sheet are hidden and hold keys: a cell belongs to the address that the
pattern of its column makes of the key of its row (``*`` is the key). Rows may so be sorted,
inserted and deleted, and nothing depends on where a sheet or a row stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from disclosures.workbooks.model import column_letters

SCHEMA = "mingzhang-workbook/1"
INTERNAL = "_"  # begins the names of hidden sheets
META = "_mingzhang"  # says what the workbook is
MARK = "page:"  # begins cell A1 of a sheet of ours
GUIDE = "guide"  # id of the sheet that says how to fill the others
HEADER_KEY = "#"  # in column A of the row of headings; rows above it are not data
HEADER_ROW, FIRST_ROW = 4, 5  # from 1
FIRST_COLUMN = 2
MAX_TEXT = 32_000  # the format holds 32,767 characters in a cell


class Kind(StrEnum):
    """What a column holds, and so how it looks."""

    LABEL = "label"
    CODE = "code"
    AMOUNT = "amount"
    FACT = "fact"  # a figure or text, as the row says
    TEXT = "text"


# Patterns of columns that are no address.
LABEL, CODE, NAME, PARENTS = "label", "code", "name", "parents"
LISTED = "listed"  # says that a line without amounts is one of the unit's
YES = "是"

Value = Decimal | int | str | None


@dataclass(frozen=True, slots=True)
class Field:
    """A column: the pattern of its addresses or one of the names above, and its heading."""

    pattern: str
    heading: str
    kind: Kind
    width: int = 16
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell: its value and, where it follows from others, the formula of which it is the result.

    ``number_format`` is empty for text; ``choices`` makes a drop-down; ``closed`` cells are not
    for typing.
    """

    value: Value = None
    formula: str = ""
    number_format: str = ""
    closed: bool = False
    choices: tuple[str, ...] | str = ()


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    slots: tuple[Slot, ...]
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet. ``id`` says what it carries: ``statements/05``, ``facts``, ``texts``."""

    id: str
    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]
    frozen_columns: int = 2


def address(pattern: str, key: str) -> str:
    return pattern.replace("*", key)


def cell_name(fields: Sequence[Field], pattern: str, row: int) -> str:
    """``D7``: the cell of a column in sheet row ``row``."""
    position = next(i for i, field in enumerate(fields) if field.pattern == pattern)
    return f"{column_letters(FIRST_COLUMN + position)}{row}"


def label(text: str) -> Slot:
    return Slot(text, closed=True)
