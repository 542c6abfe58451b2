"""Versions and units as the interface answers them, with absolute addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from portal import published
from portal.addresses import absolute, attachment_url, download_url
from portal.api.rows import number
from portal.api.schemas import (
    Attachment,
    File,
    Table,
    Unit,
    Version,
    VersionInFull,
    Withdrawn,
)
from portal.downloads import tables_of
from portal.models import Current
from portal.published import DOWNLOADS
from portal.record import index_number


def units(newest: Iterable[published.Version]) -> list[Unit]:
    """The units of these versions (the newest of each disclosure), by code."""
    found: dict[str, list[published.Version]] = {}
    for version in newest:
        found.setdefault(version.unit_code, []).append(version)
    return [_unit(code, found[code]) for code in sorted(found)]


def _unit(code: str, versions: Sequence[published.Version]) -> Unit:
    last = max(versions, key=lambda one: (one.published_at, one.pk))
    return Unit(
        code=code,
        name=last.unit_name,
        years=sorted({one.year for one in versions}, reverse=True),
        page=absolute(reverse("portal:unit", args=[code])),
        versions=absolute(f"{reverse('portal:api:versions')}?unit={code}"),
    )


def version(one: published.Version) -> Version:
    """A version without what its payload alone tells."""
    return Version(**_facts(one))


def version_in_full(one: published.Version) -> VersionInFull:
    """A version with its files; reads the payload."""
    document = one.document()
    files = {file.format: file for file in one.renditions.all()}
    return VersionInFull(
        **_facts(one),
        correction=document.correction,
        rule_set=document.rule_set,
        files=[_file(one, files[extension]) for extension in DOWNLOADS if extension in files],
        tables=[Table(title=table.title, url=absolute(table.url)) for table in tables_of(one)],
        attachments=[
            Attachment(
                title=attached.title,
                kind=attached.kind,
                project=attached.project,
                url=absolute(attachment_url(one, attached.sha256)),
                size=attached.size,
                sha256=attached.sha256,
            )
            for attached in document.attachments
        ],
    )


def _facts(one: published.Version) -> dict[str, Any]:
    gone = published.withdrawal(one)
    return {
        "serial": one.pk,
        "unit": one.unit_code,
        "unit_name": one.unit_name,
        "year": one.year,
        "kind": one.kind,
        "number": one.number,
        "title": one.title,
        "index_number": index_number(one),
        "published_at": localtime(one.published_at),
        "total_income": number(one.total_income),
        "total_expenditure": number(one.total_expenditure),
        "errors": one.error_count,
        "warnings": one.warning_count,
        "imported": one.imported,
        "sha256": one.sha256,
        "sm3": one.sm3,
        "previous": one.previous,
        "withdrawn": Withdrawn(at=localtime(gone.at), reason=gone.reason) if gone else None,
        "page": absolute(one.get_absolute_url()),
        "self": address(one),
    }


def address(one: published.Version | Current) -> str:
    """Where the interface tells of a version, in full."""
    named = {"code": one.unit_code, "year": one.year, "kind": one.kind, "number": one.number}
    return absolute(reverse("portal:api:version", kwargs=named))


def _file(one: published.Version, rendition: published.Rendition) -> File:
    return File(
        format=rendition.format,
        media_type=DOWNLOADS[rendition.format],
        url=absolute(download_url(one, rendition.format)),
        size=rendition.size,
        sha256=rendition.sha256,
    )
