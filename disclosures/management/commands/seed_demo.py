"""Fill the database with fictional units and their disclosures, through the actions."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from disclosures import actions, inspecting
from disclosures.demo import (
    APPROVED,
    FIRST_YEAR,
    LAST_YEAR,
    LATE,
    ROUND,
    SUBMITTED,
    UNFINISHED,
    DemoUnit,
    light,
    reports,
)
from disclosures.demo import units as demo_units
from disclosures.demo.explaining import explanation
from disclosures.desk.draft import Draft
from disclosures.models import Disclosure, State
from disclosures.refusal import ActionRefused
from fiscal.edits import Change
from fiscal.explaining import unanswered
from fiscal.report import FINAL_ACCOUNTS, Report, UnitFacts
from fiscal.timeliness import DAYS_TO_PUBLISH
from units import registry
from units.models import ReferenceItem, Role, Unit, User
from units.reference_db import ReferenceNotLoadedError
from units.registry import UnitConflictError

_MOST_YEARS = LAST_YEAR - FIRST_YEAR + 1
_STEP = 10  # units between two lines of progress
_AT_ONCE = 200  # units in one transaction, where documents are small
_LATELY = 7  # days
_REVIEWER = "demo-reviewer"
_NATURES = {"administrative": "administrative", "institution": "public_institution_full"}


@dataclass(frozen=True, slots=True)
class _People:
    """Who does what for a unit."""

    officer: User
    head: User
    reviewer: User


class Command(BaseCommand):
    help = "写入演示数据：虚构的单位和决算，重复运行不会重复写入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--units", type=_positive, default=12, metavar="N", help="单位数，默认 12"
        )
        parser.add_argument(
            "--years", type=_years, default=2, metavar="N",
            help=f"年度数，到 {LAST_YEAR} 年为止，默认 2",
        )  # fmt: skip
        parser.add_argument(
            "--light", action="store_true", help="只写入很小的、补录的公开文件，供大规模测量"
        )

    def handle(self, *, units: int, years: int, light: bool = False, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("正式环境不写入演示数据", returncode=1)
        done: Counter[str] = Counter()
        try:
            seed = self._seed_light if light else self._seed
            seed(units, LAST_YEAR - years + 1, done)
        except (ReferenceNotLoadedError, UnitConflictError, ActionRefused) as error:
            raise CommandError(str(error), returncode=1) from error
        summary = "，".join(f"{label} {done[label]}" for label in State.labels if done[label])
        self.stdout.write(f"演示数据：{summary or '没有新增'}，已有 {done['present']}")

    def _seed(self, count: int, first: int, done: Counter[str]) -> None:
        reviewer = _user(_REVIEWER, "演示审核人", Role.REVIEWER)
        for year in range(first, LAST_YEAR + 1):
            _approve_accounts(year)
        for number, demo in enumerate(demo_units(count), 1):
            done += _seed_unit(demo, first, reviewer)
            if number % _STEP == 0:
                self.stdout.write(f"已处理 {number}/{count} 个单位")
                self.stdout.flush()
        for _ in inspecting.run(Disclosure.objects.all(), timezone.now()):
            pass

    def _seed_light(self, count: int, first: int, done: Counter[str]) -> None:
        reviewer = _user(_REVIEWER, "演示审核人", Role.REVIEWER)
        demos = demo_units(count)
        number = 0
        while chunk := list(islice(demos, _AT_ONCE)):
            with transaction.atomic():
                for demo in chunk:
                    done += _seed_light_unit(demo, first, reviewer)
            number += len(chunk)
            self.stdout.write(f"已处理 {number}/{count} 个单位")
            self.stdout.flush()


def _seed_unit(demo: DemoUnit, first: int, reviewer: User) -> Counter[str]:
    """What the unit lacks from ``first`` on; the years that it has are left alone."""
    unit = _unit(demo)
    people = _People(
        _user(f"demo-{demo.code}", f"{demo.name}填报人", Role.OFFICER, unit),
        _user(f"demo-{demo.code}-head", f"{demo.name}负责人", Role.HEAD, unit),
        reviewer,
    )
    present = set(
        Disclosure.objects.filter(unit=unit, kind=FINAL_ACCOUNTS).values_list("year", flat=True)
    )
    done: Counter[str] = Counter()
    if present.issuperset(range(first, LAST_YEAR + 1)):
        done["present"] = LAST_YEAR + 1 - first
        return done
    for report in reports(demo, first, LAST_YEAR):
        if report.year in present:
            done["present"] += 1
        else:
            done[_seed_year(demo, report, people).label] += 1
    return done


def _seed_light_unit(demo: DemoUnit, first: int, reviewer: User) -> Counter[str]:
    unit = _unit(demo)
    present = set(unit.disclosures.filter(kind=FINAL_ACCOUNTS).values_list("year", flat=True))
    done: Counter[str] = Counter()
    for year in range(first, LAST_YEAR + 1):
        if year in present:
            done["present"] += 1
        else:
            light.publish(demo, year, unit, by=reviewer, at=_moment(demo, year))
            done[State.PUBLISHED.label] += 1
    return done


@transaction.atomic
def _seed_year(demo: DemoUnit, report: Report, people: _People) -> State:
    """Walk the disclosure up to where the demonstration leaves it."""
    at, goal = _moment(demo, report.year), _goal(demo, report.year)
    disclosure = actions.load(report=report, by=people.officer, at=at)
    if goal is State.DRAFT:
        return goal
    _explain(disclosure, people.officer, at)
    disclosure = actions.submit(disclosure=disclosure, by=people.officer, at=at)
    if goal is State.SUBMITTED:
        return goal
    actions.sign_off(disclosure=disclosure, by=people.head, at=at)
    actions.clear_secrecy(
        disclosure=disclosure, reviewer=f"{demo.name}保密员", by=people.head, at=at
    )
    actions.approve(disclosure=disclosure, by=people.reviewer, at=at)
    if goal is State.APPROVED:
        return goal
    actions.publish(disclosure=disclosure, by=people.reviewer, at=at)
    return goal


def _explain(disclosure: Disclosure, officer: User, at: datetime) -> None:
    warnings = unanswered(Draft(disclosure).findings, ())
    texts = [Change(one.fingerprint, "", explanation(one)) for one in warnings]
    actions.explain(disclosure=disclosure, texts=texts, by=officer, at=at)


def _goal(demo: DemoUnit, year: int) -> State:
    """Nearly everything is published; of the last year some are still under way."""
    if year < LAST_YEAR:
        return State.PUBLISHED
    unfinished = {
        UNFINISHED: State.DRAFT, SUBMITTED: State.SUBMITTED, APPROVED: State.APPROVED,
    }  # fmt: skip
    return unfinished.get(demo.index % ROUND, State.PUBLISHED)


def _moment(demo: DemoUnit, year: int) -> datetime:
    """A morning in the weeks after the approval; some need longer than the law gives them, and
    those that have not come to the end are still at it."""
    if _goal(demo, year) is not State.PUBLISHED:
        return timezone.now() - timedelta(days=1 + demo.index % _LATELY)
    days = 3 + demo.index % (DAYS_TO_PUBLISH - 3)
    if year == LAST_YEAR and demo.index % ROUND in LATE:
        days += DAYS_TO_PUBLISH
    day = _approval(year) + timedelta(days=days)
    morning = datetime(day.year, day.month, day.day, 9, demo.index % 60)
    return min(timezone.make_aware(morning), timezone.now())


def _approval(year: int) -> date:
    """The day on which the accounts of a year were approved: in the August after it."""
    return date(year + 1, 8, 3)


def _approve_accounts(year: int) -> None:
    """Record that day, which the inspector counts from, where none is recorded."""
    ReferenceItem.objects.get_or_create(
        book="setting",
        code="approved_on",
        valid_from=year,
        defaults={"name": "财政批复日期", "attrs": {"value": f"{_approval(year)}"}},
    )


def _unit(demo: DemoUnit) -> Unit:
    """The unit at its place in the tree, made when it is not there."""
    found = registry.find(UnitFacts(demo.name, demo.code))
    if found is not None:
        return found
    unit = Unit(code=demo.code, name=demo.name, nature=_NATURES[demo.profile.nature])
    if demo.parent:
        parent = Unit.objects.get(code=demo.parent)
        made: Unit = Unit.objects.add_child(parent, instance=unit)
    else:
        made = Unit.objects.add_root(instance=unit)
    return made


def _user(username: str, name: str, role: Role, unit: Unit | None = None) -> User:
    """A user who cannot sign in before somebody resets the password."""
    more = {"first_name": name, "role": role, "unit": unit, "is_staff": True}
    user, is_new = User.objects.get_or_create(username=username, defaults=more)
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("须为正整数")
    return int(text)


def _years(text: str) -> int:
    years = _positive(text)
    if years > _MOST_YEARS:
        raise ArgumentTypeError(f"最多 {_MOST_YEARS} 年：基础目录自 {FIRST_YEAR} 年起")
    return years
