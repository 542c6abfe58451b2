"""Lists of what is current: all of it, or of a year, a sector, a fund; narrowed and sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import sheets
from portal.asked import LONGEST_NAME, typed
from portal.directory import codes_at
from portal.facts import FUNDS, SECTORS
from portal.models import Current
from portal.narrowing import Counts, Narrowing
from portal.tables import CurrentTable


@require_safe
def documents(request: HttpRequest, extension: str = "") -> HttpResponseBase:
    """Everything that is public."""
    return _page(request, extension, "全部公开文件", {})


@require_safe
def year(request: HttpRequest, year: int, extension: str = "") -> HttpResponseBase:
    """What is public of one year; 404 where that is nothing."""
    if not Current.objects.filter(year=year).exists():
        raise Http404
    above = ("历年", "portal:years")
    return _page(request, extension, f"{year}年度公开文件", {"year": str(year)}, above)


@require_safe
def sector(request: HttpRequest, sector: str, extension: str = "") -> HttpResponseBase:
    """The documents of units that spent most on one 类."""
    if sector not in SECTORS:
        raise Http404
    title = f"{SECTORS[sector].removesuffix('支出')}领域的公开文件"
    return _page(request, extension, title, {"sector": sector}, ("领域和资金", "portal:sectors"))


@require_safe
def fund(request: HttpRequest, fund: str, extension: str = "") -> HttpResponseBase:
    """The documents of units that spent from one kind of 财政拨款."""
    if fund not in FUNDS:
        raise Http404
    title = f"有{FUNDS[fund]}支出的公开文件"
    return _page(request, extension, title, {"fund": fund}, ("领域和资金", "portal:sectors"))


def listed(narrowing: Narrowing) -> QuerySet[Current]:
    """The rows of a list, for its page as for its downloads. ``?unit=`` is part of a name."""
    found = Current.objects.filter(**narrowing.filters)
    name = asked_name(narrowing)
    return found.filter(unit_name__icontains=name) if name else found


def asked_name(narrowing: Narrowing) -> str:
    return typed(narrowing.asked, "unit")


def counts(rows: QuerySet[Current]) -> Counts:
    """How many rows there are of each value of the choices, from one reading of them."""
    plain = ("year", "kind", "sector")
    spent = {f"has_{fund}": _whether(**{f"{fund}__gt": 0}) for fund in FUNDS}
    told = rows.order_by().annotate(
        is_department=_whether(unit_code__in=codes_at("department").values("code")), **spent
    )
    counted: dict[str, Counter[Any]] = {name: Counter() for name in (*plain, "level", "fund")}
    groups = told.values(*plain, "is_department", *spent).annotate(number=Count("pk"))
    for group in groups:
        for name in plain:
            counted[name][group[name]] += group["number"]
        counted["level"]["department" if group["is_department"] else "unit"] += group["number"]
        counted["fund"].update({fund: group["number"] for fund in FUNDS if group[f"has_{fund}"]})
    return counted


def _whether(**condition: object) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(Q(**condition), output_field=BooleanField())


def _page(
    request: HttpRequest,
    extension: str,
    title: str,
    fixed: Mapping[str, str],
    above: tuple[str, str] | None = None,
) -> HttpResponseBase:
    """The list; with an ``extension`` as a file."""
    narrowing = Narrowing(request.GET, fixed)
    rows = listed(narrowing)
    table = CurrentTable(rows, caption=title, request=request, fixed=fixed)
    if extension:
        sheet = sheets.documents(title, sheets.batches(table.all_rows))
        return sheets.answer(request, sheet, extension)
    context = {
        "title": title,
        "above": above,
        "asked": asked_name(narrowing),
        "longest": LONGEST_NAME,
        "narrowing": narrowing,
        "facets": narrowing.facets(counts(rows)),
        "table": table,
    }
    return render(request, "portal/documents.html", context)
