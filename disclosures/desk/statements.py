"""The page of a statement: a sheet that scripts save cell by cell, and a form without them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.desk.access import desk_page, signed_in
from disclosures.desk.amounts import AmountUnit
from disclosures.desk.draft import Draft
from disclosures.desk.frame import frame
from disclosures.desk.grid.build import build_sheet
from disclosures.desk.grid.codes import Codes
from disclosures.desk.grid.form import SUGGESTIONS, Answer, StatementForm
from disclosures.desk.links import url_of
from disclosures.history import prior_report
from disclosures.models import Disclosure
from disclosures.render.grids import statement_grid
from fiscal.checks.figures import Precision
from fiscal.report import TARGETS, Report
from fiscal.statements import BY_NUMBER, Kind

_BY_CODE = (Kind.FUNCTIONAL, Kind.ECONOMIC)
_REMEMBERED = "desk_units"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def statement(request: HttpRequest, disclosure: Disclosure, number: str) -> HttpResponse:
    """Statement ``number`` of a disclosure; ``?unit=yuan`` or ``wan`` is remembered."""
    if number not in BY_NUMBER or disclosure.kind == TARGETS:
        raise Http404
    draft = Draft(disclosure)
    if request.method != "POST":
        return _render(request, draft, number, _unit(request, draft))
    form = StatementForm(request.POST, draft, number)
    answer = form.save(signed_in(request))
    if answer.is_open:
        return _render(request, Draft(disclosure), number, form.unit, answer)
    messages.success(request, "已保存")
    return redirect(url_of(disclosure, answer.goes_to or f"statements/{number}"))


@require_safe
@desk_page
def codes(request: HttpRequest, disclosure: Disclosure, number: str) -> HttpResponse:
    """Codes that statement ``number`` may have: by ``?q=``, or those of ``?code=``."""
    if number not in BY_NUMBER or disclosure.kind == TARGETS:
        raise Http404
    book = Codes(Draft(disclosure).reference, number)
    asked = request.GET.getlist("code")
    found = [book.items[code] for code in asked if code in book.items]
    found += book.search(request.GET.get("q", ""), SUGGESTIONS)
    results = [{"code": item.code, "name": item.name, "path": book.path(item)} for item in found]
    return JsonResponse({"results": results})


def _unit(request: HttpRequest, draft: Draft) -> AmountUnit:
    """The unit asked for, else that of the last page of this draft, else one that is exact."""
    used: dict[str, str] = request.session.get(_REMEMBERED, {})
    key = str(draft.disclosure.pk)
    unit = AmountUnit.named(request.GET.get("unit", "")) or AmountUnit.named(used.get(key, ""))
    unit = unit or _exact_unit(draft.report)
    request.session[_REMEMBERED] = {**used, key: unit.value}
    return unit


def _exact_unit(report: Report) -> AmountUnit:
    """万元 for a draft whose amounts were only ever known in 万元, else 元."""
    amounts = [
        cell.this
        for statement in report.statements.values()
        for line in statement.lines
        for cell in line.cells.values()
    ]
    coarse = any(amounts) and not Precision.of(amounts).fine
    return AmountUnit.WAN if coarse else AmountUnit.YUAN


def _render(
    request: HttpRequest, draft: Draft, number: str, unit: AmountUnit, answer: Answer | None = None
) -> HttpResponse:
    answer = answer or Answer()
    declaration, report = BY_NUMBER[number], draft.report
    section = f"statements/{number}"
    prior = prior_report(draft.disclosure)
    findings = draft.findings_in(section)
    context = frame(
        request,
        draft,
        section,
        declaration=declaration,
        sheet=build_sheet(
            report, number, draft.reference, unit,
            findings=findings, prior=prior, unsaved=answer.unsaved,
        ),
        by_code=declaration.kind in _BY_CODE,
        units=list(AmountUnit),
        unit=unit,
        prior=prior,
        answer=answer,
        may_be_nil=declaration.may_be_empty and not report.statement(number).lines,
        notes=statement_grid(report.statement(number), report, draft.reference).notes,
    )  # fmt: skip
    status = 409 if answer.is_open else 200
    return TemplateResponse(request, "admin/desk/statement.html", context, status=status)
