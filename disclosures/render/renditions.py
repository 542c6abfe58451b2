"""The files of a published version: made once, kept under their digest, never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from disclosures.files import keep
from disclosures.models import Rendition, Verb, Version
from disclosures.record import append
from disclosures.render.csv import render_csv_archive
from disclosures.render.data import render_json
from disclosures.render.docx import render_docx
from disclosures.render.html import render_page
from disclosures.render.imprint import Imprint
from disclosures.render.text import render_text
from disclosures.render.xlsx import render_xlsx

FOLDER = "renditions"


def _pdf(version: Version) -> bytes:
    # Imported late: the PDF engine takes a second to load, and only the worker needs it.
    from disclosures.render.pdf import render_pdf
    from disclosures.render.pdf_finish import Attached

    attached = [
        Attached(_name(version, format), _kept(version, format), DOWNLOADS[format], *said)
        for format, said in ATTACHED.items()
    ]
    return render_pdf(render_page(version.document(), imprint(version)), attached)


def _docx(version: Version) -> bytes:
    return render_docx(version.document(), imprint(version))


def _xlsx(version: Version) -> bytes:
    return render_xlsx(version.document(), imprint(version))


def _json(version: Version) -> bytes:
    return render_json(version.document())


def _text(version: Version) -> bytes:
    return render_text(version.document()).encode()


def _csv(version: Version) -> bytes:
    return render_csv_archive(version.document(), imprint(version))


# Cheapest first, so that something is there before the PDF is laid out. ``zip`` has a CSV of
# every table.
FORMATS: Mapping[str, Callable[[Version], bytes]] = {
    "json": _json,
    "txt": _text,
    "zip": _csv,
    "xlsx": _xlsx,
    "docx": _docx,
    "pdf": _pdf,
}
DOWNLOADS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "json": "application/json",
    "txt": "text/plain",
}


# What the PDF carries inside, with its relationship to the pages and what it is.
ATTACHED = {
    "json": ("Source", "本版全部内容，其摘要即本版的摘要"),
    "xlsx": ("Data", "本版的报表和绩效表"),
}


def imprint(version: Version) -> Imprint:
    """What the version's last page says of it."""
    site = settings.SITE["url"].rstrip("/")
    return Imprint(
        number=version.number,
        published_on=timezone.localtime(version.published_at).date(),
        sha256=version.sha256,
        sm3=version.sm3,
        address=site + version.get_absolute_url(),
        verify=site + reverse("portal:verify"),
        attached=tuple(_name(version, format) for format in ATTACHED),
    )


def _name(version: Version, format: str) -> str:
    """Of a file inside the PDF, the same as at the end of its address."""
    return f"{version.unit_code}-{version.year}.{format}"


def _kept(version: Version, format: str) -> bytes:
    """The very bytes that are handed out in that format."""
    with make(version, format).file.open("rb") as file:
        content: bytes = file.read()
    return content


def make(version: Version, format: str) -> Rendition:
    """The rendition of ``version`` in one of ``FORMATS``, made now if there is none.

    Safe to repeat and to run twice at once: the same version gives the same bytes, and one row.
    """
    made = version.renditions.filter(format=format).first()
    if made is not None:
        return made
    kept, at = keep(FOLDER, FORMATS[format](version), public=True), timezone.now()
    with transaction.atomic():
        rendition, is_new = Rendition.objects.get_or_create(
            version=version,
            format=format,
            defaults={
                "sha256": kept.sha256, "file": kept.name, "size": kept.size, "created_at": at,
            },
        )  # fmt: skip
        if is_new:
            _record(rendition)
    return rendition


def _record(rendition: Rendition) -> None:
    """What the public gets hangs on the chain, too; whoever published answers for it."""
    version = rendition.version
    append(
        verb=Verb.RENDER,
        disclosure=version.disclosure,
        by=version.published_by,
        at=rendition.created_at,
        basis={
            "version": version.number, "format": rendition.format, "sha256": rendition.sha256,
        },
    )  # fmt: skip
