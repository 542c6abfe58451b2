"""Addresses for search engines: an index, and parts that are written while they are sent.

A part takes two queries, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal import published
from portal.addresses import absolute, disclosure_url
from portal.columns import COLUMNS
from portal.http import MAX_AGE
from portal.models import Current
from portal.published import Version

PART = 1_000  # versions, and units: written in a moment, though 50,000 addresses are allowed
_CHUNK = 500  # rows at once
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

_for_a_while = cache_control(public=True, max_age=MAX_AGE)


@require_safe
@_for_a_while
def index(request: HttpRequest) -> HttpResponse:
    """The parts that there are."""
    parts = [reverse("portal:sitemap_pages")]
    parts += [reverse("portal:sitemap_units", args=[n]) for n in _parts(_codes().count())]
    parts += [
        reverse("portal:sitemap_versions", args=[n]) for n in _parts(published.shown().count())
    ]
    lines = (f"<sitemap><loc>{escape(absolute(part))}</loc></sitemap>\n" for part in parts)
    return _xml("".join([_HEAD, f"<sitemapindex {_XMLNS}>\n", *lines, "</sitemapindex>\n"]))


@require_safe
@_for_a_while
def pages(request: HttpRequest) -> HttpResponse:
    """The columns of the site."""
    shown = (column.address for column in COLUMNS if not column.leads_on)
    return _xml("".join(_urlset(map(_url, shown))))


@require_safe
@_for_a_while
def units(request: HttpRequest, part: int) -> StreamingHttpResponse:
    """A part of the units' pages, by code."""
    codes = list(_codes()[(part - 1) * PART : part * PART])
    if not codes:
        raise Http404
    return _stream(_url(reverse("portal:unit", args=[code])) for code in codes)


@require_safe
@_for_a_while
def versions(request: HttpRequest, part: int) -> StreamingHttpResponse:
    """A part of the versions: the newest of a disclosure at its lasting address."""
    ids = published.shown().order_by("pk").values_list("pk", flat=True)
    within = list(ids[(part - 1) * PART : part * PART])
    if not within:
        raise Http404
    # Whether one is the newest is asked of these only, not of all that stand before them.
    found = published.marked_newest().filter(pk__gte=within[0], pk__lte=within[-1])
    return _stream(_of_version(one) for one in found.iterator(_CHUNK))


def _codes() -> QuerySet[Current, str]:
    """Of the units that show something, in order."""
    return Current.objects.order_by("unit_code").values_list("unit_code", flat=True).distinct()


def _of_version(version: Version) -> str:
    is_newest = getattr(version, "is_newest")  # noqa: B009  an annotation
    address = disclosure_url(version) if is_newest else version.get_absolute_url()
    return _url(address, localtime(version.published_at).isoformat(timespec="seconds"))


def _url(address: str, changed: str = "") -> str:
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(absolute(address))}</loc>{lastmod}</url>\n"


def _urlset(urls: Iterable[str]) -> Iterator[str]:
    yield f"{_HEAD}<urlset {_XMLNS}>\n"
    yield from urls
    yield "</urlset>\n"


def _stream(urls: Iterable[str]) -> StreamingHttpResponse:
    return StreamingHttpResponse(_urlset(urls), content_type="application/xml; charset=utf-8")


def _xml(content: str) -> HttpResponse:
    return HttpResponse(content, content_type="application/xml; charset=utf-8")


def _parts(number: int) -> range:
    """The numbers of the parts, from 1."""
    return range(1, -(-number // PART) + 1)
