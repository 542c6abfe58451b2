"""Staff of a unit, what it is paid and what running its offices costs, by economic code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from disclosures.demo.dice import Dice
from disclosures.demo.places import DemoUnit
from fiscal.money import ZERO, half_up

Economic = Mapping[str, Decimal]  # yuan by economic 款 code

BASE_YEAR = 2016
GROWTH = 24  # thousandths a year

# Yuan a year for one person at work, by economic code, in the base year.
_PAY = {
    "administrative": {"30101": 44000, "30102": 41000, "30103": 15500, "30199": 1900},
    "institution": {"30101": 43000, "30102": 7800, "30107": 45000, "30199": 1300},
}
# Contributions in thousandths of pay.
_CONTRIBUTIONS = {"30108": 160, "30109": 80, "30110": 70, "30112": 7, "30113": 120}
_CIVIL_SERVANTS_MEDICAL = 25
_RETIREE, _VETERAN = 6800, 128000
_RUNNING = {
    "30201": 2300, "30202": 520, "30205": 260, "30206": 980, "30207": 760, "30208": 1350,
    "30209": 1180, "30211": 2100, "30213": 840, "30215": 300, "30216": 410, "30226": 1050,
    "30227": 720, "30299": 480,
}  # fmt: skip
_SOMETIMES = ("30202", "30208", "30209", "30213", "30215", "30226", "30227")
_TRAVEL_ALLOWANCE = 6600  # 其他交通费用 of a civil servant
_UNION, _WELFARE = 20, 15  # thousandths of pay
_EQUIPMENT = 900


@dataclass(frozen=True, slots=True)
class People:
    """Head counts at the end of a year."""

    active: int
    veteran: int
    retired: int


def people(unit: DemoUnit, year: int, before: People | None) -> People:
    """This year's head counts: those of a year before, moved by retiring and hiring."""
    dice = Dice(unit.code, year, "people")
    if before is None:
        active = max(6, dice.whole(*unit.profile.staff) * unit.size // 100)
        retired = dice.whole(*unit.profile.retired) * unit.size // 100
        return People(active, 1 if dice.chance(12) else 0, retired)
    leaving = min(dice.whole(0, 2 + before.active // 40), before.active // 4)
    low, high = (value * unit.size // 100 for value in unit.profile.staff)
    wanted = 1 if before.active < low else 0
    hired = 0 if before.active > high else dice.whole(wanted, 2 + before.active // 40)
    died = 1 if before.retired > 8 and dice.chance(12) else 0
    return People(before.active - leaving + hired, before.veteran, before.retired + leaving - died)


def pay(unit: DemoUnit, year: int, staff: People) -> dict[str, Decimal]:
    """人员经费: wages, contributions, allowances of retired staff."""
    dice = Dice(unit.code, year, "pay")
    level = _level(unit, year)
    wages = {
        code: dice.part(level * yuan * staff.active, 975, 1025)
        for code, yuan in _PAY[unit.profile.nature].items()
    }
    basis = sum(wages.values(), ZERO)
    shares = dict(_CONTRIBUTIONS)
    if unit.profile.nature == "administrative":
        shares["30111"] = _CIVIL_SERVANTS_MEDICAL
    result = wages | {code: dice.part(basis, share, share) for code, share in shares.items()}
    result["30302"] = dice.part(level * _RETIREE * staff.retired, 960, 1040)
    result["30301"] = dice.part(level * _VETERAN * staff.veteran, 980, 1020)
    if dice.chance(18):
        result["30304"] = dice.yuan(68000, 205000)
    return {code: amount for code, amount in sorted(result.items()) if amount}


def running(unit: DemoUnit, year: int, staff: People, wages: Decimal) -> dict[str, Decimal]:
    """公用经费 without 三公, which is decided for itself."""
    dice, habits = Dice(unit.code, year, "running"), Dice(unit.code, "habits")
    level = _level(unit, year)
    missing = {code for code in _SOMETIMES if habits.chance(22)}
    result = {
        code: dice.part(level * yuan * staff.active, 820, 1120)
        for code, yuan in _RUNNING.items()
        if code not in missing
    }
    result["30228"] = dice.part(wages, _UNION, _UNION)
    result["30229"] = dice.part(wages, _WELFARE, _WELFARE)
    if unit.profile.nature == "administrative":
        result["30239"] = dice.part(Decimal(_TRAVEL_ALLOWANCE * staff.active), 985, 1015)
    if dice.chance(45):
        result["31002"] = dice.part(level * _EQUIPMENT * staff.active, 500, 1600)
    return dict(sorted(result.items()))


def _level(unit: DemoUnit, year: int) -> Decimal:
    """Prices of the year and the unit's own rate, around 1."""
    rate = Decimal(Dice(unit.code, "rate").whole(940, 1070)) / 1000
    return half_up(rate * (1 + Decimal(GROWTH) / 1000) ** (year - BASE_YEAR), Decimal("0.0001"))
