"""The only place where the indicator library changes: proposing, agreeing, declining.

Every verb takes keywords, ``by`` whom and ``at`` what (aware) time, does its work under a lock and
raises ``LibraryRefusedError`` when it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from fiscal.report import Indicator
from performance.models import LibraryIndicator
from units.models import User
from units.permissions import CURATE, PROPOSE, allowed

_MAY_BE_SHOWN = 50


class LibraryRefusedError(Exception):
    """Nothing was changed; ``str(error)`` is a sentence for whoever asked."""


def search(words: str, sector: str = "") -> QuerySet[LibraryIndicator]:
    """Agreed indicators in which every word occurs, at most 50."""
    found = LibraryIndicator.objects.filter(state=LibraryIndicator.State.APPROVED)
    if sector:
        found = found.filter(sector=sector)
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word) | Q(sector__icontains=word)
            | Q(level1__icontains=word) | Q(level2__icontains=word)
        )  # fmt: skip
    return found[:_MAY_BE_SHOWN]


def sectors() -> list[str]:
    """The sectors of agreed indicators."""
    found = LibraryIndicator.objects.filter(state=LibraryIndicator.State.APPROVED)
    return list(found.order_by("sector").values_list("sector", flat=True).distinct())


def picked(entry: LibraryIndicator) -> Indicator:
    """The entry as an indicator of a project, its target still open."""
    return Indicator(
        level1=entry.level1,
        level2=entry.level2,
        name=entry.name,
        target="",
        basis=entry.basis,
        rule=entry.rule,
        lower_is_better=entry.direction == LibraryIndicator.Direction.LOWER,
    )


def propose(
    *, indicator: Indicator, sector: str, measure: str, by: User, at: datetime
) -> LibraryIndicator:
    """Put an indicator of a project before the reviewers."""
    _require(by, PROPOSE)
    lower = indicator.lower_is_better
    entry = LibraryIndicator(
        sector=sector.strip(),
        level1=indicator.level1.strip(),
        level2=indicator.level2.strip(),
        name=indicator.name.strip(),
        measure=measure.strip(),
        direction="lower" if lower else "higher",
        rule=indicator.rule,
        basis=indicator.basis,
        proposed_by=by,
        proposed_at=at,
    )
    try:
        with transaction.atomic():
            entry.full_clean()
            entry.save(force_insert=True)
    except ValidationError as invalid:
        raise LibraryRefusedError("；".join(invalid.messages)) from invalid
    return entry


def approve(*, entry: LibraryIndicator, by: User, at: datetime) -> LibraryIndicator:
    """Agree to a proposal of somebody else (a superuser also to their own)."""
    return _decide(entry, LibraryIndicator.State.APPROVED, by, at)


def decline(*, entry: LibraryIndicator, by: User, at: datetime) -> LibraryIndicator:
    """Turn a proposal down; it stays on record and is offered to nobody."""
    return _decide(entry, LibraryIndicator.State.DECLINED, by, at)


@transaction.atomic
def take_over(
    *,
    new: Sequence[LibraryIndicator],
    changed: Sequence[LibraryIndicator],
    by: User,
    at: datetime,
) -> None:
    """Take over a reviewer's list: what is new is agreed to by whoever brings it.

    Entries of ``changed`` get their measure, direction, rule and basis; their state stays.
    """
    _require(by, CURATE)
    for entry in new:
        entry.state = LibraryIndicator.State.APPROVED
        entry.proposed_by = entry.decided_by = by
        entry.proposed_at = entry.decided_at = at
    LibraryIndicator.objects.bulk_create(new)
    LibraryIndicator.objects.bulk_update(changed, ["measure", "direction", "rule", "basis"])


@transaction.atomic
def _decide(
    entry: LibraryIndicator, state: LibraryIndicator.State, by: User, at: datetime
) -> LibraryIndicator:
    _require(by, CURATE)
    locked = LibraryIndicator.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if locked.state != LibraryIndicator.State.PROPOSED:
        raise LibraryRefusedError(f"“{locked}”{locked.get_state_display()}，不能再次审核")
    if locked.proposed_by_id == by.pk and not by.is_superuser:
        raise LibraryRefusedError("提出人不能审核自己提出的指标")
    locked.state, locked.decided_by, locked.decided_at = state, by, at
    locked.save()
    return locked


def _require(by: User, verb: str) -> None:
    if not allowed(by, verb, None):
        raise LibraryRefusedError(f"{by}无权维护指标库")
