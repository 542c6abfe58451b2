"""What follows while somebody types in a performance table: computed by the server, saved nowhere.

``POST {table, step, changes: [{path, old, new}]}``, amounts in 万元. The answer is
``{cells: {path: text}, marks: {path: state}, due: [path], errors: [{path, message}], weight,
score, grade}``: every other field as it would stand, the state of each progress, and where a
deviation reason must be written. A body of another form is answered with 400.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from disclosures.desk.access import desk_page
from disclosures.desk.amounts import in_yuan
from disclosures.desk.draft import Draft
from disclosures.desk.evaluation.build import Table, build_form
from disclosures.desk.evaluation.columns import Step
from disclosures.desk.evaluation.form import UNIT
from disclosures.desk.evaluation.summary import summary
from disclosures.desk.performance import table_at
from disclosures.models import Disclosure
from fiscal.edits import Change, EditError, Problem, apply, replay
from fiscal.money import AmountError
from fiscal.reference import Reference
from fiscal.report import Report
from fiscal.rescoring import rescoring

_MOST_CHANGES = 5_000


@require_POST
@desk_page
def scores(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    draft = Draft(disclosure)
    try:
        body = json.loads(request.body)
        path, step = str(body["table"]), Step(body["step"])
        typed = [_change(one) for one in body["changes"][:_MOST_CHANGES]]
        table_at(draft.report, path)
    except AmountError as wrong:
        return JsonResponse({"errors": [{"path": "", "message": str(wrong)}]})
    except (ValueError, KeyError, TypeError, Http404):
        return JsonResponse({"errors": [{"path": "", "message": "请求的格式不对"}]}, status=400)
    report, problems = _outcome(draft.report, typed, draft.reference)
    table = table_at(report, path)
    answer = _told(table, path, step, draft.reference, typed) if table else {}
    errors = [{"path": one.path, "message": one.message} for one in problems]
    return JsonResponse({**answer, "errors": errors})


def _change(one: dict[str, Any]) -> Change:
    path = str(one["path"])
    return Change(path, in_yuan(path, one["old"], UNIT), in_yuan(path, one["new"], UNIT))


def _outcome(
    report: Report, typed: list[Change], reference: Reference
) -> tuple[Report, tuple[Problem, ...]]:
    """The Report as it would be; what is refused is left out of it or stands unscored."""
    outcome = replay(report, typed)
    if outcome.problems:
        return outcome.report, outcome.problems
    try:
        return apply(outcome.report, rescoring(report, typed, reference)), ()
    except EditError as refused:
        return outcome.report, refused.problems


def _told(
    table: Table, path: str, step: Step, reference: Reference, typed: list[Change]
) -> dict[str, Any]:
    form, total = build_form(table, path, step, reference), summary(table, reference)
    given = {change.path for change in typed}
    return {
        "cells": {cell.path: cell.value for cell in form.cells if cell.path not in given},
        "marks": {cell.path: cell.mark for cell in form.cells if cell.mark},
        "due": [cell.path for cell in form.cells if cell.required],
        "weight": total.weight,
        "score": total.score,
        "grade": total.grade,
    }
