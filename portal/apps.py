"""The public window: reads published versions, never drafts."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "公开门户"
