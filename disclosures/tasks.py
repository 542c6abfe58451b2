"""Work done off the request. Tasks take ids and may run twice."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from smtplib import SMTPException
from typing import Any

from celery import shared_task
from celery.exceptions import TimeLimitExceeded, WorkerLostError
from celery.signals import task_failure, worker_ready
from django.db import connections
from django.utils.timezone import now

from disclosures import batches, inspecting, rendering, telling, uploads
from disclosures.desk import draft as stock
from disclosures.freshness import outdated
from disclosures.models import Disclosure, State, Version
from disclosures.reading import MAX_SECONDS, read_job

SWEEP = 60  # seconds between two looks for work that was left

_LOG = logging.getLogger(__name__)


@shared_task(acks_late=True)  # type: ignore[untyped-decorator]
def render_version(version_id: int) -> None:
    """Make every rendition that the version lacks."""
    rendering.render(Version.objects.get(pk=version_id))


@shared_task  # type: ignore[untyped-decorator]
def render_missing() -> int:
    """Queue the versions that lack a rendition (a worker died, a broker lost a message)."""
    ids = list(rendering.left(now()).values_list("pk", flat=True))
    for version_id in ids:
        rendering.beat(version_id, now())
        render_version.delay(version_id)
    return len(ids)


@shared_task  # type: ignore[untyped-decorator]
def send_messages() -> int:
    """Send what is due by e-mail. What cannot be sent stays due. How many went out."""
    sent = 0
    for message_id in list(telling.due().values_list("pk", flat=True)):
        try:
            sent += telling.send(message_id, now())
        except SMTPException:  # an address that is refused must not hold up the others
            _LOG.warning("message %s could not be sent", message_id, exc_info=True)
        except OSError:
            _LOG.warning("no mail server to be reached", exc_info=True)
            break
    return sent


@shared_task(acks_late=True)  # type: ignore[untyped-decorator]
def decide(outcome_id: int) -> None:
    """Do to one disclosure what was chosen for many, unless it is done."""
    batches.decide(outcome_id, now())


@shared_task  # type: ignore[untyped-decorator]
def decide_left() -> int:
    """Queue what waits in batches of which nothing has been heard for a while."""
    ids = list(batches.left(now()))
    for outcome_id in ids:
        decide.delay(outcome_id)
    return len(ids)


@shared_task(acks_late=True)  # type: ignore[untyped-decorator]
def take_stock(disclosure_id: int) -> None:
    """Note how a draft stands, unless it has been looked at already as it is, by these rules.

    Once it is handed in, the inspection desk looks at it, too.
    """
    disclosure = Disclosure.objects.select_related("unit").get(pk=disclosure_id)
    stock.take_stock(stock.Draft(disclosure))
    if disclosure.state != State.DRAFT:
        inspect_some([disclosure_id])


@shared_task(acks_late=True)  # type: ignore[untyped-decorator]
def inspect_some(ids: Sequence[int]) -> None:
    """Find anew what the inspection desk shows of some disclosures, where it is out of date."""
    for _ in inspecting.run(Disclosure.objects.filter(pk__in=ids), now()):
        pass


@shared_task  # type: ignore[untyped-decorator]
def recheck_drafts() -> int:
    """Queue the drafts that were checked by other rules than those of now, or not since."""
    ids = list(outdated(Disclosure.objects.all()))
    for disclosure_id in ids:
        take_stock.delay(disclosure_id)
    return len(ids)


@shared_task(acks_late=True, soft_time_limit=MAX_SECONDS, time_limit=MAX_SECONDS + 30)  # type: ignore[untyped-decorator]
def read_upload(job_id: int) -> None:
    """Read the files of an upload, unless somebody else does."""
    job = uploads.claim(job_id, now())
    if job is not None:
        read_job(job)


@shared_task  # type: ignore[untyped-decorator]
def requeue_uploads() -> int:
    """Queue the uploads that wait, and those whose reader died."""
    return uploads.requeue(now())


def sweep() -> None:
    """Look for work of which the message was lost: the process that sends it may be killed.

    A sweep that a busy worker has not come to when the next is due is forgotten.
    """
    for task in (render_missing, send_messages, decide_left):
        task.apply_async(expires=SWEEP)


@worker_ready.connect  # type: ignore[untyped-decorator]
def _take_up_again(sender: Any = None, **_: object) -> None:
    """What the worker before left behind; what it left just now is not yet known to be left.

    A new installation starts its workers anew, and may have brought new rules.
    """
    recheck_drafts.delay()
    sweep()
    if sender is not None:
        sender.timer.call_repeatedly(SWEEP, sweep)
    uploads.requeue(now())
    requeue_uploads.apply_async(countdown=2 * uploads.STALE.total_seconds())
    connections.close_all()


@task_failure.connect(sender=read_upload)  # type: ignore[untyped-decorator]
def _reader_died(exception: Exception, args: Sequence[Any], **_: object) -> None:
    """The worker outlives its process that read: it need not be waited for."""
    if isinstance(exception, (WorkerLostError, TimeLimitExceeded)):
        uploads.interrupted(args[0], now())
        connections.close_all()
