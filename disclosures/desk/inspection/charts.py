"""Charts as figures: what stands where, in the units of the drawing. Templates draw the SVG.

Colours come from the style sheet by the ``kind`` of a piece; every chart stands beside a table
with the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 640  # of every drawing
_LABELS = 168  # left of the bars
_BAR, _STEP = 18, 28
_ROOM = 22  # what a number needs inside its piece
_PLOT = 120  # height of what is drawn over days
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 20, 20, 24


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle. ``label`` is written inside where it fits, else empty."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    label: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a stacked bar chart."""

    label: str
    y: int
    baseline: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars below each other, each as long as the others: shares of its own whole."""

    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A label on an axis."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Days:
    """A drawing over days: columns or a line (``points`` of an SVG polyline), and its axes.

    ``mark`` is the place of a day that matters, None where none does.
    """

    height: int
    floor: int
    columns: tuple[Piece, ...]
    points: str
    ticks: tuple[Tick, ...]
    scale: tuple[Tick, ...]
    mark: float | None = None


def stacked(rows: Sequence[tuple[str, Mapping[str, int]]]) -> Bars:
    """Bars of counts by kind; one of nothing is empty."""
    bars = []
    for index, (label, counts) in enumerate(rows):
        y = index * _STEP
        bars.append(Bar(label, y, y + _BAR - 4, _pieces(counts, y)))
    return Bars(len(rows) * _STEP, tuple(bars))


def _pieces(counts: Mapping[str, int], y: int) -> tuple[Piece, ...]:
    x: float = _LABELS
    whole = sum(counts.values())
    found = []
    for kind, count in counts.items():
        width = (WIDTH - _LABELS) * count / whole if whole else 0
        if count:
            label = f"{count}" if width >= _ROOM else ""
            found.append(Piece(kind, round(x, 1), y, round(width, 1), _BAR, label))
        x += width
    return tuple(found)


def columns(days: Sequence[tuple[str, Mapping[str, int]]]) -> Days:
    """A column per day, its kinds on top of each other; its number above it."""
    most = max((sum(counts.values()) for _, counts in days), default=0) or 1
    step = (WIDTH - _LEFT) / max(len(days), 1)
    pieces, ticks = [], []
    for index, (label, counts) in enumerate(days):
        x = _LEFT + index * step
        y: float = _TOP + _PLOT
        for kind, count in counts.items():
            height = _PLOT * count / most
            y -= height
            if count:
                piece = Piece(
                    kind, round(x + step * 0.15, 1), round(y, 1), round(step * 0.7, 1),
                    round(height, 1),
                )  # fmt: skip
                pieces.append(piece)
        ticks.append(Tick(round(x + step / 2, 1), _TOP + _PLOT + 16, label))
    return Days(_TOP + _PLOT + _BOTTOM, _TOP + _PLOT, tuple(pieces), "", tuple(ticks), _scale(most))


def curve(counts: Sequence[int], whole: int, mark: int) -> Days:
    """How many of a ``whole`` were there by day 0, 1, 2 …; ``mark`` is the day that matters."""
    last = max(len(counts) - 1, mark, 1)

    def x_of(day: int) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * day / last, 1)

    points = [
        f"{x_of(day)},{round(_TOP + _PLOT * (1 - count / max(whole, 1)), 1)}"
        for day, count in enumerate(counts)
    ]
    days = sorted({0, mark, last} | set(range(0, last + 1, max(10, last // 60 * 10))))
    shown = [day for day in days if day == mark or abs(day - mark) > last / 16]
    ticks = tuple(Tick(x_of(day), _TOP + _PLOT + 16, f"{day}日") for day in shown)
    return Days(
        _TOP + _PLOT + _BOTTOM, _TOP + _PLOT, (), " ".join(points), ticks, _scale(whole), x_of(mark)
    )


def _scale(most: int) -> tuple[Tick, ...]:
    """Nothing, the half where it is whole, and the most."""
    values = sorted({0, most} | ({most // 2} if most % 2 == 0 else set()))
    return tuple(
        Tick(_LEFT - 6, round(_TOP + _PLOT * (1 - value / max(most, 1)), 1), f"{value}")
        for value in values
    )
