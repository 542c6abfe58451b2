"""One verb done to many disclosures: each in a transaction of its own, with its outcome.

An outcome is written together with what was done, so a task that runs twice does it once, and
one that was lost is queued again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce

from disclosures.models import Batch, Disclosure, Outcome, OutcomeState, Verb
from disclosures.publishing import publish
from disclosures.refusal import ActionRefused
from disclosures.reviewing import approve
from disclosures.steps import as_seen
from units.models import User
from units.origin import coming_from, current_address

SILENCE = timedelta(minutes=1)  # after which a batch that is not over is queued again
VERBS: Mapping[str, Callable[..., Any]] = {Verb.APPROVE: approve, Verb.PUBLISH: publish}

_LOG = logging.getLogger(__name__)


def begin(*, verb: Verb, chosen: Iterable[tuple[Disclosure, int]], by: User, at: datetime) -> Batch:
    """Note what is to be done to which disclosures, each as seen at a revision, and queue it."""
    with transaction.atomic():
        batch = Batch.objects.create(verb=verb, by=by, at=at, origin=current_address())
        Outcome.objects.bulk_create(
            Outcome(batch=batch, disclosure=disclosure, revision=revision)
            for disclosure, revision in chosen
        )
        ids = list(batch.outcomes.values_list("pk", flat=True))
        # A broker that is down does not matter: what waits is queued again.
        transaction.on_commit(lambda: _queue(ids), robust=True)
    return batch


def decide(outcome_id: int, at: datetime) -> None:
    """Do what was chosen for one disclosure, unless it is done or somebody else is at it."""
    try:
        _decide(outcome_id, at)
    except Exception:
        _LOG.exception("outcome %s", outcome_id)
        waiting = Outcome.objects.filter(pk=outcome_id, state=OutcomeState.WAITING)
        waiting.update(state=OutcomeState.REFUSED, text="系统出错，没有处理，请联系管理员", at=at)


def _decide(outcome_id: int, at: datetime) -> None:
    with transaction.atomic():
        rows = Outcome.objects.select_for_update(skip_locked=True, of=("self",))
        waiting = rows.filter(pk=outcome_id, state=OutcomeState.WAITING)
        outcome = waiting.select_related("batch__by", "disclosure__unit").first()
        if outcome is None:
            return
        outcome.state, outcome.at = OutcomeState.DONE, at
        try:
            _do(outcome, at)
        except ActionRefused as refusal:
            outcome.state, outcome.text = OutcomeState.REFUSED, str(refusal)
        outcome.save()


def _do(outcome: Outcome, at: datetime) -> None:
    batch, disclosure = outcome.batch, outcome.disclosure
    with coming_from(batch.origin), as_seen(disclosure, outcome.revision):
        VERBS[batch.verb](disclosure=disclosure, by=batch.by, at=at)


def left(at: datetime) -> Iterable[int]:
    """Outcomes that wait in batches of which nothing was heard lately."""
    heard = Coalesce(Max("outcomes__at"), "at")
    quiet = Batch.objects.annotate(heard=heard).filter(heard__lt=at - SILENCE)
    waiting = Outcome.objects.filter(state=OutcomeState.WAITING, batch__in=quiet.values("pk"))
    return waiting.values_list("pk", flat=True)


def _queue(ids: Iterable[int]) -> None:
    # Imported late: the tasks pull in the readers and the PDF engine.
    from disclosures.tasks import decide

    for outcome_id in ids:
        decide.delay(outcome_id)
