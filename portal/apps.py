"""The public window: reads published versions, never drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.core.checks import register

from disclosures.signals import files_made, version_published, version_withdrawn

if TYPE_CHECKING:
    from portal.published import Version


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "公开门户"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.readiness import site_is_complete

        register(site_is_complete)
        version_published.connect(_changed, dispatch_uid="portal.index")
        version_withdrawn.connect(_changed, dispatch_uid="portal.index")
        version_withdrawn.connect(_withdrawn, dispatch_uid="portal.archives")
        files_made.connect(_complete, dispatch_uid="portal.pages")


def _changed(version: Version, **_: object) -> None:
    """Have the portal's tables follow, off the request. Whoever sends this logs what it raises.

    What is out of date is taken away at once.
    """
    from portal import pages
    from portal.tasks import index_version

    pages.drop(pages.name_of(version))
    index_version.delay(version.pk)


def _withdrawn(version: Version, **_: object) -> None:
    """No archive hands out what was withdrawn."""
    from portal.archives import keeping

    keeping.drop(version.year)


def _complete(version: Version, **_: object) -> None:
    """Write its pages, which name its files."""
    from portal.tasks import write_pages

    write_pages.delay(version.unit_code, version.year, version.kind)
