"""Making the files of versions off the request, whatever dies meanwhile.

The rows are the truth: what is to be made is whatever version lacks a rendition. Making a file
twice gives the same bytes and one row, so a message may be lost, doubled or late.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import now

from disclosures.models import Rendering, Version, Withdrawal
from disclosures.render.renditions import FORMATS, make
from disclosures.signals import files_made

STALE = timedelta(minutes=5)  # without a sign of life somebody else takes it up


def left(at: datetime) -> QuerySet[Version]:
    """Versions that lack a file and that nobody is known to be at, oldest first.

    Not those that were withdrawn: nobody would see their files.
    """
    lacking = (
        Version.objects.filter(withdrawal=None)
        .alias(made=Count("renditions", filter=Q(renditions__format__in=FORMATS)))
        .filter(made__lt=len(FORMATS))
    )
    free = lacking.filter(Q(rendering=None) | Q(rendering__heartbeat__lte=at - STALE))
    return free.order_by("pk")


def render(version: Version) -> None:
    """Make every rendition that the version lacks, giving a sign of life before each.

    Unless it was withdrawn before.
    """
    for format in () if Withdrawal.objects.filter(version=version).exists() else FORMATS:
        beat(version.pk, now())
        make(version, format)
    Rendering.objects.filter(version=version).delete()
    files_made.send_robust(sender=Version, version=version)


def beat(version_id: int, at: datetime) -> None:
    Rendering.objects.update_or_create(version_id=version_id, defaults={"heartbeat": at})
