"""Who is about to do something grave says once more who they are.

``@recently_confirmed`` goes on a view: what is sent to it (POST) is done when its sender signed in
or confirmed within ten minutes. Otherwise a page asks for the password or a one-time code; it
carries along what was sent, which is then done at once. Looking at the view (GET) asks nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone

from units import lockout, second_factor
from units.access_log import record
from units.models import Act, User

LASTS = timedelta(minutes=10)
FIELD = "confirm_identity"
_CONFIRMED = "confirmed"
_CODE = 6  # digits of a one-time code
_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


def recently_confirmed(view: _View) -> _View:
    """Decorator of a view function; for methods of classes use ``method_decorator``."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or is_recent(request):
            return view(request, *args, **kwargs)
        wrong = _confirm(request) if FIELD in request.POST else ""
        if is_recent(request):
            return view(request, *args, **kwargs)
        return _ask(request, wrong)

    return cast(_View, page)


def confirm_now(request: HttpRequest) -> None:
    """The person has just shown who they are."""
    request.session[_CONFIRMED] = timezone.now().isoformat()


def is_recent(request: HttpRequest) -> bool:
    text: str = request.session.get(_CONFIRMED, "")
    return bool(text) and timezone.now() - datetime.fromisoformat(text) < LASTS


def _confirm(request: HttpRequest) -> str:
    """Take what was typed; what is wrong with it, empty when nothing is."""
    user, typed = cast(User, request.user), request.POST[FIELD]
    if refusal := lockout.refusal(user.username):
        return refusal
    if _is_code(typed) and second_factor.confirmed(user):
        is_right = second_factor.check(user, typed, Act.CONFIRM)
    elif is_right := user.check_password(typed):
        record(Act.CONFIRM, user)
    else:
        lockout.failed(Act.CONFIRM, user, user.username)
    if is_right:
        confirm_now(request)
        return ""
    return lockout.refusal(user.username) or "不对，请再试一次。"


def _is_code(typed: str) -> bool:
    return len(typed.strip()) == _CODE and typed.strip().isdecimal()


def _ask(request: HttpRequest, wrong: str) -> TemplateResponse:
    """Files cannot be carried along: who sent some is told to choose them again."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {FIELD, "csrfmiddlewaretoken"}
    ]
    context = {
        **admin.site.each_context(request),
        "title": "请确认是您本人",
        "sent": sent,
        "field": FIELD,
        "wrong": wrong,
        "loses_files": bool(request.FILES),
        "has_factor": second_factor.confirmed(cast(User, request.user)) is not None,
    }
    return TemplateResponse(request, "admin/sign_in/confirm.html", context)
