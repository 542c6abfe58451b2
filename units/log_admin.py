"""Logs, to look at by days and to take along; the access log, for the audit administrator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime

from units.access_log import record
from units.admin_scope import ReadOnlyAdmin
from units.exchange import Csv, Xlsx
from units.list_files import csv_lines, workbook
from units.models import AccessRecord, Act, Role, User
from units.period import PeriodFilter
from units.permissions import READ_LOG

_M = TypeVar("_M", bound=Model)
_WORDS: Mapping[str, str] = {
    "recovery": "用了恢复码", "everywhere": "各处锁定", "reason": "原因", "list": "清单",
    "role": "角色", "unit": "单位", "is_active": "在用", "is_staff": "可进管理端",
    "username": "用户名", "last_name": "姓", "first_name": "名", "email": "邮箱",
}  # fmt: skip
_ROLES = {str(role): str(role.label) for role in Role}


_WIDTHS = {
    "时间": 26, "改动": 60, "依据": 40, "详情": 60, "摘要": 68,
}  # fmt: skip
_FORMATS: Mapping[str, type[Xlsx | Csv]] = {"xlsx": Xlsx, "csv": Csv}


class LogAdmin(ReadOnlyAdmin[_M]):
    """A log that leaves as a table, and tells of its leaving."""

    change_list_template = "admin/log/change_list.html"
    headings: tuple[str, ...]

    def cells(self, row: _M) -> Iterable[str]:
        """What the table says of a row, below ``headings``."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(self.export_view)
        return [path("export.<str:ending>", view, name=name), *super().get_urls()]

    def export_view(self, request: HttpRequest, ending: str) -> HttpResponseBase:
        """What the list shows as filtered and searched, all of it, row by row."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if ending not in _FORMATS:
            raise Http404
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as wrong:
            raise Http404 from wrong
        record(Act.EXPORT, cast(User, request.user), list=str(self.opts.verbose_name))
        table = (self.cells(row) for row in rows.iterator(chunk_size=2000))
        name = f"{self.opts.verbose_name}-{timezone.localdate():%Y%m%d}.{ending}"
        headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
        content_type = _FORMATS[ending].CONTENT_TYPE
        if ending == "xlsx":
            file = workbook(self.headings, table, _WIDTHS)
            return FileResponse(file, content_type=content_type, headers=headers)
        lines = csv_lines(self.headings, table)
        return StreamingHttpResponse(lines, content_type=content_type, headers=headers)


@admin.register(AccessRecord)
class AccessRecordAdmin(LogAdmin[AccessRecord]):
    verbs = (READ_LOG,)
    headings = ("时间", "事项", "结果", "用户名", "经办人", "来源地址", "详情")
    list_display = ("at", "act", "outcome", "username", "by", "address", "told")
    list_display_links = None
    list_filter = (PeriodFilter, "act", "succeeded")
    list_select_related = ("by",)
    search_fields = ("username", "address")
    date_hierarchy = "at"
    fields = ("at", "act", "succeeded", "username", "user", "by", "address", "told")

    @admin.display(description="结果", ordering="succeeded")
    def outcome(self, entry: AccessRecord) -> str:
        return _outcome(entry)

    @admin.display(description="详情")
    def told(self, entry: AccessRecord) -> str:
        return details_of(entry)

    def cells(self, row: AccessRecord) -> Iterable[str]:
        return (
            moment(row.at),
            row.get_act_display(),
            _outcome(row),
            row.username,
            row.by.username if row.by else "",
            row.address,
            details_of(row),
        )


def moment(at: datetime) -> str:
    """To the second, with the offset of the place."""
    return localtime(at).isoformat(sep=" ", timespec="seconds")


def details_of(entry: AccessRecord) -> str:
    """The details in one line of words."""
    return "；".join(filter(None, (_detail(*one) for one in entry.details.items())))


def _detail(name: str, value: object) -> str:
    if name == "changes" and isinstance(value, dict):
        return "；".join(
            f"{_WORDS.get(field, field)}：{_value(field, before)} → {_value(field, after)}"
            for field, (before, after) in value.items()
        )
    if isinstance(value, bool) or value == "":
        return _WORDS.get(name, name) if value else ""
    return f"{_WORDS.get(name, name)}：{_value(name, value)}"


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return _ROLES.get(str(value), str(value)) if name == "role" else str(value) or "（空）"


def _outcome(entry: AccessRecord) -> str:
    return "成功" if entry.succeeded else "失败"
