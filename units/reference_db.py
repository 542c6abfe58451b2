"""The reference books in the database: loading them, and the ``Reference`` of a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from fiscal.reference import Item, Reference
from units.models import ReferenceItem

_Key = tuple[str, str, int]
_OWN = "setting"  # the book that an installation writes itself
_CONTENT = ("name", "parent", "position", "attrs", "valid_until")


class ReferenceNotLoadedError(RuntimeError):
    """The books are empty, so nothing can be said about any year."""


class BadBooksError(ValueError):
    """Books that contradict themselves; ``str(error)`` is a sentence for the administrator."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. Editions that the files no longer list are kept: old years use them."""

    inserted: int
    updated: int
    unchanged: int
    kept: int


def reference(year: int) -> Reference:
    """The books as they stand in ``year``.

    Remembered until any process changes a book: the latest change and the number of items are
    asked for every time, which is one small query. Raises ``ReferenceNotLoadedError``.
    """
    edition = ReferenceItem.objects.aggregate(
        count=Count("pk"), changed=Max("changed_at"), shipped=Count("pk", filter=~Q(book=_OWN))
    )
    if not edition["shipped"]:
        raise ReferenceNotLoadedError("基础目录是空的，请先运行 manage.py load_reference")
    return _reference(year, edition["count"], edition["changed"])


@lru_cache(maxsize=32)
def _reference(year: int, _count: int, _changed: datetime) -> Reference:
    return Reference.of((row.as_item() for row in ReferenceItem.objects.all()), year)


@transaction.atomic
def load(items: Iterable[Item]) -> Loaded:
    """Bring the database to ``items``: insert what is new, update what differs."""
    wanted = _by_key(items)
    present = {(row.book, row.code, row.valid_from): row for row in ReferenceItem.objects.all()}
    new = [_row(item) for key, item in wanted.items() if key not in present]
    changed = [row for key, row in present.items() if key in wanted and _differs(row, wanted[key])]
    ReferenceItem.objects.bulk_create(new)
    now = timezone.now()
    for row in changed:
        _take(row, wanted[row.book, row.code, row.valid_from], now)
    ReferenceItem.objects.bulk_update(changed, [*_CONTENT, "changed_at"])
    common = len(wanted) - len(new)
    return Loaded(len(new), len(changed), common - len(changed), len(present) - common)


def _by_key(items: Iterable[Item]) -> dict[_Key, Item]:
    items = list(items)
    keys = Counter((item.book, item.code, item.valid_from) for item in items)
    twice = [" ".join(map(str, key)) for key, count in keys.items() if count > 1]
    if twice:
        raise BadBooksError(f"目录中有重复的代码：{'；'.join(twice)}")
    return {(item.book, item.code, item.valid_from): item for item in items}


def _row(item: Item) -> ReferenceItem:
    content = {name: getattr(item, name) for name in _CONTENT}
    return ReferenceItem(
        book=item.book,
        code=item.code,
        valid_from=item.valid_from,
        **content | {"attrs": dict(item.attrs)},
    )


def _differs(row: ReferenceItem, item: Item) -> bool:
    return any(getattr(row, name) != getattr(item, name) for name in _CONTENT)


def _take(row: ReferenceItem, item: Item, now: datetime) -> None:
    for name in _CONTENT:
        setattr(row, name, getattr(item, name))
    row.changed_at = now
