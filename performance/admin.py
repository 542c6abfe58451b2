"""Projects with their targets and evaluations, to look at; filing a disclosure enters them."""

from __future__ import annotations

from django.contrib import admin

from performance.models import Evaluation, FundLine, Indicator, Project, Target
from units.admin_scope import ReadOnlyAdmin, ReadOnlyInline


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


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin[Evaluation]):
    unit_lookup = "filed_by"
    list_display = ("__str__", "filed_by", "year", "position")
    list_filter = ("year",)
    list_select_related = ("project", "unit", "filed_by")
    search_fields = ("project__name", "filed_by__name")
    inlines = (FundLineInline, IndicatorInline)


@admin.register(Target)
class TargetAdmin(ReadOnlyAdmin[Target]):
    unit_lookup = "filed_by"
    list_display = ("project", "filed_by", "year", "total")
    list_filter = ("year",)
    list_select_related = ("project", "filed_by")
    search_fields = ("project__name", "filed_by__name")
    inlines = (IndicatorInline,)
