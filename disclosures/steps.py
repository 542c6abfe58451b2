"""What every action does around its own work: lock, permission, state, event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from disclosures.models import Disclosure, Event, State, Verb
from disclosures.refusal import (
    ALREADY_PUBLISHED,
    NOT_ALLOWED,
    WRONG_STATE,
    ActionRefused,
    refuse,
)
from fiscal.codec import to_plain
from fiscal.edits import Change
from units.cleaning import UnstorableError
from units.models import Unit, User
from units.permissions import allowed


@contextmanager
def step(
    verb: Verb, disclosure: Disclosure, way: tuple[State, State], by: User, at: datetime
) -> Iterator[Disclosure]:
    """One transition on the locked row: what its block raises undoes it."""
    start, end = way
    with transaction.atomic():
        locked = _lock(disclosure)
        require(by, verb, locked.unit)
        require_state(locked, start)
        yield locked
        record(locked, verb, end, by, at)


@contextmanager
def open_draft(verb: Verb, disclosure: Disclosure, by: User) -> Iterator[Disclosure]:
    """The locked draft, for work that records its own event: what its block raises undoes it."""
    with transaction.atomic(), refusing_what_cannot_be_stored():
        locked = _lock(disclosure)
        require(by, verb, locked.unit)
        require_state(locked, State.DRAFT)
        yield locked


def _lock(disclosure: Disclosure) -> Disclosure:
    rows = Disclosure.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=disclosure.pk)


def record(
    disclosure: Disclosure,
    verb: Verb,
    state: State,
    by: User,
    at: datetime,
    *,
    changes: Iterable[Change] = (),
    reason: str = "",
    basis: Mapping[str, Any] | None = None,
) -> None:
    """Count the change on the row and write the event."""
    disclosure.state = state
    disclosure.revision += 1
    disclosure.updated_at = at
    disclosure.save()
    Event.objects.create(
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
    # Lists that lag are no reason to undo a change: the broker may be down.
    transaction.on_commit(lambda: _take_stock(disclosure.pk), robust=True)


def _take_stock(disclosure_id: int) -> None:
    # Imported late: the tasks pull in the readers and the PDF engine.
    from disclosures.tasks import take_stock

    take_stock.delay(disclosure_id)


def require(by: User, verb: Verb, unit: Unit | None) -> None:
    if not allowed(by, verb, unit):
        refuse(NOT_ALLOWED, f"{by}无权为“{unit or '未登记的单位'}”{verb.label}")


def require_state(disclosure: Disclosure, state: State) -> None:
    if disclosure.state == state:
        return
    if disclosure.state == State.PUBLISHED:
        refuse(ALREADY_PUBLISHED, f"{disclosure}已经公开，不能再改动、导入或公开")
    now = disclosure.get_state_display()
    refuse(WRONG_STATE, f"{disclosure}现在是“{now}”，须为“{state.label}”才能这样做")


@contextmanager
def refusing_what_cannot_be_stored() -> Iterator[None]:
    try:
        yield
    except UnstorableError as unstorable:
        raise ActionRefused(unstorable.findings) from unstorable
