"""Which files an archive holds, and what tells one set of them from another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Max, Sum
from django.utils.timezone import localtime

from portal import published
from portal.addresses import absolute
from portal.archives.scopes import Scope
from portal.directory import Unit
from portal.published import Rendition

FORMATS = ("json", "pdf", "xlsx", "zip")
_CHUNK = 1000
_ENDINGS = {"zip": "csv.zip"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What there is to be packed: how many files, how many bytes. Another ``text``: other files."""

    files: int
    size: int
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: its place in the archive, its digest, where it is stored, what it is of."""

    path: str
    sha256: str
    size: int
    stored: str
    unit_code: str
    unit_name: str
    year: int
    kind: str
    version: int
    published_at: str
    address: str


def stamp(scope: Scope, unit: Unit | None) -> Stamp:
    """One question, however many files: files are made once, so their serial numbers tell."""
    versions = scope.rows(unit).values("version_id")
    found = published.files(versions, FORMATS).order_by()
    told = found.aggregate(
        files=Count("pk"), size=Sum("size"), last=Max("pk"), all=Sum("pk"), of=Sum("version_id")
    )
    text = " ".join(str(told[name] or 0) for name in ("files", "size", "last", "all", "of"))
    return Stamp(told["files"], told["size"] or 0, text)


def entries(scope: Scope, unit: Unit | None) -> Iterator[Entry]:
    """The files, those of a disclosure together in a folder."""
    versions = scope.rows(unit).values("version_id")
    for file in published.files(versions, FORMATS).iterator(chunk_size=_CHUNK):
        yield _entry(file)


def _entry(file: Rendition) -> Entry:
    version = file.version
    folder = f"{version.unit_code}-{version.year}-{version.kind}-v{version.number}"
    name = f"{version.unit_code}-{version.year}.{_ENDINGS.get(file.format, file.format)}"
    return Entry(
        path=f"{folder}/{name}",
        sha256=file.sha256,
        size=file.size,
        stored=str(file.file.name),
        unit_code=version.unit_code,
        unit_name=version.unit_name,
        year=version.year,
        kind=version.get_kind_display(),
        version=version.number,
        published_at=localtime(version.published_at).isoformat(timespec="seconds"),
        address=absolute(version.get_absolute_url()),
    )
