"""What a file says of where it is from, found without trusting it: nothing is parsed or built.

The files handed out name their version: a PDF in its metadata and by the JSON inside, an XLSX and a
ZIP on their first pages, a DOCX in its properties, a JSON by its unit and the digest of its report.
Only a bounded number of bytes is unpacked and looked through, whatever the file claims to hold.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

_MOST_BYTES = 32 * 1024 * 1024  # looked through, packed ones counted as they unpack
_MOST_PARTS = 500  # of an archive, or files inside a PDF
_MOST_CLAIMS = 50
_CHUNK, _OVERLAP = 256 * 1024, 512

_DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_ADDRESS = re.compile(
    rb"(https?://[^\s\"'<>]{1,200}?)/units/([\w-]{1,40})/(\d{4})/(targets/)?v(\d{1,4})/"
)
_UNIT = re.compile(rb'"unit"\s*:\s*\{\s*"code"\s*:\s*"([\w-]{1,40})"')
_PART = re.compile(rb"PK\x03\x04")
_T = TypeVar("_T")
_INSIDE = re.compile(rb"/EmbeddedFile\b.{0,500}?stream\r?\n", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """Of a version on some site: ``targets`` tells its kind."""

    code: str
    year: int
    targets: bool
    number: int


@dataclass(slots=True)
class Claims:
    """Digests (hex), addresses on this site and unit codes that a file names."""

    digests: set[str] = field(default_factory=set)
    addresses: set[Address] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def look(self, text: bytes, site: bytes) -> None:
        for found in _DIGEST.finditer(text):
            _add(self.digests, found.group().decode())
        for found in _UNIT.finditer(text):
            _add(self.codes, found.group(1).decode("ascii", "ignore"))
        for found in _ADDRESS.finditer(text):
            host, code, year, targets, number = found.groups()
            if host == site:
                one = Address(code.decode("ascii", "ignore"), int(year), bool(targets), int(number))
                _add(self.addresses, one)


def _add(kept: set[_T], one: _T) -> None:
    if len(kept) < _MOST_CLAIMS:
        kept.add(one)


def claims(content: bytes, site: str) -> Claims:
    """What the file names; ``site`` is the address of this one, without a slash at its end."""
    found, host = Claims(), site.encode()
    before = b""
    for chunk in _texts(content):
        found.look(before + chunk, host)
        before = chunk[-_OVERLAP:]
    if content.startswith(b"%PDF-"):
        for digest in _digests_inside(content):
            _add(found.digests, digest)
    return found


def _texts(content: bytes) -> Iterator[bytes]:
    if not content.startswith(b"PK\x03\x04"):
        for at in range(0, min(len(content), _MOST_BYTES), _CHUNK):
            yield content[at : at + _CHUNK]
        return
    left = _MOST_BYTES
    for number, part in enumerate(_PART.finditer(content)):
        if number == _MOST_PARTS or left <= 0:
            return
        for chunk in _part(content, part.start(), left):
            left -= len(chunk)
            yield chunk


def _part(content: bytes, at: int, most: int) -> Iterator[bytes]:
    """Of an archive: by its own header, because what stands at the end may list anything."""
    head = content[at : at + 30]
    name, extra = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
    start = at + 30 + name + extra
    if head[8:10] == b"\x08\x00":
        yield from _unpacked(content, start, most, -zlib.MAX_WBITS)


def _digests_inside(content: bytes) -> Iterator[str]:
    """SHA-256 of the files inside a PDF."""
    left = _MOST_BYTES
    for number, found in enumerate(_INSIDE.finditer(content)):
        if number == _MOST_PARTS or left <= 0:
            return
        digest = hashlib.sha256()
        for chunk in _unpacked(content, found.end(), left, zlib.MAX_WBITS):
            left -= len(chunk)
            digest.update(chunk)
        yield digest.hexdigest()


def _unpacked(content: bytes, at: int, most: int, wbits: int) -> Iterator[bytes]:
    """At most ``most`` bytes, up to where it is not what it should be."""
    unpacker = zlib.decompressobj(wbits)
    packed, done = memoryview(content)[at : at + _CHUNK], 0
    try:
        while done < most and not unpacker.eof:
            chunk = unpacker.decompress(packed, min(_CHUNK, most - done))
            if not chunk and not unpacker.unconsumed_tail and not packed:
                return
            at += len(packed) - len(unpacker.unconsumed_tail)
            packed = memoryview(content)[at : at + _CHUNK]
            done += len(chunk)
            yield chunk
    except zlib.error:
        return
