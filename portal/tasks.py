"""Background work of the portal: deriving its tables from what has been published."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.db import Error

from portal import index, published

SWEEP = 60  # seconds between two looks for versions that nothing was derived from
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


def sweep() -> None:
    index_left.apply_async(expires=SWEEP)


@worker_ready.connect  # type: ignore[untyped-decorator]
def _look_from_time_to_time(sender: Any = None, **_: object) -> None:
    sweep()
    if sender is not None:
        sender.timer.call_repeatedly(SWEEP, sweep)
