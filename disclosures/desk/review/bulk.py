"""The desk of reviewers: what waits for approval and publication, many of it decided at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from disclosures import batches
from disclosures.desk.access import signed_in, within_reach
from disclosures.models import Batch, Disclosure, OutcomeState, State, Verb
from disclosures.private import Suspect, suspects_of
from disclosures.reviewing import Signatures, signatures_of
from units.models import User
from units.permissions import reach, scope_of
from units.reauth import recently_confirmed

PER_PAGE = 200
_WAITING = (State.SUBMITTED, State.APPROVED)


@dataclass(frozen=True, slots=True)
class Row:
    """A disclosure that waits, and what of it is signed; ``key`` is what choosing it sends.

    ``suspects`` are files that may hold personal data.
    """

    disclosure: Disclosure
    signatures: Signatures
    suspects: Sequence[Suspect]
    is_checked: bool

    @property
    def key(self) -> str:
        return f"{self.disclosure.pk}:{self.disclosure.revision}"


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Posted: ``do``, the verb, and ``chosen``, each ``id:revision`` as the page showed it."""
    user = signed_in(request)
    if scope_of(user, Verb.APPROVE) is None:
        raise PermissionDenied("只有财政审核人可以打开审核台")
    if request.method != "POST":
        return _list(request, user)
    verb = request.POST.get("do", "")
    if verb not in batches.VERBS:
        return HttpResponse("未知的操作", status=400)
    return (_confirmed if verb == Verb.PUBLISH else _begin)(request, Verb(verb))


@never_cache
@require_safe
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What became of each; only who chose them sees it."""
    found = get_object_or_404(Batch, pk=batch_id, by=signed_in(request))
    counts = _counts(found)
    context = {
        **admin.site.each_context(request),
        "title": f"批量{found.get_verb_display()}",
        "batch": found,
        "outcomes": found.outcomes.select_related("disclosure__unit"),
        "counts": counts,
        "over": counts["done"] == counts["total"],
    }
    return TemplateResponse(request, "admin/desk/review/batch.html", context)


@never_cache
@require_safe
def batch_progress(request: HttpRequest, batch_id: int) -> JsonResponse:
    """``{over, done, total, message}`` for the script of the page."""
    counts = _counts(get_object_or_404(Batch, pk=batch_id, by=signed_in(request)))
    refused = f"，其中未处理{counts['refused']}件" if counts["refused"] else ""
    return JsonResponse(
        {
            "over": counts["done"] == counts["total"],
            "done": counts["done"],
            "total": counts["total"],
            "message": f"已处理{counts['done']}件{refused}",
        }
    )


def _counts(batch: Batch) -> Mapping[str, int]:
    counted: Mapping[str, int] = batch.outcomes.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=~Q(state=OutcomeState.WAITING)),
        refused=Count("pk", filter=Q(state=OutcomeState.REFUSED)),
    )
    return counted


def _list(request: HttpRequest, user: User) -> HttpResponse:
    asked = request.GET.get("state", "")
    state = asked if asked in _WAITING else State.SUBMITTED
    within = within_reach(user).filter(unit__in=reach(user, Verb.APPROVE), state__in=_WAITING)
    waiting = within.filter(state=state).order_by("-year", "unit__path", "kind")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    ids = [one.pk for one in page]
    signed, suspects = signatures_of(ids), suspects_of(ids)
    counts = dict(within.order_by().values_list("state").annotate(Count("pk")))
    context = {
        **admin.site.each_context(request),
        "title": "审核台",
        "page": page,
        "rows": [_row(one, signed[one.pk], suspects[one.pk]) for one in page],
        "choices": [(one, one.label, counts.get(one, 0), one == state) for one in _WAITING],
        "verb": Verb.APPROVE if state == State.SUBMITTED else Verb.PUBLISH,
        "all": "all" in request.GET,
    }
    return TemplateResponse(request, "admin/desk/review/bulk.html", context)


def _row(disclosure: Disclosure, signed: Signatures, suspects: Sequence[Suspect]) -> Row:
    checked = disclosure.checked_revision == disclosure.revision
    return Row(disclosure, signed, suspects, checked)


def _begin(request: HttpRequest, verb: Verb) -> HttpResponse:
    user = signed_in(request)
    revisions = dict(_pairs(request.POST.getlist("chosen")))
    within = within_reach(user).filter(unit__in=reach(user, verb), pk__in=revisions)
    chosen: list[Any] = [(one, revisions[one.pk]) for one in within.order_by("unit__path", "pk")]
    if not chosen:
        messages.error(request, "请先选择要处理的单位")
        return redirect("admin:desk_bulk")
    return redirect(batches.begin(verb=verb, chosen=chosen, by=user, at=timezone.now()))


_confirmed = recently_confirmed(_begin)


def _pairs(chosen: list[str]) -> list[tuple[int, int]]:
    """``id:revision`` as numbers; what is none of ours is left out."""
    pairs = (one.partition(":") for one in chosen)
    return [(int(pk), int(seen)) for pk, _, seen in pairs if pk.isdecimal() and seen.isdecimal()]
