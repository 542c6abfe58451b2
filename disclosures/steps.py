"""What every action does around its own work: lock, permission, state, event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from disclosures.flow import WAYS
from disclosures.models import Disclosure, Event, State, Verb
from disclosures.record import append
from disclosures.refusal import (
    ALREADY_PUBLISHED,
    NOT_ALLOWED,
    OUT_OF_DATE,
    WRONG_STATE,
    ActionRefused,
    refuse,
)
from disclosures.telling import tell
from fiscal.codec import to_plain
from fiscal.edits import Change
from units.cleaning import UnstorableError
from units.models import Unit, User
from units.permissions import allowed


@contextmanager
def step(verb: Verb, disclosure: Disclosure, by: User) -> Iterator[Disclosure]:
    """The locked row, for work that ends with ``record``: what its block raises undoes it."""
    with transaction.atomic(), refusing_what_cannot_be_stored():
        locked = _lock(disclosure)
        require(by, verb, locked.unit)
        require_state(locked, verb)
        yield locked


@contextmanager
def as_seen(disclosure: Disclosure, revision: int) -> Iterator[None]:
    """Around a verb by which somebody judges a disclosure: refused when it is no longer the one
    they looked at, which was at ``revision``.
    """
    with transaction.atomic():
        if _lock(disclosure).revision != revision:
            refuse(OUT_OF_DATE, f"{disclosure}在您查看以后有变动，请重新查看后再处理")
        yield


def _lock(disclosure: Disclosure) -> Disclosure:
    rows = Disclosure.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=disclosure.pk)


def record(
    disclosure: Disclosure,
    verb: Verb,
    by: User,
    at: datetime,
    *,
    changes: Iterable[Change] = (),
    reason: str = "",
    basis: Mapping[str, Any] | None = None,
) -> Event:
    """Count the change on the row, lead it where the verb leads, and write the event."""
    disclosure.state = WAYS[verb].end or disclosure.state
    disclosure.revision += 1
    disclosure.updated_at = at
    disclosure.save()
    event = note(disclosure, verb, by, at, changes=changes, reason=reason, basis=basis)
    # Lists that lag are no reason to undo a change: the broker may be down.
    transaction.on_commit(lambda: _take_stock(disclosure.pk), robust=True)
    return event


def note(
    disclosure: Disclosure,
    verb: Verb,
    by: User,
    at: datetime,
    *,
    changes: Iterable[Change] = (),
    reason: str = "",
    basis: Mapping[str, Any] | None = None,
) -> Event:
    """Write the event, and tell whom it concerns; the content stays as it is."""
    event = append(
        verb=verb,
        disclosure=disclosure,
        upload=disclosure.upload,
        by=by,
        at=at,
        revision=disclosure.revision,
        reason=reason,
        changes=[{"path": one.path, "old": one.old, "new": one.new} for one in changes],
        basis=to_plain(basis or {}),
    )
    tell(event)
    return event


def _take_stock(disclosure_id: int) -> None:
    # Imported late: the tasks pull in the readers and the PDF engine.
    from disclosures.tasks import take_stock

    take_stock.delay(disclosure_id)


def require(by: User, verb: Verb, unit: Unit | None) -> None:
    if not allowed(by, verb, unit):
        refuse(NOT_ALLOWED, f"{by}无权为“{unit or '未登记的单位'}”{verb.label}")


def require_state(disclosure: Disclosure, verb: Verb) -> None:
    starts = WAYS[verb].starts
    if disclosure.state in starts:
        return
    if disclosure.state == State.PUBLISHED:
        refuse(ALREADY_PUBLISHED, f"{disclosure}已经公开，不能再改动、导入或公开")
    now = disclosure.get_state_display()
    wanted = "或".join(f"“{state.label}”" for state in State if state in starts)
    refuse(WRONG_STATE, f"{disclosure}现在是“{now}”，须为{wanted}才能{verb.label}")


@contextmanager
def refusing_what_cannot_be_stored() -> Iterator[None]:
    try:
        yield
    except UnstorableError as unstorable:
        raise ActionRefused(unstorable.findings) from unstorable
