"""What of a version can be taken away: its files, each of its tables as CSV, the schema."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from fiscal.schema import document_schema
from portal import limits, published
from portal.addresses import download_url, file_name
from portal.editions import of_version
from portal.http import fresh
from portal.published import DOWNLOADS, CsvTable, Rendition, TableFile, Version

RETRY_AFTER = 30  # seconds until a missing file is probably made
_LABELS = {"zip": "CSV"}
_GOOD_FOR = {
    "pdf": "阅读、打印和存档",
    "docx": "摘录和编辑",
    "xlsx": "查看和计算：九张报表、绩效自评、得分复核",
    "zip": "用程序分析：每张表一个 CSV 文件，打包下载",
    "json": "用程序读取全部内容；本文件的摘要就是本版的摘要",
    "txt": "只看文字说明和绩效自评表，任何设备都能打开",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file as pages list it; ``rendition`` is None while it is being made."""

    label: str
    url: str
    good_for: str
    rendition: Rendition | None


def files_of(version: Version) -> list[File]:
    """Every file of a version, made or not."""
    return [
        File(
            _LABELS.get(extension, extension.upper()),
            download_url(version, extension),
            _GOOD_FOR[extension],
            published.rendition(version, extension),
        )
        for extension in DOWNLOADS
    ]


def tables_of(version: Version) -> list[TableFile]:
    """Every table of a version as CSV; none while they are being made."""
    return [
        TableFile(one.name, one.title, table_url(version, one.name))
        for one in published.csv_tables(version)
    ]


def table_url(version: Version, name: str) -> str:
    """Address of one table as CSV, for ever."""
    return f"{version.get_absolute_url()}tables/{name}.csv"


@of_version
def table(
    request: HttpRequest, shown: Version, editions: list[Version], name: str
) -> HttpResponseBase:
    """One table of a version as CSV, the very bytes that are in the archive of all."""
    archive = published.rendition(shown, "zip")
    if archive is None or not published.is_stored(archive):
        return later(request, shown)
    found = next((one for one in published.csv_tables(shown) if one.name == name), None)
    if found is None:
        raise Http404
    return fresh(
        request,
        lambda: _csv(shown, found),
        parts=("table", archive.sha256, name),
        modified=shown.published_at,
    )


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the published JSON."""
    address = settings.SITE["url"].rstrip("/") + reverse("portal:schema")
    response = JsonResponse(
        document_schema(address),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        content_type="application/schema+json",
    )
    patch_cache_control(response, public=True, max_age=24 * 60 * 60)
    return response


def later(request: HttpRequest, shown: Version) -> HttpResponse:
    """Instead of a file that is still being made."""
    response = render(request, "portal/not_ready.html", {"version": shown}, status=503)
    return limits.later(response, RETRY_AFTER)


def _csv(shown: Version, found: CsvTable) -> HttpResponse:
    name = file_name(shown, f"{found.title}.csv")
    return HttpResponse(
        published.csv_content(shown, found.name),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )
