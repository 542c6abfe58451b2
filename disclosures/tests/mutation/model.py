"""What a mutation is, and the registry of kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import TypeVar

from fiscal.report import Report

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A disclosure with one thing changed.

    ``where``   address of what was changed: ``statements/05/2010301/total``.
    ``report``  what the checks get; None where the change is in a file.
    ``file``    the file that is read back and checked; empty where there is none.
    ``told``    what it says now, for a person who looks for the miss.
    """

    where: str
    report: Report | None = None
    file: bytes = b""
    told: str = ""


Maker = Callable[[Report, Random], Mutant | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to change a disclosure; ``make`` answers None for one that has nothing to change.

    ``keeps`` marks changes that leave the truth as it is and must not be found.
    """

    name: str
    make: Maker
    keeps: bool = False


KINDS: list[Kind] = []


def kind(name: str, *, keeps: bool = False) -> Callable[[Maker], Maker]:
    def register(make: Maker) -> Maker:
        KINDS.append(Kind(name, make, keeps))
        return make

    return register


def one_of(random: Random, things: Iterable[T]) -> T | None:
    """Any of the things, None if there are none."""
    found = list(things)
    return random.choice(found) if found else None


def at(items: Sequence[T], index: int, item: T | None) -> tuple[T, ...]:
    """The items with another one at ``index``, or without the one there."""
    new = () if item is None else (item,)
    return (*items[:index], *new, *items[index + 1 :])


def with_project(report: Report, index: int, **fields: object) -> Report:
    project = replace(report.projects[index], **fields)  # type: ignore[arg-type]
    return replace(report, projects=at(report.projects, index, project))


def transposed(number: str, random: Random) -> str | None:
    """Two different neighbouring digits exchanged, the first not becoming a needless zero."""
    places = [
        i
        for i, (one, other) in enumerate(pairwise(number))
        if one.isdigit() and other.isdigit() and one != other and not (i == 0 and other == "0")
    ]
    place = one_of(random, places)
    if place is None:
        return None
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def swapped_digits(amount: Decimal, random: Random) -> Decimal | None:
    text = transposed(f"{amount:f}", random)
    return None if text is None else Decimal(text)
