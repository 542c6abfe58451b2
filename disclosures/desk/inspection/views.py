"""The pages of the inspection desk: the region, the table, comparison, rules, and the files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST, require_safe

from disclosures import inspecting, tasks
from disclosures.desk.access import signed_in
from disclosures.desk.home import year_asked
from disclosures.desk.inspection.comparing import MOST, Comparison
from disclosures.desk.inspection.filters import UnitFilter
from disclosures.desk.inspection.paper import MOST_ROWS, render_paper
from disclosures.desk.inspection.region import KINDS, Glance, accounts
from disclosures.desk.inspection.rows import Region
from disclosures.desk.inspection.rules import broken_by, counted_rules, rule_of
from disclosures.desk.inspection.sheet import write_sheet
from disclosures.desk.inspection.tables import UnitTable
from disclosures.desk.inspection.unit import UnitYear
from disclosures.desk.listing import years_of
from disclosures.desk.progress import current_year
from disclosures.models import Verb
from disclosures.record import append
from units.permissions import INSPECT, scope_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_Page = Callable[..., HttpResponseBase]


def inspector_page(view: _Page) -> _Page:
    """A view for those who may inspect; others are told that they may not."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if scope_of(request.user, INSPECT) is None:
            raise PermissionDenied("只有财政审核人、审计人员和主管部门负责人可以打开检查工作台")
        return view(request, *args, **kwargs)

    return page


@require_safe
@inspector_page
def region(request: HttpRequest) -> HttpResponse:
    """The region at a glance."""
    seen = _region(request)
    return _render(request, "region", seen, "检查", glance=Glance(seen), kinds=KINDS)


@require_safe
@inspector_page
def units(request: HttpRequest) -> HttpResponse:
    """The table of units."""
    seen = _region(request)
    found, chosen = _chosen(request, seen)
    table = UnitTable(chosen, region=seen, request=request)
    return _render(request, "units", seen, "检查表", filter=found, table=table, most=MOST)


@require_safe
@inspector_page
def unit(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """Everything about one unit's year."""
    seen = Region(signed_in(request), year, localdate())
    shown = UnitYear.of(seen, unit_id)
    if shown is None:
        raise Http404
    return _render(request, "unit", seen, shown.row.name, shown=shown)


@require_safe
@inspector_page
def compare(request: HttpRequest) -> HttpResponse:
    """Up to five units beside each other: ``?unit=`` for each."""
    seen = _region(request)
    asked = [int(one) for one in request.GET.getlist("unit") if one.isdecimal()]
    return _render(request, "compare", seen, "单位比较", comparison=Comparison(seen, asked[:MOST]))


@require_safe
@inspector_page
def rules(request: HttpRequest) -> HttpResponse:
    """Which rules are broken how often."""
    seen = _region(request)
    return _render(request, "rules", seen, "按规则", counted=counted_rules(seen))


@require_safe
@inspector_page
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule: where it comes from, and who breaks it."""
    seen, found = _region(request), rule_of(rule_id)
    if found is None:
        raise Http404
    table = UnitTable(broken_by(seen, rule_id), region=seen, request=request)
    return _render(request, "rule", seen, f"规则 {rule_id}", rule=found, table=table)


@require_safe
@inspector_page
def sheet(request: HttpRequest) -> FileResponse:
    """The 检查表 of what the table shows, as a workbook."""
    seen = _region(request)
    _note_export(request, seen, "XLSX")
    records = _sorted(request, seen).values().iterator(chunk_size=500)
    return FileResponse(
        write_sheet(seen, seen.rows(records)),
        as_attachment=True,
        filename=f"{seen.year}年度部门决算公开检查表.xlsx",
        content_type=_XLSX,
    )


@require_safe
@inspector_page
def paper(request: HttpRequest) -> HttpResponseBase:
    """The 检查表 to be signed. So many rows at most: whoever wants more takes the workbook."""
    seen = _region(request)
    chosen = _sorted(request, seen)
    if chosen.count() > MOST_ROWS:
        messages.error(request, f"超过{MOST_ROWS}个单位，不能生成PDF；请按部门筛选，或导出XLSX。")
        return redirect(f"{reverse('admin:desk_inspection_units')}?{request.GET.urlencode()}")
    _note_export(request, seen, "PDF")
    response = HttpResponse(
        render_paper(seen, list(seen.rows(chosen.values()))), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="inspection-{seen.year}.pdf"'
    return response


@require_POST
@inspector_page
def again(request: HttpRequest) -> HttpResponse:
    """Have accounts inspected anew: those that changed, or (``all``) every one of the year."""
    seen = Region(signed_in(request), year_asked(request.POST.get("year", ""), 0), localdate())
    if scope_of(seen.user, Verb.APPROVE) is None:
        raise PermissionDenied("只有审核人可以重新检查")
    if "all" in request.POST:
        inspecting.forget(accounts(seen))
    count = 0
    for ids in list(inspecting.chunks(inspecting.stale(accounts(seen)))):
        tasks.inspect_some.delay(ids)
        count += len(ids)
    messages.info(
        request, f"正在重新检查{count}份决算，本页显示进度" if count else "没有需要检查的"
    )
    return redirect(f"{reverse('admin:desk_inspection')}?year={seen.year}")


def _note_export(request: HttpRequest, seen: Region, kind: str) -> None:
    """Record that the 检查表 leaves the system."""
    basis = {"list": "检查表", "format": kind, "year": seen.year, "query": request.GET.urlencode()}
    append(verb=Verb.EXPORT, by=seen.user, at=now(), basis=basis)


def _region(request: HttpRequest) -> Region:
    today = localdate()
    year = year_asked(request.GET.get("year", ""), current_year(today))
    return Region(signed_in(request), year, today)


def _chosen(request: HttpRequest, seen: Region) -> tuple[UnitFilter, QuerySet[Any]]:
    found = UnitFilter(request.GET, region=seen)
    return found, found.qs if found.is_valid() else found.queryset.none()


def _sorted(request: HttpRequest, seen: Region) -> QuerySet[Any]:
    """What the table shows on all its pages, in its order."""
    table = UnitTable(_chosen(request, seen)[1], region=seen, request=request)
    chosen: QuerySet[Any] = table.data.data
    return chosen


def _render(request: HttpRequest, name: str, seen: Region, title: str, **more: Any) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": title,
        "subtitle": f"{seen.year}年度",
        "page": name,
        "region": seen,
        "years": years_of(seen.within, seen.year),
        "may_inspect_again": scope_of(request.user, Verb.APPROVE) is not None,
        **more,
    }
    return TemplateResponse(request, f"admin/desk/inspection/{name}.html", context)
