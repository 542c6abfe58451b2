"""Which units there are, one below the other, and by when they must publish.

The register of units is public (预算法第十四条 obliges every one of them); nothing is asked of it
here but names, codes and places in the tree. With ``portal.published`` this is all that the portal
reads beside its own tables; a test keeps it so.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.timezone import make_aware

from fiscal.timeliness import deadline
from units.models import Unit
from units.reference_db import reference
from units.tree import STEP

__all__ = ["LEVELS", "STEP", "Unit", "below", "codes_at", "due", "levels", "overdue_from", "units"]

LEVELS = {"department": "部门", "unit": "所属单位"}


def units() -> QuerySet[Unit]:
    """The units that exist, each department followed by those below it."""
    wanted = ("code", "name", "path", "depth", "numchild")
    found: QuerySet[Unit] = Unit.objects.filter(is_active=True).only(*wanted).order_by("path")
    return found


def below(unit: Unit) -> QuerySet[Unit]:
    """A unit and all below it."""
    return units().filter(path__startswith=unit.path)


def codes_at(level: str) -> QuerySet[Unit]:
    """Codes of the units of one of ``LEVELS``, for a subquery."""
    found = units().order_by()
    return found.filter(depth=1) if level == "department" else found.filter(depth__gt=1)


def levels(codes: Collection[str]) -> dict[str, str]:
    """The level of each unit by its code."""
    found = Unit.objects.filter(code__in=codes).values_list("code", "depth")
    return {code: "department" if depth == 1 else "unit" for code, depth in found}


def due(year: int) -> date | None:
    """The last day on which accounts of a year may be published; None while none is known."""
    return deadline(reference(year))


def overdue_from(year: int) -> datetime | None:
    """The first moment after that day."""
    last = due(year)
    return make_aware(datetime.combine(last + timedelta(days=1), time())) if last else None
