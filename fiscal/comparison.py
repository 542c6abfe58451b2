"""Comparing Reports in plain form: what to change in one to have the other."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from fiscal.plain import Plain, hints, item_kind, required
from fiscal.report import Line, Report

# Figures whose precision is part of what was recorded: 100 is not 100.00.
_EXACT = ("weight", "rate", "score")
# Fields that tell records of a list apart, as far as a record has them.
IDENTITY = ("source", "level1", "level2", "name")
_BLANK: tuple[Plain, ...] = (None, "", [], {})

_Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """At ``path``, ``old`` becomes ``new``; None is nothing. See ``fiscal.edits``."""

    path: str
    old: Plain
    new: Plain


def compare(before: Plain, after: Plain) -> Iterator[Change]:
    """Changes between the plain forms of two Reports, in printing order."""
    for name, kind in hints(Report).items():
        if name == "statements":
            yield from _statements(before[name], after[name])
        else:
            yield from _compare(name, kind, before[name], after[name])


def differs(path: str, kind: Any, one: Plain, other: Plain) -> bool:
    """Whether two values are recorded differently; amounts are the same whatever their zeros."""
    if required(kind) is Decimal and path.rpartition("/")[2] not in _EXACT:
        return not agree(kind, one, other)
    return bool(one != other)


def agree(kind: Any, now: Plain, expected: Plain) -> bool:
    """Whether ``now`` is what somebody expected to stand there, blanks being alike.

    Of a record only the fields that are given are compared, and never its place.
    """
    if _is_blank(now) or _is_blank(expected):
        return _is_blank(now) and _is_blank(expected)
    kind = required(kind)
    if isinstance(expected, Mapping):
        return isinstance(now, Mapping) and all(
            agree(_kind_within(kind, name), now.get(name), value)
            for name, value in expected.items()
            if name != "after"
        )
    if isinstance(expected, list) and isinstance(now, list):
        return len(now) == len(expected) and all(
            agree(item_kind(kind), one, other) for one, other in zip(now, expected, strict=True)
        )
    if kind is Decimal:
        return Decimal(now) == Decimal(expected)
    return bool(now == expected)


def _is_blank(value: Plain) -> bool:
    """Nothing, or a record of which nothing is known: a cleared cell is like none."""
    if isinstance(value, Mapping):
        return all(_is_blank(part) for part in value.values())
    return value in _BLANK


def _kind_within(kind: Any, name: str) -> Any:
    if dataclasses.is_dataclass(kind):
        return hints(typing.cast(type, kind)).get(name, str)
    return typing.get_args(kind)[1]


def _compare(path: str, kind: Any, old: Plain, new: Plain) -> Iterator[Change]:
    kind, item = required(kind), item_kind(required(kind))
    if dataclasses.is_dataclass(kind) and old is not None and new is not None:
        for name, below in hints(typing.cast(type, kind)).items():
            yield from _compare(f"{path}/{name}", below, old[name], new[name])
    elif dataclasses.is_dataclass(item):
        yield from _records(path, item, old, new)
    elif isinstance(old, Mapping) and not dataclasses.is_dataclass(kind):
        for name in dict.fromkeys([*old, *new]):
            below = typing.get_args(kind)[1]
            yield from _compare(f"{path}/{name}", below, old.get(name), new.get(name))
    elif differs(path, kind, old, new):
        yield Change(path, old, new)


def _records(path: str, kind: Any, old: list[Plain], new: list[Plain]) -> Iterator[Change]:
    """Records by index: going from left to right, all before the index is as it will be."""
    for tag, i1, i2, j1, j2 in _opcodes(_identities(old), _identities(new)):
        if tag == "equal" or i2 - i1 == j2 - j1:
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                yield from _compare(f"{path}/{j}", kind, old[i], new[j])
        else:
            yield from (Change(f"{path}/{j1}", one, None) for one in old[i1:i2])
            yield from (Change(f"{path}/{j}", None, new[j]) for j in range(j1, j2))


def _identities(records: list[Plain]) -> list[tuple[str, ...]]:
    return [tuple(str(record.get(name)) for name in IDENTITY) for record in records]


def _opcodes(old: Sequence[Any], new: Sequence[Any]) -> list[_Opcode]:
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _statements(before: Plain, after: Plain) -> Iterator[Change]:
    for number in sorted(before.keys() | after.keys()):
        path = f"statements/{number}"
        old, new = (tree[number]["lines"] if number in tree else None for tree in (before, after))
        if old is None or new is None:
            yield Change(path, old, new)
        else:
            yield from _lines(path, old, new)


def _lines(path: str, old: list[Plain], new: list[Plain]) -> Iterator[Change]:
    """Lines by key. One that moved goes first and comes again, so it never stands twice."""
    opcodes = _opcodes([line["key"] for line in old], [line["key"] for line in new])
    kept = [(i, j) for tag, i1, i2, j1, j2 in opcodes if tag == "equal"
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True)]  # fmt: skip
    yield from _without(path, old, {i for i, _ in kept})
    yield from _with(path, new, {j for _, j in kept})
    for i, j in kept:
        for name, kind in hints(Line).items():
            below = f"{path}/{new[j]['key']}" + ("" if name == "cells" else f"/{name}")
            yield from _compare(below, kind, old[i][name], new[j][name])


def _without(path: str, lines: list[Plain], kept: set[int]) -> Iterator[Change]:
    after = ""
    for i, line in enumerate(lines):
        if i in kept:
            after = line["key"]
        else:
            yield Change(f"{path}/{line['key']}", _without_key(line, after), None)


def _with(path: str, lines: list[Plain], kept: set[int]) -> Iterator[Change]:
    after = ""
    for j, line in enumerate(lines):
        if j not in kept:
            yield Change(f"{path}/{line['key']}", None, _without_key(line, after))
        after = line["key"]


def _without_key(line: dict[str, Plain], after: str) -> dict[str, Plain]:
    return {**{name: line[name] for name in ("name", "parents", "cells")}, "after": after}
