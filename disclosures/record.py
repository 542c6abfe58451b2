"""The record: one chain of events, to which every verb adds in its own transaction.

Each event holds the digest of the one before, so that none can be altered, left out, put in or
moved without breaking the chain; ``disclosures.verifying`` looks.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any, Protocol

from django.db import transaction

from disclosures.digests import sm3
from disclosures.models import Event, RecordHead
from fiscal.codec import canonical_json
from units.origin import current_address

FIELDS = (
    "sequence", "verb", "disclosure_id", "upload_id", "by_id", "revision", "reason", "changes",
    "basis", "origin", "previous",
)  # fmt: skip

_LONGEST_ADDRESS = 45  # of IPv6, written out


class Recorded(Protocol):
    """What the digest is of: an ``Event``, also one of a migration."""

    at: Any


def append(**fields: Any) -> Event:
    """Write the next event, whose fields but for its place in the chain are given.

    Whoever writes holds the end of the chain until their transaction ends, so that there is one
    order of events and no gap in it.
    """
    with transaction.atomic():
        head, _ = RecordHead.objects.select_for_update().get_or_create(pk=1)
        event = Event(
            **fields,
            origin=current_address()[:_LONGEST_ADDRESS],
            sequence=head.sequence + 1,
            previous=head.digest,
        )
        event.digest = digest_of(event)
        event.save(force_insert=True)
        head.sequence, head.digest = event.sequence, event.digest
        head.save()
    return event


def digest_of(event: Recorded) -> str:
    """Hex SM3 of everything in the row but the digest and the primary key."""
    content = {name: getattr(event, name) for name in FIELDS}
    content["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return sm3(canonical_json(content))
