"""检查一份文件: a visitor gives a file and gets the report of its check. Nothing is stored."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from portal import checking, limits
from portal.checking import FORMS, MAX_FILE

MAX_BODY = MAX_FILE + 64 * 1024  # the file, and what a form puts around it
ACCEPTED = ".docx,.txt,.xlsx,.xls"
_TOO_LARGE = f"文件超过 {MAX_FILE // 1024 // 1024} MB，没有检查。"
_TOO_MANY = "这个网络地址检查得太频繁，请过十分钟再试。"
_BUSY = "现在有几份文件正在检查，请过半分钟再试。"
_STALE = "这份报告已经过期，请重新检查一次文件。"
RETRY_AFTER = 30  # seconds


class CheckForm(forms.Form):
    """The one file. An empty one is for the reader to name."""

    file = forms.FileField(
        label="选择文件，或把文件拖到这里",
        max_length=255,
        allow_empty_file=True,
        error_messages={
            "required": "请先选择文件。",
            "missing": "请先选择文件。",
            "invalid": "没有收到文件，请重新选择。",
            "max_length": "文件名太长，请改短后再试。",
        },
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_FILE:
            raise forms.ValidationError(_TOO_LARGE)
        return file


# The token is looked at by ``_answer``, after the limits: looking for it reads the whole body.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """The form; posted, the report of the file."""
    _if_wanted()
    if request.method != "POST":
        return _form(request, CheckForm())
    if limits.is_longer(request, MAX_BODY):
        return _form(request, CheckForm(), _TOO_LARGE, status=413)
    if seconds := limits.wait(request, "checks", settings.PUBLIC_CHECK_LIMIT):
        return limits.later(_form(request, CheckForm(), _TOO_MANY, status=429), seconds)
    return _answer(request)


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, status=400)
    file = form.cleaned_data["file"]
    with limits.turn() as is_free:
        if not is_free:
            return limits.later(_form(request, CheckForm(), _BUSY, status=503), RETRY_AFTER)
        report = checking.check_file(file.name, file.read())
    context = {"report": report, "sealed": checking.seal(report), "forms": FORMS}
    return render(request, "portal/check_report.html", context)


@require_POST
@never_cache
def take_away(request: HttpRequest) -> HttpResponse:
    """A report just shown, as a file; the page that shows it sends it back."""
    _if_wanted()
    form = FORMS.get(request.POST.get("form", ""))
    if form is None:
        raise Http404
    try:
        report = checking.unseal(request.POST.get("report", ""))
    except checking.StaleReportError:
        return _form(request, CheckForm(), _STALE, status=400)
    name = f"检查报告：{report.name}.{request.POST['form']}"
    return HttpResponse(
        form.render(report),
        content_type=form.content_type,
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )


def _if_wanted() -> None:
    """404 where the site does not offer checks."""
    if not settings.PUBLIC_CHECK:
        raise Http404


def _form(
    request: HttpRequest, form: CheckForm, problem: str = "", *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "problem": problem, "limit_mb": MAX_FILE // 1024 // 1024}
    return render(request, "portal/check.html", context, status=status)
