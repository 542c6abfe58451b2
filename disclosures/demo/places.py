"""Names and codes of fictional units, without end.

Prefectures of thirteen places each (its own departments, then twelve counties); every place
has all trades. The syllables are chosen so that no real county or prefecture is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice

from disclosures.demo.profiles import Profile, trades

_FIRST = "霁砚漱栖澹琅岑蘅荻汐弈筠芷皓璟霏翊苒蓼筱"
_SECOND = "麓渚汀屿涧岫溆坞垄畹浔碛墟塬陂"
_PLACES = 13
_PREFECTURE = "云岭州"  # the first one, which every demonstration shows


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A fictional unit. ``parent`` is the code of the bureau above it, or empty.

    ``department`` is the bureau's name, its own for a bureau. ``size`` is in percent of a
    prefecture's: counties are smaller.
    """

    index: int
    code: str
    name: str
    parent: str
    department: str
    profile: Profile
    size: int
    subordinates: tuple[str, ...] = ()


def units(limit: int) -> Iterator[DemoUnit]:
    """The first ``limit`` units, a bureau always before the institutions below it."""
    return islice(_all_units(), limit)


def _all_units() -> Iterator[DemoUnit]:
    index = count()
    for area in count():
        place, size = _place(area)
        for number, (bureau, *institutions) in enumerate(trades(), 1):
            head = f"{area + 1:03d}{number:02d}"
            parent = f"{head}001"
            below = tuple(place + profile.name for profile in institutions)
            name = place + bureau.name
            yield DemoUnit(next(index), parent, name, "", name, bureau, size, below)
            for order, profile in enumerate(institutions, 2):
                code = f"{head}{order:03d}"
                own_name = place + profile.name
                yield DemoUnit(next(index), code, own_name, parent, name, profile, size)


def _place(area: int) -> tuple[str, int]:
    """Name and size of the n-th place."""
    prefecture, county = divmod(area, _PLACES)
    name = _PREFECTURE if prefecture == 0 else _name(prefecture) + "州"
    if county == 0:
        return name, 100
    return f"{name}{_name(prefecture * _PLACES + county)}县", 38 + county * 7 % 32


def _name(number: int) -> str:
    """Two syllables, different for the first three hundred numbers; then three, and so on."""
    rest, second = divmod(number, len(_SECOND))
    syllables = _SECOND[second]
    while True:
        rest, first = divmod(rest, len(_FIRST))
        # The shift lets neighbours differ in both syllables.
        syllables = _FIRST[(first + second) % len(_FIRST)] + syllables
        if not rest:
            return syllables
