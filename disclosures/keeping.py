"""What a draft holds where a file could not be read: it stays there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fiscal.addresses import Amount, Node, OneCell, locate
from fiscal.codec import from_plain, to_plain
from fiscal.comparison import IDENTITY
from fiscal.plain import Plain, PlainError
from fiscal.report import Report

NOTHING: tuple[Plain, ...] = (None, "", [], {})
_NAMES = ("key", *IDENTITY)  # of a line or a record
_NOWHERE = -1


def keeping(placed: Report, draft: Report, doubtful: Iterable[str]) -> Report:
    """``placed`` with what the draft has at and below these addresses of ``placed``.

    A single value is the draft's; of a record or a list of them, what ``placed`` has not. Records
    are the same by what they are called, not by their place in the list.
    """
    tree, held = to_plain(placed), to_plain(draft)
    # Records come back into lists from below upwards, so that addresses by index hold.
    for path in sorted(doubtful, key=lambda path: -path.count("/")):
        try:
            _keep(tree, held, path)
        except PlainError:
            continue  # no such place, in one of them
    return from_plain(Report, tree)


def _keep(tree: Node, held: Node, path: str) -> None:
    here, there = locate(tree, path), locate(held, _counterpart(tree, held, path))
    old = there.get()
    if old in NOTHING:
        return
    if isinstance(here, Amount | OneCell) and here.lines.find(here.key) is None:
        line = locate(held, f"{here.lines.path}/{here.key}").get()
        locate(tree, f"{here.lines.path}/{here.key}").put({**line, "cells": {}})
    here.put(_filled(here.get(), old) if isinstance(old, dict) or _are_records(old) else old)


def _counterpart(tree: Node, held: Node, path: str) -> str:
    """The same place in the draft. Raises ``PlainError`` where it has no such record."""
    names = path.split("/")
    if names[0] == "statements":
        return path
    for depth, name in enumerate(path.split("/")):
        if name.isdecimal():
            mine = locate(tree, "/".join(path.split("/")[:depth])).get()
            theirs = locate(held, "/".join(names[:depth])).get()
            names[depth] = str(_pairs(mine, theirs).get(int(name), _NOWHERE))
    return "/".join(names)


def _filled(new: Plain, old: Plain) -> Plain:
    """``new``, with what ``old`` has where ``new`` has nothing."""
    if new in NOTHING:
        return old
    if isinstance(new, dict) and isinstance(old, dict):
        names = dict.fromkeys([*new, *old])
        return {name: _filled(new.get(name), old.get(name)) for name in names}
    return _filled_list(new, old) if _are_records(new) and _are_records(old) else new


def _filled_list(new: list[Plain], old: list[Plain]) -> list[Plain]:
    """Records that only ``old`` has stand behind the one that they stood behind there."""
    pairs = _pairs(new, old)
    places = {i: j for j, i in pairs.items()}
    behind: dict[int, list[Plain]] = {}
    last = -1
    for i, record in enumerate(old):
        last = places.get(i, last)
        if i not in places:
            behind.setdefault(last, []).append(record)
    filled = list(behind.get(-1, ()))
    for j, record in enumerate(new):
        filled.append(_filled(record, old[pairs[j]]) if j in pairs else record)
        filled += behind.get(j, ())
    return filled


def _are_records(value: Plain) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _pairs(new: list[Plain], old: list[Plain]) -> dict[int, int]:
    """Index in ``old`` by index in ``new``: by the whole name, then by what is known of it."""
    pairs: dict[int, int] = {}
    free = dict.fromkeys(range(len(old)))
    for fits in (_is, _may_be):
        for j, record in enumerate(new):
            if j in pairs:
                continue
            near = (i for i in (j, *free) if i in free)
            if (found := next((i for i in near if fits(record, old[i])), None)) is not None:
                pairs[j] = found
                del free[found]
    return pairs


def _is(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(name) == other.get(name) for name in _NAMES)


def _may_be(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a name of which a part could not be read can be that of the other record."""
    return all(one.get(name) in (other.get(name), "") for name in _NAMES)
