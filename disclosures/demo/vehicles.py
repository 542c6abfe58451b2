"""三公: cars, receptions and travel abroad of a unit in a year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from disclosures.demo.dice import Dice, round_amount
from disclosures.demo.places import DemoUnit
from fiscal.money import ZERO


@dataclass(frozen=True, slots=True)
class Cost:
    """Budget for the whole year and what was spent, in yuan."""

    budget: Decimal = ZERO
    actual: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Travel:
    """Counts and costs behind 三公. ``held`` cars at year's end, ``bought`` in the year."""

    held: int
    bought: int
    idle: int  # cars that are owned but wait to be scrapped
    delegations: int
    travellers: int
    batches: int
    guests: int
    overseas: Cost
    purchase: Cost
    operation: Cost
    reception: Cost

    def economic(self) -> dict[str, Decimal]:
        """Basic expenditure by economic code."""
        costs = {
            "30212": self.overseas, "30217": self.reception, "30231": self.operation,
            "31013": self.purchase,
        }  # fmt: skip
        return {code: cost.actual for code, cost in costs.items() if cost.actual}


def travel(unit: DemoUnit, year: int, before: Travel | None) -> Travel:
    """This year's travel; the number of cars follows from the year before."""
    dice = Dice(unit.code, year, "travel")
    bought = 1 if before and dice.chance(7) else 0
    held = before.held if before else dice.whole(*unit.profile.vehicles)
    goes_abroad = unit.profile.nature == "administrative" and dice.chance(5)
    travellers = dice.whole(1, 3) if goes_abroad else 0
    batches = dice.whole(0, 9) if unit.profile.nature == "administrative" else dice.whole(0, 3)
    guests = batches * dice.whole(4, 8)
    return Travel(
        held=held,
        bought=bought,
        idle=1 if bought else (before.idle if before and dice.chance(40) else 0),
        delegations=1 if travellers else 0,
        travellers=travellers,
        batches=batches,
        guests=guests,
        overseas=_cost(dice, dice.yuan(26000, 34000) * travellers),
        purchase=_cost(dice, dice.yuan(148000, 179000) * bought),
        operation=_cost(dice, dice.yuan(21000, 31000) * held),
        reception=_cost(dice, dice.yuan(78, 112) * guests),
    )


def _cost(dice: Dice, actual: Decimal) -> Cost:
    """An amount and the budget it stayed within."""
    if not actual or dice.chance(35):
        return Cost(actual, actual)
    return Cost(round_amount(dice.part(actual, 1010, 1240)) + Decimal(100), actual)
