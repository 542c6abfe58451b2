"""Chance that repeats itself: draws seeded by what they are for, in exact decimals."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from fiscal.money import YUAN_PER_WAN, half_up

T = TypeVar("T")
HUNDRED_YUAN = Decimal(100)
MILLION = Decimal(1000000)


class Dice:
    """Draws for one purpose, e.g. ``Dice(unit.code, year, "staff")``."""

    def __init__(self, *purpose: object) -> None:
        self._random = random.Random("/".join(map(str, purpose)))  # noqa: S311 - not a secret

    def whole(self, low: int, high: int) -> int:
        """An integer of low … high, both included."""
        return self._random.randint(low, high)

    def chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent

    def one(self, choices: Sequence[T]) -> T:
        return choices[self._random.randrange(len(choices))]

    def some(self, choices: Sequence[T], count: int) -> tuple[T, ...]:
        """``count`` different choices in their own order."""
        picked = sorted(self._random.sample(range(len(choices)), min(count, len(choices))))
        return tuple(choices[index] for index in picked)

    def yuan(self, low: int, high: int) -> Decimal:
        """An amount between two whole yuan, with cents."""
        return Decimal(self._random.randint(low * 100, high * 100)).scaleb(-2)

    def wan(self, low: int, high: int) -> Decimal:
        """An amount between two whole 万元, in yuan rounded to hundreds as budgets are."""
        return round_amount(self.yuan(low * int(YUAN_PER_WAN), high * int(YUAN_PER_WAN)))

    def part(self, amount: Decimal, low: int, high: int) -> Decimal:
        """Between ``low`` and ``high`` thousandths of an amount, to the cent."""
        return half_up(amount * self._random.randint(low * 1000, high * 1000) / MILLION)


def round_amount(amount: Decimal) -> Decimal:
    """The amount to the nearest hundred yuan."""
    return half_up(half_up(amount / HUNDRED_YUAN, Decimal(1)) * HUNDRED_YUAN)
