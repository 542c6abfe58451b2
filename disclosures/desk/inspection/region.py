"""A region at a glance: how far it is, who holds it up, what happened lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.timezone import localtime

from disclosures import inspecting
from disclosures.desk.inspection import charts
from disclosures.desk.inspection.rows import STATES, Region, after, after_own_day
from disclosures.desk.listing import NOT_STARTED, years_of
from disclosures.models import Disclosure, Event, State, Verb, Version
from fiscal.report import FINAL_ACCOUNTS
from fiscal.timeliness import DAYS_TO_PUBLISH, approved_on
from units.reference_db import reference
from units.tree import STEP

# What a unit may be, from done to not begun; the order is that of the bars.
PUBLIC, LATE = "public", "late"
KINDS = {
    PUBLIC: "公开，未逾期", LATE: "逾期公开", **{
        str(state): State(state).label
        for state in (State.WITHDRAWN, State.APPROVED, State.SUBMITTED, State.DRAFT)
    }, NOT_STARTED: STATES[NOT_STARTED],
}  # fmt: skip
_DEPARTMENTS = 8  # that have the most left
_DAYS = 14
_LEVELS = {1: "部门", 2: "所属单位"}
_DEEPER = "再下级单位"
_LATELY = {Verb.SUBMIT: "提交", Verb.APPROVE: "审核通过", Verb.PUBLISH: "公开"}


@dataclass(frozen=True, slots=True)
class Group:
    """Units of a level or a department by kind; ``path`` is the department's, else empty."""

    label: str
    counts: Mapping[str, int]
    path: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.counts[PUBLIC] + self.counts[LATE]

    @property
    def behind(self) -> int:
        """Units that are late or not public yet."""
        return self.total - self.counts[PUBLIC]

    @property
    def cells(self) -> tuple[int, ...]:
        return tuple(self.counts.values())


@dataclass(frozen=True, slots=True)
class Term:
    """The deadline of a year, and how it was kept."""

    year: int
    approved: date | None
    due: date | None
    in_time: int
    late: int
    elsewhere: int
    open: int


class Glance:
    """What the page of a region shows, asked for by its template."""

    def __init__(self, region: Region) -> None:
        self.region = region

    @cached_property
    def _units(self) -> list[dict[str, Any]]:
        wanted = ("path", "name", "depth", "stage", "published_at", "own_approval", "late")
        return list(self.region.units().order_by("path").values(*wanted))

    @cached_property
    def whole(self) -> Group:
        return _group("全部单位", self._units)

    @property
    def late_public(self) -> int:
        return self.whole.counts[LATE]

    @property
    def late_open(self) -> int:
        """Units that should be public and are not."""
        return sum(one["late"] and not one["published_at"] for one in self._units)

    @cached_property
    def levels(self) -> tuple[Group, ...]:
        """All units, then those of each level."""
        by_level: dict[str, list[dict[str, Any]]] = {}
        for one in self._units:
            by_level.setdefault(_LEVELS.get(one["depth"], _DEEPER), []).append(one)
        groups = tuple(_group(label, units) for label, units in by_level.items())
        return (self.whole, *groups) if len(groups) > 1 else (self.whole,)

    @cached_property
    def departments(self) -> tuple[Group, ...]:
        """The departments with units below of which the most are late or not public yet."""
        by_path: dict[str, list[dict[str, Any]]] = {}
        for one in self._units:
            by_path.setdefault(one["path"][:STEP], []).append(one)
        groups = [
            _group(units[0]["name"], units, path)
            for path, units in by_path.items()
            if len(units) > 1
        ]
        behind = sorted(groups, key=lambda group: (-group.behind, group.path))
        return tuple(group for group in behind[:_DEPARTMENTS] if group.behind)

    @property
    def level_chart(self) -> charts.Bars:
        return charts.stacked([(group.label, group.counts) for group in self.levels])

    @property
    def department_chart(self) -> charts.Bars:
        return charts.stacked([(group.label[:12], group.counts) for group in self.departments])

    # --- time ------------------------------------------------------------------------------------

    @cached_property
    def by_day(self) -> tuple[int, ...]:
        """Units public by each day after their approval, up to today; empty while none counts.

        An account's own approval goes before the year's.
        """
        today = self.region.today
        begun = [
            (approved, one["published_at"])
            for one in self._units
            if (approved := one["own_approval"] or self.region.approved) and approved <= today
        ]
        if not begun:
            return ()
        days = Counter(
            max(0, (localtime(published).date() - approved).days)
            for approved, published in begun
            if published
        )
        longest = (today - min(approved for approved, _ in begun)).days
        last = min(longest, max(DAYS_TO_PUBLISH * 2, max(days, default=0)))
        total, counts = 0, []
        for day in range(last + 1):
            total += days[day]
            counts.append(total)
        return tuple(counts)

    @property
    def curve(self) -> charts.Days:
        return charts.curve(self.by_day, self.whole.total, DAYS_TO_PUBLISH)

    @property
    def by_the_day(self) -> int:
        """Units public on the last day that the law gives."""
        return self.by_day[min(DAYS_TO_PUBLISH, len(self.by_day) - 1)] if self.by_day else 0

    @property
    def curve_rows(self) -> Iterator[tuple[int, int]]:
        """(day, units) where the curve rises."""
        before = 0
        for day, count in enumerate(self.by_day):
            if count != before or day == DAYS_TO_PUBLISH:
                yield day, count
            before = count

    @cached_property
    def lately(self) -> tuple[tuple[date, dict[str, int]], ...]:
        """What was handed in, approved and published on each of the last days."""
        days = [self.region.today - timedelta(days=back) for back in reversed(range(_DAYS))]
        events = Event.objects.filter(
            disclosure__unit__in=self.region.within,
            disclosure__kind=FINAL_ACCOUNTS,
            verb__in=_LATELY,
            at__gte=after(days[0] - timedelta(days=1)),
        )
        found = events.order_by().values_list(TruncDate("at"), "verb").annotate(Count("pk"))
        counts = {(day, verb): count for day, verb, count in found}
        return tuple((day, {verb: counts.get((day, verb), 0) for verb in _LATELY}) for day in days)

    @property
    def lately_chart(self) -> charts.Days:
        return charts.columns([(f"{day:%m-%d}", counts) for day, counts in self.lately])

    @property
    def lately_total(self) -> dict[str, int]:
        """By the names of what was done."""
        return {
            label: sum(counts[verb] for _, counts in self.lately) for verb, label in _LATELY.items()
        }

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The calendar: every year with accounts."""
        years = years_of(self.region.within, self.region.year)
        units = self.region.within.filter(is_active=True).count()
        firsts = Version.objects.filter(
            disclosure__unit__in=self.region.within.filter(is_active=True),
            kind=FINAL_ACCOUNTS,
            number=1,
        )
        return tuple(self._term(year, units, firsts) for year in years)

    def _term(self, year: int, units: int, firsts: Any) -> Term:
        approved = approved_on(reference(year))
        due = approved + timedelta(days=DAYS_TO_PUBLISH) if approved else None
        late = after_own_day("disclosure__approved_on")
        if due:
            late |= Q(disclosure__approved_on=None, published_at__gte=after(due))
        late &= Q(imported=False)
        found = firsts.filter(year=year).aggregate(
            all=Count("pk"),
            late=Count("pk", filter=late),
            other=Count("pk", filter=Q(imported=True)),
        )
        in_time = found["all"] - found["late"] - found["other"]
        return Term(
            year, approved, due, in_time, found["late"], found["other"], units - found["all"]
        )

    # --- what is known ---------------------------------------------------------------------------

    @cached_property
    def to_inspect(self) -> int:
        """Accounts that changed since they were inspected."""
        return inspecting.stale(accounts(self.region)).count()

    @property
    def done_count(self) -> int:
        return self.inspected - self.to_inspect

    @cached_property
    def inspected(self) -> int:
        """Accounts that there are."""
        return accounts(self.region).filter(revision__gt=0).count()


def accounts(region: Region) -> QuerySet[Disclosure]:
    """The accounts of the region's year."""
    return Disclosure.objects.filter(
        unit__in=region.within.filter(is_active=True), year=region.year, kind=FINAL_ACCOUNTS
    )


def _group(label: str, units: list[dict[str, Any]], path: str = "") -> Group:
    counts = Counter(_kind(one) for one in units)
    return Group(label, {kind: counts[kind] for kind in KINDS}, path)


def _kind(unit: Mapping[str, Any]) -> str:
    if unit["published_at"] and unit["stage"] != State.WITHDRAWN:
        return LATE if unit["late"] else PUBLIC
    stage: str = unit["stage"]
    return stage
