"""Units of a year as the inspector sees them: one row each, whatever stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Cast, Coalesce, Left, Length, NullIf, TruncDate
from django.db.models.lookups import GreaterThan
from django.utils.timezone import localtime, make_aware

from disclosures.desk.listing import NOT_STARTED, with_filings
from disclosures.models import State, Version
from fiscal.report import FINAL_ACCOUNTS
from fiscal.timeliness import DAYS_TO_PUBLISH, Timing, approved_on
from units.models import Unit, User
from units.permissions import INSPECT, reach
from units.reference_db import reference
from units.tree import STEP

_CHUNK = 500
_DAYS = timedelta(days=DAYS_TO_PUBLISH)
_HANDED_IN = set(State) - {State.DRAFT}
STATES = {NOT_STARTED: "未开始", **{str(state): label for state, label in State.choices}}


@dataclass(frozen=True, slots=True)
class Row:
    """A unit and its account of the year.

    ``percent`` (完整性), ``detail`` (细化程度), in percent and rounded down, and what the checks
    found are None while there is nothing to look at or nobody has looked. ``is_current``: what
    stands here was found in the present state of the account. ``not_alone`` counts the units
    below that have published no account of their own. Totals in yuan are those published.
    """

    unit_id: int
    code: str
    name: str
    department: str
    depth: int
    nature: str
    state: str
    timing: Timing
    disclosure_id: int | None
    is_current: bool
    percent: int | None
    missing: int | None
    detail: int | None
    errors: int | None
    warnings: int | None
    explained: int | None
    remarks: int | None
    score: Decimal | None
    grade: str
    signs: int | None
    not_alone: int
    income: Decimal | None
    expenditure: Decimal | None

    @property
    def state_label(self) -> str:
        return STATES[self.state]


@dataclass(frozen=True)
class Region:
    """A year as ``user`` may inspect it on the day ``today``."""

    user: User
    year: int
    today: date

    @cached_property
    def approved(self) -> date | None:
        return approved_on(reference(self.year))

    @property
    def due(self) -> date | None:
        return self.approved + timedelta(days=DAYS_TO_PUBLISH) if self.approved else None

    @cached_property
    def within(self) -> QuerySet[Unit]:
        """The units within reach."""
        return reach(self.user, INSPECT)

    def units(self) -> QuerySet[Any]:
        """Every active unit with what ``rows`` takes, ready to be filtered and sorted."""
        first = Version.objects.filter(disclosure=OuterRef("filing__pk")).order_by("number")
        newest = first.order_by("-number")
        units: QuerySet[Any] = with_filings(self.within, self.year).annotate(
            stage=Coalesce(F("filing__state"), Value(NOT_STARTED)),
            published_at=Subquery(first.values("published_at")[:1]),
            elsewhere=Subquery(first.values("imported")[:1]),
            own_approval=F("filing__approved_on"),
            income=Subquery(newest.values("total_income")[:1]),
            expenditure=Subquery(newest.values("total_expenditure")[:1]),
            inspected=F("filing__inspection__revision"),
            lines=F("filing__inspection__lines"),
            detailed=F("filing__inspection__detailed"),
            explained=F("filing__inspection__explained"),
            remarks=F("filing__inspection__info_count"),
            score=F("filing__inspection__score"),
            grade=F("filing__inspection__grade"),
            signs=F("filing__inspection__sign_count"),
            share=_share("filled", "required"),
            detail=_share("detailed", "lines"),
            late=self._late(),
        )
        return units

    def rows(self, records: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
        """Records of ``units().values()`` as rows, so many at a time."""
        left = iter(records)
        while chunk := list(islice(left, _CHUNK)):
            yield from self._rows(chunk)

    def _rows(self, records: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
        departments = _departments(records)
        lonely = self._not_alone([one["path"] for one in records if one["numchild"]])
        for one in records:
            path = one["path"]
            yield self._row(one, departments.get(path[:STEP], ""), lonely.get(path, 0))

    def _row(self, record: Mapping[str, Any], department: str, not_alone: int) -> Row:
        checked = record["revision"] is not None and record["checked"] == record["revision"]
        inspected = record["signs"] is not None
        return Row(
            record["id"], record["code"], record["name"], department, record["depth"],
            record["nature"], record["stage"], self._timing(record), record["disclosure_id"],
            checked and record["inspected"] == record["revision"],
            _percent(record["filled"], record["required"]) if checked else None,
            record["required"] - record["filled"] if checked else None,
            _percent(record["detailed"], record["lines"]) if inspected else None,
            record["errors"] if checked else None,
            record["warnings"] if checked else None,
            record["explained"], record["remarks"], record["score"], record["grade"] or "",
            record["signs"], not_alone, record["income"], record["expenditure"],
        )  # fmt: skip

    def _timing(self, record: Mapping[str, Any]) -> Timing:
        published: datetime | None = record["published_at"]
        return Timing(
            record["own_approval"] or self.approved,
            localtime(published).date() if published else None,
            self.today,
            handed_in=record["stage"] in _HANDED_IN,
            elsewhere=bool(record["elsewhere"]),
        )

    def _late(self) -> Any:
        """Whether the law's day was missed, or is past and nothing public."""
        late = after_own_day("filing__approved_on") | Q(
            published_at=None, filing__approved_on__lt=self.today - _DAYS
        )
        if self.due is not None:
            of_year = Q(published_at__gte=after(self.due))
            if self.today > self.due:
                of_year |= Q(published_at=None)
            late |= Q(filing__approved_on=None) & of_year
        return Case(
            When(Q(elsewhere=True), then=Value(False)),
            When(late, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )

    def _not_alone(self, paths: Sequence[str]) -> dict[str, int]:
        """Path of a department → units directly below it without a public account of their own."""
        own = Version.objects.filter(
            disclosure__unit=OuterRef("pk"), year=self.year, kind=FINAL_ACCOUNTS
        )
        below = Unit.objects.filter(is_active=True).annotate(
            above=Left("path", Length("path") - STEP)
        )
        found = below.filter(~Exists(own), above__in=paths) if paths else below.none()
        return dict(found.values_list("above").annotate(count=Count("pk")).order_by())


def after(day: date) -> datetime:
    """The first moment after a day, by the one legal time."""
    return make_aware(datetime.combine(day + timedelta(days=1), time()))


def after_own_day(approved: str) -> Q:
    """Published after the last day that follows from an account's own approval, in ``approved``.

    That day goes before the year's; there is none where no approval is recorded.
    """
    due = ExpressionWrapper(F(approved) + _DAYS, DateField())
    missed: Any = GreaterThan(TruncDate("published_at"), due)
    return Q(**{f"{approved}__isnull": False}) & Q(missed)


def _share(part: str, whole: str) -> Any:
    return Cast(F(part), FloatField()) / NullIf(Cast(F(whole), FloatField()), Value(0.0))


def _percent(part: int, whole: int) -> int | None:
    """Rounded down, so that 100 is reached only when nothing is missing."""
    return 100 * part // whole if whole else None


def _departments(records: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Names of the departments at the top by their paths."""
    tops = {one["path"][:STEP] for one in records}
    return dict(Unit.objects.filter(path__in=tops).values_list("path", "name"))
