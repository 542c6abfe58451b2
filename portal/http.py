"""Conditional answers for permanent addresses."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag

# Seconds, of files too: a newer version, or that one was withdrawn, must show soon.
MAX_AGE = 5 * 60
_SHAPES_A_PAGE = ("templates", "static", "portal", "disclosures/render", "fiscal")


def fresh(
    request: HttpRequest,
    make: Callable[[], HttpResponseBase],
    *,
    parts: tuple[object, ...],
    modified: datetime,
) -> HttpResponseBase:
    """What ``make`` answers, or 304 when the reader has it already; ``parts`` name its content.

    ``make`` is only called when it is needed. Caches may keep the answer ``MAX_AGE`` seconds.
    """
    etag = quote_etag(sha256("|".join(map(str, parts)).encode()).hexdigest())
    seconds = timegm(modified.utctimetuple())
    response = get_conditional_response(request, etag=etag, last_modified=seconds) or make()
    response["ETag"] = etag
    response["Last-Modified"] = http_date(seconds)
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response


@cache
def release() -> str:
    """Digest of what shapes a page besides its version: templates, styles, code, settings."""
    digest = sha256(repr((settings.SITE, settings.PUBLIC_CHECK)).encode())
    for folder in _SHAPES_A_PAGE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".html", ".css", ".js", ".svg", ".py"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()
