"""Pages of the performance tables: the unit's, and a project's in its three steps.

Scripts save cell by cell through ``changes`` and ask ``scores`` what follows while somebody types.
Without them every page is a form. Rows come, go and move by its buttons in either case.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from disclosures.desk.access import desk_page, signed_in
from disclosures.desk.amounts import shown
from disclosures.desk.draft import Draft
from disclosures.desk.evaluation.build import Table, build_form, options
from disclosures.desk.evaluation.columns import Step
from disclosures.desk.evaluation.form import UNIT, Form, answered, typing
from disclosures.desk.evaluation.operations import (
    UnknownOperationError,
    new_unit_evaluation,
    next_indicator,
    operation,
)
from disclosures.desk.evaluation.plans import plan_of
from disclosures.desk.evaluation.summary import summary
from disclosures.desk.evaluation.years import other_years
from disclosures.desk.frame import frame
from disclosures.desk.links import PERFORMANCE, PROJECTS, field_id
from disclosures.desk.saving import last_touched, save
from disclosures.models import Attachment, Disclosure
from disclosures.refusal import ActionRefused
from fiscal.codec import to_plain
from fiscal.edits import Change, Conflict
from fiscal.finding import Finding
from fiscal.report import TARGETS, ProjectEvaluation, Report, UnitEvaluation
from fiscal.targets import departures
from performance.models import Project
from units.models import User

_KEEP = "save"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def performance(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    """单位整体支出绩效自评表."""
    if disclosure.kind == TARGETS:
        raise Http404
    return _page(request, disclosure, "unit_evaluation")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def project(request: HttpRequest, disclosure: Disclosure, index: int) -> HttpResponse:
    """项目支出绩效自评表 number ``index``, from its targets on."""
    return _page(request, disclosure, f"projects/{index}")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def target(request: HttpRequest, disclosure: Disclosure, index: int) -> HttpResponse:
    """项目支出绩效目标表 number ``index``."""
    return _page(request, disclosure, f"targets/{index}")


def table_at(report: Report, path: str) -> Table | None:
    """The table at an address. Raises ``Http404`` for a project that is not there."""
    group, _, index = path.partition("/")
    if group == "unit_evaluation":
        return report.unit_evaluation
    tables: Sequence[Table] = report.projects if group == "projects" else report.targets
    if int(index) >= len(tables):
        raise Http404
    return tables[int(index)]


def _page(request: HttpRequest, disclosure: Disclosure, path: str) -> HttpResponse:
    draft = Draft(disclosure)
    table = table_at(draft.report, path)
    if request.method != "POST":
        return _render(request, draft, path, table)
    if table is None:
        begun = [Change(path, None, to_plain(new_unit_evaluation(disclosure.unit.name)))]
        problems = problems_of(disclosure, begun, signed_in(request))
    else:
        problems = _saved(request, draft, path, table)
    if problems:
        fresh = Draft(disclosure)
        return _render(request, fresh, path, table_at(fresh.report, path), problems, request.POST)
    return redirect(_address(request, disclosure, path))


def _saved(request: HttpRequest, draft: Draft, path: str, table: Table) -> dict[str, str]:
    """Save what was typed, then do what the button asks; by path, why that was not done."""
    form = build_form(table, path, _step(request, table), draft.reference)
    typed = typing(form, request.POST)
    if typed.problems:
        return dict(typed.problems)
    by, asked = signed_in(request), request.POST.get("do", _KEEP)
    if problems := problems_of(draft.disclosure, typed.changes, by):
        return problems
    if asked == _KEEP:
        messages.success(request, "已保存")
        return {}
    now = table_at(Draft(draft.disclosure).report, path)
    if now is None:
        raise Http404
    rows = now.indicators
    try:
        moved = operation(asked, f"{path}/indicators", rows, next_indicator(rows))
    except UnknownOperationError:
        return {"": "没有这一行，可能已被他人删除"}
    return problems_of(draft.disclosure, moved, by)


def problems_of(disclosure: Disclosure, changes: Sequence[Change], by: User) -> dict[str, str]:
    """Save the changes; by path, why they were not saved."""
    if not changes:
        return {}
    try:
        edited = save(disclosure=disclosure, typed=changes, by=by, at=timezone.now())
    except ActionRefused as refusal:
        return {found.where: found.message for found in refusal.findings}
    return {one.path: _clash(disclosure, one) for one in edited.conflicts}


def _clash(disclosure: Disclosure, conflict: Conflict) -> str:
    event = last_touched(disclosure, conflict)
    who = f"{event.by}在{timezone.localtime(event.at):%H:%M}" if event else "他人"
    if isinstance(conflict.theirs, dict | list) or conflict.path.endswith("/name"):
        return f"{who}改动了这些行，请核对后再保存"
    theirs = shown(conflict.path, conflict.theirs, UNIT)
    return f"{who}已改为“{theirs or '空'}”。框内是您的内容，再保存一次即以您的为准"


def _step(request: HttpRequest, table: Table | None) -> Step:
    asked = request.POST.get("step") or request.GET.get("step") or Step.RESULT
    if not isinstance(table, ProjectEvaluation | UnitEvaluation):
        return Step.PLAN
    return Step(asked) if asked in list(Step) else Step.RESULT


def _address(request: HttpRequest, disclosure: Disclosure, path: str) -> str:
    """The same page and step again, at its indicators when rows came or went."""
    group, _, index = path.partition("/")
    names = {"unit_evaluation": "performance", "projects": "project", "targets": "target"}
    arguments = [disclosure.pk, *([int(index)] if index else [])]
    address = reverse(f"admin:desk_{names[group]}", args=arguments)
    step = request.POST.get("step", Step.PLAN.value)
    moved = request.POST.get("do", _KEEP) != _KEEP
    return f"{address}?step={step}" + (f"#{field_id(f'{path}/indicators')}" if moved else "")


def _render(
    request: HttpRequest,
    draft: Draft,
    path: str,
    table: Table | None,
    problems: dict[str, str] | None = None,
    posted: QueryDict | None = None,
) -> HttpResponse:
    unit = path == "unit_evaluation"
    section, step = (PERFORMANCE if unit else PROJECTS), _step(request, table)
    findings = [one for one in draft.findings if f"{one.where}/".startswith(f"{path}/")]
    form = build_form(table, path, step, draft.reference, findings) if table else None
    steps = list(Step) if isinstance(table, ProjectEvaluation | UnitEvaluation) else []
    elsewhere = _elsewhere(table, form, steps, draft, findings) if table and form else {}
    if form and posted:
        form = answered(form, posted, problems or {})
    context = frame(
        request,
        draft,
        section,
        form=form,
        step=step,
        steps=steps,
        elsewhere=[(one, len(found)) for one, found in elsewhere.items() if found],
        options=options(draft.reference, unit=unit),
        summary=summary(table, draft.reference) if table else None,
        problems=problems or {},
        **_around(draft, path, table),
    )
    away = [finding for found in elsewhere.values() for finding in found]
    context["findings"] = [finding for finding in findings if finding not in away]
    template = "unit_evaluation" if unit else "project"
    return TemplateResponse(
        request, f"admin/desk/{template}.html", context, status=409 if problems else 200
    )


def _elsewhere(
    table: Table, form: Form, steps: Sequence[Step], draft: Draft, findings: Sequence[Finding]
) -> dict[Step, list[Finding]]:
    """What is found in fields of the other steps, which this one does not show."""
    here = {cell.path for cell in form.cells}
    away: dict[Step, list[Finding]] = {}
    for step in steps:
        fields = {cell.path for cell in build_form(table, form.path, step, draft.reference).cells}
        away[step] = [one for one in findings if one.where in fields - here]
        here |= fields
    return away


def _around(draft: Draft, path: str, table: Table | None) -> dict[str, Any]:
    """What stands beside a table: its files, its neighbours, where it left its targets."""
    name = getattr(table, "name", None)
    kept = Attachment.objects.filter(disclosure=draft.disclosure)
    record = Project.objects.filter(unit=draft.disclosure.unit, name=name).first() if name else None
    files = kept.filter(project=record) if record or name is None else kept.none()
    around: dict[str, Any] = {
        "attachments": files,
        "attachment_kinds": Attachment.Kind,
        "attachment_project": record,
    }
    if name is not None:
        here = reverse("admin:desk_library", args=[draft.disclosure.pk])
        around["library_url"] = f"{here}?table={path}"
    if isinstance(table, ProjectEvaluation):
        plan = plan_of(draft, table.name)
        around["departures"] = list(departures(table, plan)) if plan else []
        around["years"] = other_years(record, draft.disclosure.year) if record else []
    return around
