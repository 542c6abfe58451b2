"""Is the site fit to serve? For process managers, load balancers and people on duty."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import published


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and Chinese fonts are there, else 503.

    ``pending`` counts the files still to be made; a number that stays says the worker is down.
    """
    try:
        pending: int | None = published.pending()
    except DatabaseError:
        pending = None
    state = {"database": pending is not None, "fonts": fonts_present(), "pending": pending}
    healthy = state["database"] and state["fonts"]
    return JsonResponse(state, status=200 if healthy else 503)


@cache
def fonts_present() -> bool:
    """Whether fontconfig knows a font with Chinese characters; a PDF would be blank without."""
    command = shutil.which("fc-list")
    if command is None:
        return False
    listing = subprocess.run(  # noqa: S603  fixed arguments
        [command, ":lang=zh-cn", "family"], capture_output=True, check=False, timeout=10
    )
    return bool(listing.stdout.strip())
