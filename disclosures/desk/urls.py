"""Addresses of the desk, all below ``/admin/desk/`` and in the namespace ``admin``."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.admin import AdminSite
from django.http import HttpResponseBase
from django.urls import URLPattern, path

from disclosures.desk import (
    attachments,
    changes,
    checks,
    consolidation,
    jobs,
    library,
    narrative,
    overview,
    performance,
    projects,
    scores,
    statements,
    uploads,
)
from disclosures.desk.inspection import views as inspection
from disclosures.desk.review import bulk, inbox
from disclosures.desk.review import pages as review

View = Callable[..., HttpResponseBase]


def desk_urls(site: AdminSite) -> list[URLPattern]:
    """Every page of the desk, for signed-in people only."""

    def page(route: str, view: View, name: str) -> URLPattern:
        return path(f"desk/{route}", site.admin_view(view), name=f"desk_{name}")

    one = "<int:disclosure_id>/"
    seen = "inspection/"
    return [
        page(seen, inspection.region, "inspection"),
        page(f"{seen}units/", inspection.units, "inspection_units"),
        page(f"{seen}units/<int:unit_id>/<int:year>/", inspection.unit, "inspection_unit"),
        page(f"{seen}compare/", inspection.compare, "inspection_compare"),
        page(f"{seen}rules/", inspection.rules, "inspection_rules"),
        page(f"{seen}rules/<str:rule_id>/", inspection.rule, "inspection_rule"),
        page(f"{seen}table.xlsx", inspection.sheet, "inspection_xlsx"),
        page(f"{seen}table.pdf", inspection.paper, "inspection_pdf"),
        page(f"{seen}again/", inspection.again, "inspection_again"),
        page("inbox/", inbox.inbox, "inbox"),
        page("review/", bulk.bulk, "bulk"),
        page("review/<int:batch_id>/", bulk.batch, "batch"),
        page("review/<int:batch_id>/progress/", bulk.batch_progress, "batch_progress"),
        page("start/", overview.start, "start"),
        page(one, overview.overview, "home"),
        page(f"{one}submit/", overview.submit, "submit"),
        page(f"{one}checks/", checks.checks, "checks"),
        page(f"{one}review/", review.review, "review"),
        page(f"{one}review/<str:verb>/", review.decide, "decide"),
        page(f"{one}comments/<int:comment_id>/", review.mark, "mark"),
        page(f"{one}consolidation/", consolidation.consolidation, "consolidation"),
        page(f"{one}changes/", changes.changes, "changes"),
        page(f"{one}statements/<str:number>/", statements.statement, "statement"),
        page(f"{one}statements/<str:number>/codes/", statements.codes, "codes"),
        page(f"{one}narrative/", narrative.narrative_page, "narrative"),
        page(f"{one}performance/", performance.performance, "performance"),
        page(f"{one}projects/", projects.projects, "projects"),
        page(f"{one}projects/<int:index>/", performance.project, "project"),
        page(f"{one}targets/<int:index>/", performance.target, "target"),
        page(f"{one}scores/", scores.scores, "scores"),
        page(f"{one}attachments/", attachments.add, "attach"),
        page(f"{one}attachments/<int:attachment_id>/", attachments.file, "attachment"),
        page(f"{one}attachments/<int:attachment_id>/delete/", attachments.delete, "detach"),
        page(f"{one}library/", library.library, "library"),
        page(f"{one}upload/", uploads.upload, "upload"),
        page(f"{one}upload/templates/<str:what>/", uploads.template, "template"),
        page(f"{one}upload/files/<int:upload_id>/", uploads.original, "original"),
        page(f"{one}jobs/<int:job_id>/", jobs.job, "job"),
        page(f"{one}jobs/<int:job_id>/progress/", jobs.progress, "progress"),
    ]
