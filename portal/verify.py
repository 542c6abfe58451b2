"""核验: which version a file or a digest belongs to, or says it belongs to. Nothing is stored."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from portal import limits, published
from portal.addresses import disclosure_url
from portal.claims import claims
from portal.published import Match

MAX_FILE = 50 * 1024 * 1024
MAX_BODY = MAX_FILE + 64 * 1024  # the file, and what a form puts around it
_TOO_LARGE = f"文件超过 {MAX_FILE // 1024 // 1024} MB，没有核验。"
_TOO_MANY = "这个网络地址核验得太频繁，请过十分钟再试。"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class VerifyForm(forms.Form):
    """A file or a digest; the file wins."""

    file = forms.FileField(label="选择文件", required=False, allow_empty_file=True)
    digest = forms.CharField(
        label="或填写摘要",
        required=False,
        max_length=200,
        help_text="SHA-256 或 SM3，64 位十六进制",
        error_messages={"max_length": "摘要是 64 位十六进制数。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_file(self) -> UploadedFile[bytes] | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > MAX_FILE:
            raise forms.ValidationError(_TOO_LARGE)
        return file

    def clean_digest(self) -> str:
        digest = "".join(self.cleaned_data["digest"].split()).lower()
        if digest and not _DIGEST.fullmatch(digest):
            raise forms.ValidationError("摘要是 64 位十六进制数。")
        return digest

    def clean(self) -> dict[str, object]:
        if not self.errors and not (self.cleaned_data["file"] or self.cleaned_data["digest"]):
            raise forms.ValidationError("请选择文件，或填写摘要。")
        return self.cleaned_data


@dataclass(frozen=True, slots=True)
class Answer:
    """``digest`` is what was looked for; ``matches`` are empty when nothing of ours has it.

    ``altered``: nothing has, and ``matches`` are the versions that the file says it is from.
    """

    name: str
    digest: str
    matches: tuple[Match, ...]
    altered: bool = False


# The token is looked at by ``_answer``, after the limits: looking for it reads the whole body.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """The form; posted, what is known of the file or digest."""
    if request.method != "POST":
        return _form(request, VerifyForm())
    if limits.is_longer(request, MAX_BODY):
        return _form(request, VerifyForm(), _TOO_LARGE, status=413)
    if seconds := limits.wait(request, "verify", settings.PUBLIC_CHECK_LIMIT):
        return limits.later(_form(request, VerifyForm(), _TOO_MANY, status=429), seconds)
    return _answer(request)


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, status=400)
    file: UploadedFile[bytes] | None = form.cleaned_data["file"]
    if file:
        answer = _about(file)
    else:
        digest: str = form.cleaned_data["digest"]
        answer = Answer("", digest, published.known(digest))
    return _form(request, VerifyForm(), answer=answer)


def _about(file: UploadedFile[bytes]) -> Answer:
    name, digest = file.name or "", _digest_of(file)
    if matches := published.known(digest):
        return Answer(name, digest, matches)
    file.seek(0)
    said = claims(file.read(), settings.SITE["url"].rstrip("/"))
    return Answer(name, digest, published.claimed(said), altered=True)


def _digest_of(file: UploadedFile[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _form(
    request: HttpRequest,
    form: VerifyForm,
    problem: str = "",
    *,
    answer: Answer | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "problem": problem,
        "answer": answer,
        "found": [(one, disclosure_url(one.version)) for one in answer.matches] if answer else [],
        "limit_mb": MAX_FILE // 1024 // 1024,
    }
    return render(request, "portal/verify.html", context, status=status)
