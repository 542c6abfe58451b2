"""The list of a disclosure's projects: what each comes to, and adding, ordering, removing them."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from disclosures.desk.access import desk_page, signed_in
from disclosures.desk.draft import Draft
from disclosures.desk.evaluation.form import UNIT
from disclosures.desk.evaluation.operations import (
    UnknownOperationError,
    new_project,
    new_target,
    operation,
)
from disclosures.desk.evaluation.plans import plans
from disclosures.desk.evaluation.summary import listed
from disclosures.desk.frame import frame
from disclosures.desk.links import PROJECTS
from disclosures.desk.performance import problems_of
from disclosures.models import Disclosure
from fiscal.edits import Change, difference
from fiscal.report import TARGETS
from fiscal.targets import carried

_CARRY = "carry"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def projects(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    draft = Draft(disclosure)
    if request.method != "POST":
        return _render(request, draft)
    asked, name = request.POST.get("do", ""), request.POST.get("name", "").strip()
    if asked == "add" and not name:
        return _render(request, draft, "请填写项目名称")
    try:
        changes = _changes(draft, asked, name)
    except UnknownOperationError:
        return _render(request, draft, "没有这个项目，可能已被他人删除")
    if problems := problems_of(disclosure, changes, signed_in(request)):
        return _render(request, Draft(disclosure), "；".join(problems.values()))
    messages.success(request, "已带入绩效目标" if asked == _CARRY else "已保存")
    return redirect("admin:desk_projects", disclosure.pk)


def _changes(draft: Draft, asked: str, name: str) -> Sequence[Change]:
    report, unit = draft.report, draft.disclosure.unit.name
    if asked == _CARRY:
        return difference(report, carried(report, plans(draft)))
    if draft.disclosure.kind == TARGETS:
        return operation(asked, "targets", report.targets, new_target(name, unit))
    return operation(asked, "projects", report.projects, new_project(name, unit))


def _render(request: HttpRequest, draft: Draft, problem: str = "") -> HttpResponse:
    report, targets = draft.report, draft.disclosure.kind == TARGETS
    names = {table.name for table in (report.targets if targets else report.projects)}
    attachments = draft.disclosure.attachments.select_related("project")
    begun = {project.name for project in report.projects if project.indicators}
    group = "targets" if targets else "projects"
    context = frame(
        request,
        draft,
        PROJECTS,
        rows=listed(report, draft.reference, draft.findings, targets=targets),
        is_targets=targets,
        unit=UNIT,
        to_carry=0 if targets else sum(plan.name not in begun for plan in plans(draft)),
        left_over=attachments.filter(project__isnull=False).exclude(project__name__in=names),
        problem=problem,
    )
    # What concerns one project is counted in its row, which leads there.
    own = tuple(f"{group}/{row.index}/" for row in context["rows"])
    context["findings"] = [
        one for one in context["findings"] if not f"{one.where}/".startswith(own)
    ]
    status = 409 if problem else 200
    return TemplateResponse(request, "admin/desk/performance.html", context, status=status)
