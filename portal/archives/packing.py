"""Writing a large ZIP in steps, each of which may be the last before the process dies.

After a step the file is whole, and a mark beside it says how far it goes. Whoever takes it up
cuts off what came after the mark. What is being packed was listed before the first step.

Files are copied piece by piece; in memory is the list of names only.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from cryptography.hazmat.primitives import hashes
from django.core.files.storage import default_storage

from portal.archives.contents import Entry
from units.guarding import guarded, unguarded

STEP = 200  # files between two marks
_PIECE = 1024 * 1024
_LIST, _PART, _MARK, _MANIFEST = "contents.jsonl", "archive.zip", "mark", "manifest.csv"
_MODE = 0o644 << 16
_HEADS = (
    "path", "sha256", "sm3", "size", "unit_code", "unit_name", "year", "kind", "version",
    "published_at", "address",
)  # fmt: skip
_EPOCH = datetime(2000, 1, 1)  # of what is not of one version; ZIP has no zones


class DamagedError(Exception):
    """A stored file is not what its digest says."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How many files are packed; where the list of names begins in the ZIP, and that list
    (``tail``); where the manifest ends."""

    done: int = 0
    start: int = 0
    manifest: int = 0
    tail: bytes = b""


def is_begun(folder: Path) -> bool:
    return (folder / _LIST).exists()


def begin(folder: Path, entries: Iterable[Entry]) -> int:
    """List what is to be packed; how many files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    number = 0
    with (folder / f"{_LIST}.part").open("w", encoding="utf-8") as file:
        for entry in entries:
            file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            number += 1
    (folder / f"{_LIST}.part").rename(folder / _LIST)
    return number


def advance(folder: Path, top: str) -> int:
    """Pack ``STEP`` more files under ``top/``; how many are packed.

    Raises ``DamagedError``, and ``OSError`` where a file is not to be read.
    """
    mark = _restored(folder)
    done = mark.done
    with (
        ZipFile(folder / _PART, "a") as archive,
        (folder / _MANIFEST).open("a", encoding="utf-8", newline="") as manifest,
    ):
        rows = csv.writer(manifest)
        for entry in islice(_listed(folder), mark.done, mark.done + STEP):
            rows.writerow(_row(entry, _pack(archive, top, entry)))
            done += 1
    _set_mark(folder, done, archive.start_dir)
    return done


def finish(folder: Path, top: str) -> tuple[Path, str]:
    """Add the manifests to what is packed whole; the file and its SHA-256."""
    _restored(folder)
    with ZipFile(folder / _PART, "a") as archive:
        with archive.open(_info(f"{top}/{_MANIFEST}"), "w") as out:
            out.write(_line(_HEADS))
            with (folder / _MANIFEST).open("rb") as kept:
                shutil.copyfileobj(kept, out)
        for name, column in (("SHA256SUMS", 1), ("SM3SUMS", 2)):
            with archive.open(_info(f"{top}/{name}"), "w") as out:
                _write_sums(folder, out, column)
    with (folder / _PART).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return folder / _PART, digest


def _pack(archive: ZipFile, top: str, entry: Entry) -> str:
    """Copy one file in; its SM3."""
    at = datetime.fromisoformat(entry.published_at)
    info = _info(f"{top}/{entry.path}", at, packed=entry.path.endswith(".json"))
    info.file_size = entry.size
    sha256, sm3 = hashlib.sha256(), hashes.Hash(hashes.SM3())
    with default_storage.open(entry.stored, "rb") as file, archive.open(info, "w") as out:
        while piece := file.read(_PIECE):
            sha256.update(piece)
            sm3.update(piece)
            out.write(piece)
    if sha256.hexdigest() != entry.sha256:
        raise DamagedError(entry.stored)
    return sm3.finalize().hex()


def _info(name: str, at: datetime = _EPOCH, *, packed: bool = True) -> ZipInfo:
    """The same files must give the same bytes, whenever and wherever."""
    info = ZipInfo(name, at.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
    info.create_system, info.external_attr = 3, _MODE
    return info


def _listed(folder: Path) -> Iterator[Entry]:
    with (folder / _LIST).open(encoding="utf-8") as file:
        yield from (Entry(**json.loads(line)) for line in file)


def _row(entry: Entry, sm3: str) -> list[object]:
    told = {**asdict(entry), "sm3": sm3}
    return [guarded(told[head]) for head in _HEADS]


def _line(cells: Iterable[str]) -> bytes:
    return b"\xef\xbb\xbf" + f"{','.join(cells)}\r\n".encode()


def _write_sums(folder: Path, out: IO[bytes], column: int) -> None:
    """As ``sha256sum -c`` reads them, inside the folder."""
    with (folder / _MANIFEST).open(encoding="utf-8", newline="") as kept:
        for row in csv.reader(kept):
            out.write(f"{row[column]}  {unguarded(row[0])}\n".encode())


def _set_mark(folder: Path, done: int, start: int) -> None:
    with (folder / _PART).open("rb") as file:
        os.fsync(file.fileno())
        file.seek(start)
        tail = file.read()
    manifest = (folder / _MANIFEST).stat().st_size
    told = json.dumps({"done": done, "start": start, "manifest": manifest})
    fresh = folder / f"{_MARK}.part"
    fresh.write_bytes(told.encode() + b"\n" + tail)
    fresh.replace(folder / _MARK)


def _restored(folder: Path) -> Mark:
    """The last mark, and the files as they were then."""
    try:
        told, _, tail = (folder / _MARK).read_bytes().partition(b"\n")
        mark = Mark(**json.loads(told), tail=tail)
        with (folder / _PART).open("r+b") as part:
            part.truncate(mark.start)
            part.seek(mark.start)
            part.write(mark.tail)
        os.truncate(folder / _MANIFEST, mark.manifest)
    except FileNotFoundError:  # nothing is packed yet, or it was carried away
        for name in (_PART, _MANIFEST, _MARK):
            (folder / name).unlink(missing_ok=True)
        return Mark()
    return mark
