"""What every address of the interface has in common: limits, other origins, 304, compression."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from portal import limits
from portal.api.problems import problem
from portal.http import MAX_AGE

View = Callable[..., HttpResponseBase]
READING = ("GET", "HEAD", "OPTIONS")
_PREFLIGHT_AGE = 24 * 60 * 60  # seconds that a browser remembers that it may ask


def public(view: View) -> View:
    """``view`` for programs: anybody may read it, from any page, not too often."""

    # Nothing is changed here, so there is no token to look for; what writes is refused below.
    @csrf_exempt
    @gzip_page
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return shared(_answer(view, request, *args, **kwargs))

    return answer


def shared(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of other sites read ``response``: all of it is public."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return response


def _answer(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
    if request.method not in READING:
        return _refusal()
    if request.method == "OPTIONS":
        return _preflight()
    if seconds := limits.wait(request, "api", settings.API_LIMIT):
        return problem(429, retry_after=seconds)
    request.method = "GET"  # the server leaves out the body of HEAD
    try:
        response = view(request, *args, **kwargs)
    except Http404:
        return problem(404)
    if response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    return _conditional(request, response)


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    etag = quote_etag(sha256(response.content).hexdigest())
    found = get_conditional_response(request, etag=etag, response=response) or response
    found["ETag"] = etag
    patch_cache_control(found, public=True, max_age=MAX_AGE)
    return found


def _refusal() -> HttpResponse:
    refused = problem(405)
    refused["Allow"] = ", ".join(READING)
    return refused


def _preflight() -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Allow": ", ".join(READING),
            "Access-Control-Allow-Methods": ", ".join(READING),
            "Access-Control-Allow-Headers": "If-None-Match",
            "Access-Control-Max-Age": str(_PREFLIGHT_AGE),
        },
    )
