"""When the program fails: 503 while the database is away, else 500. Neither page asks it."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from portal.api.problems import RETRY_AFTER


def failed(request: HttpRequest) -> HttpResponse:
    """The answer to a request that raised; Django calls it while the error is being handled."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
    return HttpResponse(render_to_string("500.html"), status=500)
