"""Finished pages: what a reader is handed without a question to the database.

The pages of a disclosure are written under their addresses when it changes, each beside itself
compressed, in a folder per ``release()``: a new design never meets pages of the old one. nginx
hands them out, and so does ``portal.finished`` where there is no nginx. A page that is not there
is made by its view: dropping one is always safe.
"""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import brotli
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from portal import published
from portal.addresses import address_of, changes_url, disclosure_url, versions_url
from portal.editions import current, named, previous
from portal.http import release
from portal.published import Version

PAGE = "index.html"
_STATE = ".state"  # of which versions and files the pages of a folder tell
_NOW = "current"  # the name by which nginx knows the folder of this release
_BROTLI, _GZIP = 9, 9  # of 11 and 9: the last two of brotli take forty times as long


class Name(NamedTuple):
    """What tells a disclosure from others in public."""

    code: str
    year: int
    kind: str


def name_of(version: Version) -> Name:
    return Name(version.unit_code, version.year, version.kind)


def folder() -> Path:
    """Where the pages of this release are."""
    return Path(settings.PAGES_PATH) / release()[:16]


def open_release() -> None:
    """Let nginx know this release's folder, and remove those of others."""
    folder().mkdir(parents=True, exist_ok=True)
    link = folder().parent / _NOW
    if not link.is_symlink() or link.readlink().name != folder().name:
        fresh = link.with_name(f"{_NOW}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(folder().name)
        fresh.replace(link)
    for other in folder().parent.iterdir():
        if other.is_dir() and not other.is_symlink() and other != folder():
            shutil.rmtree(other, ignore_errors=True)


def write(name: Name) -> bool:
    """Write the pages of a disclosure where they are out of date; whether they were.

    What changed meanwhile is seen at the end: then nothing stays, and the next writes it.
    """
    editions = published.editions(*name)
    if not editions:
        return False
    home, state = file_of(address_of(*name)).parent, _state(editions)
    if _read(home / _STATE) == state:
        return False
    drop(name)
    for address in _addresses(editions):
        _write(address)
    if _state(published.editions(*name)) == state:
        _keep(home / _STATE, state.encode())
    else:
        drop(name)
    return True


def drop(name: Name) -> None:
    """Take away the pages of a disclosure: its views answer until they are written anew."""
    home = file_of(address_of(*name)).parent
    # A page before its compressed forms, which nobody asks for without it.
    written = (path for pattern in (f"{PAGE}*", f"v*/**/{PAGE}*") for path in home.glob(pattern))
    for path in (home / _STATE, *sorted(written)):
        path.unlink(missing_ok=True)


def file_of(address: str) -> Path:
    """Where the page of a public address is kept, whether it is there or not."""
    return folder() / address.strip("/") / PAGE


def _state(editions: list[Version]) -> str:
    files = [[item.sha256 for item in one.renditions.all()] for one in editions]
    return sha256(repr((named(editions), files)).encode()).hexdigest()


def _addresses(editions: list[Version]) -> Iterator[str]:
    newest = current(editions)
    if newest is None:
        return
    yield disclosure_url(newest)
    yield versions_url(newest)
    for one in editions:
        if published.withdrawal(one) is None:
            yield one.get_absolute_url()
            if previous(one, editions):
                yield changes_url(one)


def _write(address: str) -> None:
    response = _answer(address)
    if response.status_code != 200:
        return
    content, path = response.content, file_of(address)
    _keep(path.with_name(f"{PAGE}.br"), brotli.compress(content, quality=_BROTLI))
    _keep(path.with_name(f"{PAGE}.gz"), gzip.compress(content, _GZIP, mtime=0))
    _keep(path, content)


def _answer(address: str) -> HttpResponse:
    """What the view of a public page answers to a stranger."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address, address
    request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
    request.user = AnonymousUser()
    match = resolve(address)
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer


def _keep(path: Path, content: bytes) -> None:
    """Whoever reads meets the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        return ""
