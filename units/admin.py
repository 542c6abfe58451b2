"""Units, people and reference books in the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from treebeard.forms import movenodeform_factory

from units.admin_scope import ModelAdmin, ReadOnlyAdmin
from units.flat_admin import FlatListAdmin
from units.models import ReferenceItem, Unit, User
from units.permissions import ADMINISTER, VIEW, reach, scope_of
from units.resources import BookResource, UnitResource, UserResource

if TYPE_CHECKING:
    _UserAdmin = DjangoUserAdmin[User]
else:
    _UserAdmin = DjangoUserAdmin

admin.site.unregister(Group)  # a user's role decides; nobody can be put into a group


def _administers(request: HttpRequest) -> bool:
    return scope_of(request.user, ADMINISTER) is not None


class LevelFilter(admin.AllValuesFieldListFilter):
    """By the depth in the tree, whose field has no Chinese name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "级次"


@admin.register(Unit)
class UnitAdmin(FlatListAdmin, ModelAdmin[Unit]):
    """The tree of units; administrators change it, others see the part within their reach."""

    resource_class, import_verb = UnitResource, ADMINISTER
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
        return units if _administers(request) else units & reach(request.user, VIEW)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _administers(request) or scope_of(request.user, VIEW) is not None

    def has_view_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _administers(request)

    def has_change_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        return _administers(request)

    def has_delete_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        """A unit is put out of use, not deleted: what it published stays."""
        return False


@admin.register(User)
class UserAdmin(FlatListAdmin, _UserAdmin):
    """People, by administrators only. Nobody makes or changes a superuser but a superuser."""

    resource_class, import_verb = UserResource, ADMINISTER
    list_display = ("username", "first_name", "unit", "role", "is_active", "is_staff")
    list_filter = ("role", "is_active", "is_staff")
    list_select_related = ("unit",)
    fieldsets = (
        (None, {"fields": ("username", "password", "must_change_password")}),
        ("人员", {"fields": ("last_name", "first_name", "email", "unit", "role")}),
        ("权限", {"fields": ("is_active", "is_staff")}),
        ("时间", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        *DjangoUserAdmin.add_fieldsets,
        ("人员", {"fields": ("unit", "role", "is_staff", "must_change_password")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _administers(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _administers(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _administers(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        by_equal = obj is None or not obj.is_superuser or request.user.is_superuser
        return _administers(request) and bool(by_equal)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A person is made inactive, not deleted: the record of what they did stays."""
        return False


@admin.register(ReferenceItem)
class ReferenceItemAdmin(FlatListAdmin, ReadOnlyAdmin[ReferenceItem]):
    """The books as loaded by ``manage.py load_reference``; they belong to no unit."""

    resource_class, import_verb = BookResource, ADMINISTER
    list_display = ("code", "name", "book", "parent", "valid_from", "valid_until")
    list_filter = ("book", "valid_from")
    search_fields = ("code", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReferenceItem]:
        return ReferenceItem.objects.all()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _administers(request) or super().has_module_permission(request)
