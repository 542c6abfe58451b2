"""The page of a disclosure under review: how it stands, what changed, what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from disclosures import actions
from disclosures.desk.access import desk_page, signed_in
from disclosures.desk.deadlines import due_on
from disclosures.desk.draft import Draft
from disclosures.desk.frame import frame
from disclosures.desk.links import REVIEW
from disclosures.desk.review.deeds import DEEDS, GRAVE, WHERE, comments, deeds, do
from disclosures.desk.review.places import WHOLE, Place, choices, place_of
from disclosures.desk.review.since import since
from disclosures.models import Disclosure, Verb
from disclosures.private import suspects_of
from disclosures.refusal import ActionRefused
from disclosures.reviewing import LONGEST_REASON, signatures, submission
from fiscal.finding import Finding
from units.permissions import allowed
from units.reauth import recently_confirmed

_ADD, _ADDING = "add", "adding"  # the place to comment on besides, and its button


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def review(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    """Got with ``where``: places to comment on. Posted: what was typed of a return, to go on."""
    return _render(request, disclosure)


@require_POST
@desk_page
def decide(request: HttpRequest, disclosure: Disclosure, verb: str) -> HttpResponseBase:
    """Do a verb; grave ones ask first who it is.

    Posted: ``revision``, what the deed's fields are called, and comments as ``where``, ``text``.
    """
    if verb not in DEEDS:
        raise Http404
    if not allowed(request.user, verb, disclosure.unit):
        raise PermissionDenied
    return (_confirmed if verb in GRAVE else _do)(request, disclosure, Verb(verb))


@require_POST
@desk_page
def mark(request: HttpRequest, disclosure: Disclosure, comment_id: int) -> HttpResponse:
    """Tick a comment off (``done``), or take the tick back. ``next`` is the page it was on."""
    comment = get_object_or_404(disclosure.comments, pk=comment_id)
    if not allowed(request.user, Verb.MARK, disclosure.unit):
        raise PermissionDenied
    done = bool(request.POST.get("done"))
    try:
        actions.mark_comment(
            comment=comment, done=done, by=signed_in(request), at=timezone.now()
        )  # fmt: skip
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    page = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        return redirect(f"{page}#comments")
    return redirect("admin:desk_review", disclosure.pk)


def _do(request: HttpRequest, disclosure: Disclosure, verb: Verb) -> HttpResponse:
    deed, draft = DEEDS[verb], Draft(disclosure)
    try:
        do(
            deed, disclosure, request.POST, lambda where: _place(where, draft),
            signed_in(request), timezone.now(),
        )  # fmt: skip
    except ActionRefused as refusal:
        disclosure.refresh_from_db()
        return _render(request, disclosure, verb, refusal.findings)
    messages.success(request, f"{disclosure}：{verb.label}已完成")
    return redirect("admin:desk_review", disclosure.pk)


_confirmed = recently_confirmed(_do)


def _place(where: str, draft: Draft) -> Place | None:
    """A place of the report, or that of a finding about what is not there."""
    found = {one.where: Place(one.where, one.message) for one in draft.findings}
    return place_of(where, draft) or found.get(where)


def _render(
    request: HttpRequest,
    disclosure: Disclosure,
    verb: str = "",
    refused: Sequence[Finding] = (),
) -> HttpResponse:
    draft = Draft(disclosure)
    found = deeds(request.user, disclosure)
    compared = since(draft)
    returns = any(deed.comments for deed in found)
    places = choices(draft, [row for one in compared for row in one.rows]) if returns else {}
    context = frame(
        request,
        draft,
        REVIEW,
        deeds=found,
        compared=compared,
        places=places,
        rows=_comment_rows(request, draft) if returns else (),
        typed=request.POST,
        verb=verb,
        refused=refused,
        suspects=suspects_of([disclosure.pk])[disclosure.pk],
        longest=LONGEST_REASON,
        events=disclosure.events.select_related("by")[:30],
        **_standing(disclosure),
    )
    status = 409 if refused else 200
    return TemplateResponse(request, "admin/desk/review/review.html", context, status=status)


def _standing(disclosure: Disclosure) -> dict[str, Any]:
    """What must be there before it is public."""
    given = signatures(disclosure)
    return {
        "submitted": submission(disclosure),
        "signed": given.signed,
        "cleared": given.cleared,
        "approved_by": disclosure.events.filter(verb=Verb.APPROVE).order_by("pk").last(),
        "due": due_on(disclosure),
        "version": disclosure.versions.order_by("number").last(),
    }


def _comment_rows(request: HttpRequest, draft: Draft) -> list[tuple[Place, str]]:
    """The comments that are being written: typed, then places asked for, or one on the whole."""
    more = request.POST.getlist(_ADD) if _ADDING in request.POST else []
    asked = [(where, "") for where in (*request.GET.getlist(WHERE), *more)]
    rows = comments(request.POST) + asked or [("", "")]
    return [(_place(where, draft) or Place("", WHOLE), text) for where, text in rows]
