"""A minimal .xls (BIFF8 in a compound file) for tests: what old programs save, no more."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

Value = str | float | bytes  # bytes: the code of an error value
Rows = Mapping[tuple[int, int], Value]  # by row and column, from 1
Merge = tuple[int, int, int, int]  # top, left, bottom, right, from 1

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xls(sheets: Mapping[str, Rows], merged: Mapping[str, Sequence[Merge]] | None = None) -> bytes:
    bodies = [_sheet(rows, (merged or {}).get(name, ())) for name, rows in sheets.items()]
    names = [_record(0x85, struct.pack("<IH", 0, 0) + _text(name, "<B")) for name in sheets]
    opening = _record(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0, 0, 0, 0))
    position = len(opening) + sum(map(len, names)) + 4
    listed = []
    for name, body in zip(sheets, bodies, strict=True):
        listed.append(_record(0x85, struct.pack("<IH", position, 0) + _text(name, "<B")))
        position += len(body)
    stream = opening + b"".join(listed) + _record(0x0A, b"") + b"".join(bodies)
    return _compound(stream.ljust(4096, b"\0"))


def _sheet(rows: Rows, merged: Sequence[Merge]) -> bytes:
    records = [_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))]
    for (row, column), value in rows.items():
        place = struct.pack("<HHH", row - 1, column - 1, 0)
        if isinstance(value, str):
            records.append(_record(0x204, place + _text(value, "<H")))
        elif isinstance(value, bytes):
            records.append(_record(0x205, place + value + b"\1"))
        else:
            records.append(_record(0x203, place + struct.pack("<d", value)))
    if merged:
        areas = b"".join(struct.pack("<HHHH", t - 1, b - 1, a - 1, r - 1) for t, a, b, r in merged)
        records.append(_record(0xE5, struct.pack("<H", len(merged)) + areas))
    return b"".join(records) + _record(0x0A, b"")


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _text(text: str, length: str) -> bytes:
    return struct.pack(length, len(text)) + b"\1" + text.encode("utf-16-le")


def _compound(stream: bytes) -> bytes:
    """Header, one FAT sector, one directory sector, the stream."""
    count = -(-len(stream) // _SECTOR)
    assert count + 2 <= _SECTOR // 4, "one FAT sector holds files up to 63 kB"
    chain = [*range(3, count + 2), _END]
    fat = [_FAT, _END, *chain] + [_FREE] * (_SECTOR // 4 - count - 2)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0
    )
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream))
    return (
        header.ljust(_SECTOR, b"\0")
        + struct.pack(f"<{_SECTOR // 4}I", *fat)
        + entries.ljust(_SECTOR, b"\0")
        + stream.ljust(count * _SECTOR, b"\0")
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
