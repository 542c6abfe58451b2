"""Up to five units beside each other: all measures of a year, and one over five years."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fiscal.measures import BY_KEY, GROUPS, Measure, in_group
from portal import accounts, pictures
from portal.accounts import YEARS, Account, Figure
from portal.asked import typed, year_of
from portal.measure_tables import beside
from portal.models import Current

MOST = 5  # units beside each other
FOUND = 20  # units proposed for a name
_DEFAULT = "expenditure"


@dataclass(frozen=True, slots=True)
class Compared:
    """A unit that is compared; ``account`` is that of the year asked for, None without one."""

    code: str
    name: str
    years: tuple[Account, ...]
    account: Account | None


@dataclass(frozen=True, slots=True)
class Moment:
    """One year of the measure, a figure per unit."""

    year: int
    figures: tuple[Figure | None, ...]


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison asked for, and the form to ask for another."""
    codes = [code for code in dict.fromkeys(request.GET.getlist("unit")) if "\0" not in code]
    name = typed(request.GET, "find")
    measure = BY_KEY.get(request.GET.get("measure", ""), BY_KEY[_DEFAULT])
    known = accounts.of_units(codes[:MOST])
    years = sorted({one.year for one in known}, reverse=True)
    year = year_of(request, years)
    units = _units(codes[:MOST], known, year)
    context = {
        "units": units,
        "too_many": len(codes) > MOST,
        "most": MOST,
        "years": years,
        "year": year,
        "measure": measure,
        "measures": [(group, in_group(group)) for group in GROUPS],
        "find": name,
        "found": accounts.named(name, without=[one.code for one in units], limit=FOUND),
        "groups": beside([one.account for one in units]),
        "trends": _trends(units, measure),
        "moments": _moments(units, measure),
        "all_years": Current.objects.years(),
    }
    return render(request, "portal/compare.html", context)


def _units(codes: list[str], known: list[Account], year: int | None) -> list[Compared]:
    units = []
    for code in codes:
        own = tuple(one for one in known if one.code == code)
        if own:
            account = next((one for one in own if one.year == year), None)
            units.append(Compared(code, own[-1].name, own[-YEARS:], account))
    return units


def _trends(units: list[Compared], measure: Measure) -> list[pictures.Picture]:
    """A panel per unit, all to the same scale."""
    known = [figure for one in units for figure in _figures(one, measure) if figure]
    most = max((measure.printed(one.measured.amount) for one in known), default=None)
    panels = (
        pictures.panel(one.name, f"panel-{place}", one.years, measure.key, most)
        for place, one in enumerate(units, 1)
    )
    return [one for one in panels if one]


def _figures(unit: Compared, measure: Measure) -> list[Figure | None]:
    return [one.figure(measure.key) for one in unit.years]


def _moments(units: list[Compared], measure: Measure) -> list[Moment]:
    """The latest year first."""
    years = sorted({one.year for unit in units for one in unit.years}, reverse=True)[:YEARS]
    by_year = [{one.year: one.figure(measure.key) for one in unit.years} for unit in units]
    return [Moment(year, tuple(own.get(year) for own in by_year)) for year in years]
