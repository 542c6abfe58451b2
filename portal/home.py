"""The first page: the latest year, what is new, and the ways in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fiscal.report import FINAL_ACCOUNTS
from portal import browsing, directory
from portal.directory import Unit
from portal.models import Current

NEWS = 8
DEPARTMENTS = 24


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The latest year first: 公开要求 put it where everybody sees it, and keep the years before."""
    years = browsing.by_year()
    latest = next((one["year"] for one in years if one["accounts"]), None)
    context = {
        "years": years,
        "latest": latest,
        "standing": browsing.standing(latest) if latest else None,
        "due": directory.due(latest) if latest else None,
        "news": Current.objects.order_by("-published_at", "-pk")[:NEWS],
        "departments": _departments(latest) if latest else [],
    }
    return render(request, "portal/home.html", context)


def _departments(year: int) -> list[tuple[Unit, Current | None]]:
    """The first departments of the register, each with its accounts of the year."""
    shown = list(directory.units().filter(depth=1)[:DEPARTMENTS])
    codes = [one.code for one in shown]
    accounts = Current.objects.filter(unit_code__in=codes, year=year, kind=FINAL_ACCOUNTS)
    by_code = {one.unit_code: one for one in accounts}
    return [(one, by_code.get(one.code)) for one in shown]
