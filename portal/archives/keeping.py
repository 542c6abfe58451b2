"""How an archive comes about: somebody asks, it is packed in the background, step by step.

    IDLE ─ask─► WAITING ─claim─► RUNNING ─settle─► IDLE, with a file
                   ▲────a slice────┘ └──────────► FAILED

The row is the truth: a message of the queue may be lost or doubled. An archive is only made when
what it would hold is not what the last one holds, so asking often costs nothing.
"""

from __future__ import annotations

import fcntl
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from zipfile import BadZipFile

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.timezone import now

from portal import published
from portal.archives import packing
from portal.archives.contents import Stamp, entries, stamp
from portal.archives.scopes import Scope, scope_of
from portal.models import Archive, ArchiveState
from portal.models.archive import MAKING

MOST = 80_000  # files in one archive; of more, only the parts are offered
QUEUE = 10  # archives that wait or are made; more are not begun
REST = timedelta(minutes=30)  # between two makings of one archive, whatever changes
SLICE = 20  # seconds; then others have a turn
STALE = timedelta(minutes=3)  # without a sign of life somebody else takes it up
MAX_ATTEMPTS = 5  # without getting on
_ROOM = 2  # times the size of the files must be free

_LOG = logging.getLogger(__name__)


class BusyError(Exception):
    """So many archives are being made that no more are begun."""


def of(scope: Scope) -> Archive:
    """The row of a scope, unsaved where nobody has asked yet."""
    found = Archive.objects.filter(year=scope.year, scope=scope.key).first()
    return found or Archive(year=scope.year, scope=scope.key)


def is_due(archive: Archive, wanted: Stamp, at: datetime) -> bool:
    """Whether asking would begin something."""
    if archive.is_making or not 0 < wanted.files <= MOST:
        return False
    rested = archive.asked_at is None or archive.asked_at <= at - REST
    return rested and (not archive.sha256 or archive.stamp != wanted.text)


def ask(scope: Scope, wanted: Stamp, at: datetime) -> None:
    """Have the archive made, unless it is there or being made. Raises ``BusyError``."""
    archive, _ = Archive.objects.get_or_create(year=scope.year, scope=scope.key)
    if not is_due(archive, wanted, at):
        return
    if Archive.objects.filter(state__in=MAKING).count() >= QUEUE:
        raise BusyError
    free = Archive.objects.filter(pk=archive.pk).exclude(state__in=MAKING)
    begun = free.update(
        state=ArchiveState.WAITING, asked_at=at, done=0, total=wanted.files, attempt=0
    )
    if begun:
        shutil.rmtree(_workshop(archive), ignore_errors=True)
        transaction.on_commit(lambda: _send(archive.pk), robust=True)


def make(archive_id: int) -> bool:
    """Work on an archive for ``SLICE`` seconds; whether it needs more."""
    archive = _claim(archive_id, now())
    if archive is None:
        return False
    try:
        with _alone(archive) as is_alone:
            return is_alone and _work(archive)
    except (OSError, BadZipFile, Http404, packing.DamagedError):
        _LOG.exception("the archive %s could not be made", archive)
        _fail(archive)
        return False


def left(at: datetime) -> list[int]:
    """Archives that wait, and those whose maker died."""
    died = Q(state=ArchiveState.RUNNING, heartbeat__lte=at - STALE)
    lost = Q(state=ArchiveState.WAITING) & (Q(heartbeat=None) | Q(heartbeat__lte=at - STALE))
    return list(Archive.objects.filter(died | lost).values_list("pk", flat=True))


def drop(year: int) -> None:
    """Take away the files of a year: something in them has been withdrawn."""
    for archive in Archive.objects.filter(year=year).exclude(sha256=""):
        file_of(archive.sha256).unlink(missing_ok=True)
        Archive.objects.filter(pk=archive.pk, sha256=archive.sha256).update(
            sha256="", stamp="", size=0, asked_at=None
        )


def drop_withdrawn() -> None:
    """``drop`` where the word that something was withdrawn got lost."""
    for year, at in Archive.objects.exclude(sha256="").values_list("year", "as_of"):
        if at and published.withdrawn_since(year, at):
            drop(year)


def file_of(sha256: str) -> Path:
    """Where the archive with this digest is kept."""
    return Path(settings.ARCHIVES_PATH) / f"{sha256}.zip"


def _claim(archive_id: int, at: datetime) -> Archive | None:
    free = Q(state=ArchiveState.WAITING) | Q(heartbeat__lte=at - STALE, state=ArchiveState.RUNNING)
    taken = Archive.objects.filter(free, pk=archive_id).update(
        state=ArchiveState.RUNNING, heartbeat=at, attempt=F("attempt") + 1
    )
    return Archive.objects.get(pk=archive_id) if taken else None


def _work(archive: Archive) -> bool:
    folder, top = _workshop(archive), scope_of(archive).stem
    if archive.attempt > MAX_ATTEMPTS:
        _fail(archive)
        return False
    if not packing.is_begun(folder):
        _begin(archive, folder)
    until, done = monotonic() + SLICE, 0
    while (done := packing.advance(folder, top)) < archive.total:
        if monotonic() > until:
            _mine(archive).update(state=ArchiveState.WAITING, done=done, attempt=0)
            return True
        if not _mine(archive).update(done=done, heartbeat=now()):
            return False  # somebody else thought this one dead, and goes on with it
    return _settle(archive, folder, top)


@contextmanager
def _alone(archive: Archive) -> Iterator[bool]:
    """False where another process, though silent for long, is still at it."""
    _workshop(archive).parent.mkdir(parents=True, exist_ok=True)
    with _workshop(archive).with_suffix(".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _begin(archive: Archive, folder: Path) -> None:
    scope, at = scope_of(archive), now()
    unit = scope.unit()
    wanted = stamp(scope, unit)
    if shutil.disk_usage(folder.parent).free < _ROOM * wanted.size:
        raise OSError("there is not enough room for the archive")
    archive.total, archive.begun_at = packing.begin(folder, entries(scope, unit)), at
    archive.wanted = wanted.text
    archive.save(update_fields=["total", "begun_at", "wanted"])


def _settle(archive: Archive, folder: Path, top: str) -> bool:
    """Hand the file out, unless something in it has been withdrawn meanwhile: then begin anew."""
    assert archive.begun_at is not None, "it has been listed"
    if published.withdrawn_since(archive.year, archive.begun_at):
        shutil.rmtree(folder)
        _mine(archive).update(state=ArchiveState.WAITING, done=0)
        return True
    part, sha256 = packing.finish(folder, top)
    size = part.stat().st_size
    part.replace(file_of(sha256))
    settled = _mine(archive).update(
        state=ArchiveState.IDLE, done=archive.total, stamp=archive.wanted, sha256=sha256,
        size=size, made_at=now(), as_of=archive.begun_at,
    )  # fmt: skip
    if settled and archive.sha256 not in ("", sha256):
        file_of(archive.sha256).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    return False


def _fail(archive: Archive) -> None:
    shutil.rmtree(_workshop(archive), ignore_errors=True)
    _mine(archive).update(state=ArchiveState.FAILED)


def _mine(archive: Archive) -> QuerySet[Archive]:
    return Archive.objects.filter(
        pk=archive.pk, state=ArchiveState.RUNNING, attempt=archive.attempt
    )


def _workshop(archive: Archive) -> Path:
    return Path(settings.ARCHIVES_PATH) / "making" / str(archive.pk)


def _send(archive_id: int) -> None:
    # Imported late: the task imports this module.
    from portal.tasks import make_archive

    make_archive.delay(archive_id)
