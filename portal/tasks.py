"""Background work of the portal: deriving its tables from what has been published."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.db import Error
from django.utils.timezone import now

from portal import index, pages, published
from portal.archives import keeping

SWEEP = 60  # seconds between two looks for versions that nothing was derived from
LATELY = timedelta(minutes=15)
AT_ONCE = 200  # versions that one such look takes on; the next takes more

_LOG = logging.getLogger(__name__)


@shared_task(acks_late=True)  # type: ignore[untyped-decorator]
def index_version(version_id: int) -> None:
    """Bring what the portal keeps of a version's disclosure up to date."""
    index.index(published.get(version_id))


@shared_task  # type: ignore[untyped-decorator]
def index_left() -> int:
    """Derive what a lost signal, a failure or a new release left to be derived."""
    try:
        return index.heal(AT_ONCE)
    except Error:
        _LOG.warning("the portal's tables could not be brought up to date", exc_info=True)
        return 0


@shared_task(acks_late=True)  # type: ignore[untyped-decorator]
def write_pages(code: str, year: int, kind: str) -> None:
    """Write the finished pages of a disclosure."""
    pages.write(pages.Name(code, year, kind))


@shared_task  # type: ignore[untyped-decorator]
def write_late_pages() -> int:
    """Write the pages that a lost signal left to be written; how many were."""
    return sum(pages.write(pages.Name(*name)) for name in published.changed_since(now() - LATELY))


@shared_task(acks_late=True)  # type: ignore[untyped-decorator]
def write_all_pages(done: int = 0) -> None:
    """Write every page that is not there, ``AT_ONCE`` disclosures at a time."""
    names = published.names()[done : done + AT_ONCE]
    for name in names:
        pages.write(pages.Name(*name))
    if len(names) == AT_ONCE:
        write_all_pages.delay(done + AT_ONCE)


@shared_task(acks_late=True)  # type: ignore[untyped-decorator]
def make_archive(archive_id: int) -> None:
    """Pack an archive for a while; then others have a turn before it goes on."""
    if keeping.make(archive_id):
        make_archive.delay(archive_id)


@shared_task  # type: ignore[untyped-decorator]
def make_left_archives() -> int:
    """Go on with what a lost message or a death left; forget what may not be shown any more."""
    keeping.drop_withdrawn()
    ids = keeping.left(now())
    for archive_id in ids:
        make_archive.delay(archive_id)
    return len(ids)


def sweep() -> None:
    index_left.apply_async(expires=SWEEP)
    make_left_archives.apply_async(expires=SWEEP)
    write_late_pages.apply_async(expires=SWEEP)


@worker_ready.connect  # type: ignore[untyped-decorator]
def _look_from_time_to_time(sender: Any = None, **_: object) -> None:
    pages.open_release()
    write_all_pages.delay()
    sweep()
    if sender is not None:
        sender.timer.call_repeatedly(SWEEP, sweep)
