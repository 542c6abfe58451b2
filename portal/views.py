"""The pages of the public window."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from fiscal.document import AttachedFile
from portal import published
from portal.addresses import (
    attachment_url,
    changes_url,
    check_url,
    disclosure_url,
    file_name,
    file_stem,
    versions_url,
)
from portal.downloads import files_of, later, tables_of
from portal.editions import changed_at, current, named, of_version, previous
from portal.http import fresh, release
from portal.published import DOWNLOADS, Rendition, Version


@of_version
def disclosure(request: HttpRequest, shown: Version, editions: list[Version]) -> HttpResponseBase:
    """The newest version, at the address that stays when a correction comes."""
    return _page(request, shown, editions)


@of_version
def version(request: HttpRequest, shown: Version, editions: list[Version]) -> HttpResponseBase:
    """One version, for ever."""
    return _page(request, shown, editions)


@of_version
def download(
    request: HttpRequest, shown: Version, editions: list[Version], stem: str, extension: str
) -> HttpResponseBase:
    """A file of a version; a plain page with 503 while it is being made."""
    if extension not in DOWNLOADS or stem != file_stem(shown.unit_code, shown.year):
        raise Http404
    file = published.rendition(shown, extension)
    if file is None or not published.is_stored(file):
        return later(request, shown)
    return fresh(
        request, lambda: _file(shown, file), parts=(file.sha256,), modified=shown.published_at
    )


@of_version
def version_check(
    request: HttpRequest, shown: Version, editions: list[Version]
) -> HttpResponseBase:
    """The report of the check that was frozen with a version, made when somebody asks."""
    return fresh(
        request,
        lambda: _check_report(shown),
        parts=("check", shown.sha256, release()),
        modified=shown.published_at,
    )


@of_version
def attachment(
    request: HttpRequest, shown: Version, editions: list[Version], sha256: str
) -> HttpResponseBase:
    """A file published beside a version, always as a download."""
    attached = next((one for one in shown.attached_files() if one.sha256 == sha256), None)
    if attached is None:
        raise Http404
    return fresh(
        request, lambda: _attached(shown, attached), parts=(sha256,), modified=shown.published_at
    )


def _page(request: HttpRequest, shown: Version, editions: list[Version]) -> HttpResponseBase:
    made = list(shown.renditions.all())
    return fresh(
        request,
        lambda: _render_page(request, shown, editions),
        parts=(shown.sha256, *named(editions), *(item.sha256 for item in made), release()),
        modified=max([changed_at(editions), *(item.created_at for item in made)]),
    )


def _render_page(request: HttpRequest, shown: Version, editions: list[Version]) -> HttpResponse:
    newest = current(editions)
    before = previous(shown, editions)
    files, tables = files_of(shown), tables_of(shown)
    context = {
        "version": shown,
        "newer": newest if newest and newest.number > shown.number else None,
        "versions_url": versions_url(shown) if len(editions) > 1 else "",
        "changes_url": changes_url(shown) if before else "",
        "canonical": disclosure_url(shown) if shown is newest else shown.get_absolute_url(),
        "files": files,
        "making": [one.label for one in files if one.rendition is None],
        "tables": tables,
        "check_url": check_url(shown),
        "attachments": [
            {"file": attached, "url": attachment_url(shown, attached.sha256)}
            for attached in shown.attached_files()
        ],
        "parts": published.article(shown, tables),
    }
    return render(request, "portal/disclosure.html", context)


def _file(shown: Version, rendition: Rendition) -> HttpResponseBase:
    content_type = DOWNLOADS[rendition.format]
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    name = file_name(shown, rendition.format)
    if settings.FILES_BY_NGINX:
        response: HttpResponseBase = HttpResponse()
        response["X-Accel-Redirect"] = f"/stored/{rendition.file.name}"
    else:
        response = FileResponse(rendition.file.open("rb"))
    response["Content-Type"] = content_type + charset
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    for header, value in _described(rendition.format).items():
        response[header] = value
    return response


def _described(format: str) -> dict[str, str]:
    """JSON says where its schema is; its bytes, which the digest is of, cannot."""
    if format != "json":
        return {}
    return {"Link": f'<{reverse("portal:schema")}>; rel="describedby"'}


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
