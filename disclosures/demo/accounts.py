"""A unit's accounts of one year, from the leaves up.

``Account`` is one functional 项 and one kind of fiscal money; own money (non-fiscal) is kept
together. Everything the statements say is a sum of these, so their identities hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from disclosures.demo.dice import Dice, round_amount
from disclosures.demo.people import Economic, People, pay, people, running
from disclosures.demo.places import DemoUnit
from disclosures.demo.projects import Project, projects
from disclosures.demo.vehicles import Travel, travel
from fiscal.money import ZERO

GENERAL, GOV_FUND, STATE_CAPITAL = "general", "gov_fund", "state_capital"
FUNDS = (GENERAL, GOV_FUND, STATE_CAPITAL)

# Functional 项 that bears an economic 款 of basic expenditure; all others stand on the main one.
_BORNE_BY = {
    "administrative": {"30301": "2080501", "30302": "2080501", "30110": "2101101"},
    "institution": {"30301": "2080502", "30302": "2080502", "30110": "2101102"},
}
_BORNE_BY_ALL = {
    "30108": "2080505", "30109": "2080506", "30111": "2101103", "30112": "2101199",
    "30113": "2210201", "30304": "2080801",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """Fiscal money of one 项 in yuan."""

    code: str
    fund: str
    opening: Decimal = ZERO
    income: Decimal = ZERO
    basic: Decimal = ZERO
    project: Decimal = ZERO

    @property
    def spent(self) -> Decimal:
        return self.basic + self.project

    @property
    def closing(self) -> Decimal:
        return self.opening + self.income - self.spent


@dataclass(frozen=True, slots=True)
class OwnMoney:
    """Non-fiscal money, all on the unit's main 项."""

    opening: Decimal = ZERO
    superior_subsidy: Decimal = ZERO
    institutional: Decimal = ZERO
    business_income: Decimal = ZERO
    other: Decimal = ZERO
    surplus_used: Decimal = ZERO
    basic: Decimal = ZERO
    project: Decimal = ZERO
    business: Decimal = ZERO
    distributed: Decimal = ZERO

    @property
    def income(self) -> Decimal:
        return self.superior_subsidy + self.institutional + self.business_income + self.other

    @property
    def spent(self) -> Decimal:
        return self.basic + self.project + self.business

    @property
    def available(self) -> Decimal:
        return self.opening + self.income + self.surplus_used

    @property
    def closing(self) -> Decimal:
        return self.available - self.spent - self.distributed


@dataclass(frozen=True, slots=True)
class Year:
    """All accounts of a unit in a year. ``basic_budget`` is 年初预算 of basic expenditure."""

    year: int
    staff: People
    economic: Economic
    projects: tuple[Project, ...]
    accounts: tuple[Account, ...]
    own: OwnMoney
    travel: Travel
    basic_budget: Decimal
    initial: dict[str, Decimal] = field(default_factory=dict)  # 年初预算 by fund

    def of(self, fund: str) -> tuple[Account, ...]:
        return tuple(account for account in self.accounts if account.fund == fund)

    @property
    def fiscal_spent(self) -> Decimal:
        return sum((account.spent for account in self.accounts), ZERO)

    @property
    def fiscal_opening(self) -> Decimal:
        return sum((account.opening for account in self.accounts), ZERO)

    @property
    def fiscal_income(self) -> Decimal:
        return sum((account.income for account in self.accounts), ZERO)


def next_year(unit: DemoUnit, year: int, before: Year | None) -> Year:
    """The accounts of ``year``, given those of the year before."""
    staff = people(unit, year, before.staff if before else None)
    moved = travel(unit, year, before.travel if before else None)
    wages = pay(unit, year, staff)
    costs = running(unit, year, staff, sum(wages.values(), ZERO))
    economic = dict(sorted((wages | costs | moved.economic()).items()))
    running_projects = projects(unit, year, before.projects if before else ())
    basic = sum(economic.values(), ZERO)
    budget = _basic_budget(unit, year, basic)
    return Year(
        year=year,
        staff=staff,
        economic=economic,
        projects=running_projects,
        accounts=(*_basic(unit, economic), *_for_projects(running_projects)),
        own=_own(unit, year, running_projects, before.own.closing if before else ZERO),
        travel=moved,
        basic_budget=budget,
        initial=_initial(running_projects, budget),
    )


def _basic(unit: DemoUnit, economic: Economic) -> Iterable[Account]:
    bearers = _BORNE_BY_ALL | _BORNE_BY[unit.profile.nature]
    amounts: dict[str, Decimal] = {}
    for code, amount in economic.items():
        bearer = bearers.get(code, unit.profile.main)
        amounts[bearer] = amounts.get(bearer, ZERO) + amount
    return [Account(code, GENERAL, income=amount, basic=amount) for code, amount in amounts.items()]


def _for_projects(running_projects: Iterable[Project]) -> Iterable[Account]:
    return [
        Account(
            project.plan.code, project.plan.fund, project.opening, project.income,
            project=project.executed,
        )
        for project in running_projects
        if project.is_fiscal
    ]  # fmt: skip


def _basic_budget(unit: DemoUnit, year: int, basic: Decimal) -> Decimal:
    dice = Dice(unit.code, year, "budget")
    return basic if dice.chance(15) else round_amount(dice.part(basic, 935, 1004))


def _initial(running_projects: Iterable[Project], basic: Decimal) -> dict[str, Decimal]:
    amounts = dict.fromkeys((*FUNDS, "own"), ZERO) | {GENERAL: basic}
    for project in running_projects:
        amounts[project.plan.fund] += project.initial
    return amounts


def _own(
    unit: DemoUnit, year: int, running_projects: Iterable[Project], opening: Decimal
) -> OwnMoney:
    dice = Dice(unit.code, year, "own")
    earned = {
        kind: dice.yuan(low * 100 * unit.size, high * 100 * unit.size)
        for kind, (low, high) in unit.profile.own.items()
    }
    earned.setdefault("other", dice.yuan(60, 4200))  # at least the bank's interest
    business_income = earned.get("business", ZERO)
    business = dice.part(business_income, 780, 930)
    planned = [project.executed for project in running_projects if not project.is_fiscal]
    money = OwnMoney(
        opening=opening,
        superior_subsidy=earned.get("superior", ZERO),
        institutional=earned.get("institutional", ZERO),
        business_income=business_income,
        other=earned["other"],
        project=sum(planned, ZERO),
        business=business,
        distributed=business_income - business,
    )
    return _spend(dice, money)


def _spend(dice: Dice, money: OwnMoney) -> OwnMoney:
    """Spend what is left on running the unit: all of little, most of much, now and then more."""
    left = money.closing
    if not money.institutional:
        return replace(money, basic=left)
    if dice.chance(25):
        extra = dice.yuan(60_000, 240_000)
        return replace(money, basic=left + extra, surplus_used=extra)
    return replace(money, basic=dice.part(left, 860, 985))
