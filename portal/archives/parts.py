"""Handing out a part of an archive to who goes on with a download, as RFC 9110 has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import IO, Any

from whitenoise.responders import Response, SlicedFile, StaticFile

_RANGE = re.compile(r"bytes=(?=-?\d)(\d*)-(\d*)", re.ASCII)


class PartedFile(StaticFile):  # type: ignore[misc]  # it has no types
    """A file of which WhiteNoise hands out one byte too, and no part of another file."""

    def get_response(self, method: str, request_headers: Mapping[str, Any]) -> Response:
        is_same = request_headers.get("HTTP_IF_RANGE", self.etag) == self.etag
        if method != "GET" or not is_same:
            request_headers = {**request_headers, "HTTP_RANGE": ""}
        return super().get_response(method, request_headers)

    def get_range_response(
        self, range_header: str, base_headers: list[tuple[str, str]], file_handle: IO[bytes]
    ) -> Response:
        """Raises ``ValueError`` for what cannot be followed: then the whole file is the answer."""
        size = int(dict(base_headers)["Content-Length"])
        part = asked(range_header, size)
        if not part:
            return self.get_range_not_satisfiable_response(file_handle, size)
        headers = {
            **dict(base_headers),
            "Content-Range": f"bytes {part[0]}-{part[-1]}/{size}",
            "Content-Length": str(len(part)),
        }
        file = SlicedFile(file_handle, part[0], part[-1])
        return Response(HTTPStatus.PARTIAL_CONTENT, list(headers.items()), file)


def asked(header: str, size: int) -> range:
    """The bytes of a file that a ``Range`` names, none when they lie behind its end.

    Raises ``ValueError`` where it is no range, or several.
    """
    found = _RANGE.fullmatch(header.strip())
    if not found:
        raise ValueError(header)
    first, last = found.groups()
    if not first:
        return range(max(size - int(last), 0), size)
    start = int(first)
    if last and int(last) < start:
        raise ValueError(header)
    return range(start, min(int(last) + 1, size) if last else size)
