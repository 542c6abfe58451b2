"""Corrections in the open: all versions of a disclosure, and what each changed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import published
from portal.addresses import changes_url, disclosure_url, versions_url
from portal.downloads import files_of
from portal.editions import changed_at, named, newest, numbered, of_version, previous, tombstone
from portal.http import fresh, release
from portal.published import Version


@require_safe
def versions(request: HttpRequest, code: str, year: int, kind: str) -> HttpResponseBase:
    """Every version with its date, digests, reason and files; withdrawn ones with that only."""
    editions = published.editions(code, year, kind)
    latest = newest(editions)
    files = [item.sha256 for one in editions for item in one.renditions.all()]
    made = [item.created_at for one in editions for item in one.renditions.all()]
    return fresh(
        request,
        lambda: _render_versions(request, latest, editions),
        parts=("versions", *named(editions), *files, release()),
        modified=max([changed_at(editions), *made]),
    )


@of_version
def changes(request: HttpRequest, shown: Version, editions: list[Version]) -> HttpResponseBase:
    """What a version changed in the one before, which must be shown as well."""
    if shown.number == 1:
        raise Http404
    before = numbered(editions, shown.number - 1)
    if published.withdrawal(before):
        return tombstone(request, before)
    return fresh(
        request,
        lambda: _render_changes(request, before, shown),
        parts=("changes", before.sha256, shown.sha256, release()),
        modified=shown.published_at,
    )


def _render_versions(
    request: HttpRequest, latest: Version, editions: list[Version]
) -> HttpResponse:
    context = {
        "version": latest,
        "disclosure_url": disclosure_url(latest),
        "editions": [_edition(one, editions) for one in editions],
    }
    return render(request, "portal/versions.html", context)


def _edition(version: Version, editions: list[Version]) -> dict[str, object]:
    """What the list says of a version."""
    withdrawal = published.withdrawal(version)
    if withdrawal:
        return {"version": version, "withdrawal": withdrawal}
    return {
        "version": version,
        "correction": version.correction(),
        "changes_url": changes_url(version) if previous(version, editions) else "",
        "files": files_of(version),
    }


def _render_changes(request: HttpRequest, before: Version, shown: Version) -> HttpResponse:
    context = {
        "version": shown,
        "before": before,
        "versions_url": versions_url(shown),
        "changes": published.changes(before, shown),
    }
    return render(request, "portal/changes.html", context)
