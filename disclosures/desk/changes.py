"""Where the scripts of every desk page save what was typed.

``POST {unit: "yuan"|"wan", changes: [{path, old, new}], exact: false, since: null}``; ``unit`` is
that of the amounts, ``old`` what the page showed; with ``exact`` nothing follows from the
changes, as when they undo others; ``since`` is the revision that the page shows. Answers:

* 200 ``{saved_at, revision, computed: {path: text}, others, lines, changes, findings,
  navigation}`` —
  ``computed`` is all that now stands elsewhere than before, typed or following from it, as the
  page shows it, ``others`` the same for what others changed in statements ``since``; ``lines``
  says that lines came or went in a statement that was typed in, ``changes`` (in yuan) what to
  turn round to undo it all; ``findings`` are those of the sections that were typed in,
  ``navigation`` is the page's with the counts of now, as HTML.
* 409 ``{conflicts: [{path, mine, theirs, by, at}]}`` — somebody else was faster.
* 422 ``{errors: [{path, message}]}`` — cannot be done; path is empty where it is about the whole.

Except with 200, nothing was saved. A body of another form is answered with 400.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from disclosures.actions import Edited
from disclosures.desk.access import desk_page, signed_in
from disclosures.desk.amounts import AmountUnit, in_yuan, shown
from disclosures.desk.draft import Draft
from disclosures.desk.frame import navigation
from disclosures.desk.links import explain_url, field_id, section_of
from disclosures.desk.saving import last_touched, save
from disclosures.models import Disclosure
from disclosures.refusal import ActionRefused
from fiscal.codec import to_plain
from fiscal.edits import Change, Conflict, leaves
from fiscal.finding import Finding, Severity
from fiscal.money import AmountError

_MOST_CHANGES = 20_000
_VALUES = ("this", "last", "name", "parents")  # the last step to a value in a line


@require_POST
@desk_page
def changes(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    try:
        unit, asked, exact, since = _body(request.body)
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"errors": [_problem("", "请求的格式不对")]}, status=400)
    typed, problems = _typed(asked, unit)
    if problems:
        return JsonResponse({"errors": problems}, status=422)
    try:
        edited = save(
            disclosure=disclosure, typed=typed, by=signed_in(request), at=timezone.now(),
            exact=exact,
        )  # fmt: skip
    except ActionRefused as refusal:
        refused = [_problem(one.where, one.message) for one in refusal.findings]
        return JsonResponse({"errors": refused}, status=422)
    if edited.conflicts:
        told = [conflict_as_json(disclosure, one, unit) for one in edited.conflicts]
        return JsonResponse({"conflicts": told}, status=409)
    return JsonResponse(_saved(edited, typed, unit, since))


def _body(content: bytes) -> tuple[AmountUnit, list[Change], bool, int | None]:
    """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything but the expected form."""
    body = json.loads(content)
    asked = [Change(one["path"], one.get("old"), one["new"]) for one in body["changes"]]
    if len(asked) > _MOST_CHANGES or not all(isinstance(one.path, str) for one in asked):
        raise ValueError
    since = body.get("since")
    if not isinstance(since, int | None):
        raise TypeError
    return AmountUnit(body.get("unit", AmountUnit.YUAN)), asked, body.get("exact") is True, since


def _typed(asked: Iterable[Change], unit: AmountUnit) -> tuple[list[Change], list[dict[str, str]]]:
    """The changes in yuan, and those whose amounts are none."""
    typed, problems = [], []
    for one in asked:
        try:
            old, new = (in_yuan(one.path, value, unit) for value in (one.old, one.new))
        except AmountError as wrong:
            problems.append(_problem(one.path, str(wrong)))
        else:
            typed.append(Change(one.path, old, new))
    return typed, problems


def _problem(path: str, message: str) -> dict[str, str]:
    return {"path": path, "message": message}


def _saved(
    edited: Edited, typed: Iterable[Change], unit: AmountUnit, since: int | None
) -> dict[str, Any]:
    sections = {section_of(one.path) for one in typed}
    draft = Draft(edited.disclosure)
    found = [one for section in sorted(sections) for one in draft.findings_in(section)]
    others = list(_by_others(edited, since))
    news = [*others, *edited.changes]
    return {
        "saved_at": timezone.localtime().isoformat(timespec="seconds"),
        "revision": edited.disclosure.revision,
        "computed": _texts(edited.changes, unit),
        "others": _texts(others, unit),
        "lines": any(_is_line(one) and section_of(one.path) in sections for one in news),
        "changes": to_plain(edited.changes),
        "findings": [finding_as_json(draft, one) for one in found],
        "navigation": render_to_string(
            "admin/desk/navigation.html", {"groups": navigation(draft, "")}
        ),
    }


def _texts(changes: Iterable[Change], unit: AmountUnit) -> dict[str, Any]:
    return {one.path: shown(one.path, one.new, unit) for one in leaves(changes)}


def _by_others(edited: Edited, since: int | None) -> Iterator[Change]:
    """What changed in statements after the revision ``since``, before the one just made if any."""
    if since is None:
        return
    last = edited.disclosure.revision - bool(edited.changes)
    between = edited.disclosure.events.filter(revision__gt=since, revision__lte=last)
    for changes in between.order_by("revision").values_list("changes", flat=True):
        for one in changes:
            if one["path"].startswith("statements/"):
                yield Change(one["path"], one["old"], one["new"])


def _is_line(change: Change) -> bool:
    """Whether a change adds or takes away a line of a statement, or all lines of one."""
    group, *below = change.path.split("/")
    return group == "statements" and below[-1] not in _VALUES


def finding_as_json(draft: Draft, finding: Finding) -> dict[str, Any]:
    """``field`` is the id of the place that the finding is about; ``explain`` the address where
    a warning is explained, else empty.
    """
    is_warning = finding.severity is Severity.WARNING
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "label": finding.severity.label,
        "message": finding.message,
        "where": finding.where,
        "field": field_id(finding.where.removesuffix("/this")),
        "explain": explain_url(draft.disclosure, finding) if is_warning else "",
        "explained": finding.fingerprint in draft.explanations,
    }


def conflict_as_json(
    disclosure: Disclosure, conflict: Conflict, unit: AmountUnit
) -> dict[str, Any]:
    """Both values as the page shows amounts, and who set the other when."""
    event = last_touched(disclosure, conflict)
    return {
        "path": conflict.path,
        "mine": shown(conflict.path, conflict.mine, unit),
        "theirs": shown(conflict.path, conflict.theirs, unit),
        "by": str(event.by) if event else "",
        "at": timezone.localtime(event.at).isoformat(timespec="seconds") if event else "",
    }
