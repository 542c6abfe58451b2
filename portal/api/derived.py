"""What the portal derives from the newest versions, for programs: headline measures, search."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast
from urllib.parse import quote

from fiscal.measures import BY_KEY, Measure
from fiscal.report import FINAL_ACCOUNTS
from portal import accounts, searching
from portal.accounts import Figure
from portal.addresses import absolute
from portal.api import asked
from portal.api.described import address
from portal.api.schemas import Account, Hit, Kind, Measured, Place
from portal.excerpts import Run
from portal.models import Current


def measures(query: asked.Measures) -> tuple[list[int], list[Account]]:
    """Serial numbers of the versions, one more than a page where there is another, and the page."""
    wanted = {
        "unit_code": query.unit,
        "year": query.year,
        "measurements__key": query.measure,
        "version_id__lt": query.after,
    }
    found = Current.objects.filter(kind=FINAL_ACCOUNTS, **_given(wanted)).order_by("-version_id")
    rows = list(found[: query.limit + 1])
    page = rows[: query.limit]
    keys = [query.measure] if query.measure else list(BY_KEY)
    told = zip(page, accounts.of_rows(page), strict=True)
    return [row.version_id for row in rows], [_account(row, own, keys) for row, own in told]


def search(query: asked.Search) -> tuple[list[int], list[Hit], bool]:
    """As ``measures``; and whether everything was looked at."""
    wanted = {"unit_code": query.unit, "year": query.year, "kind": query.kind}
    found = searching.find(query.q, _given({**wanted, "version_id__lt": query.after}))
    matches = sorted(found.matches, key=lambda one: one.version_id, reverse=True)
    page = matches[: query.limit]
    places = searching.places(page, found.terms)
    rows = Current.objects.in_bulk([one.current_id for one in page])
    hits = [
        _hit(rows[one.current_id], one.is_named, places[one.current_id])
        for one in page
        if one.current_id in rows  # else a newer version came this moment
    ]
    return [one.version_id for one in matches[: query.limit + 1]], hits, not found.is_cut


def _given(wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if value is not None}


def _account(row: Current, known: accounts.Account, keys: Iterable[str]) -> Account:
    figures = (known.figure(key) for key in keys)
    return Account(**_named(row), measures=[_measured(one) for one in figures if one])


def _measured(figure: Figure) -> Measured:
    measure, value = figure.measure, figure.measured
    return Measured(
        key=measure.key,
        name=measure.name,
        unit="元" if measure.is_money else measure.unit,
        amount=_written(measure, value.amount),
        last_year=None if value.last is None else _written(measure, value.last),
        why=value.why,
        path="" if measure.address in accounts.TABLES else measure.address,
        page=absolute(figure.url),
    )


def _written(measure: Measure, value: Decimal) -> str:
    """With the places of its unit: two of yuan and points, none of counts."""
    return measure.write(value).replace(",", "")


def _hit(row: Current, is_named: bool, places: Iterable[searching.Place]) -> Hit:
    page = absolute(accounts.version_url(row))
    return Hit(
        **_named(row),
        kind=cast(Kind, row.kind),
        is_named=is_named,
        places=[
            Place(
                part=one.part,
                title=_plain(one.title),
                text=_plain(one.text),
                url=f"{page}#{quote(one.anchor)}" if one.anchor else page,
            )
            for one in places
        ],
    )


def _named(row: Current) -> dict[str, Any]:
    """What tells a version from others."""
    return {
        "serial": row.version_id,
        "unit": row.unit_code,
        "unit_name": row.unit_name,
        "year": row.year,
        "version": address(row),
    }


def _plain(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)
