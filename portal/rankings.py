"""Units in the order of a measure: who spent most on what, and where it grew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, F, Max, QuerySet, Window
from django.db.models.functions import Rank
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fiscal.measures import BY_KEY, GROUPS, Measure, Measured, in_group
from portal import sheets
from portal.accounts import Figure, origin_url, version_url
from portal.addresses import absolute
from portal.asked import year_of
from portal.drawing import HUNDRED, ZERO, rounded
from portal.models import Included, Measurement
from portal.sheets import Sheet, Value

PER_PAGE = 25
DEFAULT = "reception"
_CHANGE = F("amount") - F("last")
# What ``?sort=`` may say: the order of the rows, and what it is called.
SORTS = {
    "-amount": ("数额从大到小", (F("amount").desc(),)),
    "amount": ("数额从小到大", (F("amount").asc(),)),
    "-change": ("增加最多", (_CHANGE.desc(nulls_last=True),)),
    "change": ("减少最多", (_CHANGE.asc(nulls_last=True),)),
    "name": ("单位名称", (F("current__unit_name").asc(),)),
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of a ranking. ``width``: percent of the largest; ``included``: units it holds."""

    place: int
    code: str
    name: str
    figure: Figure
    width: Decimal
    included: int


@require_safe
def rankings(request: HttpRequest) -> HttpResponse:
    """To the ranking of ``?measure=``, else to the one that people ask for first."""
    asked = request.GET.get("measure", "")
    address = reverse("portal:ranking", args=[asked if asked in BY_KEY else DEFAULT])
    rest = {key: request.GET[key] for key in ("year", "sort") if key in request.GET}
    return redirect(f"{address}?{urlencode(rest)}" if rest else address)


@require_safe
def ranking(request: HttpRequest, measure: str, extension: str = "") -> HttpResponseBase:
    """All units that published a measure for a year; ``?year=``, ``?sort=``, ``?page=``."""
    if measure not in BY_KEY:
        raise Http404
    of_key = Measurement.objects.filter(key=measure)
    years = list(of_key.order_by("-year").values_list("year", flat=True).distinct())
    year = year_of(request, years)
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "-amount"
    rows = of_key.filter(year=year) if year else of_key.none()
    if extension:
        return sheets.answer(
            request, _sheet(BY_KEY[measure], year, _ordered(rows, sort)), extension
        )
    most = rows.aggregate(most=Max("amount"))["most"] or ZERO
    placed = _ordered(rows, sort).values_list("pk", "place")  # type: ignore[misc]
    page = Paginator(placed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "measure": BY_KEY[measure],
        "measures": [(group, in_group(group)) for group in GROUPS],
        "years": years,
        "year": year,
        "sort": sort,
        "sorts": [(key, name) for key, (name, _) in SORTS.items()],
        "lines": _lines(dict(page), most),
        "page": page,
        "table": {"page": page, "paginator": page.paginator},  # what pagination.html takes
    }
    return render(request, "portal/ranking.html", context)


def _sheet(measure: Measure, year: int | None, rows: QuerySet[Measurement]) -> Sheet:
    heads = (
        "名次", "单位代码", "单位名称", "年度", measure.label, f"上年{measure.label}", "比上年增减",
        "变化原因", "来源网址",
    )  # fmt: skip
    found = (_cells(measure, row) for batch in sheets.batches(rows) for row in batch)
    return Sheet(f"{year or ''}年度{measure.name}排行", heads, found)


def _cells(measure: Measure, row: Measurement) -> Sequence[Value]:
    amount = measure.printed(row.amount)
    last = None if row.last is None else measure.printed(row.last)
    return (
        row.place,  # type: ignore[attr-defined]
        row.current.unit_code,
        row.current.unit_name,
        row.year,
        amount,
        last,
        None if last is None else amount - last,
        row.why,
        absolute(origin_url(version_url(row.current), measure)),
    )


def _ordered(rows: QuerySet[Measurement], sort: str) -> QuerySet[Measurement]:
    placed = rows.annotate(place=Window(Rank(), order_by=F("amount").desc()))
    return placed.select_related("current").order_by(*SORTS[sort][1], "current__unit_code")


def _lines(places: Mapping[int, int], most: Decimal) -> list[Ranked]:
    """The rows of a page by primary key: only these are read whole, thousands are put in order."""
    rows = Measurement.objects.select_related("current").in_bulk(places)
    held = Included.objects.filter(current__in=[row.current_id for row in rows.values()])
    included = dict(held.values_list("current").annotate(number=Count("pk")))
    return [
        _line(row, place, most, included.get(row.current_id, 0))
        for pk, place in places.items()
        if (row := rows.get(pk))
    ]


def _line(row: Measurement, place: int, most: Decimal, included: int) -> Ranked:
    measure = BY_KEY[row.key]
    figure = Figure(
        measure,
        Measured(row.key, row.amount, row.last, row.why),
        origin_url(version_url(row.current), measure),
    )
    width = rounded(row.amount / most * HUNDRED) if most > 0 and row.amount > 0 else ZERO
    return Ranked(place, row.current.unit_code, row.current.unit_name, figure, width, included)
