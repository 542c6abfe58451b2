"""The administration with the desk in it: its own start page and the pages of a draft."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse

_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])

# What a user with a one-time password may open: the way to an own one, and the way out.
_WITH_ONE_TIME_PASSWORD = ("password_change", "password_change_done", "logout")


class DeskSite(AdminSite):
    """Django's site; views are imported late because it is made before the models are."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from disclosures.desk.urls import desk_urls

        return [*desk_urls(self), *super().get_urls()]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        from disclosures.desk.home import home_context

        return super().index(request, {**home_context(request), **(extra_context or {})})

    def admin_view(self, view: _View, cacheable: bool = False) -> _View:
        """As Django's; a one-time password opens nothing but the page to change it."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if getattr(request.user, "must_change_password", False):
                allowed = (reverse(f"admin:{name}") for name in _WITH_ONE_TIME_PASSWORD)
                if request.path not in allowed:
                    return redirect("admin:password_change")
            return inner(request, *args, **kwargs)

        return cast(_View, page)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        from units.models import User

        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            User.objects.filter(username=request.user.get_username()).update(
                must_change_password=False
            )
        return response
