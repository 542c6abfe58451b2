"""Amounts in the unit that a page states. Reports hold yuan, whatever the page shows."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import Any

from fiscal.money import CENT, YUAN_PER_WAN, AmountError, exact_wan, format_number, parse_amount

_YUAN_SIGN = re.compile("[¥￥]")
_MONEY = re.compile(
    r"statements/.+/(this|last)|budgets/\w+|procurement/\w+|assets/\w+_value"
    r"|(unit_evaluation|projects/[\d+]+)/funds/[\d+]+/(initial|full_year|executed|midyear)"
    r"|targets/[\d+]+/(total|fiscal|other)"
)


class AmountUnit(StrEnum):
    """元 or 万元, by the name that pages and requests give it."""

    YUAN = "yuan"
    WAN = "wan"

    @classmethod
    def named(cls, name: str) -> AmountUnit | None:
        return next((unit for unit in cls if unit.value == name), None)

    @property
    def label(self) -> str:
        return "元" if self is AmountUnit.YUAN else "万元"

    def show(self, yuan: Decimal | None) -> str:
        """The exact amount with separators and at least two decimals; empty when unknown."""
        if yuan is None:
            return ""
        if self is AmountUnit.YUAN:
            return format_number(yuan)
        return exact_wan(yuan)

    def read(self, text: str) -> Decimal | None:
        """Yuan of typed text; a unit that stands in it goes before this one.

        Raises ``AmountError``, also for more than 分 can hold.
        """
        amount = parse_amount(_YUAN_SIGN.sub("", text))
        if amount is None:
            return None
        units = (AmountUnit.WAN, AmountUnit.YUAN)
        unit = next((one for one in units if text.strip().endswith(one.label)), self)
        yuan = amount if unit is AmountUnit.YUAN else amount * YUAN_PER_WAN
        if yuan != yuan.quantize(CENT):
            raise AmountError(f"“{text.strip()}”{unit.label}不足一分的部分无法保存")
        return yuan.quantize(CENT)


def is_money(path: str) -> bool:
    """Whether the value at an address is an amount of money (and not a count or an area)."""
    return _MONEY.fullmatch(path) is not None


def in_yuan(path: str, value: Any, unit: AmountUnit) -> Any:
    """A plain value, as deep as it goes, with its amounts converted from ``unit``.

    Raises ``AmountError``.
    """
    if isinstance(value, dict):
        return {name: in_yuan(f"{path}/{name}", part, unit) for name, part in value.items()}
    if isinstance(value, list):
        return [in_yuan(f"{path}/{index}", part, unit) for index, part in enumerate(value)]
    if isinstance(value, str) and is_money(path):
        yuan = unit.read(value)
        return None if yuan is None else f"{yuan:f}"
    return value


def shown(path: str, value: Any, unit: AmountUnit) -> Any:
    """A plain value as a page shows it: an amount in ``unit``, anything else as it is."""
    if isinstance(value, str) and is_money(path):
        return unit.show(Decimal(value))
    return value
