"""What the public may see. The only module of the portal that touches the database.

It knows ``Version``, ``Rendition`` and ``Withdrawal`` and nothing else; a test keeps it so, and
another reads the SQL of every public page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from disclosures.models import Rendition, Version, Withdrawal
from disclosures.render.checkbook import render_check_xlsx
from disclosures.render.checkreport import of_document
from disclosures.render.html import render_fragment
from disclosures.render.renditions import DOWNLOADS, FORMATS
from fiscal.versions import Correction, corrections

__all__ = [
    "DOWNLOADS",
    "Rendition",
    "Version",
    "Withdrawal",
    "article",
    "changed_since",
    "changes",
    "check_report",
    "editions",
    "first_published_at",
    "get",
    "is_stored",
    "names",
    "newest",
    "newest_of",
    "pending",
    "rendition",
    "rule_hits",
    "unit_name",
    "withdrawal",
    "years",
]


def newest() -> QuerySet[Version]:
    """The newest version of each unit, year and kind, the last year first, without payloads.

    Withdrawn ones do not count.
    """
    newer = Version.objects.filter(
        withdrawal=None,
        unit_code=OuterRef("unit_code"),
        year=OuterRef("year"),
        kind=OuterRef("kind"),
        number__gt=OuterRef("number"),
    )
    found = Version.objects.defer("payload").filter(~Exists(newer), withdrawal=None)
    return found.order_by("-year", "-published_at", "-pk")


def newest_of(version: Version) -> Version | None:
    """The newest shown version of the same disclosure, whole; None when all are withdrawn."""
    address = {"unit_code": version.unit_code, "year": version.year, "kind": version.kind}
    shown = Version.objects.filter(withdrawal=None, **address)
    return shown.order_by("-number").first()


def first_published_at(version: Version) -> datetime:
    """When the disclosure of a version came to the public first, withdrawn since or not."""
    first = (
        Version.objects.filter(unit_code=version.unit_code, year=version.year, kind=version.kind)
        .defer("payload")
        .earliest("published_at")
    )
    return first.published_at


def get(version_id: int) -> Version:
    """Without its payload. Raises ``Version.DoesNotExist``."""
    return Version.objects.defer("payload").get(pk=version_id)


def years() -> list[int]:
    """Years with something published, the latest first."""
    shown = Version.objects.filter(withdrawal=None).order_by("-year")
    return list(shown.values_list("year", flat=True).distinct())


def unit_name(code: str) -> str | None:
    """What a unit was called when it last published, None when it never did."""
    found = Version.objects.filter(unit_code=code).order_by("-published_at", "-pk")
    return found.values_list("unit_name", flat=True).first()


def names() -> QuerySet[Version, tuple[str, int, str]]:
    """Unit code, year and kind of every disclosure of which there are versions."""
    found = Version.objects.order_by("unit_code", "year", "kind")
    return found.values_list("unit_code", "year", "kind").distinct()


def changed_since(at: datetime) -> QuerySet[Version, tuple[str, int, str]]:
    """Those of ``names`` of which something was published, withdrawn or made."""
    lately = Q(published_at__gte=at) | Q(withdrawal__at__gte=at)
    return names().filter(lately | Q(renditions__created_at__gte=at))


def editions(code: str, year: int, kind: str) -> list[Version]:
    """All versions of one disclosure, newest first, with renditions and withdrawals at hand."""
    found = Version.objects.filter(unit_code=code, year=year, kind=kind).defer("payload")
    return list(
        found.order_by("-number").select_related("withdrawal").prefetch_related("renditions")
    )


def withdrawal(version: Version) -> Withdrawal | None:
    """When and why a version was taken from the public, None while it is shown."""
    return getattr(version, "withdrawal", None)


def changes(before: Version, after: Version) -> Correction:
    """What a version says otherwise than the one before."""
    return corrections(before.document(), after.document())


def rendition(version: Version, extension: str) -> Rendition | None:
    """The file of a version, None while it is still to be made."""
    return next((item for item in version.renditions.all() if item.format == extension), None)


def article(version: Version) -> SafeString:
    """The document as HTML: the stored file, or rendered now while that is to be made."""
    stored = rendition(version, "html")
    if stored is None or not is_stored(stored):
        return render_fragment(version.document())
    with stored.file.open("rb") as file:
        # Our own templates made it, and storage is only written by them.
        return SafeString(file.read().decode())


def is_stored(file: Rendition) -> bool:
    """Whether its bytes are still where the row says."""
    return file.file.storage.exists(str(file.file.name))


def check_report(version: Version) -> bytes:
    """The report of the check that was frozen with a version, as a workbook."""
    published_on = timezone.localtime(version.published_at).date()
    occasion = f"第{version.number}版，{published_on:%Y-%m-%d} 公开"
    return render_check_xlsx(of_document(version.document(), occasion))


def rule_hits() -> Mapping[str, int]:
    """In how many of the newest versions each rule found something."""
    rule = "finding_counts__rule"
    counted = newest().order_by().exclude(**{rule: None}).values_list(rule)
    return dict(counted.annotate(number=Count("pk", distinct=True)))


def pending() -> int:
    """Number of files still to be made in the background."""
    return Version.objects.count() * len(FORMATS) - Rendition.objects.count()
