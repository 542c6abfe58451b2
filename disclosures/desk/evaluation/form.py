"""The form of one step of a performance table: fields in sheets, and what was typed in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from disclosures.desk.amounts import AmountUnit, in_yuan
from disclosures.desk.links import field_id
from fiscal.edits import Change
from fiscal.money import AmountError

UNIT = AmountUnit.WAN  # as the forms print it
OLD = "old:"  # before the name of a field: what stood there when the page was made
GUARD = "guard:"  # before the address of a name: which record the page means


class Kind(StrEnum):
    """How a value is typed; ``SHOWN`` and ``COMPUTED`` are not."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    AMOUNT = "amount"
    FLAG = "flag"
    SHOWN = "shown"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a record. ``options`` names the list that is offered while typing."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    options: str = ""

    @property
    def is_typed(self) -> bool:
        return self.kind not in (Kind.SHOWN, Kind.COMPUTED)

    @property
    def is_figure(self) -> bool:
        return self.kind in (Kind.NUMBER, Kind.AMOUNT)

    @property
    def wraps(self) -> bool:
        """Whether it is words of any length, which a sheet shows in as many lines as they need."""
        return self.kind is Kind.LONG or (self.kind is Kind.TEXT and not self.options)


@dataclass(frozen=True, slots=True)
class Cell:
    """One field. ``typed`` is what could not be saved and stands there instead of ``value``.

    ``severity`` is that of the worst finding about it, ``mark`` the state of a computed value.
    """

    path: str
    label: str
    column: Column
    value: str
    typed: str | None = None
    problem: str = ""
    severity: str = ""
    required: bool = False
    mark: str = ""

    @property
    def id(self) -> str:
        return field_id(self.path)

    @property
    def text(self) -> str:
        return self.value if self.typed is None else self.typed

    @property
    def is_missing(self) -> bool:
        return self.required and not self.value

    def read(self, text: str) -> Any:
        """Typed text as ``fiscal.edits`` takes it. Raises ``AmountError``."""
        text = text.replace("\r\n", "\n").strip()
        if self.column.kind is Kind.FLAG:
            return text == "true"
        return in_yuan(self.path, text, UNIT) if self.column.kind is Kind.AMOUNT else text or None


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a list. ``guard`` is the address of the ``meant`` name that tells it apart."""

    path: str
    name: str
    cells: tuple[Cell, ...]
    guard: str = ""
    meant: str = ""

    @property
    def id(self) -> str:
        return field_id(self.path)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Records of one list under the heads of their columns; ``may_grow``: rows come and go."""

    path: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    may_grow: bool = False

    @property
    def is_of_indicators(self) -> bool:
        return self.path.endswith("/indicators")


@dataclass(frozen=True, slots=True)
class Form:
    """All that is typed of one record: single fields, then sheets."""

    path: str
    name: str
    guard: str
    texts: tuple[Cell, ...]
    sheets: tuple[Sheet, ...]

    @property
    def cells(self) -> Iterator[Cell]:
        yield from self.texts
        yield from (cell for sheet in self.sheets for row in sheet.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Typing:
    """What a form was given and brought back: the changes, and by path what cannot be read."""

    changes: tuple[Change, ...]
    problems: Mapping[str, str]


def typing(form: Form, posted: Mapping[str, str]) -> Typing:
    """Read a posted form: every field of ``form`` whose old value came with it."""
    changes: list[Change] = []
    problems: dict[str, str] = {}
    for cells, guard in _guarded(form):
        found: list[Change] = []
        for cell in cells:
            try:
                found += _changed(cell, posted)
            except AmountError as wrong:
                problems[cell.path] = str(wrong)
        name = posted.get(GUARD + guard)
        # A change of nothing, which conflicts when another record stands there by now.
        changes += [Change(guard, name, name)] if found and name is not None else []
        changes += found
    if changes and (name := posted.get(GUARD + form.guard)) is not None:
        changes.insert(0, Change(form.guard, name, name))
    return Typing(tuple(changes), problems)


def answered(form: Form, posted: Mapping[str, str], problems: Mapping[str, str]) -> Form:
    """The form with what was typed and what is wrong with it, for another try."""

    def again(cell: Cell) -> Cell:
        if OLD + cell.path not in posted:
            return cell
        text = posted.get(cell.path, "")
        return replace(cell, typed=text, problem=problems.get(cell.path, ""))

    sheets = tuple(
        replace(sheet, rows=tuple(
            replace(row, cells=tuple(again(cell) for cell in row.cells)) for row in sheet.rows
        ))
        for sheet in form.sheets
    )  # fmt: skip
    return replace(form, texts=tuple(again(cell) for cell in form.texts), sheets=sheets)


def _guarded(form: Form) -> Iterator[tuple[tuple[Cell, ...], str]]:
    yield form.texts, ""
    yield from ((row.cells, row.guard) for sheet in form.sheets for row in sheet.rows)


def _changed(cell: Cell, posted: Mapping[str, str]) -> Iterator[Change]:
    if cell.column.is_typed and OLD + cell.path in posted:
        old, new = cell.read(posted[OLD + cell.path]), cell.read(posted.get(cell.path, ""))
        if old != new:
            yield Change(cell.path, old, new)
