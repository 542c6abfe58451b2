"""Pages about the site itself: who runs it, what is where, how to see it larger, ways out."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.columns import COLUMNS
from portal.http import MAX_AGE
from portal.models import Current

# What settings may name elsewhere, besides the seals of the footer, which must lead there directly.
OUTSIDE = {"guide": "信息公开指南", "request": "依申请公开", "annual": "信息公开年报"}

_for_a_while = cache_control(public=True, max_age=MAX_AGE)


@require_safe
@_for_a_while
def about(request: HttpRequest) -> HttpResponse:
    """Who answers for the site, how things are published, where to say that something is wrong."""
    return render(request, "portal/about.html")


@require_safe
@_for_a_while
def display(request: HttpRequest) -> HttpResponse:
    """How to see everything larger or with more contrast, with scripts and without."""
    return render(request, "portal/display.html")


@require_safe
@_for_a_while
def contents(request: HttpRequest) -> HttpResponse:
    """站点地图: every column, every year."""
    offered = [one for one in COLUMNS if settings.PUBLIC_CHECK or one.address != "/check/"]
    context = {"columns": offered, "years": Current.objects.years()}
    return render(request, "portal/contents.html", context)


@require_safe
@_for_a_while
def leave(request: HttpRequest, key: str) -> HttpResponse:
    """That the next page is another site's. Only what the settings name can be left for."""
    address = settings.SITE.get(key, "") if key in OUTSIDE else ""
    if not address:
        raise Http404
    if not is_elsewhere(address):
        return redirect(address)
    context = {"name": OUTSIDE[key], "address": address, "host": urlsplit(address).hostname}
    return render(request, "portal/leave.html", context)


def ways_out() -> list[tuple[str, str]]:
    """Name and address of the pages about disclosure that the settings name."""
    return [
        (name, reverse("portal:leave", args=[key]))
        for key, name in OUTSIDE.items()
        if settings.SITE.get(key)
    ]


def is_elsewhere(address: str) -> bool:
    """Whether an address is that of another site."""
    return urlsplit(address).hostname not in (None, urlsplit(settings.SITE["url"]).hostname)


@require_safe
@_for_a_while
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not fetch, and where the list of pages is."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /check/report",
        f"Sitemap: {settings.SITE['url']}{reverse('portal:sitemap_index')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
