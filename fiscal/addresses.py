"""Addresses of a Report: the place in its plain form (``codec.to_plain``) that a path names.

==================================================  =============================================
``staff/active``, ``budgets/fund``                  a field of a group: number, amount or text
``functions``, ``organisation/offices``             a list of paragraphs or names, as one value
``texts/s1.cmp.reason``                             a free text; absent is None
``statements/07``                                   the lines of a statement; absent is None
``statements/05/2010301``                           a line: ``{name, parents, cells, after}``
``statements/05/2010301/name`` (or ``parents``)     its name (or those of the levels above)
``statements/05/2010301/total``                     a cell: ``{this, last}``; absent is None
``statements/05/2010301/total/this`` (or ``last``)  an amount
``unit_evaluation``, ``projects/3``, ``targets/0``  a whole record; absent is None
``projects/3/indicators/2/actual``                  a field of a record in a list
``projects/+``, ``projects/3/funds/+``              the place behind the last record of a list
==================================================  =============================================

The key of a line may itself hold slashes. ``after`` is the key of the line before, empty for
the first; without it a new line goes where its code belongs.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Protocol

from fiscal.lines import declared_lines, place_for
from fiscal.plain import Plain, PlainError, hints, item_kind, required, typed
from fiscal.report import Cell, Line, Report
from fiscal.statements import BY_NUMBER

Node = dict[str, Plain]

_LINE = ("name", "parents", "cells")
_GONE = "没有这一项，可能已被删除"
_NO_COLUMN = "没有这一列"


class Place(Protocol):
    """Where a value stands: ``path`` names it exactly, ``kind`` is its type in the Report."""

    @property
    def path(self) -> str: ...

    @property
    def kind(self) -> Any: ...

    def get(self) -> Plain:
        """The value there, None when there is none."""

    def read(self, value: Plain) -> Plain:
        """What somebody gave, brought to the type of the place. Raises ``PlainError``."""

    def put(self, value: Plain, *, insert: bool = False) -> None:
        """Set the value, or take it away with None. ``insert``: before what stands there."""


def locate(tree: Node, path: str) -> Place:
    """The place of ``path`` in the plain form of a Report. Raises ``PlainError``."""
    group, _, rest = path.partition("/")
    if group == "statements" and rest:
        return _in_statements(tree["statements"], rest)
    if group == "texts" and rest:
        return Entry(path, str | None, tree["texts"], rest)
    place: Place = _field(path=group, kind=Report, node=tree, name=group)
    for name in rest.split("/") if rest else ():
        place = _below(place, name)
    return place


def _below(place: Place, name: str) -> Place:
    path, value = f"{place.path}/{name}", place.get()
    item = item_kind(required(place.kind))
    if dataclasses.is_dataclass(item):
        return _element(place.path, item, value, name)
    kind = required(place.kind)
    if not dataclasses.is_dataclass(kind):
        raise PlainError(_GONE)
    if value is None:
        raise PlainError("尚未建立，请先添加")
    return _field(path, kind, value, name)


def _field(path: str, kind: Any, node: Node, name: str) -> Field:
    if name not in hints(kind):
        raise PlainError(_GONE)
    return Field(path, hints(kind)[name], node, name)


def _element(path: str, kind: Any, items: list[Plain], name: str) -> Element:
    index = len(items) if name == "+" else int(name) if name.isdecimal() else -1
    if not 0 <= index <= len(items):
        raise PlainError(_GONE)
    return Element(f"{path}/{index}", kind | None, items, index)


@dataclass(frozen=True, slots=True)
class _Typed:
    path: str
    kind: Any

    def read(self, value: Plain) -> Plain:
        return typed(self.kind, value)


@dataclass(frozen=True, slots=True)
class Field(_Typed):
    """A field of a record; None stays there as a value."""

    node: Node
    name: str

    def get(self) -> Plain:
        return self.node[self.name]

    def put(self, value: Plain, *, insert: bool = False) -> None:
        self.node[self.name] = value


@dataclass(frozen=True, slots=True)
class Entry(_Typed):
    """An entry of a mapping, absent when None."""

    node: Node
    name: str

    def get(self) -> Plain:
        return self.node.get(self.name)

    def put(self, value: Plain, *, insert: bool = False) -> None:
        if value is None:
            self.node.pop(self.name, None)
        else:
            self.node[self.name] = value


@dataclass(frozen=True, slots=True)
class Element(_Typed):
    """A record of a list; the index behind the last is free."""

    items: list[Plain]
    index: int

    def get(self) -> Plain:
        return self.items[self.index] if self.index < len(self.items) else None

    def put(self, value: Plain, *, insert: bool = False) -> None:
        kept = [] if value is None else [value]
        self.items[self.index : self.index + (0 if insert else 1)] = kept


# --- statements --------------------------------------------------------------------------


def _in_statements(statements: Node, rest: str) -> Place:
    number, _, key = rest.partition("/")
    if number not in BY_NUMBER:
        raise PlainError(f"没有{number}表")
    whole = Lines(f"statements/{number}", tuple[Line, ...] | None, statements, number)
    if not key:
        return whole
    return _line_or_below(whole, key)


def _line_or_below(lines: Lines, key: str) -> Place:
    columns = {column.key for column in BY_NUMBER[lines.number].columns}
    owner, _, tail = key.rpartition("/")
    if not owner or lines.find(key) is not None:
        return OneLine(f"{lines.path}/{key}", Line, lines, key)
    if tail in ("this", "last"):
        line, _, column = owner.rpartition("/")
        if not line or column not in columns:
            raise PlainError(_NO_COLUMN)
        return Amount(f"{lines.path}/{key}", hints(Cell)[tail], lines, line, column, tail)
    if tail in columns:
        return OneCell(f"{lines.path}/{key}", Cell | None, lines, owner, tail)
    if tail in ("name", "parents") and (found := lines.find(owner)) is not None:
        return _field(f"{lines.path}/{key}", Line, found, tail)
    if owner.isdecimal() or owner in declared_lines(lines.number):
        raise PlainError(_NO_COLUMN)
    return OneLine(f"{lines.path}/{key}", Line, lines, key)


@dataclass(frozen=True, slots=True)
class Lines(_Typed):
    """All lines of a statement."""

    statements: Node
    number: str

    def get(self) -> Plain:
        statement = self.statements.get(self.number)
        return None if statement is None else statement["lines"]

    def put(self, value: Plain, *, insert: bool = False) -> None:
        if value is None:
            self.statements.pop(self.number, None)
        else:
            self.statements[self.number] = {"number": self.number, "lines": value}

    def find(self, key: str) -> Node | None:
        return next((line for line in self.get() or [] if line["key"] == key), None)

    def need(self, key: str) -> Node:
        """The line, made when the statement has it by declaration. Raises ``PlainError``."""
        found = self.find(key)
        if found is not None:
            return found
        label = declared_lines(self.number).get(key)
        if label is None:
            raise PlainError(f"{self.number}表没有“{key}”这一行，请先添加科目")
        self.add({"key": key, "name": label, "parents": [], "cells": {}})
        return self.need(key)

    def add(self, line: Node, after: str | None = None) -> None:
        """Put a line behind the line ``after``, or where its code belongs."""
        if self.get() is None:
            self.put([])
        lines = self.get()
        present = [other["key"] for other in lines]
        if after in present:
            at = present.index(after) + 1
        else:
            at = 0 if after == "" else place_for(self.number, line["key"], present)
        lines.insert(at, line)


@dataclass(frozen=True, slots=True)
class OneLine:
    """A line by its key; its plain form tells the line before instead of the key."""

    path: str
    kind: Any
    lines: Lines
    key: str

    def read(self, value: Plain) -> Plain:
        if value is None:
            return None
        if not isinstance(value, str | dict):
            raise PlainError("应为科目的名称")
        given = {"name": value} if isinstance(value, str) else dict(value)
        after = given.pop("after", None)
        line = typed(Line, {**given, "key": self.key})
        if after is None:
            after = self._before()
        return {**{name: line[name] for name in _LINE}, "after": after}

    def get(self) -> Plain:
        line = self.lines.find(self.key)
        if line is None:
            return None
        return {**{name: line[name] for name in _LINE}, "after": self._before()}

    def _before(self) -> str:
        """Key of the line before this one, or before where it belongs."""
        present = [line["key"] for line in self.lines.get() or []]
        if self.key in present:
            at = present.index(self.key)
        else:
            at = place_for(self.lines.number, self.key, present)
        return present[at - 1] if at else ""

    def put(self, value: Plain, *, insert: bool = False) -> None:
        old = self.lines.find(self.key)
        if old is not None:
            self.lines.get().remove(old)
        if value is not None:
            line = {name: item for name, item in value.items() if name != "after"}
            self.lines.add({**line, "key": self.key}, value.get("after"))


@dataclass(frozen=True, slots=True)
class OneCell(_Typed):
    lines: Lines
    key: str
    column: str

    def get(self) -> Plain:
        line = self.lines.find(self.key)
        return line["cells"].get(self.column) if line else None

    def put(self, value: Plain, *, insert: bool = False) -> None:
        cells = self.lines.need(self.key)["cells"]
        if value is None:
            cells.pop(self.column, None)
        else:
            cells[self.column] = value


@dataclass(frozen=True, slots=True)
class Amount(_Typed):
    lines: Lines
    key: str
    column: str
    year: str

    def get(self) -> Plain:
        line = self.lines.find(self.key)
        cell = line["cells"].get(self.column) if line else None
        return cell[self.year] if cell else None

    def put(self, value: Plain, *, insert: bool = False) -> None:
        cells = self.lines.need(self.key)["cells"]
        cells.setdefault(self.column, {"this": None, "last": None})[self.year] = value
