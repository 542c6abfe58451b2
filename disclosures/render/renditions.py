"""The files of a published version: made once, kept under their digest, never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from disclosures.files import keep
from disclosures.models import Rendition, Verb, Version
from disclosures.record import append
from disclosures.render.csv import render_csv_archive
from disclosures.render.data import render_json
from disclosures.render.docx import render_docx
from disclosures.render.html import Imprint, render_fragment, render_page
from disclosures.render.text import render_text
from disclosures.render.xlsx import render_xlsx

FOLDER = "renditions"


def _html(version: Version) -> bytes:
    return render_fragment(version.document(), version.get_absolute_url()).encode()


def _pdf(version: Version) -> bytes:
    # Imported late: the PDF engine takes a second to load, and only the worker needs it.
    from disclosures.render.pdf import render_pdf

    return render_pdf(render_page(version.document(), imprint(version)))


def _docx(version: Version) -> bytes:
    return render_docx(version.document())


def _xlsx(version: Version) -> bytes:
    return render_xlsx(version.document(), imprint(version))


def _json(version: Version) -> bytes:
    return render_json(version.document())


def _text(version: Version) -> bytes:
    return render_text(version.document()).encode()


def _csv(version: Version) -> bytes:
    return render_csv_archive(version.document())


# Cheapest first, so that a page is readable before its PDF is laid out. ``html`` is the
# article that the portal wraps; the others are downloads. ``zip`` has a CSV of every table.
FORMATS: Mapping[str, Callable[[Version], bytes]] = {
    "html": _html,
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


def imprint(version: Version) -> Imprint:
    """What the files say of their version."""
    published_on = timezone.localtime(version.published_at).date()
    address = settings.SITE["url"] + version.get_absolute_url()
    return Imprint(version.number, published_on, version.sha256, version.sm3, address)


def make(version: Version, format: str) -> Rendition:
    """The rendition of ``version`` in one of ``FORMATS``, made now if there is none.

    Safe to repeat and to run twice at once: the same version gives the same bytes, and one row.
    """
    made = version.renditions.filter(format=format).first()
    if made is not None:
        return made
    kept, at = keep(FOLDER, FORMATS[format](version)), timezone.now()
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
