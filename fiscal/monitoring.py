"""执行监控: how far money and goals had come by 31 July, and whether that is as far as they should.

Every August the first seven months are looked at (财预〔2019〕136号). How far a year has come by
then, and how much less is a deviation, are settings of the year (book ``setting``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from fiscal.indicators import Value, comparable, completion, parse, rounded
from fiscal.money import HUNDRED
from fiscal.reference import Reference
from fiscal.report import FundLine, Indicator
from fiscal.scoring import total_line

_EXPECTED, _TOLERANCE = Decimal("58.33"), Decimal(15)  # where the year's settings say nothing
_LIMITS = ("<=", "<")


class State(StrEnum):
    """How a progress stands against what was to be expected."""

    ON_TRACK = "on_track"
    BEHIND = "behind"
    OVER = "over"  # more money than budgeted, or a limit already passed
    UNKNOWN = "unknown"  # nothing recorded, or words that a person has to judge

    @property
    def label(self) -> str:
        return {
            "on_track": "正常", "behind": "滞后", "over": "超出", "unknown": "待判断",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """``rate`` is percent of the year's budget or target, None where it cannot be computed."""

    rate: Decimal | None
    state: State

    @property
    def deviates(self) -> bool:
        return self.state in (State.BEHIND, State.OVER)


@dataclass(frozen=True, slots=True)
class Monitoring:
    """One table at mid-year: its money, and its indicators in their order.

    ``expected`` is the share of the year gone by, in percent.
    """

    expected: Decimal
    execution: Progress
    indicators: tuple[Progress, ...]

    @property
    def deviates(self) -> bool:
        return any(one.deviates for one in (self.execution, *self.indicators))


def monitor(
    funds: Sequence[FundLine], indicators: Sequence[Indicator], reference: Reference
) -> Monitoring:
    """Progress of a project's or unit's table in the year of ``reference``."""
    expected = _setting(reference, "monitoring.expected", _EXPECTED)
    least = expected - _setting(reference, "monitoring.tolerance", _TOLERANCE)
    goals = (goal_progress(item, reference.year, least) for item in indicators)
    return Monitoring(expected, execution_progress(funds, least), tuple(goals))


def execution_progress(funds: Sequence[FundLine], least: Decimal) -> Progress:
    """1–7月执行数 against the year's budget; ``least`` percent is just enough."""
    line = total_line(funds)
    budget = (line.full_year or line.initial) if line else None
    if line is None or line.midyear is None or not budget:
        return Progress(None, State.UNKNOWN)
    rate = Fraction(line.midyear) / Fraction(budget) * 100
    return Progress(rounded(rate), State.OVER if rate > HUNDRED else _enough(rate, least))


def goal_progress(indicator: Indicator, year: int, least: Decimal) -> Progress:
    """1–7月完成值 against the target. A limit (``<=``, 反向指标) is only to be kept."""
    target, now = parse(indicator.target, year), parse(indicator.midyear, year)
    if indicator.lower_is_better or target.operator in _LIMITS:
        return _within(target, now)
    rate = completion(target, now)
    if rate is None:
        return Progress(None, State.UNKNOWN)
    return Progress(rounded(rate), _enough(rate, least))


def _within(limit: Value, now: Value) -> Progress:
    if not comparable(limit, now) or limit.number is None or now.number is None:
        return Progress(None, State.UNKNOWN)
    state = State.OVER if now.number > limit.number else State.ON_TRACK
    return Progress(rounded(now.number / limit.number * 100) if limit.number else None, state)


def _enough(rate: Fraction, least: Decimal) -> State:
    return State.BEHIND if rate < least else State.ON_TRACK


def _setting(reference: Reference, code: str, default: Decimal) -> Decimal:
    return Decimal(reference.attr("setting", code, "value", str(default)))
