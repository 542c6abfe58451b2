"""The pages of the public window."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from fiscal.document import AttachedFile
from portal import published
from portal.addresses import (
    attachment_url,
    check_url,
    disclosure_url,
    download_url,
    file_name,
    file_stem,
)
from portal.filters import VersionFilter
from portal.http import fresh, release
from portal.published import DOWNLOADS, Rendition, Version
from portal.tables import UnitVersionTable, VersionTable

PAGE_AGE = 5 * 60  # seconds; a newer version must show soon
FILE_AGE = 24 * 60 * 60  # seconds; a file never changes
RETRY_AFTER = 30  # seconds until a missing file is probably made


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everything published, narrowed by name, year and kind."""
    years = published.years()
    found = VersionFilter(request.GET, published.newest(), years=years)
    documents = found.qs if found.is_valid() else found.queryset.none()
    table = UnitVersionTable(documents, caption="已公开的文件", request=request)
    context = {"filter": found, "table": table, "latest_year": years[0] if years else None}
    return render(request, "portal/home.html", context)


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What one unit has published, by year."""
    documents = published.newest().filter(unit_code=code)
    newest = documents.first()
    if newest is None:
        raise Http404
    caption = f"{newest.unit_name}已公开的文件"
    table = VersionTable(documents, caption=caption, request=request)
    return render(request, "portal/unit.html", {"unit": newest, "table": table})


@require_safe
def disclosure(request: HttpRequest, code: str, year: int, kind: str) -> HttpResponseBase:
    """The newest version, at the address that stays when a correction comes."""
    editions = published.editions(code, year, kind)
    if not editions:
        raise Http404
    return _page(request, editions[0], editions)


@require_safe
def version(request: HttpRequest, code: str, year: int, number: int, kind: str) -> HttpResponseBase:
    """One version, for ever."""
    editions = published.editions(code, year, kind)
    return _page(request, _numbered(editions, number), editions)


@require_safe
def download(
    request: HttpRequest, code: str, year: int, number: int, stem: str, extension: str, kind: str
) -> HttpResponseBase:
    """A file of a version; a plain page with 503 while it is being made."""
    if extension not in DOWNLOADS or stem != file_stem(code, year):
        raise Http404
    shown = _numbered(published.editions(code, year, kind), number)
    file = published.rendition(shown, extension)
    if file is None or not published.is_stored(file):
        response = render(request, "portal/not_ready.html", {"version": shown}, status=503)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return fresh(
        request,
        lambda: _file(shown, file),
        parts=(file.sha256,),
        modified=shown.published_at,
        max_age=FILE_AGE,
    )


@require_safe
def version_check(
    request: HttpRequest, code: str, year: int, number: int, kind: str
) -> HttpResponseBase:
    """The report of the check that was frozen with a version, made when somebody asks."""
    shown = _numbered(published.editions(code, year, kind), number)
    return fresh(
        request,
        lambda: _check_report(shown),
        parts=("check", shown.sha256, release()),
        modified=shown.published_at,
        max_age=PAGE_AGE,
    )


@require_safe
def attachment(
    request: HttpRequest, code: str, year: int, number: int, sha256: str, kind: str
) -> HttpResponseBase:
    """A file published beside a version, always as a download."""
    shown = _numbered(published.editions(code, year, kind), number)
    attached = next((one for one in shown.attached_files() if one.sha256 == sha256), None)
    if attached is None:
        raise Http404
    return fresh(
        request,
        lambda: _attached(shown, attached),
        parts=(sha256,),
        modified=shown.published_at,
        max_age=FILE_AGE,
    )


def _numbered(editions: list[Version], number: int) -> Version:
    for edition in editions:
        if edition.number == number:
            return edition
    raise Http404


def _page(request: HttpRequest, shown: Version, editions: list[Version]) -> HttpResponseBase:
    newest, made = editions[0], list(shown.renditions.all())
    return fresh(
        request,
        lambda: _render_page(request, shown, editions),
        parts=(shown.sha256, newest.number, *(item.sha256 for item in made), release()),
        modified=max([newest.published_at, *(item.created_at for item in made)]),
        max_age=PAGE_AGE,
    )


def _render_page(request: HttpRequest, shown: Version, editions: list[Version]) -> HttpResponse:
    newest = editions[0]
    context = {
        "version": shown,
        "newer": newest if newest.number > shown.number else None,
        "editions": editions,
        "canonical": disclosure_url(shown) if shown is newest else shown.get_absolute_url(),
        "files": [_download(shown, extension) for extension in DOWNLOADS],
        "check_url": check_url(shown),
        "attachments": [
            {"file": attached, "url": attachment_url(shown, attached.sha256)}
            for attached in shown.attached_files()
        ],
        "article": published.article(shown),
    }
    return render(request, "portal/disclosure.html", context)


def _download(shown: Version, extension: str) -> dict[str, object]:
    """What the page says of a file; ``rendition`` is None while it is being made."""
    return {
        "label": extension.upper(),
        "url": download_url(shown, extension),
        "rendition": published.rendition(shown, extension),
    }


def _file(shown: Version, rendition: Rendition) -> FileResponse:
    content_type = DOWNLOADS[rendition.format]
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    return FileResponse(
        rendition.file.open("rb"),
        as_attachment=True,
        filename=file_name(shown, rendition.format),
        content_type=content_type + charset,
    )


def _check_report(shown: Version) -> HttpResponse:
    name = file_name(shown, "检查报告.xlsx")
    return HttpResponse(
        published.check_report(shown),
        content_type=DOWNLOADS["xlsx"],
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )


def _attached(shown: Version, attached: AttachedFile) -> FileResponse:
    try:
        content = shown.open_attached(attached)
    except FileNotFoundError as missing:
        raise Http404 from missing
    return FileResponse(
        content, as_attachment=True, filename=attached.name, content_type=attached.content_type
    )
