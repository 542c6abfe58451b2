"""All units of one year together: what was spent on what, counting no account twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fiscal.measures import BY_KEY, Measured
from fiscal.report import FINAL_ACCOUNTS
from portal import accounts, pictures, sheets
from portal.accounts import Account, Figure
from portal.addresses import absolute
from portal.http import release
from portal.models import Current, Included, Measurement
from portal.sheets import Sheet, Value

PER_PAGE = 25
HEADLINES = ("expenditure", "income", "project", "fiscal", "three_public", "reception")
COLUMNS = ("expenditure", "project", "three_public")
_KEPT = 24 * 60 * 60  # seconds that sums are kept
_ADDED = tuple(key for key, measure in BY_KEY.items() if measure.adds_up)


class Together(Account):
    """The sums of several accounts; a sum leads to the ranking of what it is made of."""

    __slots__ = ()

    def figure(self, key: str) -> Figure | None:
        value = self.values.get(key)
        if value is None:
            return None
        address = reverse("portal:ranking", kwargs={"measure": key})
        return Figure(BY_KEY[key], value, f"{address}?year={self.year}")


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of the list; ``below`` are those whose accounts it holds."""

    account: Account
    figures: tuple[Figure | None, ...]
    below: tuple[Line, ...] = ()


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The overview of the latest year."""
    years = _years()
    if not years:
        raise Http404
    return redirect("portal:overview", year=years[0])


@require_safe
def overview(request: HttpRequest, year: int, extension: str = "") -> HttpResponseBase:
    """Sums of a year, and the units that they are made of, departments with what is below."""
    years = _years()
    if year not in years:
        raise Http404
    published = Current.objects.filter(year=year, kind=FINAL_ACCOUNTS)
    if extension:
        return sheets.answer(request, _sheet(year, _largest_first(published)), extension)
    counted = published.exclude(unit_name__in=_included(year).values("name"))
    state = published.aggregate(number=Count("pk"), last=Max("pk"))
    together = _together(year, counted, state)
    page = Paginator(_largest_first(counted), PER_PAGE).get_page(request.GET.get("page"))
    number, whole = state["number"], page.paginator.count
    context = {
        "year": year,
        "years": years,
        "number": number,
        "counted": whole,
        "left_out": number - whole,
        "headlines": [one for key in HEADLINES if (one := together.figure(key))],
        "pictures": pictures.of_account(together),
        "columns": [BY_KEY[key] for key in COLUMNS],
        "lines": _lines(year, list(page.object_list)),
        "page": page,
        "table": {"page": page, "paginator": page.paginator},  # what pagination.html takes
    }
    return render(request, "portal/overview.html", context)


def _sheet(year: int, rows: QuerySet[Current]) -> Sheet:
    """Every account of the year with all its measures, and in whose account it is already."""
    holding = _included(year).filter(name=OuterRef("unit_name")).order_by("pk")
    known = rows.annotate(holder=Subquery(holding.values("current__unit_name")[:1]))
    labels = (measure.label for measure in BY_KEY.values())
    heads = ("单位代码", "单位名称", "年度", "计入合计", "已含在", *labels, "网址")
    return Sheet(f"{year}年度各单位主要指标", heads, _cells(known))


def _cells(rows: QuerySet[Current]) -> Iterator[Sequence[Value]]:
    for batch in sheets.batches(rows):
        for row, account in zip(batch, accounts.of_rows(batch), strict=True):
            holder: str | None = row.holder  # type: ignore[attr-defined]
            values = ((measure, account.values.get(key)) for key, measure in BY_KEY.items())
            figures = [measure.printed(one.amount) if one else None for measure, one in values]
            yield (
                row.unit_code, row.unit_name, row.year, "否" if holder else "是", holder,
                *figures, absolute(account.url),
            )  # fmt: skip


def _years() -> list[int]:
    return Current.objects.filter(kind=FINAL_ACCOUNTS).years()


def _included(year: int) -> QuerySet[Included]:
    return Included.objects.filter(year=year, current__kind=FINAL_ACCOUNTS)


def _largest_first(rows: QuerySet[Current]) -> QuerySet[Current]:
    return rows.order_by("-expenditure", "unit_code")


def _together(year: int, counted: QuerySet[Current], state: Mapping[str, int]) -> Together:
    """The sums; added up again when an account of the year is another one.

    Rows of ``Current`` are replaced, never changed: how many there are and the last of them,
    which is ``state``, tell whether they are the same.
    """
    key = f"together:{release()}:{year}:{state['number']}:{state['last']}"
    values = cache.get_or_set(key, lambda: _sums(year, counted), _KEPT)
    return Together("", "", year, "", values or {})


def _sums(year: int, counted: QuerySet[Current]) -> dict[str, Measured]:
    """Over the accounts counted; last year's where every one of them tells it."""
    sums = (
        Measurement.objects.filter(year=year, key__in=_ADDED, current__in=counted)
        .values("key")
        .annotate(sum=Sum("amount"), sum_last=Sum("last"), all=Count("*"), told=Count("last"))
    )
    return {
        one["key"]: Measured(
            one["key"], one["sum"], one["sum_last"] if one["told"] == one["all"] else None
        )
        for one in sums
    }


def _lines(year: int, rows: list[Current]) -> list[Line]:
    """The rows with what they include, in a number of queries that does not grow."""
    held = list(_included(year).filter(current__in=rows).values_list("current", "name"))
    below = Current.objects.filter(
        year=year, kind=FINAL_ACCOUNTS, unit_name__in=[name for _, name in held]
    )
    known = accounts.of_rows([*rows, *below])
    lines = {one.name: _line(one) for one in known}
    under: dict[int, list[Line]] = {}
    for current, name in held:
        if name in lines:
            under.setdefault(current, []).append(lines[name])
    return [_line(one, under.get(row.pk, ())) for row, one in zip(rows, known, strict=False)]


def _line(account: Account, below: Iterable[Line] = ()) -> Line:
    return Line(account, tuple(account.figure(key) for key in COLUMNS), tuple(below))
