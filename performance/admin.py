"""Projects with their targets and evaluations, to look at; filing a disclosure enters them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from performance import library
from performance.models import (
    Evaluation,
    FundLine,
    Indicator,
    LibraryIndicator,
    Project,
    Target,
)
from performance.resources import LibraryResource
from units.admin_scope import ReadOnlyAdmin, ReadOnlyInline
from units.flat_admin import FlatListAdmin
from units.permissions import CURATE, VIEW, reach, scope_of


class FundLineInline(ReadOnlyInline):
    model = FundLine


class IndicatorInline(ReadOnlyInline):
    model = Indicator
    fields = ("level1", "level2", "name", "target", "weight", "actual", "rate", "score")


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin[Project]):
    list_display = ("name", "unit")
    list_select_related = ("unit",)
    search_fields = ("name", "unit__name")


class EvaluationAdmin(ReadOnlyAdmin[Evaluation]):
    unit_lookup = "filed_by"
    list_display = ("__str__", "filed_by", "year", "position")
    list_filter = ("year",)
    list_select_related = ("project", "unit", "filed_by")
    search_fields = ("project__name", "filed_by__name")
    inlines = (FundLineInline, IndicatorInline)


class TargetAdmin(ReadOnlyAdmin[Target]):
    unit_lookup = "filed_by"
    list_display = ("project", "filed_by", "year", "total")
    list_filter = ("year",)
    list_select_related = ("project", "filed_by")
    search_fields = ("project__name", "filed_by__name")
    inlines = (IndicatorInline,)


class IndicatorAdmin(ReadOnlyAdmin[Indicator]):
    """Indicators of evaluations and of targets, each within reach by who filed it."""

    list_display = ("name", "table", "level1", "level2", "target", "weight", "score")
    list_filter = ("level1",)
    list_select_related = (
        "evaluation__project", "evaluation__unit", "target_table__project",
    )  # fmt: skip
    search_fields = ("name", "evaluation__project__name", "target_table__project__name")

    @admin.display(description="所属表")
    def table(self, indicator: Indicator) -> str:
        return str(indicator.evaluation or indicator.target_table)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Indicator]:
        units = reach(request.user, VIEW)
        return Indicator.objects.filter(
            Q(evaluation__filed_by__in=units) | Q(target_table__filed_by__in=units)
        )


@admin.register(LibraryIndicator)
class LibraryIndicatorAdmin(FlatListAdmin, ReadOnlyAdmin[LibraryIndicator]):
    """The library, for all who may look: it belongs to no unit. Reviewers decide on proposals."""

    resource_class, import_verb = LibraryResource, CURATE
    list_display = ("name", "sector", "level1", "level2", "measure", "state", "proposed_by")
    list_filter = ("state", "sector", "level1")
    list_select_related = ("proposed_by",)
    search_fields = ("name", "sector", "level2")
    actions = ("agree", "turn_down")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LibraryIndicator]:
        return LibraryIndicator.objects.all()

    def has_curate_permission(self, request: HttpRequest) -> bool:
        return scope_of(request.user, CURATE) is not None

    @admin.action(description="同意入库", permissions=["curate"])
    def agree(self, request: HttpRequest, chosen: QuerySet[LibraryIndicator]) -> None:
        self._decide(request, chosen, library.approve)

    @admin.action(description="不采纳", permissions=["curate"])
    def turn_down(self, request: HttpRequest, chosen: QuerySet[LibraryIndicator]) -> None:
        self._decide(request, chosen, library.decline)

    def _decide(
        self,
        request: HttpRequest,
        chosen: QuerySet[LibraryIndicator],
        verb: Callable[..., LibraryIndicator],
    ) -> None:
        """One by one: what is refused does not keep the others from being decided."""
        for entry in chosen:
            try:
                verb(entry=entry, by=request.user, at=timezone.now())
            except library.LibraryRefusedError as refused:
                self.message_user(request, str(refused), messages.ERROR)
            else:
                self.message_user(request, f"已处理“{entry}”", messages.SUCCESS)
