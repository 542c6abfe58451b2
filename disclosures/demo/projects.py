"""Projects of a unit in a year: which run, what they were given and what they spent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from disclosures.demo.dice import Dice, round_amount
from disclosures.demo.places import DemoUnit
from disclosures.demo.profiles import ProjectPlan
from fiscal.money import ZERO

_MOST = 6


@dataclass(frozen=True, slots=True)
class Project:
    """Money of a project in yuan. ``opening`` was carried over from the year before."""

    plan: ProjectPlan
    opening: Decimal
    initial: Decimal
    full_year: Decimal
    executed: Decimal

    @property
    def income(self) -> Decimal:
        return self.full_year - self.opening

    @property
    def unspent(self) -> Decimal:
        return self.full_year - self.executed

    @property
    def is_fiscal(self) -> bool:
        return self.plan.fund != "own"

    @property
    def was_added(self) -> bool:
        """Money that came in the course of the year, outside the budget of its start."""
        return self.initial < self.full_year


def projects(unit: DemoUnit, year: int, before: Iterable[Project]) -> tuple[Project, ...]:
    """This year's projects; what was carried over is spent first."""
    carried = {project.plan.name: project.unspent for project in before}
    running = [
        plan
        for plan in unit.profile.projects
        if plan.often or carried.get(plan.name) or _is_due(unit, plan, year)
    ]
    return tuple(
        _project(unit, plan, year, carried.get(plan.name, ZERO)) for plan in running[:_MOST]
    )


def _is_due(unit: DemoUnit, plan: ProjectPlan, year: int) -> bool:
    return Dice(unit.code, year, plan.name, "due").chance(55)


def _project(unit: DemoUnit, plan: ProjectPlan, year: int, carried: Decimal) -> Project:
    dice = Dice(unit.code, year, plan.name, "money")
    low, high = (bound * unit.size // 100 for bound in plan.budget)
    full_year = max(dice.wan(max(low, 4), max(high, 6)), round_amount(carried + Decimal(100)))
    opening = carried if plan.fund != "own" else ZERO
    return Project(
        plan=plan,
        opening=opening,
        initial=_initial(dice, plan, full_year),
        full_year=full_year,
        executed=_executed(dice, full_year),
    )


def _initial(dice: Dice, plan: ProjectPlan, full_year: Decimal) -> Decimal:
    """What the year began with: most budgets hold, occasional ones are often added later."""
    if not plan.often and dice.chance(60):
        return ZERO
    if dice.chance(70):
        return full_year
    return round_amount(dice.part(full_year, 780, 960))


def _executed(dice: Dice, full_year: Decimal) -> Decimal:
    if dice.chance(62):
        return full_year
    return dice.part(full_year, *((920, 998) if dice.chance(85) else (720, 910)))
