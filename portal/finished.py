"""Handing out finished pages where no nginx does: the same bytes, before any other work."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseFileResponse
from whitenoise.responders import MissingFileError, StaticFile

from portal.http import MAX_AGE
from portal.pages import file_of

_ADDRESS = re.compile(
    r"/units/[-\w]+/\d{4}/(?:targets/)?(?:versions/|v\d{1,4}/(?:changes/)?)?", re.ASCII
)
_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", f"max-age={MAX_AGE}, public"),
)
_KNOWN = 4096  # pages whose headers a process remembers


def finished_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: a finished page if there is one, else whatever comes after."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"} and _ADDRESS.fullmatch(request.path_info):
            try:
                return _hand_out(request, file_of(request.path_info))
            except (FileNotFoundError, MissingFileError):
                pass  # not written yet, or taken away this moment
        return get_response(request)

    return answer


def _hand_out(request: HttpRequest, path: Path) -> FileResponse:
    page = _known(str(path), path.stat().st_mtime_ns)
    answer = page.get_response(request.method, request.META)
    response: FileResponse = WhiteNoiseFileResponse(answer.file or (), status=answer.status)
    for name, value in answer.headers:
        response[name] = value
    return response


@lru_cache(_KNOWN)
def _known(path: str, changed: int) -> StaticFile:
    """What is to be said of a page; ``changed`` makes another page of one written anew."""
    encodings = {"br": f"{path}.br", "gzip": f"{path}.gz"}
    return StaticFile(path, list(_HEADERS), encodings=encodings)
