"""Work done off the request. Tasks take ids and may run twice."""

from __future__ import annotations

from celery import shared_task
from django.db.models import Count

from disclosures.models import Version
from disclosures.render.renditions import FORMATS, make


@shared_task(acks_late=True)  # type: ignore[untyped-decorator]
def render_version(version_id: int) -> None:
    """Make every rendition that the version lacks."""
    version = Version.objects.get(pk=version_id)
    for format in FORMATS:
        make(version, format)


@shared_task  # type: ignore[untyped-decorator]
def render_missing() -> int:
    """Queue the versions that lack a rendition (a worker died, a broker lost a message)."""
    lacking = Version.objects.alias(made=Count("renditions")).filter(made__lt=len(FORMATS))
    ids = list(lacking.order_by("pk").values_list("pk", flat=True))
    for version_id in ids:
        render_version.delay(version_id)
    return len(ids)
