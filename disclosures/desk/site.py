"""The administration with the desk in it: its own start page and the pages of a draft."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver

from units.site import Site


class DeskSite(Site):
    """Views are imported late because the site is made before the models are."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from disclosures.desk.urls import desk_urls

        return [*desk_urls(self), *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        from disclosures.desk.review.inbox import unread

        return {**super().each_context(request), "unread": unread(request)}

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        from disclosures.desk.home import home_context

        return super().index(request, {**home_context(request), **(extra_context or {})})
