"""What happened to the public, told to whoever keeps something derived from it.

They are sent with ``version`` once the transaction that did it has been committed, so a receiver
cannot undo or delay it: what a receiver raises is logged. A process that is killed in between
sends nothing; who must not miss a version looks for it from time to time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.dispatch import Signal

if TYPE_CHECKING:  # receivers are connected before there are models
    from disclosures.models import Version

version_published = Signal()
version_withdrawn = Signal()
files_made = Signal()  # all renditions of a version are there


def send_after_commit(signal: Signal, version: Version) -> None:
    def send() -> None:
        signal.send_robust(sender=type(version), version=version)

    transaction.on_commit(send, robust=True)
