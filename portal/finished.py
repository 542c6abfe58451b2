"""Handing out finished pages and static files where no nginx does, before any other work."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import MissingFileError, StaticFile

from portal.http import MAX_AGE
from portal.pages import file_of

_ADDRESS = re.compile(
    r"/units/[-\w]{1,40}/\d{4}/(?:targets/)?(?:versions/|v\d{1,4}/(?:changes/)?)?", re.ASCII
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
                path = file_of(request.path_info)
                return whole(_known(str(path), path.stat().st_mtime_ns), request)
            except (FileNotFoundError, MissingFileError):
                pass  # not written yet, or taken away this moment
        return get_response(request)

    return answer


def whole(file: StaticFile, request: HttpRequest) -> HttpResponseBase:
    """``file``, never a part of it.

    WhiteNoise refuses who asks for one byte, and its plain and compressed bytes have one ETag.
    """
    request.META.pop("HTTP_RANGE", None)
    response: HttpResponseBase = WhiteNoiseMiddleware.serve(file, request)
    return response


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """Styles, scripts and pictures, each whole."""

    serve = staticmethod(whole)


@lru_cache(_KNOWN)
def _known(path: str, changed: int) -> StaticFile:
    """What is to be said of a page; ``changed`` makes another page of one written anew."""
    encodings = {"br": f"{path}.br", "gzip": f"{path}.gz"}
    return StaticFile(path, list(_HEADERS), encodings=encodings)
