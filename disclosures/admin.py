"""Disclosures, their files, versions and events, to look at; actions change them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from disclosures import flat
from disclosures.models import Disclosure, Event, Rendition, Upload, Verb, Version
from performance import admin as performance
from performance.models import Evaluation, Indicator, Target
from units.admin_scope import ReadOnlyAdmin, ReadOnlyInline
from units.flat_admin import FlatListAdmin
from units.log_admin import LogAdmin, moment
from units.period import PeriodFilter
from units.permissions import READ_LOG, VIEW


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnlyAdmin[Disclosure]):
    list_display = ("unit", "year", "kind", "state", "revision", "updated_at", "desk")
    list_filter = ("state", "year", "kind")
    list_select_related = ("unit",)
    search_fields = ("unit__name", "unit__code")
    fields = ("unit", "year", "kind", "state", "revision", "updated_at", "upload", "findings")
    readonly_fields = ("findings",)

    @admin.display(description="填报")
    def desk(self, disclosure: Disclosure) -> SafeString:
        url = reverse("admin:desk_home", args=[disclosure.pk])
        return format_html('<a href="{}">打开工作台</a>', url)

    @admin.display(description="导入时的发现")
    def findings(self, disclosure: Disclosure) -> str:
        found = disclosure.reader_findings()
        return "\n".join(
            f"{finding.severity.label} {finding.source} {finding.message}" for finding in found
        )


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin[Upload]):
    unit_lookup = "received_by__unit"
    list_display = ("name", "size", "content_type", "received_by", "received_at")
    list_select_related = ("received_by",)
    search_fields = ("name", "sha256")
    # Not ``file``: its link would be to a place that only the server may read.
    fields = ("name", "size", "content_type", "sha256", "received_by", "received_at")


class RenditionInline(ReadOnlyInline):
    model = Rendition
    fields = ("format", "size", "sha256", "created_at")


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin[Version]):
    unit_lookup = "disclosure__unit"
    list_display = ("title", "number", "imported", "published_at", "errors_and_warnings")
    list_filter = ("year", "kind", "imported")
    search_fields = ("unit_name", "unit_code", "sha256", "sm3")
    exclude = ("payload",)
    inlines = (RenditionInline,)

    @admin.display(description="错误/警告")
    def errors_and_warnings(self, version: Version) -> str:
        return f"{version.error_count}/{version.warning_count}"


@admin.register(Event)
class EventAdmin(LogAdmin[Event]):
    unit_lookup, verbs = "disclosure__unit", (VIEW, READ_LOG)
    headings = (
        "序号", "时间", "动作", "决算公开", "原始文件", "操作人", "来源地址", "修订号", "理由",
        "改动", "依据", "摘要",
    )  # fmt: skip
    list_display = ("at", "verb", "disclosure", "upload", "by", "origin", "revision", "reason")
    search_fields = (
        "by__username", "by__first_name", "origin", "disclosure__unit__name",
        "disclosure__unit__code", "upload__name", "reason",
    )  # fmt: skip
    search_help_text = "操作人、来源地址、单位、文件名或理由"
    list_filter = (PeriodFilter, "verb")
    list_select_related = ("disclosure__unit", "upload", "by")
    date_hierarchy = "at"
    fields = (
        "sequence", "at", "verb", "disclosure", "upload", "by", "origin", "revision", "reason",
        "changed", "grounds", "previous", "digest",
    )  # fmt: skip

    @admin.display(description="改动")
    def changed(self, event: Event) -> SafeString:
        """Address, before and after of each value that was changed."""
        return format_html_join(
            "", '<p class="changed"><code>{}</code><br><del>{}</del> → <ins>{}</ins></p>',
            ((one["path"], _text(one["old"]), _text(one["new"])) for one in event.changes),
        ) or SafeString("—")  # fmt: skip

    @admin.display(description="依据")
    def grounds(self, event: Event) -> str:
        return json.dumps(event.basis, ensure_ascii=False, indent=1) if event.basis else "—"

    def cells(self, row: Event) -> Iterable[str]:
        about = (row.disclosure or "", row.upload or "", row.by.username, row.origin)
        told = (row.revision or "", row.reason, _plain(row.changes), _plain(row.basis))
        what = (row.get_verb_display(), *map(str, about), *map(str, told))
        return (str(row.sequence), moment(row.at), *what, row.digest)


def _text(value: object) -> str:
    """A value as it was typed, a record of several as they are kept."""
    return value if isinstance(value, str) and value else _plain(value) or "（空）"


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""


# What is filed with a disclosure comes in by a list as an edit of its draft.


class FiledListAdmin(FlatListAdmin):
    import_verb = Verb.EDIT
    logs_import = False  # the event of each draft is the record


@admin.register(Evaluation)
class EvaluationAdmin(FiledListAdmin, performance.EvaluationAdmin):
    resource_class = flat.EvaluationResource


@admin.register(Target)
class TargetAdmin(FiledListAdmin, performance.TargetAdmin):
    resource_class = flat.TargetResource


@admin.register(Indicator)
class IndicatorAdmin(FiledListAdmin, performance.IndicatorAdmin):
    resource_class = flat.IndicatorResource
