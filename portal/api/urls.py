"""Addresses of the interface, each behind the same door."""

from __future__ import annotations

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import URLPattern, path

from portal.api.door import public
from portal.api.views import api

app_name = "api"


def nothing(request: HttpRequest, rest: str) -> NoReturn:
    """What no other address takes, so that programs get a problem they can read."""
    raise Http404


urlpatterns = [
    path(str(one.pattern), public(one.callback), name=one.name)
    for one in [*api.urls[0], path("<path:rest>", nothing, name="nothing")]
    if isinstance(one, URLPattern)
]
