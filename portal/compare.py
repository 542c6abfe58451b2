"""Up to five units beside each other: all measures of a year, and one over five years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fiscal.measures import BY_KEY, GROUPS, Measure, in_group
from portal import accounts, pictures, sheets
from portal.accounts import YEARS, Account, Figure
from portal.addresses import absolute
from portal.asked import typed, year_of
from portal.measure_tables import beside
from portal.models import Current
from portal.sheets import Sheet, Value

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
    """One year of the measure, a figure per unit that is compared."""

    year: int
    figures: tuple[tuple[Compared, Figure | None], ...]


@require_safe
def compare(request: HttpRequest, extension: str = "") -> HttpResponseBase:
    """The comparison asked for, and the form to ask for another; with an ``extension`` a file."""
    codes = [code for code in dict.fromkeys(request.GET.getlist("unit")) if "\0" not in code]
    name = typed(request.GET, "find")
    measure = BY_KEY.get(request.GET.get("measure", ""), BY_KEY[_DEFAULT])
    known = accounts.of_units(codes[:MOST])
    years = sorted({one.year for one in known}, reverse=True)
    year = year_of(request, years)
    units = _units(codes[:MOST], known, year)
    if extension:
        return sheets.answer(request, _sheet(units, measure, year), extension)
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
    return [
        Moment(year, tuple((unit, own.get(year)) for unit, own in zip(units, by_year, strict=True)))
        for year in years
    ]


def _sheet(units: list[Compared], measure: Measure, year: int | None) -> Sheet:
    """A row per unit, year and measure: what pictures, pivot tables and programs begin with."""
    heads = (
        "单位代码", "单位名称", "年度", "指标", "数值", "上年数值", "单位", "变化原因", "来源网址",
    )  # fmt: skip
    return Sheet(f"{year or ''}年度单位比较", heads, _cells(units, measure, year))


def _cells(units: list[Compared], measure: Measure, year: int | None) -> Iterator[Sequence[Value]]:
    """The measure over the years, then everything else of the year: the order of the page."""
    for moment in _moments(units, measure):
        yield from _side_by_side(moment)
    for other in BY_KEY.values():
        if other != measure and year is not None:
            yield from _side_by_side(Moment(year, tuple(_now(units, other))))


def _now(units: list[Compared], measure: Measure) -> Iterator[tuple[Compared, Figure | None]]:
    for one in units:
        yield one, one.account.figure(measure.key) if one.account else None


def _side_by_side(moment: Moment) -> Iterator[Sequence[Value]]:
    for unit, figure in moment.figures:
        if figure is not None:
            of, said = figure.measure, figure.measured
            last = None if said.last is None else of.printed(said.last)
            yield (
                unit.code, unit.name, moment.year, of.name, of.printed(said.amount), last, of.unit,
                said.why, absolute(figure.url),
            )  # fmt: skip
