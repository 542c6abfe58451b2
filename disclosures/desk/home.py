"""The start page of the administration: what is to be done, and where.

An officer finds the own unit's disclosure of the year, a department and a reviewer the units
they may see, by how these stand. Who may see none finds Django's list of tables.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime

from disclosures.desk.access import may_edit, may_mark, signed_in, within_reach
from disclosures.desk.deadlines import due_on
from disclosures.desk.draft import Draft, take_stock
from disclosures.desk.listing import listing
from disclosures.desk.progress import Work, current_year
from disclosures.flow import PUBLIC
from disclosures.models import Disclosure, Verb
from fiscal.report import FINAL_ACCOUNTS, TARGETS
from fiscal.timeliness import deadline
from performance.models import FIRST_YEAR, LAST_YEAR
from units.models import User
from units.permissions import INSPECT, VIEW, allowed, reach, scope_of
from units.reference_db import reference


def home_context(request: HttpRequest) -> dict[str, Any]:
    """What the start page shows beside Django's list of tables."""
    user, now = signed_in(request), localtime()
    year = year_asked(request.GET.get("year", ""), current_year(now.date()))
    units = reach(user, VIEW)
    unit = user.unit if allowed(user, VIEW, user.unit) else None
    work = _own_work(user, year) if unit else None
    of_year = deadline(reference(year))
    due = due_on(work.disclosure) if work else of_year
    sees_others = units.exclude(pk=user.unit_id).exists()
    return {
        "year": year,
        "year_deadline": of_year,
        "deadline": due,
        "days_left": (due - now.date()).days if due else None,
        "unit": unit,
        "work": work,
        "may_submit": allowed(user, Verb.SUBMIT, user.unit),
        "editable": work is not None and may_edit(user, work.disclosure),
        "may_mark": work is not None and may_mark(user, work.disclosure),
        "open_drafts": _open_drafts(user, year),
        "startable": _startable(user, year, now.date()),
        "listing": listing(user, year, request.GET, now, of_year) if sees_others else None,
        "may_review": scope_of(user, Verb.APPROVE) is not None,
        "may_inspect": scope_of(user, INSPECT) is not None,
    }


def _own_work(user: User, year: int) -> Work | None:
    """What there is to do in the disclosure of the user's unit; None until it is begun."""
    disclosure = within_reach(user).filter(unit=user.unit, year=year, kind=FINAL_ACCOUNTS).first()
    if disclosure is None:
        return None
    work = Work(Draft(disclosure))
    take_stock(work.draft)
    return work


def year_asked(asked: str, default: int) -> int:
    """The year that a query names, where it names one that there may be."""
    known = {str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    return int(asked) if asked in known else default


def _open_drafts(user: User, year: int) -> list[Disclosure]:
    """What else of the own unit is not public yet."""
    if user.unit is None:
        return []
    others = within_reach(user).filter(unit=user.unit).exclude(state__in=PUBLIC)
    return list(others.exclude(year=year, kind=FINAL_ACCOUNTS).order_by("-year", "kind"))


def _startable(user: User, year: int, today: date) -> list[tuple[int, str, str]]:
    """(year, kind, label) of what the own unit has not begun: the accounts and the targets."""
    if user.unit is None or not allowed(user, Verb.START_YEAR, user.unit):
        return []
    wanted = [
        (year, FINAL_ACCOUNTS, "部门决算"),
        (current_year(today, TARGETS), TARGETS, "绩效目标"),
    ]
    begun = set(
        Disclosure.objects.filter(unit=user.unit, revision__gt=0).values_list("year", "kind")
    )
    return [one for one in wanted if one[:2] not in begun]
