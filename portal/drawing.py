"""Drawings as numbers: what stands where. Templates make SVG of them.

Across, everything is percent of the width and nothing is scaled, so that letters keep their size
on a telephone; down, pixels. Every scale begins at nothing. What a piece means is its ``kind``,
which the style sheet colours alike everywhere, and is always written beside it as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_TEXT, _BAR, _GAP = 20, 12, 14  # a line of letters, the bar below it, the space to the next
_PAIRED, _PAIR_GAP = 16, 3
_BESIDE = Decimal("58")  # percent of the width for bars that are labelled at their end
_COINS, _COIN = 50, 10  # one 元 each, in a line; height
_ABOVE, _PLOT, _BELOW = 22, 104, 24  # of columns
_COLUMN = Decimal("0.62")  # of the room of a column


@dataclass(frozen=True, slots=True)
class Item:
    """Something to draw: ``text`` is its value as printed; None where there is none."""

    label: str
    value: Decimal | None
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, ``x`` and ``width`` in percent."""

    kind: str
    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True)
class Note:
    """A line of letters on ``y``. ``anchor`` as in SVG; ``dx`` pixels beside ``x``."""

    text: str
    x: Decimal
    y: int
    anchor: str = "start"
    kind: str = ""
    dx: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """``floor`` is where columns stand, None where there are none."""

    height: int
    boxes: tuple[Box, ...]
    notes: tuple[Note, ...]
    floor: int | None = None


def bars(items: Sequence[Item], whole: Decimal) -> Drawing:
    """A bar per item below its name and value; ``whole`` is as long as the drawing is wide."""
    boxes, notes, y = [], [], 0
    for item in items:
        notes += _heading(item, y)
        y += _TEXT
        boxes.append(Box("track", ZERO, Decimal(y), HUNDRED, Decimal(_BAR)))
        boxes.append(Box(item.kind, ZERO, Decimal(y), _part(item.value, whole), Decimal(_BAR)))
        y += _BAR + _GAP
    return Drawing(max(y - _GAP, 0), tuple(boxes), tuple(notes))


def pairs(groups: Sequence[tuple[str, Sequence[Item]]]) -> Drawing:
    """Under each name its bars, each with what it is and its value at the end."""
    most = max((one.value or ZERO for _, items in groups for one in items), default=ZERO)
    boxes, notes, y = [], [], 0
    for name, items in groups:
        notes.append(Note(name, ZERO, y + 14, kind="name"))
        y += _TEXT
        for item in items:
            width = rounded(_part(item.value, most) * _BESIDE / HUNDRED)
            boxes.append(Box(item.kind, ZERO, Decimal(y), width, Decimal(_BAR)))
            notes.append(Note(f"{item.label} {item.text}", width, y + 11, dx=6))
            y += _PAIRED + _PAIR_GAP
        y += _GAP - _PAIR_GAP
    return Drawing(max(y - _GAP, 0), tuple(boxes), tuple(notes))


def coins(items: Sequence[Item]) -> Drawing:
    """As many coins as an item has 元, the last one cut to what is left over."""
    boxes, notes, y = [], [], 0
    pitch = HUNDRED / _COINS
    for item in items:
        notes += _heading(item, y)
        y += _TEXT
        left, place = max(item.value or ZERO, ZERO), 0
        while left > 0:
            if place and place % _COINS == 0:
                y += _COIN + 2
            width = rounded(min(left, Decimal(1)) * pitch * Decimal("0.8"))
            x = rounded(place % _COINS * pitch)
            boxes.append(Box(item.kind, x, Decimal(y), width, Decimal(_COIN)))
            left, place = left - 1, place + 1
        y += _COIN + _GAP
    return Drawing(max(y - _GAP, 0), tuple(boxes), tuple(notes))


def columns(items: Sequence[Item], most: Decimal | None = None) -> Drawing:
    """A column per item with its value above and its name below; ``most`` is the full height."""
    top = most or max((one.value or ZERO for one in items), default=ZERO)
    room = HUNDRED / max(len(items), 1)
    width, floor = rounded(room * _COLUMN), _ABOVE + _PLOT
    boxes, notes = [], []
    for place, item in enumerate(items):
        middle = rounded(room * place + room / 2)
        height = rounded(_part(item.value, top) * _PLOT / HUNDRED)
        y = floor - height
        boxes.append(Box(item.kind, rounded(middle - width / 2), y, width, height))
        notes.append(Note(item.text, middle, int(y) - 6, "middle"))
        notes.append(Note(item.label, middle, floor + 18, "middle", "tick"))
    return Drawing(floor + _BELOW, tuple(boxes), tuple(notes), floor)


ZERO, HUNDRED = Decimal(0), Decimal(100)


def rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"))


def _heading(item: Item, y: int) -> list[Note]:
    return [
        Note(item.label, ZERO, y + 14, kind="name"),
        Note(item.text, HUNDRED, y + 14, "end"),
    ]


def _part(value: Decimal | None, whole: Decimal) -> Decimal:
    """Percent of the whole; nothing of nothing, and no less than nothing."""
    if not value or value < 0 or whole <= 0:
        return rounded(ZERO)
    return rounded(min(value / whole, Decimal(1)) * HUNDRED)
