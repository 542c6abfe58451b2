"""Amounts, shares and changes, with the conventions of the published disclosure.

Amounts are ``Decimal`` in yuan with two places. They are published in 万元, each figure
rounded half-up by itself. Every derived percentage is computed from the *published* 万元
figures, never from yuan: that is what real disclosures print, down to bases of 0.01.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
YUAN_PER_WAN = Decimal(10000)

UP, DOWN = "增加", "减少"
GROWTH, DECLINE = "增长", "下降"

_BLANK_AMOUNTS = {"", "-", "—", "--", "——", "－", "/", "无"}


def half_up(value: Decimal, places: Decimal = CENT) -> Decimal:
    """Round ``value`` half-up to the exponent of ``places``; never returns negative zero."""
    return value.quantize(places, rounding=ROUND_HALF_UP) + 0


def unpadded(value: Decimal) -> Decimal:
    """The same number without zeros behind its last decimal, as rates and scores are written."""
    return Decimal(plain(value))


def to_wan(yuan: Decimal) -> Decimal:
    """Published figure in 万元, two places half-up, of an amount in yuan."""
    return half_up(yuan / YUAN_PER_WAN)


def from_wan(wan: Decimal) -> Decimal:
    """Yuan of a figure that is only known in 万元."""
    return half_up(wan * YUAN_PER_WAN)


def format_number(value: Decimal) -> str:
    """Two decimals with thousands separators: ``1,787.23``."""
    return f"{half_up(value):,.2f}"


def format_amount(yuan: Decimal) -> str:
    """Published form of an amount in yuan: 万元, two decimals, thousands separators."""
    return format_number(to_wan(yuan))


def exact_wan(yuan: Decimal) -> str:
    """All of an amount in yuan as 万元, with at least two decimals: ``0.012345``."""
    wan = (yuan / YUAN_PER_WAN).normalize()
    exponent = wan.as_tuple().exponent
    return f"{wan:,.{max(2, -exponent if isinstance(exponent, int) else 0)}f}"


def plain(value: Decimal) -> str:
    """Decimal without exponent and without padding: ``100``, ``97.4``, ``0.08``."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Change:
    """This year against last year, both in published 万元 (or plain counts)."""

    difference: Decimal  # signed
    percent: Decimal  # unsigned, two places

    @property
    def direction(self) -> str:
        return DOWN if self.difference < 0 else UP

    @property
    def growth(self) -> str:
        return DECLINE if self.difference < 0 else GROWTH

    @property
    def amount(self) -> Decimal:
        return abs(self.difference)


def change(this: Decimal, last: Decimal) -> Change:
    """Change of published figures: 100.00 from zero, 0.00 when both are zero."""
    difference = this - last
    if last == 0:
        return Change(difference, HUNDRED if this else ZERO)
    return Change(difference, half_up(abs(difference) / abs(last) * HUNDRED))


def share(part: Decimal, whole: Decimal) -> Decimal:
    """占比 in percent of published figures.

    Two places half-up; four where two would print 0.00 for an amount that is not zero.
    """
    if whole == 0 or part == 0:
        return ZERO
    exact = part / whole * HUNDRED
    rounded = half_up(exact)
    return rounded if rounded else half_up(exact, Decimal("0.0001"))


def variance(actual: Decimal, budget: Decimal) -> Decimal:
    """预决算差异率 in percent of published figures, signed; 100.00 when nothing was budgeted."""
    if budget == 0:
        return HUNDRED.quantize(CENT) if actual else ZERO
    return half_up((actual - budget) / budget * HUNDRED)


def envelope(terms: int) -> Decimal:
    """Largest gap in 万元 that rounding ``terms`` published addends and their sum can cause."""
    return Decimal("0.005") * (terms + 1)


class AmountError(ValueError):
    """Text that is not an amount; ``str(error)`` is a sentence for the officer."""


def parse_amount(text: str) -> Decimal | None:
    """Decimal of an amount as people type it, or None for a blank or a dash.

    Accepts thousands separators, full-width digits, a trailing 元/万元 (the unit is not
    applied) and accounting brackets for negatives. Raises ``AmountError`` otherwise.
    """
    clean = unicodedata.normalize("NFKC", text).strip().replace(",", "").replace(" ", "")
    if clean in _BLANK_AMOUNTS:
        return None
    for unit in ("万元", "元"):
        clean = clean.removesuffix(unit)
    if clean.startswith("(") and clean.endswith(")"):
        clean = "-" + clean[1:-1]
    try:
        value = Decimal(clean)
    except InvalidOperation:
        raise AmountError(f"“{text.strip()}”不是金额，应为数字，例如 1,234.50") from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 16:
        raise AmountError(f"“{text.strip()}”超出金额范围")
    return value
