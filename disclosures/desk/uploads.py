"""The page where files come in, and what of them goes out again: originals and templates."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from disclosures import uploads, workbooks
from disclosures.desk.access import desk_page, signed_in
from disclosures.desk.frame import Draft, frame
from disclosures.desk.links import UPLOADS
from disclosures.models import Disclosure, Upload
from disclosures.models.job import Job, JobKind, JobState
from disclosures.readers.decode import MAX_FILE
from disclosures.refusal import ActionRefused
from disclosures.workbooks.performance import write_performance

MOST_FILES = 12  # nine statements, one workbook of ours, and some to spare
_MEGABYTE = 1024 * 1024
_TEMPLATES = {"accounts": workbooks.template, "performance": write_performance}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_Response = TypeVar("_Response", bound=HttpResponseBase)


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files as one value; each is checked like a single one."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(_FilesField, self).clean(item, initial) for item in given or [None]]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"一次最多上传{MOST_FILES}个文件")
        if sum(file.size for file in files) > MAX_FILE:
            raise forms.ValidationError(f"文件合计超过 {MAX_FILE // _MEGABYTE} MB")
        return files


class UploadForm(forms.Form):
    """The files and what of them is wanted. What a file is, its content tells, not its name."""

    originals = _FilesField(
        label="文件（点按钮选择，或拖到框内；可以一次多个）",
        allow_empty_file=True,  # kept and answered like any other file that cannot be read
        error_messages={"required": "请选择要上传的文件"},
        widget=_ManyFiles(attrs={"accept": ".xlsx,.xlsm,.xls,.docx,.txt"}),
    )
    kind = forms.ChoiceField(
        label="读取范围",
        choices=JobKind.choices,
        initial=JobKind.WHOLE,
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def upload(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    """Choose files; below, what was uploaded before and what became of it."""
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(_started(form, request, disclosure))
            except ActionRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
    context = frame(request, Draft(disclosure), UPLOADS, form=form, **_history(disclosure))
    return TemplateResponse(request, "admin/desk/upload.html", context, status=status)


def _started(form: UploadForm, request: HttpRequest, disclosure: Disclosure) -> Job:
    given = form.cleaned_data
    contents = {file.read(): str(file.name) for file in reversed(given["originals"])}
    return uploads.start(
        disclosure=disclosure,
        files=[(name, content) for content, name in reversed(contents.items())],
        kind=given["kind"],
        by=signed_in(request),
        at=timezone.now(),
    )


def _history(disclosure: Disclosure) -> dict[str, Any]:
    jobs = disclosure.jobs.select_related("created_by", "decided_by", "disclosure")
    confirmed = disclosure.jobs.filter(state=JobState.CONFIRMED).order_by("-revision").first()
    return {
        "jobs": jobs.prefetch_related("uploads"),
        "undoable": confirmed if confirmed and uploads.is_undoable(confirmed) else None,
        "others": _originals(disclosure).filter(jobs=None).select_related("received_by"),
    }


def _originals(disclosure: Disclosure) -> QuerySet[Upload]:
    """Every file that came for this disclosure, on whatever road."""
    mine = Q(jobs__disclosure=disclosure) | Q(events__disclosure=disclosure)
    return Upload.objects.filter(mine | Q(disclosures=disclosure)).distinct()


@require_GET
@desk_page
def original(request: HttpRequest, disclosure: Disclosure, upload_id: int) -> HttpResponseBase:
    """An original file, only ever to be saved; who fetched it is recorded."""
    found = get_object_or_404(_originals(disclosure), pk=upload_id)
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    by = signed_in(request)
    uploads.hand_out(upload=found, disclosure=disclosure, by=by, at=timezone.now())
    return _private(
        FileResponse(
            content,
            as_attachment=True,
            filename=found.name,
            content_type="application/octet-stream",
        )
    )


@require_safe
@desk_page
def template(request: HttpRequest, disclosure: Disclosure, what: str) -> HttpResponse:
    """A workbook to fill, with what the draft holds: ``accounts`` or ``performance``."""
    if what not in _TEMPLATES:
        raise Http404
    draft = Draft(disclosure)
    try:
        content = _TEMPLATES[what](draft.whole, draft.reference)
    except ValueError as problem:  # a text that no cell of a workbook can hold
        messages.error(request, f"模板未能生成：{problem}")
        return redirect("admin:desk_upload", disclosure.pk)
    response = HttpResponse(content, content_type=_XLSX)
    name = f"{disclosure.unit.code}-{disclosure.year}-{what}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return _private(response)


def _private(response: _Response) -> _Response:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
