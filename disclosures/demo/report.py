"""Complete Reports of a fictional unit, year after year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from disclosures.demo.accounts import GENERAL, GOV_FUND, STATE_CAPITAL, Year, next_year
from disclosures.demo.books import statements
from disclosures.demo.dice import Dice
from disclosures.demo.evaluation import project_evaluations, unit_evaluation
from disclosures.demo.flaws import with_flaws
from disclosures.demo.people import BASE_YEAR
from disclosures.demo.places import DemoUnit
from disclosures.demo.texts import texts
from fiscal.money import ZERO
from fiscal.reference import Reference
from fiscal.report import (
    Assets,
    Budgets,
    Organisation,
    Procurement,
    Report,
    Staff,
    ThreePublic,
    UnitFacts,
)
from units.reference import shipped_reference

FIRST_YEAR = BASE_YEAR + 1  # the accounts begin a year earlier, so that it has a last year too


def reports(unit: DemoUnit, first: int, last: int) -> Iterator[Report]:
    """The unit's Reports of ``first`` … ``last``; no year depends on where they begin."""
    before = next_year(unit, BASE_YEAR, None)
    for year in range(FIRST_YEAR, last + 1):
        this = next_year(unit, year, before)
        if year >= first:
            reference = shipped_reference(year)
            yield with_flaws(unit, _report(unit, this, before, reference), reference)
        before = this


def _report(unit: DemoUnit, this: Year, last: Year, reference: Reference) -> Report:
    books = statements(this, last, unit.profile.main, reference)
    budgets, assets = _budgets(this), _assets(unit, this)
    projects = project_evaluations(unit, this, last, reference)
    return Report(
        unit=UnitFacts(unit.name, unit.code, unit.profile.nature),
        year=this.year,
        functions=unit.profile.functions,
        staff=_staff(this, last),
        organisation=Organisation(
            len(unit.profile.offices), unit.profile.offices, unit.subordinates
        ),
        statements=books,
        budgets=budgets,
        texts=texts(unit, this, last, books, budgets, assets),
        three_public=_three_public(this),
        procurement=_procurement(unit, this),
        assets=assets,
        unit_evaluation=unit_evaluation(unit, this, projects),
        projects=projects,
    )


def _staff(this: Year, last: Year) -> Staff:
    now, before = this.staff, last.staff
    return Staff(
        active=now.active, active_last=before.active,
        veteran=now.veteran, veteran_last=before.veteran,
        retired=now.retired, retired_last=before.retired,
    )  # fmt: skip


def _budgets(this: Year) -> Budgets:
    general, fund, capital = (this.initial[fund] for fund in (GENERAL, GOV_FUND, STATE_CAPITAL))
    return Budgets(fiscal=general + fund + capital, general=general, fund=fund, capital=capital)


def _three_public(this: Year) -> ThreePublic:
    travel = this.travel
    return ThreePublic(
        delegations=travel.delegations,
        travellers=travel.travellers,
        vehicles_bought=travel.bought,
        vehicles_held=travel.held,
        reception_batches=travel.batches,
        reception_guests=travel.guests,
    )


def _procurement(unit: DemoUnit, this: Year) -> Procurement:
    dice = Dice(unit.code, this.year, "procurement")
    base = sum((project.executed for project in this.projects), ZERO)
    builds = any(
        word in project.plan.name for project in this.projects for word in ("改造", "建设")
    )
    goods = dice.part(base, 60, 170)
    works = dice.part(base, 120, 340) if builds else ZERO
    services = dice.part(base, 50, 150)
    total = goods + works + services
    small_medium = dice.part(total, 720, 1000)
    return Procurement(
        total, goods, works, services, small_medium, dice.part(small_medium, 600, 1000)
    )


def _assets(unit: DemoUnit, this: Year) -> Assets:
    """Property on 31 December; rooms and equipment stay as they are from year to year."""
    dice = Dice(unit.code, "assets")
    low, high = (bound * unit.size // 100 for bound in unit.profile.area)
    area = dice.yuan(low, high)
    vehicles = this.travel.held + this.travel.idle
    special = min(vehicles, 1) if unit.profile.name in ("水务局", "应急管理局") else 0
    confidential = 1 if unit.profile.nature == "administrative" and vehicles > special else 0
    other = vehicles - special - confidential
    return Assets(
        area=area,
        area_value=dice.part(area * Decimal(2900), 780, 1340),
        vehicles_value=dice.yuan(146000, 192000) * vehicles,
        vice_minister=0,
        principal_leader=0,
        confidential=confidential,
        emergency=special,
        law_enforcement=0,
        special_technical=0,
        retired_cadre=0,
        other=other,
        equipment=dice.whole(0, 2),
    )
