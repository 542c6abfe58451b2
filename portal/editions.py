"""The version that an address names, among all versions of its disclosure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from portal import published
from portal.addresses import versions_url
from portal.http import MAX_AGE
from portal.published import Version


def of_version(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give a view the version that its address names, and all of that disclosure, newest first.

    Without a number the newest that is shown. Nothing there is answered with 404, what was
    withdrawn with 410.
    """

    @require_safe
    @wraps(view)
    def answer(
        request: HttpRequest,
        code: str,
        year: int,
        kind: str,
        number: int | None = None,
        **rest: str,
    ) -> HttpResponseBase:
        editions = published.editions(code, year, kind)
        shown = numbered(editions, number) if number else current(editions) or newest(editions)
        if published.withdrawal(shown):
            return tombstone(request, shown)
        return view(request, shown, editions, **rest)

    return answer


def numbered(editions: list[Version], number: int) -> Version:
    """The version of that number. Raises ``Http404``."""
    for edition in editions:
        if edition.number == number:
            return edition
    raise Http404


def newest(editions: list[Version]) -> Version:
    """The last of all, shown or withdrawn. Raises ``Http404`` when there is none."""
    if not editions:
        raise Http404
    return editions[0]


def current(editions: list[Version]) -> Version | None:
    """The newest version that is shown."""
    return next((one for one in editions if not published.withdrawal(one)), None)


def previous(shown: Version, editions: list[Version]) -> Version | None:
    """The version before, None when it is not shown."""
    before = next((one for one in editions if one.number == shown.number - 1), None)
    return before if before and not published.withdrawal(before) else None


def named(editions: list[Version]) -> tuple[object, ...]:
    """What tells these versions, and which of them are withdrawn, from others."""
    return tuple((one.sha256, published.withdrawal(one) is None) for one in editions)


def changed_at(editions: list[Version]) -> datetime:
    """When last one was published or withdrawn."""
    withdrawn = (published.withdrawal(one) for one in editions)
    return max([*(one.published_at for one in editions), *(one.at for one in withdrawn if one)])


def tombstone(request: HttpRequest, gone: Version) -> HttpResponse:
    """What stands at the addresses of a withdrawn version instead of it."""
    context = {
        "version": gone,
        "withdrawal": published.withdrawal(gone),
        "versions_url": versions_url(gone),
    }
    response = render(request, "portal/withdrawn.html", context, status=410)
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response
