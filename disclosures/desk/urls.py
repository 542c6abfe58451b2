"""Addresses of the desk, all below ``/admin/desk/`` and in the namespace ``admin``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.module_loading import import_string

View = Callable[..., HttpResponseBase]


def _later(name: str) -> View:
    """The view of a module of this package, imported when it is first asked for."""

    def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        found: View = import_string(f"disclosures.desk.{name}")
        return found(request, **kwargs)

    return view


def desk_urls(site: AdminSite) -> list[URLPattern]:
    """Every page of the desk, for signed-in people only."""

    def page(route: str, view: View, name: str) -> URLPattern:
        return path(f"desk/{route}", site.admin_view(view), name=f"desk_{name}")

    one = "<int:disclosure_id>/"
    return [
        page("start/", _later("overview.start"), "start"),
        page(one, _later("overview.overview"), "home"),
        page(f"{one}submit/", _later("overview.submit"), "submit"),
        page(f"{one}changes/", _later("changes.changes"), "changes"),
        page(f"{one}statements/<str:number>/", _later("statements.statement"), "statement"),
        page(f"{one}statements/<str:number>/codes/", _later("statements.codes"), "codes"),
        page(f"{one}narrative/", _later("narrative.narrative_page"), "narrative"),
        page(f"{one}performance/", _later("performance.performance"), "performance"),
        page(f"{one}projects/", _later("projects.projects"), "projects"),
        page(f"{one}projects/<int:index>/", _later("performance.project"), "project"),
        page(f"{one}targets/<int:index>/", _later("performance.target"), "target"),
        page(f"{one}scores/", _later("scores.scores"), "scores"),
        page(f"{one}attachments/", _later("attachments.add"), "attach"),
        page(f"{one}attachments/<int:attachment_id>/", _later("attachments.file"), "attachment"),
        page(
            f"{one}attachments/<int:attachment_id>/delete/", _later("attachments.delete"), "detach"
        ),
        page(f"{one}library/", _later("library.library"), "library"),
        page(f"{one}upload/", _later("uploads.upload"), "upload"),
        page(f"{one}upload/templates/<str:what>/", _later("uploads.template"), "template"),
        page(f"{one}upload/files/<int:upload_id>/", _later("uploads.original"), "original"),
        page(f"{one}jobs/<int:job_id>/", _later("jobs.job"), "job"),
        page(f"{one}jobs/<int:job_id>/progress/", _later("jobs.progress"), "progress"),
    ]
