"""What a visitor asks of a page in its query, made harmless."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, QueryDict

LONGEST_NAME = 100  # characters; SQLite refuses long patterns


def typed(query: QueryDict, name: str, longest: int = LONGEST_NAME) -> str:
    """Text that was typed: without NUL, which PostgreSQL refuses, and not longer than that."""
    return query.get(name, "").replace("\0", "").strip()[:longest]


def year_of(request: HttpRequest, years: Sequence[int]) -> int | None:
    """The ``?year=`` asked for where it is one of ``years``, else the first of them."""
    asked = request.GET.get("year", "")
    known = {f"{year}": year for year in years}
    return known.get(asked, years[0] if years else None)
