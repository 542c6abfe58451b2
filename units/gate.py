"""The gate of the administration: who gets to a page at all, before any page is asked.

In this order: from an address that may; in a session that is not over; with a password of one's
own; with the second factor. Public pages are not looked at, so that they do not depend on who
asks and can be cached.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from units import passwords, second_factor, sessions
from units.models import User
from units.origin import Responder, current_address

SIGNED_OUT = "登录已结束"


def gate(get_response: Responder) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware; what lies behind it is never kept by a browser or a proxy."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(reverse("admin:index")):
            return get_response(request)
        response = _refusal(request) or get_response(request)
        add_never_cache_headers(response)
        return response

    return middleware


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if not _is_from_allowed_address():
        raise PermissionDenied("来源地址不在允许的范围内。")
    user = request.user
    if not isinstance(user, User) or sessions.end_if_due(request, user):
        return _told_to_script(request) or _not_done(request)
    if passwords.is_due(user):
        return _lead_to(request, reverse("admin:password_change"))
    if second_factor.is_due(request):
        return _lead_to(request, reverse("admin:second_factor"), next=request.get_full_path())
    return None


def _is_from_allowed_address() -> bool:
    if not settings.ADMIN_ADDRESSES:
        return True
    try:
        address = ip_address(current_address())
    except ValueError:
        return False
    return any(address in ip_network(network) for network in settings.ADMIN_ADDRESSES)


def _told_to_script(request: HttpRequest) -> HttpResponse | None:
    """People are led to another page; a script is told, and keeps what was typed."""
    if request.headers.get("X-Requested-With") != "XMLHttpRequest":
        return None
    return JsonResponse({"message": SIGNED_OUT}, status=HTTPStatus.UNAUTHORIZED)


def _not_done(request: HttpRequest) -> HttpResponse | None:
    """What nobody sent is not done, and said so; after signing in, back to the page it was on.

    Looking at a page needs nothing here: Django's own pages ask to sign in.
    """
    if request.method != "POST" or request.path in {
        reverse("admin:login"),
        reverse("admin:logout"),
    }:
        return None
    messages.warning(request, "刚才提交的内容没有办理，登录后请再提交一次。")
    return redirect_to_login(_page_before(request), reverse("admin:login"))


def _page_before(request: HttpRequest) -> str:
    """The page of ours that a form was on."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host() or not before.path.startswith(reverse("admin:index")):
        return reverse("admin:index")
    return f"{before.path}?{before.query}" if before.query else before.path


def _lead_to(request: HttpRequest, page: str, **query: str) -> HttpResponse | None:
    """To the page that must come first, unless the request is there or leaving."""
    if request.path in {page, reverse("admin:logout"), reverse("admin:jsi18n")}:
        return None
    address = f"{page}?{urlencode(query)}" if query else page
    return _told_to_script(request) or redirect(address)
