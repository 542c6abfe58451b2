"""The administration's way in, in place of Django's: stricter, with a second factor."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse


class Site(AdminSite):
    """Forms and views are imported late: the site is made before the models are."""

    enable_nav_sidebar = False  # nobody has more than a few lists; the start page names them

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from units import sign_in

        return [
            path(
                "second-factor/", self.admin_view(sign_in.second_factor_page), name="second_factor"
            ),
            path("identity/", sign_in.leave_for_provider, name="identity"),
            path("identity/return/", sign_in.return_from_provider, name="identity_return"),
            *super().get_urls(),
        ]

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        from units.identity import provider
        from units.sign_in import SignInForm

        self.login_form = SignInForm
        more = {"provider": provider(), "asks_one_factor": not settings.SECOND_FACTOR}
        return super().login(request, {**more, **(extra_context or {})})

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Django's view with our form."""
        from units.passwords import OwnPasswordForm

        request.current_app = self.name
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return cast(TemplateResponse, view(request))
