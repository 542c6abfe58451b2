"""What somebody was told: the messages of the signed-in person."""

from __future__ import annotations

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from disclosures.desk.access import signed_in
from disclosures.models import Message

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Posted: ``open`` with the id of a message to read and follow, or ``all`` to be read."""
    mine = Message.objects.filter(to=signed_in(request))
    if request.method == "POST":
        return _read(request)
    rows = mine.select_related("event__disclosure__unit")
    context = {
        **admin.site.each_context(request),
        "title": "消息",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "admin/desk/review/inbox.html", context)


def unread(request: HttpRequest) -> int:
    """How many messages the signed-in person has not read."""
    if not request.user.is_authenticated:
        return 0
    return Message.objects.filter(to=signed_in(request), read_at=None).count()


def _read(request: HttpRequest) -> HttpResponse:
    mine = Message.objects.filter(to=signed_in(request))
    asked = request.POST.get("open", "")
    if not asked.isdecimal():
        mine.filter(read_at=None).update(read_at=timezone.now())
        return redirect("admin:desk_inbox")
    message = get_object_or_404(mine.select_related("event"), pk=int(asked))
    mine.filter(pk=message.pk, read_at=None).update(read_at=timezone.now())
    return redirect("admin:desk_review", message.event.disclosure_id)
