"""Error values of an .xls workbook, which calamine gives as blanks.

Part of the program of ``xls_child``: it imports nothing of the project. The file is a compound
file ([MS-CFB]) whose stream ``Workbook`` is a row of records ([MS-XLS]).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

Errors = list[tuple[int, int, str]]  # row and column from 1, text of the error

_LAST = 0xFFFFFFFA  # sector numbers above are marks
_BOF, _EOF, _BOUNDSHEET, _FORMULA, _BOOLERR = 0x809, 0x0A, 0x85, 0x06, 0x205
_TEXTS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def errors_of(content: bytes) -> list[Errors]:
    """Cells with an error value, sheet by sheet in the order of the workbook."""
    stream = _Compound(content).workbook()
    return [
        list(_errors(stream, struct.unpack_from("<I", data)[0]))
        for kind, data in _records(stream, 0)
        if kind == _BOUNDSHEET
    ]


def _errors(stream: bytes, start: int) -> Iterator[tuple[int, int, str]]:
    for kind, data in _records(stream, start):
        if kind == _BOOLERR and data[7]:
            code = data[6]
        elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
            code = data[8]
        else:
            continue
        row, column = struct.unpack_from("<HH", data)
        yield row + 1, column + 1, _TEXTS.get(code, "#N/A")


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Records of the part that begins at ``start``, parts within it left out."""
    depth = 0
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, start)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield kind, stream[start + 4 : start + 4 + size]
        if depth < 1:
            return
        start += 4 + size


class _Compound:
    """Streams of a compound file, found by their sectors."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << struct.unpack_from("<H", content, 30)[0]
        (self.directory_start,) = struct.unpack_from("<I", content, 48)
        self.small, self.small_start = struct.unpack_from("<II", content, 56)
        self.table: list[int] = []
        for sector in self._table_sectors():
            self.table += struct.unpack(f"<{self.size // 4}I", self._sector(sector))

    def workbook(self) -> bytes:
        directory = self._chain(self.directory_start)
        entries = [directory[i : i + 128] for i in range(0, len(directory), 128)]
        for entry in entries:
            (length,) = struct.unpack_from("<H", entry, 64)
            if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") in ("Workbook", "Book"):
                start, size = struct.unpack_from("<II", entry, 116)
                return self._stream(start, size, struct.unpack_from("<I", entries[0], 116)[0])
        return b""

    def _stream(self, start: int, size: int, container: int) -> bytes:
        if size >= self.small:
            return self._chain(start)[:size]
        table = self._chain(self.small_start)
        links = struct.unpack(f"<{len(table) // 4}I", table)
        small = self._chain(container)
        parts: list[bytes] = []
        while start < _LAST and len(parts) <= len(links):
            parts.append(small[64 * start : 64 * start + 64])
            start = links[start]
        return b"".join(parts)[:size]

    def _table_sectors(self) -> Iterator[int]:
        yield from (n for n in struct.unpack_from("<109I", self.content, 76) if n < _LAST)
        following, count = struct.unpack_from("<II", self.content, 68)
        for _ in range(count):
            *sectors, following = struct.unpack(f"<{self.size // 4}I", self._sector(following))
            yield from (n for n in sectors if n < _LAST)

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector < _LAST and len(parts) <= len(self.table):
            parts.append(self._sector(sector))
            sector = self.table[sector]
        return b"".join(parts)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        return self.content[start : start + self.size].ljust(self.size, b"\0")
