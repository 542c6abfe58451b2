"""Edits of a Report as addressed changes: applied, compared, turned back, merged.

Addresses are those of ``fiscal.addresses``; values are plain (``codec.to_plain``), amounts text
in yuan. What exists on one side only is one change from or to None with the whole plain value;
``leaves`` takes such changes apart for showing them. Changes are done one after the other, each
on what the one before left, so a list of changes turned round (``inverse``) undoes it.

A change whose ``old`` equals its ``new`` changes nothing, but conflicts when something else
stands there: guard an address by index with the name of the record it means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace

from fiscal.addresses import Element, Node, OneLine, Place, locate
from fiscal.codec import from_plain, to_plain
from fiscal.comparison import Change, agree, compare, differs
from fiscal.plain import Plain, PlainError
from fiscal.report import Report

__all__ = [
    "Change", "Conflict", "EditError", "Outcome", "Problem", "apply", "conflicts", "difference",
    "inverse", "leaves", "merge", "replay",
]  # fmt: skip


# Parts that may hold thousands of records, and are taken over as they are.
_RECORDS = frozenset({"unit_evaluation", "projects", "targets"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else was faster: ``mine`` was to be set where ``theirs`` now stands."""

    path: str
    mine: Plain
    theirs: Plain


@dataclass(frozen=True, slots=True)
class Problem:
    """A change that cannot be done, and why, as a sentence for the officer."""

    path: str
    message: str


class EditError(ValueError):
    """Changes that cannot be applied; ``problems`` say which and why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(f"{item.path}：{item.message}" for item in self.problems))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What changes make of a Report.

    ``changes`` are those that had an effect, with exact addresses and what stood there before;
    they are what an event records.
    """

    report: Report
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    problems: tuple[Problem, ...]


def replay(report: Report, changes: Iterable[Change]) -> Outcome:
    """Do the changes one by one, passing over those that conflict or cannot be done."""
    tree = to_plain(report)
    done: list[Change] = []
    clashes: list[Conflict] = []
    problems: list[Problem] = []
    for change in changes:
        try:
            clash = _do(tree, change, done)
        except PlainError as wrong:
            problems.append(Problem(change.path, str(wrong)))
        else:
            clashes.extend(clash)
    return Outcome(from_plain(Report, tree), tuple(done), tuple(clashes), tuple(problems))


def apply(report: Report, changes: Iterable[Change]) -> Report:
    """The Report with the changes made, whatever stood there. Raises ``EditError``."""
    changes = list(changes)
    tree, problems = to_plain(report), []
    for change in changes:
        try:
            place = locate(tree, change.path)
            place.put(place.read(change.new), insert=change.old is None)
        except PlainError as wrong:
            problems.append(Problem(change.path, str(wrong)))
    if problems:
        raise EditError(problems)
    return from_plain(Report, tree)


def conflicts(current: Report, changes: Iterable[Change]) -> tuple[Conflict, ...]:
    """The changes whose ``old`` no longer stands there, unless their ``new`` already does."""
    return replay(current, changes).conflicts


def difference(before: Report, after: Report) -> tuple[Change, ...]:
    """The changes that make ``after`` of ``before``, in printing order."""
    return tuple(compare(to_plain(before), to_plain(after)))


def inverse(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that undo ``changes``."""
    return tuple(Change(one.path, one.new, one.old) for one in reversed(list(changes)))


def leaves(changes: Iterable[Change]) -> Iterator[Change]:
    """The same changes with whole lines, cells and records taken apart into single values."""
    for change in changes:
        yield from _leaves(change.path, change.old, change.new)


def merge(draft: Report, fragment: Report, carried: Collection[str]) -> Report:
    """The draft with every place in ``carried`` as it is in ``fragment``.

    A place is any address: a whole part (``statements/05``, ``staff``, ``texts``, ``projects``) or
    a single value. Raises ``EditError``.
    """
    whole = _RECORDS.intersection(carried)
    merged = _merge(draft, fragment, set(carried) - whole)
    return replace(merged, **{name: getattr(fragment, name) for name in whole})


def _merge(draft: Report, fragment: Report, carried: Collection[str]) -> Report:
    """``merge`` place by place, in the plain form."""
    if not carried:
        return draft
    tree, source = to_plain(draft), to_plain(fragment)
    problems = []
    for path in sorted(carried):
        try:
            locate(tree, path).put(locate(source, path).get())
        except PlainError as wrong:
            problems.append(Problem(path, str(wrong)))
    if problems:
        raise EditError(problems)
    return from_plain(Report, tree)


def _do(tree: Node, change: Change, done: list[Change]) -> list[Conflict]:
    """One change; it is added to ``done`` when it had an effect."""
    place = locate(tree, change.path)
    new = place.read(change.new)
    insert = isinstance(place, Element) and change.old is None
    now = None if insert else deepcopy(place.get())
    if not agree(place.kind, now, new) and not agree(place.kind, now, _expected(place, change.old)):
        return [Conflict(place.path, new, now)]
    if differs(place.path, place.kind, now, new):
        place.put(deepcopy(new), insert=insert)
        done.append(Change(place.path, now, new))
    return []


def _expected(place: Place, old: Plain) -> Plain:
    """What a change took for given, as far as it said: a record by some of its fields."""
    if isinstance(place, OneLine) and isinstance(old, str):
        return {"name": old}
    if isinstance(old, dict):
        return old
    try:
        return place.read(old)
    except PlainError:
        return old


def _leaves(path: str, old: Plain, new: Plain) -> Iterator[Change]:
    before, after = _parts(old), _parts(new)
    if before is None and after is None:
        if old != new:
            yield Change(path, old, new)
        return
    before, after = before or {}, after or {}
    for name in dict.fromkeys([*before, *after]):
        # The cells of a line are addressed without naming the level between.
        below = path if name == "cells" else f"{path}/{name}"
        yield from _leaves(below, before.get(name), after.get(name))


def _parts(value: Plain) -> dict[str, Plain] | None:
    """The parts of a record, or of a list of records; None of a single value."""
    if isinstance(value, dict):
        return {name: part for name, part in value.items() if name not in ("key", "after")}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {str(part.get("key", index)): part for index, part in enumerate(value)}
    return None
