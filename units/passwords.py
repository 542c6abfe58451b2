"""A password that somebody else knows serves once: to choose one's own."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from units.models import User

Responder = Callable[[HttpRequest], HttpResponse]


def own_password_first(get_response: Responder) -> Responder:
    """Middleware: nothing of the administration opens before a due change of password.

    Public pages are not looked at, so that they do not depend on who asks and can be cached.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        newcomer = _newcomer(request)
        if newcomer is None:
            return get_response(request)
        change = reverse("admin:password_change")
        if request.path not in {change, reverse("admin:logout"), reverse("admin:jsi18n")}:
            return redirect(change)
        response = get_response(request)
        if request.path == change and isinstance(response, HttpResponseRedirect):
            # The form answers with itself until it has saved.
            User.objects.filter(pk=newcomer.pk).update(must_change_password=False)
        return response

    return middleware


def _newcomer(request: HttpRequest) -> User | None:
    """Who asks for a page of the administration with a change of password still due."""
    if not request.path.startswith(reverse("admin:index")):
        return None
    user = request.user
    return user if isinstance(user, User) and user.must_change_password else None
