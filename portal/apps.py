"""The public window: reads published versions, never drafts."""

from django.apps import AppConfig
from django.core.checks import register


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "公开门户"

    def ready(self) -> None:
        from portal.readiness import site_is_complete

        register(site_is_complete)
