"""Ways in: the years, the sectors and funds, the tree of units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_safe

from fiscal.report import FINAL_ACCOUNTS, TARGETS
from portal import directory, sheets
from portal.addresses import absolute
from portal.asked import LONGEST_NAME, typed, year_of
from portal.directory import STEP, Unit
from portal.facts import FUNDS, SECTORS
from portal.models import Current
from portal.sheets import Sheet, Value, wan

PER_PAGE = 50
_DEEPEST = 4  # levels that are indented one more than the level above
_YEARS = 5  # columns of a table by years
STATES = {"public": "已公开", "late": "逾期公开", "open": "尚未公开"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How many units of those that must publish a year's accounts have done so.

    ``late`` are among the ``public``; ``overdue``: the day by which all must be public is over.
    """

    total: int
    public: int
    late: int
    overdue: bool

    @property
    def in_time(self) -> int:
        return self.public - self.late

    @property
    def open(self) -> int:
        return self.total - self.public


@dataclass(frozen=True, slots=True)
class Row:
    """A unit in the tree and its accounts of the year; None while they are not public."""

    unit: Unit
    document: Current | None
    is_late: bool
    level: int


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Every year that there is anything of: old ones stay."""
    return render(request, "portal/years.html", {"years": by_year()})


@require_safe
def sectors(request: HttpRequest) -> HttpResponse:
    """How many accounts there are by sector and by fund, year by year."""
    accounts = Current.objects.filter(kind=FINAL_ACCOUNTS).order_by()
    shown = [one["year"] for one in by_year()][:_YEARS]
    context = {
        "years": shown,
        "sectors": _by_sector(accounts, shown),
        "funds": _by_fund(accounts, shown),
    }
    return render(request, "portal/sectors.html", context)


@require_safe
def units(request: HttpRequest, extension: str = "") -> HttpResponseBase:
    """The tree of units, and how each stands with its accounts of a year."""
    known = [one["year"] for one in by_year() if one["accounts"]]
    year = year_of(request, known)
    state = request.GET.get("state", "")
    name = typed(request.GET, "unit")
    department = _department(request.GET.get("under", ""))
    found = directory.below(department) if department else directory.units()
    found = found.filter(name__icontains=name) if name else found
    found = in_state(found, state, year) if year and state in STATES else found
    if extension:
        return sheets.answer(request, _sheet(found, year), extension)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "years": known,
        "state": state if state in STATES else "",
        "states": STATES,
        "asked": name,
        "longest": LONGEST_NAME,
        "department": department,
        "page": page,
        "rows": _rows(list(page), year) if year else [],
        "standing": standing(year) if year else None,
        "due": directory.due(year) if year else None,
    }
    return render(request, "portal/units.html", context)


def by_year() -> list[dict[str, Any]]:
    """For each year, the last first: ``year``, ``accounts``, ``targets``, ``corrected``."""
    rows = Current.objects.order_by("-year").values("year")
    counted = rows.annotate(
        accounts=Count("pk", filter=Q(kind=FINAL_ACCOUNTS)),
        targets=Count("pk", filter=Q(kind=TARGETS)),
        corrected=Count("pk", filter=Q(number__gt=1)),
    )
    return [{**one} for one in counted]


def standing(year: int) -> Standing:
    """How far the accounts of a year are public."""
    counted = (
        directory.units()
        .order_by()
        .aggregate(
            total=Count("pk"),
            public=Count("pk", filter=_public(year)),
            late=Count("pk", filter=_late(year)),
        )
    )
    over = directory.overdue_from(year)
    return Standing(**counted, overdue=bool(over and now() >= over))


def in_state(units: QuerySet[Unit], state: str, year: int) -> QuerySet[Unit]:
    """Those of the units that stand so with their accounts of a year."""
    wanted = {"public": _public(year), "late": _late(year), "open": ~_public(year)}
    return units.filter(wanted[state])


def _public(year: int, **more: object) -> Exists:
    accounts = Current.objects.filter(unit_code=OuterRef("code"), year=year, kind=FINAL_ACCOUNTS)
    return Exists(accounts.filter(**more))


def _late(year: int) -> Exists | Q:
    over = directory.overdue_from(year)
    if over is None:
        return Q(pk__in=[])
    return _public(year, first_published_at__gte=over, published_elsewhere=False)


def _department(code: str) -> Unit | None:
    return directory.units().filter(code=code[:40]).first() if code else None


def _rows(units: Iterable[Unit], year: int) -> list[Row]:
    shown = list(units)
    codes = [one.code for one in shown]
    accounts = Current.objects.filter(unit_code__in=codes, year=year, kind=FINAL_ACCOUNTS)
    by_code = {one.unit_code: one for one in accounts}
    over = directory.overdue_from(year)
    return [
        Row(
            unit,
            document := by_code.get(unit.code),
            document is not None and document.is_late(over),
            min(len(unit.path) // STEP, _DEEPEST),
        )
        for unit in shown
    ]


def _sheet(units: QuerySet[Unit], year: int | None) -> Sheet:
    heads = (
        "单位代码", "单位名称", "级次", "年度", "公开情况", "公开日期", "版本", "收入总计（万元）",
        "支出总计（万元）", "整体自评得分", "网址",
    )  # fmt: skip
    return Sheet(f"{year or ''}年度各单位公开情况", heads, _listed(units, year) if year else ())


def _listed(units: QuerySet[Unit], year: int) -> Iterator[Sequence[Value]]:
    for batch in sheets.batches(units):
        yield from (_cells(row, year) for row in _rows(batch, year))


def _cells(row: Row, year: int) -> Sequence[Value]:
    place = (row.unit.code, row.unit.name, row.unit.depth, year)
    document = row.document
    if document is None:
        return (*place, STATES["open"], *[None] * 6)
    return (
        *place,
        STATES["late" if row.is_late else "public"],
        localtime(document.published_at).date(),
        document.number,
        wan(document.income),
        wan(document.expenditure),
        document.score,
        absolute(document.get_absolute_url()),
    )


def _by_sector(accounts: QuerySet[Current], years: list[int]) -> list[tuple[str, str, list[int]]]:
    counted: dict[str, dict[int, int]] = defaultdict(dict)
    rows = accounts.filter(year__in=years).values_list("sector", "year")
    for sector, year, number in rows.annotate(number=Count("pk")):
        counted[sector][year] = number
    return [
        (code, name, [counted[code].get(year, 0) for year in years])
        for code, name in SECTORS.items()
        if code in counted
    ]


def _by_fund(accounts: QuerySet[Current], years: list[int]) -> list[tuple[str, str, list[int]]]:
    spent = {fund: Count("pk", filter=Q(**{f"{fund}__gt": 0})) for fund in FUNDS}
    rows = accounts.filter(year__in=years).values("year").annotate(**spent)
    counted: dict[int, Any] = {row["year"]: row for row in rows}
    return [
        (fund, name, [counted[year][fund] if year in counted else 0 for year in years])
        for fund, name in FUNDS.items()
    ]
