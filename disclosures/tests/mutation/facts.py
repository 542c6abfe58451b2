"""Figures beside the statements: counts, budgets, procurement, assets.

Left out, because no other figure of the disclosure tells of them: a head count or a vehicle
class by itself (their printed sums are changed in ``printed``), the area of houses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal
from random import Random

from disclosures.tests.mutation.model import Mutant, kind, one_of, swapped_digits
from fiscal.money import ZERO
from fiscal.report import Report

Change = Callable[[Decimal, Random], Decimal | None]


def _set(report: Report, group: str, name: str, value: object) -> Mutant:
    holder = replace(getattr(report, group), **{name: value})
    return Mutant(f"{group}/{name}", replace(report, **{group: holder}))


def _amount(name: str, group: str, change: Change, only: tuple[str, ...] = ()) -> None:
    @kind(name)
    def make(report: Report, random: Random) -> Mutant | None:
        held = getattr(report, group)
        names = only or tuple(field.name for field in fields(held))
        chosen = one_of(random, (n for n in names if getattr(held, n)))
        value = change(getattr(held, chosen), random) if chosen else None
        return None if chosen is None or value is None else _set(report, group, chosen, value)


_PROCURED = ("total", "goods", "works", "services")
_VALUES = ("area_value", "vehicles_value")
_amount("预算：年初预算数改动", "budgets", lambda n, r: n + r.randint(1, 10**5))
_amount("预算：年初预算数错一位", "budgets", lambda n, _: n * 10)
_amount("预算：年初预算数颠倒", "budgets", swapped_digits)
_amount("采购：总额与分项改动", "procurement", lambda n, r: n + r.randint(1, 10**5), _PROCURED)
_amount("采购：数字颠倒", "procurement", swapped_digits, _PROCURED)
_amount("采购：中小企业大于总额", "procurement", lambda n, _: n * 10, ("small_medium",))
_amount("采购：小微企业多写一位", "procurement", lambda n, _: n * 10, ("small_micro",))
_amount("资产：价值把元当万元", "assets", lambda n, _: n * 10000, _VALUES)
_amount("资产：价值把万元当元", "assets", lambda n, _: n / 10000, _VALUES)
_amount("资产：房屋面积多四位", "assets", lambda n, _: n * 10000, ("area",))


@kind("三公：有费用而数量为零")
def _count_gone(report: Report, random: Random) -> Mutant | None:
    counts = report.three_public
    name = one_of(random, (field.name for field in fields(counts) if getattr(counts, field.name)))
    return _set(report, "three_public", name, 0) if name else None


@kind("三公：无费用而有数量")
def _count_come(report: Report, random: Random) -> Mutant | None:
    counts = report.three_public
    name = one_of(
        random, (field.name for field in fields(counts) if getattr(counts, field.name) == 0)
    )
    return _set(report, "three_public", name, random.randint(1, 9)) if name else None


@kind("三公：人次多写两位")
def _guests(report: Report, random: Random) -> Mutant | None:
    counts = report.three_public
    names = ("travellers", "reception_guests", "vehicles_held")
    name = one_of(random, (n for n in names if getattr(counts, n)))
    return _set(report, "three_public", name, getattr(counts, name) * 100) if name else None


@kind("三公：人次少于批次")
def _fewer_guests(report: Report, random: Random) -> Mutant | None:
    batches = report.three_public.reception_batches or 0
    return _set(report, "three_public", "reception_guests", batches - 1) if batches > 1 else None


@kind("机构：科室数改动")
def _office_count(report: Report, random: Random) -> Mutant | None:
    count = (report.organisation.office_count or 0) + random.choice((-1, 1, 10))
    return _set(report, "organisation", "office_count", count)


@kind("机构：漏列一个科室")
def _office(report: Report, random: Random) -> Mutant | None:
    offices = list(report.organisation.offices)
    if not offices:
        return None
    offices.pop(random.randrange(len(offices)))
    return _set(report, "organisation", "offices", tuple(offices))


@kind("机构：科室重复")
def _office_twice(report: Report, random: Random) -> Mutant | None:
    offices = list(report.organisation.offices)
    if len(offices) < 2:
        return None
    offices[-1] = offices[0]
    return _set(report, "organisation", "offices", tuple(offices))


@kind("机构：下属单位重复")
def _subordinate_twice(report: Report, random: Random) -> Mutant | None:
    below = report.organisation.subordinates
    return _set(report, "organisation", "subordinates", (*below, below[0])) if below else None


@kind("人员：人数多写一位")
def _staff(report: Report, random: Random) -> Mutant | None:
    name = one_of(random, (n for n in ("active", "retired") if getattr(report.staff, n)))
    return _set(report, "staff", name, getattr(report.staff, name) * 10 + 3) if name else None


@kind("资产：车辆数改动")
def _vehicles(report: Report, random: Random) -> Mutant | None:
    """The vehicles held for official use are part of them, and are told elsewhere."""
    classes = ("confidential", "emergency", "other", "law_enforcement")
    name = one_of(random, classes)
    assert name is not None
    count = getattr(report.assets, name) or 0
    return _set(
        report, "assets", name, count + 1 if random.random() < 0.5 or not count else count - 1
    )


@kind("资产：有车辆而无价值")
def _no_value(report: Report, random: Random) -> Mutant | None:
    if not report.assets.vehicles:
        return None
    return _set(report, "assets", "vehicles_value", ZERO)


@kind("资产：有房屋面积而无价值")
def _no_house_value(report: Report, random: Random) -> Mutant | None:
    return _set(report, "assets", random.choice(("area", "area_value")), ZERO)
