"""The search page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import directory, searching, sheets
from portal.asked import typed
from portal.models import Current
from portal.narrowing import Counts, Narrowing
from portal.searching import MOST, Found, Place
from portal.tokens import LONGEST_QUERY

PER_PAGE = 10
SORTS = {"relevance": "最相关", "newest": "最新"}


@dataclass(frozen=True, slots=True)
class Result:
    """A disclosure that was found, and where in it."""

    document: Current
    places: list[Place]


@require_safe
def search(request: HttpRequest, extension: str = "") -> HttpResponseBase:
    """What is found for ``?q=``, narrowed and sorted as the rest of the query says."""
    query = typed(request.GET, "q", LONGEST_QUERY)
    narrowing = Narrowing(request.GET)
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else next(iter(SORTS))
    found = searching.find(query, narrowing.filters, newest_first=sort == "newest")
    if extension:
        sheet = sheets.documents("检索结果", _documents(found, query, narrowing))
        return sheets.answer(request, sheet, extension)
    page = Paginator(found.matches, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "query": query,
        "longest": LONGEST_QUERY,
        "found": found,
        "most": MOST,
        "page": page,
        "narrowing": narrowing,
        "facets": narrowing.facets(_counts(found)),
        "sorts": [(SORTS[one], one == sort, narrowing.with_(sort=one)) for one in SORTS],
        "results": _results(found, list(page)),
        "suggestions": [] if found.units else _suggestions(found, narrowing),
        "everywhere": narrowing.with_(**dict.fromkeys(narrowing.chosen)),
    }
    return render(request, "portal/search.html", context)


def _results(found: Found, shown: list[searching.Match]) -> list[Result]:
    ids = [one.current_id for one in shown]
    documents = Current.objects.in_bulk(ids)
    places = searching.places(shown, found.terms)
    return [Result(documents[pk], places[pk]) for pk in ids if pk in documents]


def _documents(found: Found, query: str, narrowing: Narrowing) -> Iterable[list[Current]]:
    """All in the order of the page; what is too much for that, all the same, the newest first."""
    if found.is_cut:
        return sheets.batches(searching.everything(query, narrowing.filters))
    ids = [one.current_id for one in found.matches]
    documents = Current.objects.in_bulk(ids)
    return [[documents[pk] for pk in ids if pk in documents]]


def _counts(found: Found) -> Counts:
    matches = found.matches
    level = directory.levels({one.unit_code for one in matches})
    return {
        "year": Counter(one.year for one in matches),
        "kind": Counter(one.kind for one in matches),
        "level": Counter(level.get(one.unit_code, "") for one in matches),
        "sector": Counter(one.sector for one in matches),
        "fund": Counter(fund for one in matches for fund in one.funds),
    }


def _suggestions(found: Found, narrowing: Narrowing) -> list[tuple[str, str]]:
    """(name of a unit, query with it) for words that are nearly the name of a unit."""
    suggested = []
    for term in found.terms:
        for _code, name in searching.like(term):
            words = [name if one == term else one for one in found.terms]
            suggested.append((name, narrowing.with_(q=" ".join(words))))
    return suggested[: searching.UNITS]
