"""The overview of a disclosure: its parts, everything found in them, and handing it in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from disclosures import actions
from disclosures.desk.access import desk_page, signed_in
from disclosures.desk.beginning import beginning
from disclosures.desk.frame import Draft, frame
from disclosures.desk.links import WHOLE
from disclosures.desk.progress import Work
from disclosures.models import Disclosure, Verb
from disclosures.private import suspects_of
from disclosures.refusal import ActionRefused
from fiscal.finding import Finding
from fiscal.report import FINAL_ACCOUNTS
from performance.models import KINDS
from units.permissions import VIEW, allowed, reach

_SHOWN_EVENTS = 10


@require_safe
@desk_page
def overview(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    return _render(request, disclosure)


@require_POST
@desk_page
def submit(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    """Hand the draft to the reviewer, or say what stands in the way.

    Posted: ``revision`` and ``rules``, those of the check that the page showed, and
    ``despite_comments`` where some are not ticked off.
    """
    revision, rules = request.POST.get("revision", ""), request.POST.get("rules", "")
    seen = actions.Seen(int(revision) if revision.isdecimal() else 0, rules)
    try:
        actions.submit(
            disclosure=disclosure, by=signed_in(request), at=timezone.now(), seen=seen,
            despite_comments="despite_comments" in request.POST,
        )  # fmt: skip
    except ActionRefused as refusal:
        return _render(request, disclosure, refusal.findings)
    messages.success(request, f"{disclosure}已提交，等待审核")
    return redirect("admin:desk_home", disclosure.pk)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin a year for a unit, the user's own unless another is named.

    Posted: ``year``, ``kind`` and ``unit``.
    """
    user, year = signed_in(request), request.POST.get("year", "")
    kind = request.POST.get("kind", FINAL_ACCOUNTS)
    named = request.POST.get("unit", "") or str(user.unit_id)
    if not (year.isdecimal() and named.isdecimal() and kind in KINDS):
        return HttpResponseBadRequest()
    unit = get_object_or_404(reach(user, VIEW), pk=int(named))
    try:
        begun = actions.start_year(unit=unit, year=int(year), kind=kind, by=user, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:index")
    messages.success(request, f"{begun}已建立")
    return redirect("admin:desk_home", begun.pk)


def _render(
    request: HttpRequest, disclosure: Disclosure, refused: tuple[Finding, ...] = ()
) -> HttpResponse:
    draft = Draft(disclosure)
    context = frame(
        request,
        draft,
        WHOLE,
        work=Work(draft),
        beginning=beginning(draft),
        refused=refused,
        suspects=suspects_of([disclosure.pk])[disclosure.pk],
        may_submit=allowed(request.user, Verb.SUBMIT, disclosure.unit),
        version=disclosure.versions.order_by("number").last(),
        events=disclosure.events.select_related("by")[:_SHOWN_EVENTS],
    )
    status = 409 if refused else 200
    return TemplateResponse(request, "admin/desk/overview.html", context, status=status)
