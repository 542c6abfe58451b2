"""What every admin page asks first: may this user see it, and how far?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from units.permissions import VIEW, Scope, reach, scope_of

_M = TypeVar("_M", bound=Model)

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline[Any, Any]
else:
    TabularInline = admin.TabularInline

    class ModelAdmin(admin.ModelAdmin, Generic[_M]):
        """Django's, which cannot name its model at run time."""


class _Unchangeable:
    """No adding, changing or deleting, whoever asks."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(_Unchangeable, ModelAdmin[_M]):
    """Lists and shows what lies within the user's reach; changes go through actions.

    ``unit_lookup`` leads from the model to the unit whose reach decides; the first of ``verbs``
    that the user may do says how far that is.
    """

    unit_lookup = "unit"
    verbs: tuple[str, ...] = (VIEW,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[_M]:
        rows, verb = super().get_queryset(request), self._verb(request)
        if verb is None:
            return rows.none()
        if scope_of(request.user, verb) is Scope.ANY:
            return rows
        return rows.filter(**{f"{self.unit_lookup}__in": reach(request.user, verb)})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._verb(request) is not None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows out of reach are not in the queryset, so none of them gets here."""
        return self.has_module_permission(request)

    def _verb(self, request: HttpRequest) -> str | None:
        return next((verb for verb in self.verbs if scope_of(request.user, verb)), None)


class ReadOnlyInline(_Unchangeable, TabularInline):
    """Rows of something that a ``ReadOnlyAdmin`` shows, as a plain table."""

    template = "admin/recorded.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True
