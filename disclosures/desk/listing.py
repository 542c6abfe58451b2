"""The units of a department or of everybody, by how their disclosure of a year stands.

Who is late comes first, the others stand as in the tree of units.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, FilteredRelation, Q, QuerySet, Value, When
from django.http import QueryDict

from disclosures.desk.deadlines import overdue
from disclosures.models import State, Verb
from fiscal.report import FINAL_ACCOUNTS
from units.models import Unit, User
from units.permissions import VIEW, reach

PER_PAGE = 50
_RECENT = timedelta(days=1)
_OPEN = Q(state=None) | Q(state=State.DRAFT)
NOT_STARTED = "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with the number of units it leaves."""

    key: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A unit and its filing of the year; ``percent`` is None while nobody has looked at it.

    ``depth`` is that in the tree where the whole tree is shown, else 1. ``unit_id`` is set where
    the user may begin the year.
    """

    name: str
    depth: int
    unit_id: int | None
    state: str
    disclosure_id: int | None
    percent: int | None
    errors: int
    warnings: int
    changed_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of units; ``state`` is the key of the filter that was chosen, ``text`` what names
    or codes must contain."""

    year: int
    years: tuple[int, ...]
    state: str
    text: str
    choices: tuple[Choice, ...]
    page: Page[Any]
    rows: tuple[Row, ...]
    overdue: bool


def listing(
    user: User | AnonymousUser, year: int, query: QueryDict, now: datetime, due: date | None
) -> Listing:
    """The units that ``user`` may see. ``query``: ``state``, ``q`` and ``page``."""
    text = query.get("q", "").replace("\x00", "").strip()
    units = named(with_filings(reach(user, VIEW), year), text)
    late = _OPEN & overdue(now.date(), due)
    filters = _filters(now, late)
    counts = units.aggregate(
        **{f"n_{key}": Count("pk", filter=condition) for key, (_, condition) in filters.items()}
    )
    any_late = counts["n_late"] > 0
    if not any_late:
        del filters["late"]
    asked = query.get("state", "")
    chosen = asked if asked in filters else "all"
    units = units.annotate(is_late=Case(When(late, then=Value(True)), default=Value(False)))
    found = units.filter(filters[chosen][1]).order_by("-is_late", "path").values()
    page = Paginator(found, PER_PAGE).get_page(query.get("page"))
    startable = _startable(user, [unit["id"] for unit in page])
    is_tree = chosen == "all" and not text and not any_late
    return Listing(
        year,
        years_of(reach(user, VIEW), year),
        chosen,
        text,
        tuple(
            Choice(key, label, counts[f"n_{key}"], key == chosen)
            for key, (label, _) in filters.items()
        ),
        page,
        tuple(_row(unit, is_tree, startable) for unit in page),
        any_late,
    )


def _row(unit: Mapping[str, Any], is_tree: bool, startable: Collection[int]) -> Row:
    state = unit["state"]
    checked = unit["revision"] is not None and unit["checked"] == unit["revision"]
    return Row(
        unit["name"],
        unit["depth"] if is_tree else 1,
        unit["id"] if unit["id"] in startable and not unit["revision"] else None,
        State(state).label if state else "未开始",
        unit["disclosure_id"],
        100 * unit["filled"] // max(unit["required"], 1) if checked else None,
        unit["errors"] or 0,
        unit["warnings"] or 0,
        unit["changed_at"],
        unit["is_late"],
    )


def with_filings(units: QuerySet[Unit], year: int) -> QuerySet[Any]:
    """The active ones of ``units``, each with its filing of the year, if there is one."""
    filed = Q(disclosures__year=year, disclosures__kind=FINAL_ACCOUNTS)
    filings: QuerySet[Any] = units.filter(is_active=True).annotate(
        filing=FilteredRelation("disclosures", condition=filed),
        state=F("filing__state"),
        disclosure_id=F("filing__pk"),
        revision=F("filing__revision"),
        checked=F("filing__checked_revision"),
        errors=F("filing__error_count"),
        warnings=F("filing__warning_count"),
        filled=F("filing__filled_count"),
        required=F("filing__required_count"),
        changed_at=F("filing__updated_at"),
    )
    return filings


def named(units: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Those whose names contain or whose codes begin with ``text``."""
    if not text:
        return units
    of_name = Q(name__icontains=text) | Q(short_name__icontains=text)
    return units.filter(of_name | Q(code__istartswith=text))


def _startable(user: User | AnonymousUser, units: list[int]) -> frozenset[int]:
    """Those at which ``user`` may begin a year."""
    return frozenset(reach(user, Verb.START_YEAR).filter(pk__in=units).values_list("pk", flat=True))


def _filters(now: datetime, late: Q) -> dict[str, tuple[str, Q]]:
    """Key → label and condition."""
    states = {value: (label, Q(state=value)) for value, label in State.choices}
    return {
        "all": ("全部", Q()),
        "late": ("逾期未报", late),
        "errors": ("有错误", Q(errors__gt=0)),
        NOT_STARTED: ("未开始", Q(state=None)),
        **states,
        "recent": ("一天内有改动", Q(changed_at__gte=now - _RECENT)),
    }


def years_of(units: QuerySet[Unit], year: int) -> tuple[int, ...]:
    """Years with filings of ``units``, and the one shown."""
    found = units.filter(disclosures__kind=FINAL_ACCOUNTS).values_list("disclosures__year")
    return tuple(sorted({year, *(one for (one,) in found.distinct())}, reverse=True))
