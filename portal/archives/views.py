"""The pages of archives: what there is, having one made, how far it is, the file."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import MissingFileError

from portal import browsing, directory, limits
from portal.archives import contents, keeping
from portal.archives.parts import PartedFile
from portal.archives.scopes import Scope, scope_of
from portal.directory import LEVELS
from portal.models import Archive, Current

PER_PAGE = 50
LIMIT = 10  # archives that one address may have made in a window of ``portal.limits``
RETRY_AFTER = 5 * 60  # seconds
_TOO_OFTEN = "这个网络地址要求制作的整包太多，请过十分钟再试。"
_BUSY = "现在有许多整包正在制作，请过几分钟再试。"


@require_safe
@never_cache
def archives(request: HttpRequest) -> HttpResponse:
    """The years, and which of them lie ready."""
    ready = {one.year: one for one in Archive.objects.filter(scope="").exclude(sha256="")}
    rows = [
        {**one, "all": one["accounts"] + one["targets"], "archive": ready.get(one["year"])}
        for one in browsing.by_year()
    ]
    return render(request, "portal/archives/years.html", {"years": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def archive(request: HttpRequest, year: int, level: str = "", under: str = "") -> HttpResponse:
    """One archive; posted, it is made if it is not there already."""
    scope = _scope(year, level, under)
    unit = scope.unit()
    if request.method != "POST":
        return _page(request, scope)
    if seconds := limits.wait(request, "archives", LIMIT):
        return limits.later(_page(request, scope, _TOO_OFTEN, status=429), seconds)
    try:
        keeping.ask(scope, contents.stamp(scope, unit), now())
    except keeping.BusyError:
        return limits.later(_page(request, scope, _BUSY, status=503), RETRY_AFTER)
    return redirect(scope.address())


@require_safe
@never_cache
def progress(request: HttpRequest, year: int, level: str = "", under: str = "") -> JsonResponse:
    """How far the making is, for the page to show."""
    row = keeping.of(_scope(year, level, under))
    return JsonResponse({"done": row.done, "total": row.total, "over": not row.is_making})


@require_safe
def file(request: HttpRequest, sha256: str, stem: str) -> HttpResponseBase:
    """The archive with this digest, or the part of it that a ``Range`` asks for."""
    row = get_object_or_404(Archive, sha256=sha256)
    if stem != scope_of(row).stem:
        raise Http404
    headers = [
        ("Content-Type", "application/zip"),
        ("ETag", f'"{sha256}"'),
        ("Accept-Ranges", "bytes"),
        ("Content-Disposition", content_disposition_header(True, f"{stem}.zip") or ""),
        ("Cache-Control", "no-cache"),  # what is in it may be withdrawn
    ]
    try:
        kept = PartedFile(str(keeping.file_of(sha256)), headers)
        response: HttpResponseBase = WhiteNoiseMiddleware.serve(kept, request)
    except (MissingFileError, FileNotFoundError) as missing:
        raise Http404 from missing
    return response


def _scope(year: int, level: str, under: str) -> Scope:
    """Raises ``Http404`` where there is nothing that it could hold."""
    if level and level not in LEVELS:
        raise Http404
    if not Current.objects.filter(year=year).exists():
        raise Http404
    return Scope(year, level, under)


def _page(request: HttpRequest, scope: Scope, problem: str = "", status: int = 200) -> HttpResponse:
    row, unit = keeping.of(scope), scope.unit()
    wanted = contents.stamp(scope, unit)
    is_whole = not scope.key
    departments = directory.units().filter(depth=1) if is_whole else directory.units().none()
    page = Paginator(departments, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "scope": scope,
        "title": scope.title(unit),
        "archive": row,
        "wanted": wanted,
        "is_current": bool(row.sha256) and row.stamp == wanted.text,
        "is_due": keeping.is_due(row, wanted, now()),
        "is_too_large": wanted.files > keeping.MOST,
        "address": scope.address(),
        "progress": scope.address("archive_progress"),
        "levels": [(name, Scope(scope.year, level=key)) for key, name in LEVELS.items()]
        if is_whole
        else [],
        "departments": [(one, Scope(scope.year, under=one.code)) for one in page],
        "page": page,
        "problem": problem,
    }
    return render(request, "portal/archives/archive.html", context, status=status)
