"""Units and reference books in the administration; people and the log have their own modules."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin  # importing it registers Group
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from treebeard.forms import movenodeform_factory

from units import log_admin, people_admin
from units.admin_scope import ModelAdmin, ReadOnlyAdmin
from units.flat_admin import FlatListAdmin
from units.models import ReferenceItem, Unit
from units.permissions import MANAGE_BOOKS, MANAGE_UNITS, VIEW, reach, scope_of
from units.resources import BookResource, UnitResource

__all__ = ["GroupAdmin", "log_admin", "people_admin"]

admin.site.unregister(Group)  # a user's role decides; nobody can be put into a group


def _manages_units(request: HttpRequest) -> bool:
    return scope_of(request.user, MANAGE_UNITS) is not None


class LevelFilter(admin.AllValuesFieldListFilter):
    """By the depth in the tree, whose field has no Chinese name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "级次"


@admin.register(Unit)
class UnitAdmin(FlatListAdmin, ModelAdmin[Unit]):
    """The tree of units; who manages it changes it, others see the part within their reach."""

    resource_class, import_verb = UnitResource, MANAGE_UNITS
    form = movenodeform_factory(Unit, fields=("code", "name", "short_name", "nature", "is_active"))
    list_display = ("name", "code", "level", "nature", "is_active")
    list_filter = ("is_active", ("depth", LevelFilter))
    search_fields = ("name", "code", "short_name")
    ordering = ("path",)

    @admin.display(description="级次", ordering="depth")
    def level(self, unit: Unit) -> int:
        depth: int = unit.depth
        return depth

    def get_queryset(self, request: HttpRequest) -> QuerySet[Unit]:
        units = super().get_queryset(request)
        return units if _manages_units(request) else units & reach(request.user, VIEW)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _manages_units(request) or scope_of(request.user, VIEW) is not None

    def has_view_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _manages_units(request)

    def has_change_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        return _manages_units(request)

    def has_delete_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        """A unit is put out of use, not deleted: what it published stays."""
        return False


@admin.register(ReferenceItem)
class ReferenceItemAdmin(FlatListAdmin, ReadOnlyAdmin[ReferenceItem]):
    """The books as loaded by ``manage.py load_reference``; they belong to no unit."""

    resource_class, import_verb = BookResource, MANAGE_BOOKS
    verbs = (MANAGE_BOOKS, VIEW)
    list_display = ("code", "name", "book", "parent", "valid_from", "valid_until")
    list_filter = ("book", "valid_from")
    search_fields = ("code", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReferenceItem]:
        return ReferenceItem.objects.all()
