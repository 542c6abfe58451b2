"""What the public may see. The only module of the portal that touches the database.

It knows ``Version``, ``Rendition`` and ``Withdrawal`` and nothing else; a test keeps it so, and
another reads the SQL of every public page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from disclosures.chain import Link, link_of
from disclosures.models import Rendition, Version, Withdrawal
from disclosures.render.anchors import paragraph_anchor
from disclosures.render.article import TableFile
from disclosures.render.checkbook import render_check_xlsx
from disclosures.render.checkreport import of_document
from disclosures.render.csv import CsvTable, read_contents, read_member
from disclosures.render.html import Parts, render_parts
from disclosures.render.origins import definition_anchor, links, place_anchor, trace
from disclosures.render.renditions import DOWNLOADS, FORMATS
from fiscal.report import FINAL_ACCOUNTS, TARGETS
from fiscal.versions import Correction, corrections
from portal.claims import Claims

__all__ = [
    "DOWNLOADS",
    "CsvTable",
    "Match",
    "Rendition",
    "TableFile",
    "Version",
    "Withdrawal",
    "article",
    "changed_since",
    "changes",
    "check_report",
    "claimed",
    "codes",
    "corrected",
    "csv_content",
    "csv_tables",
    "definition_anchor",
    "editions",
    "files",
    "first_of",
    "get",
    "is_stored",
    "known",
    "links",
    "marked_newest",
    "names",
    "newest",
    "newest_of",
    "paragraph_anchor",
    "pending",
    "place_anchor",
    "reasons",
    "released",
    "rendition",
    "rule_hits",
    "shown",
    "trace",
    "unit_name",
    "withdrawal",
    "withdrawn_since",
]

_MOST_MATCHES = 5  # versions of one content, published again


def shown() -> QuerySet[Version]:
    """Every version that was not withdrawn, without payloads.

    Not by an outer join: the planner would expect next to none, and sort all of them.
    """
    gone = Withdrawal.objects.filter(version=OuterRef("pk"))
    return Version.objects.defer("payload").filter(~Exists(gone))


def newest() -> QuerySet[Version]:
    """The newest version shown of each unit, year and kind, the last year first."""
    return shown().filter(~Exists(_newer())).order_by("-year", "-published_at", "-pk")


def marked_newest() -> QuerySet[Version]:
    """Every version shown, in the order of publishing; ``is_newest`` says which have no newer."""
    return shown().order_by("pk").annotate(is_newest=~Exists(_newer()))


def _newer() -> QuerySet[Version]:
    """What stands in the place of the version that a query is about."""
    return shown().filter(
        unit_code=OuterRef("unit_code"),
        year=OuterRef("year"),
        kind=OuterRef("kind"),
        number__gt=OuterRef("number"),
    )


def released() -> QuerySet[Version]:
    """Every version, old and withdrawn ones too, the last first, without payloads."""
    return Version.objects.defer("payload").select_related("withdrawal").order_by("-pk")


def codes(name: str = "", after: str = "", limit: int | None = None) -> list[str]:
    """Codes of the units that show something, those behind ``after``, in order.

    With ``name`` only those that were called so in part.
    """
    found = shown().filter(unit_code__gt=after)
    if name:
        found = found.filter(unit_name__icontains=name)
    return list(found.order_by("unit_code").values_list("unit_code", flat=True).distinct()[:limit])


def newest_of(version: Version) -> Version | None:
    """The newest shown version of the same disclosure, whole; None when all are withdrawn."""
    address = {"unit_code": version.unit_code, "year": version.year, "kind": version.kind}
    return shown().defer(None).filter(**address).order_by("-number").first()


def first_of(version: Version) -> Version:
    """The first version of the same disclosure, withdrawn since or not."""
    address = {"unit_code": version.unit_code, "year": version.year, "kind": version.kind}
    return Version.objects.filter(**address).defer("payload").earliest("number")


def get(version_id: int) -> Version:
    """Without its payload. Raises ``Version.DoesNotExist``."""
    return Version.objects.defer("payload").get(pk=version_id)


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


def article(version: Version, files: Iterable[TableFile] = ()) -> Parts:
    """The document as HTML, in the parts that its page puts together; its tables with files."""
    return render_parts(version.document(), version.get_absolute_url(), files)


def is_stored(file: Rendition) -> bool:
    """Whether its bytes are still where the row says."""
    return file.file.storage.exists(str(file.file.name))


def csv_tables(version: Version) -> list[CsvTable]:
    """What tables a version has, as its archive of them says; none while that is to be made."""
    archive = rendition(version, "zip")
    if archive is None or not is_stored(archive):
        return []
    with archive.file.open("rb") as file:
        return read_contents(file)


def csv_content(version: Version, name: str) -> bytes:
    """One of ``csv_tables``."""
    archive = rendition(version, "zip")
    assert archive is not None, "whoever knows the name has seen the archive"
    with archive.file.open("rb") as file:
        return read_member(file, name)


def files(versions: QuerySet[Any, Any], formats: Collection[str]) -> QuerySet[Rendition]:
    """Files of the versions that a query gives the ids of, by unit, kind and format."""
    found = Rendition.objects.filter(version__in=versions, format__in=formats)
    ordered = found.order_by("version__unit_code", "version__kind", "format")
    return ordered.select_related("version").defer("version__payload")


def withdrawn_since(year: int, at: datetime) -> bool:
    """Whether anything of a year has been taken from the public at that moment or later."""
    return Withdrawal.objects.filter(version__year=year, at__gte=at).exists()


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
    return (
        Version.objects.count() * len(FORMATS)
        - Rendition.objects.filter(format__in=FORMATS).count()
    )


def corrected(code: str) -> list[Version]:
    """A unit's newest versions that correct an earlier one; the last year first.

    The payload of each is fetched when its reason is asked for: there are few, mostly none.
    """
    return list(newest().filter(unit_code=code, number__gt=1))


def reasons(versions: Iterable[Version]) -> dict[int, str]:
    """Why those of the versions were made that correct an earlier one, by primary key."""
    correcting = [one.pk for one in versions if one.number > 1]
    whole = Version.objects.filter(pk__in=correcting).only("payload")
    return {one.pk: one.correction() for one in whole}


@dataclass(frozen=True, slots=True)
class Match:
    """A version that a digest belongs to, and its place among those of its disclosure.

    ``format`` is empty for the digest of the content itself. ``link`` is its place in the record.
    """

    version: Version
    format: str
    withdrawal: Withdrawal | None
    newest: Version | None
    following: Version | None
    link: Link | None


def known(digest: str) -> tuple[Match, ...]:
    """What was published with this SHA-256 or SM3; the JSON file is the content itself."""
    whole = Version.objects.filter(Q(sha256=digest) | Q(sm3=digest)).order_by("pk")
    found = [(version.pk, "") for version in whole.only("pk")]
    files = Rendition.objects.filter(sha256=digest, format__in=DOWNLOADS).exclude(format="json")
    found += list(files.order_by("pk").values_list("version", "format"))
    return tuple(_match(pk, format) for pk, format in found[:_MOST_MATCHES])


def claimed(claims: Claims) -> tuple[Match, ...]:
    """The versions that a file says it is from; what it says may be true or not."""
    named = Q(sha256__in=claims.digests) | Q(sm3__in=claims.digests)
    named |= Q(renditions__sha256__in=claims.digests)
    for one in sorted(claims.addresses):
        kind = TARGETS if one.targets else FINAL_ACCOUNTS
        named |= Q(unit_code=one.code, year=one.year, kind=kind, number=one.number)
    if claims.codes:  # a JSON names its unit and the digest of its report
        inside = Q(pk__in=())
        for digest in sorted(claims.digests):
            inside |= Q(payload__contains=digest)
        named |= Q(unit_code__in=claims.codes) & inside
    found = Version.objects.filter(named).order_by("pk").values_list("pk", flat=True).distinct()
    return tuple(_match(pk, "") for pk in found[:_MOST_MATCHES])


def _match(pk: int, format: str) -> Match:
    version = Version.objects.defer("payload").select_related("withdrawal").get(pk=pk)
    same = editions(version.unit_code, version.year, version.kind)
    return Match(
        version=version,
        format=format,
        withdrawal=withdrawal(version),
        newest=next((one for one in same if not withdrawal(one)), None),
        following=next((one for one in same if one.number == version.number + 1), None),
        link=link_of(version),
    )
