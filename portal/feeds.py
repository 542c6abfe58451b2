"""What is new, for feed readers: Atom of the whole site, of a unit, of corrections."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from portal import published
from portal.addresses import absolute, download_url
from portal.api.door import shared
from portal.http import fresh
from portal.published import Version
from portal.record import overview

ENTRIES = 50
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)  # when nothing has been published yet
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML has no way to write them


@require_safe
def everything(request: HttpRequest) -> HttpResponseBase:
    """Every version made public, the last first."""
    return _feed(request, "新公开的部门决算和绩效文件", reverse("portal:home"))


@require_safe
def corrections(request: HttpRequest) -> HttpResponseBase:
    """Versions that took the place of another."""
    return _feed(request, "部门决算公开的更正", reverse("portal:home"), number__gt=1)


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponseBase:
    """Every version of one unit."""
    name = published.unit_name(code)
    if name is None:
        raise Http404
    page = reverse("portal:unit", args=[code])
    return _feed(request, f"{name}公开的决算和绩效文件", page, unit_code=code)


def _feed(request: HttpRequest, title: str, page: str, **narrowed: object) -> HttpResponseBase:
    found = published.shown().filter(**narrowed)
    versions = list(found.prefetch_related("renditions").order_by("-published_at", "-pk")[:ENTRIES])
    answer = fresh(
        request,
        lambda: _written(request, title, page, versions),
        parts=("feed", request.path, *(one.sha256 for one in versions)),
        modified=max((one.published_at for one in versions), default=_BEFORE),
    )
    return shared(answer)


def _written(request: HttpRequest, title: str, page: str, versions: list[Version]) -> HttpResponse:
    feed = Atom1Feed(
        title=title,
        link=absolute(page),
        description=title,
        language="zh-CN",
        feed_url=absolute(request.path),
        feed_guid=absolute(request.path),
    )
    reasons = published.reasons(versions)
    for version in versions:
        _add(feed, version, reasons.get(version.pk, ""))
    return HttpResponse(feed.writeString("utf-8"), content_type=CONTENT_TYPE)


def _add(feed: Atom1Feed, version: Version, reason: str) -> None:
    address = absolute(version.get_absolute_url())
    told = overview(version) + (f"更正说明：{reason}" if reason else "")
    pdf = published.rendition(version, "pdf")
    enclosed = (
        Enclosure(absolute(download_url(version, "pdf")), str(pdf.size), "application/pdf")
        if pdf
        else None
    )
    feed.add_item(
        title=_written_out(
            version.title + (f"（第{version.number}版）" if version.number > 1 else "")
        ),
        link=address,
        unique_id=address,
        description=_written_out(told),
        author_name=_written_out(version.unit_name),
        pubdate=localtime(version.published_at),
        updateddate=localtime(version.published_at),
        categories=(f"{version.year}年度", version.get_kind_display()),
        enclosures=[enclosed] if enclosed else [],
    )


def _written_out(text: str) -> str:
    return _CONTROLS.sub("", text)
