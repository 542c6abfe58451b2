"""Writing the access log: who came in, or tried to, and what is done to accounts."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from units.models import AccessRecord, Act, User
from units.origin import current_address

_LONGEST_NAME, _LONGEST_ADDRESS = 150, 45


def record(
    act: Act,
    user: User | None,
    *,
    by: User | None = None,
    username: str = "",
    succeeded: bool = True,
    **details: Any,
) -> AccessRecord:
    """One more line, with the time and the address of now; ``details`` are plain data."""
    return AccessRecord.objects.create(
        at=timezone.now(),
        act=act,
        succeeded=succeeded,
        username=user.username if user else username[:_LONGEST_NAME],
        user=user,
        by=by,
        address=current_address()[:_LONGEST_ADDRESS],
        details=details,
    )
