"""One unit over the years: how its figures moved and why, its documents and its corrections."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import accounts, pictures, published
from portal.accounts import YEARS, Account, Figure
from portal.addresses import changes_url, versions_url
from portal.measure_tables import beside
from portal.tables import VersionTable

_TRENDS = (
    ("expenditure", pictures.SPENDING), ("income", pictures.INCOME),
    ("project", pictures.SPENDING), ("three_public", pictures.SPENDING),
    ("reception", pictures.SPENDING), ("score", pictures.SCORE),
)  # fmt: skip


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What one unit has published, by year."""
    name = published.unit_name(code)
    if name is None:
        raise Http404
    years = accounts.of_units([code])[-YEARS:]
    documents = published.newest().filter(unit_code=code)
    context = {
        "code": code,
        "name": name,
        "accounts": years,
        "latest": years[-1] if years else None,
        "headlines": years[-1].headlines if years else [],
        "trends": [one for key, kind in _TRENDS if (one := pictures.trend(years, key, kind))],
        "reasons": _reasons(years),
        "groups": beside(years),
        "table": VersionTable(documents, caption=f"{name}已公开的文件", request=request),
        "corrections": [
            {"version": one, "changes_url": changes_url(one), "versions_url": versions_url(one)}
            for one in published.corrected(code)
        ],
    }
    return render(request, "portal/unit.html", context)


def _reasons(years: list[Account]) -> list[Figure]:
    """What the newest text says of the changes, each reason once."""
    latest = years[-1] if years else None
    found: dict[str, Figure] = {}
    for key in latest.values if latest else ():
        figure = latest.figure(key) if latest else None
        if figure and figure.measured.why and figure.change and figure.change.difference:
            found.setdefault(figure.measured.why, figure)
    return list(found.values())
