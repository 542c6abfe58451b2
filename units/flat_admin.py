"""The pages by which a list is imported and exported: file, preview, confirmation.

django-import-export's own pages need inline scripts and styles, save the good rows of a bad file
when confirmed and take any temporary file that a form names; see docs/decisions/0011.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from units.access_log import record
from units.exchange import MAX_FILE, Csv, UnreadableError, Xlsx, read_table
from units.flat import FlatResource
from units.models import Act, User
from units.permissions import scope_of

_SHOWN = 200  # rows of a preview; all are counted
_FORMATS: Mapping[str, type[Xlsx | Csv]] = {"xlsx": Xlsx, "csv": Csv}

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = object


class FileForm(forms.Form):
    file = forms.FileField(
        label="文件",
        help_text="第一行是表头，可先导出清单，改好后再导入。文件中没有的行保持不变。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError(f"文件超过 {MAX_FILE // 1024 // 1024} MB")
        return file


@dataclass(frozen=True, slots=True)
class Shown:
    """A new or changed record: per column what it says and, where it differs, what it said."""

    line: int
    is_new: bool
    cells: list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something wrong: where in the file, what stands there and what is the matter."""

    line: int
    heading: str
    found: str
    message: str


class Preview:
    """What an import would do, or why it cannot be done."""

    def __init__(self, resource: FlatResource, result: Any) -> None:
        self.resource, self.result = resource, result
        self.counts = {kind: result.totals[kind] for kind in ("new", "update", "skip")}
        self.digest = getattr(resource, "digest", "")
        self.ready = not (result.has_errors() or result.has_validation_errors())
        self.changes = self.counts["new"] + self.counts["update"]

    @property
    def refusals(self) -> list[str]:
        return [text for error in self.result.base_errors for text in error.error.problems]

    @property
    def headings(self) -> list[str]:
        return [one.column_name for one in self.resource.fields.values() if not one.readonly]

    @cached_property
    def wrong(self) -> list[Wrong]:
        return list(islice(self._wrong(), _SHOWN))

    def _wrong(self) -> Iterator[Wrong]:
        headings = {one.attribute: one.column_name for one in self.resource.fields.values()}
        for row in self.result.invalid_rows:
            values = dict(zip(self.result.diff_headers, row.values, strict=True))
            for attribute, problems in row.error_dict.items():
                heading = headings.get(attribute, "")
                found = str(values.get(heading, ""))[:60]
                for problem in problems:
                    yield Wrong(self.resource.lines[row.number - 1], heading, found, problem)

    @cached_property
    def shown(self) -> list[Shown]:
        resource = self.resource
        rows = [
            *((resource.line_of[key], None, one) for key, one in resource.new.items()),
            *((resource.line_of[key], *pair) for key, pair in resource.edited.items()),
        ]
        rows.sort(key=lambda row: row[0])
        return [self._show(*row) for row in rows[:_SHOWN]]

    def _show(self, line: int, before: Any, after: Any) -> Shown:
        differs = self.resource.differences(before, after) if before is not None else {}
        cells = [
            (str(new), str(differs[name][0]) if name in differs else None)
            for name, new in self.resource.texts(after).items()
        ]
        return Shown(line, before is None, cells)

    @property
    def unshown(self) -> int:
        wrong = (row.error_count for row in self.result.invalid_rows)
        count: int = self.changes if self.ready else sum(wrong)
        return max(0, count - _SHOWN)


class FlatListAdmin(_ModelAdmin):
    """Puts “导入” and “导出” on the list of a model, for those who may.

    The file of a preview waits in the storage, one per person and list, until it is confirmed or
    followed by another.
    """

    resource_class: type[FlatResource]
    import_verb: str
    change_list_template = "admin/flat/change_list.html"
    logs_import = True  # in the admin's log; False where the change has its own record

    def has_import_permission(self, request: HttpRequest) -> bool:
        return scope_of(request.user, self.import_verb) is not None

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        name, view = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name=f"{name}_import"),
            path("export.<str:ending>", view(self.export_view), name=f"{name}_export"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may = {
            "has_import_permission": self.has_import_permission(request),
            "has_export_permission": self.has_export_permission(request),
        }
        return super().changelist_view(request, {**may, **(extra_context or {})})

    # --- out ---

    def export_view(self, request: HttpRequest, ending: str) -> HttpResponse:
        """The list as it is filtered and searched, all of its pages."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if ending not in _FORMATS:
            raise Http404
        try:
            rows: QuerySet[Any] = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as wrong:
            raise Http404 from wrong
        record(Act.EXPORT, cast(User, request.user), list=str(self.opts.verbose_name))
        writer = _FORMATS[ending]()
        data = writer.export_data(self.resource_class().export(rows))
        name = f"{self.opts.verbose_name}-{timezone.localdate():%Y%m%d}.{ending}"
        headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
        return HttpResponse(data, content_type=writer.get_content_type(), headers=headers)

    # --- in ---

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_import_permission(request):
            raise PermissionDenied
        form, preview = FileForm(request.POST or None, request.FILES or None), None
        if request.method == "POST" and "confirm" in request.POST:
            form, preview = FileForm(), self._confirm(request)
            if preview is None or preview.ready:
                return self._to_list(request, preview)
        elif request.method == "POST" and form.is_valid():
            preview = self._preview(request, form)
        context = {
            **self.admin_site.each_context(request),
            "title": f"导入{self.opts.verbose_name}",
            "opts": self.opts,
            "form": form,
            "preview": preview,
            "fields": [one for one in self.resource_class().fields.values() if not one.readonly],
        }
        return TemplateResponse(request, "admin/flat/import.html", context)

    def _preview(self, request: HttpRequest, form: FileForm) -> Preview | None:
        file = form.cleaned_data["file"]
        content, place = file.read(), self._place(request)
        try:
            preview = self._run(request, content, PurePath(file.name).name, dry_run=True)
        except UnreadableError as unreadable:
            form.add_error("file", str(unreadable))
            return None
        default_storage.delete(place)
        if preview.ready and preview.changes:
            default_storage.save(place, ContentFile(content))
            request.session[place] = PurePath(file.name).name
        return preview

    def _confirm(self, request: HttpRequest) -> Preview | None:
        """Do what was shown; a new preview when that is no longer what would be done."""
        place = self._place(request)
        name = request.session.pop(place, None)
        if name is None or not default_storage.exists(place):
            return None
        with default_storage.open(place) as file:
            content = file.read()
        preview = self._run(request, content, name, dry_run=False, expected=request.POST["confirm"])
        default_storage.delete(place)
        return preview

    def _run(
        self,
        request: HttpRequest,
        content: bytes,
        name: str,
        *,
        dry_run: bool,
        expected: Any = None,
    ) -> Preview:
        resource, table = self.resource_class(), read_table(content)
        with transaction.atomic():
            result = resource.import_data(
                table, dry_run=dry_run, user=request.user, file_name=name, expected=expected
            )
            preview = Preview(resource, result)
            if preview.ready and not dry_run and self.logs_import:
                self._log(request.user, resource, name)
        return preview

    def _log(self, by: Any, resource: FlatResource, name: str) -> None:
        changed = [after for _, after in resource.edited.values()]
        for flag, records in ((ADDITION, list(resource.new.values())), (CHANGE, changed)):
            if records:
                LogEntry.objects.log_actions(
                    by.pk, records, flag, change_message=f"由清单导入：{name}"
                )

    def _place(self, request: HttpRequest) -> str:
        return f"lists/{request.user.pk}-{self.opts.label_lower}"

    def _to_list(self, request: HttpRequest, preview: Preview | None) -> HttpResponse:
        if preview is None:
            messages.error(request, "要确认的文件已不在（可能已经确认过），请重新上传预览。")
        else:
            counts: Mapping[str, int] = preview.counts
            messages.success(
                request,
                f"已导入{self.opts.verbose_name}：新增 {counts['new']}，修改 {counts['update']}，"
                f"未变 {counts['skip']}。",
            )
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return redirect(reverse(name, current_app=self.admin_site.name))
