"""The indicator library beside a project: picking from it, and proposing for it.

Proposals are decided in the library's own pages of the administration.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from disclosures.desk.access import desk_page, signed_in
from disclosures.desk.draft import Draft
from disclosures.desk.evaluation.build import Table
from disclosures.desk.frame import frame
from disclosures.desk.links import PROJECTS, field_id, url_of
from disclosures.desk.performance import problems_of, table_at
from disclosures.models import Disclosure
from fiscal.codec import to_plain
from fiscal.edits import Change
from fiscal.report import UnitEvaluation
from performance import library as shelf
from performance.models import LibraryIndicator


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def library(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    """The library for the table ``?table=projects/3``."""
    draft = Draft(disclosure)
    path = request.POST.get("table") or request.GET.get("table", "")
    table = _table(draft, path)
    if request.method == "POST":
        return _act(request, draft, path, table)
    words, sector = request.GET.get("q", ""), request.GET.get("sector", "")
    context = frame(
        request,
        draft,
        PROJECTS,
        path=path,
        name=getattr(table, "name", ""),
        rows=list(enumerate(table.indicators)),
        back=f"{url_of(disclosure, f'{path}/indicators')}",
        q=words,
        sector=sector,
        sectors=shelf.sectors(),
        found=shelf.search(words, sector),
        mine=LibraryIndicator.objects.filter(proposed_by=signed_in(request)).order_by("-pk")[:10],
    )
    return TemplateResponse(request, "admin/desk/library.html", context)


def _table(draft: Draft, path: str) -> Table:
    group, _, index = path.partition("/")
    if group not in ("projects", "targets") or not index.isdecimal():
        raise Http404
    table = table_at(draft.report, path)
    if table is None or isinstance(table, UnitEvaluation):
        raise Http404
    return table


def _act(request: HttpRequest, draft: Draft, path: str, table: Table) -> HttpResponse:
    asked, _, number = request.POST.get("do", "").partition(":")
    if asked == "pick" and number.isdecimal():
        return _pick(request, draft, path, int(number))
    if asked == "propose":
        _propose(request, table)
    here = reverse("admin:desk_library", args=[draft.disclosure.pk])
    return redirect(f"{here}?table={path}")


def _pick(request: HttpRequest, draft: Draft, path: str, pk: int) -> HttpResponse:
    """Put an agreed indicator behind the others; its target and weight are still to be typed."""
    agreed = LibraryIndicator.objects.filter(state=LibraryIndicator.State.APPROVED)
    row = to_plain(shelf.picked(get_object_or_404(agreed, pk=pk)))
    name = getattr(table_at(draft.report, path), "name", "")
    changes = [
        Change(f"{path}/name", name, name),
        Change(f"{path}/indicators/+", None, row),
    ]
    if problems := problems_of(draft.disclosure, changes, signed_in(request)):
        messages.error(request, "；".join(problems.values()))
    else:
        messages.success(request, f"已选入“{row['name']}”，请填写指标值和权重")
    return redirect(url_of(draft.disclosure, field_id(f"{path}/indicators")))


def _propose(request: HttpRequest, table: Table) -> None:
    chosen = request.POST.get("row", "")
    if not chosen.isdecimal() or int(chosen) >= len(table.indicators):
        messages.error(request, "请选择要推荐的指标")
        return
    try:
        entry = shelf.propose(
            indicator=table.indicators[int(chosen)],
            sector=request.POST.get("sector", ""),
            measure=request.POST.get("measure", ""),
            by=signed_in(request),
            at=timezone.now(),
        )
    except shelf.LibraryRefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"已推荐“{entry}”，待审核人同意后入库")
