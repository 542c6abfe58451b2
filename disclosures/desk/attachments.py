"""Files beside the performance tables: adding, fetching and taking them away.

They are for those within whose reach the disclosure is; those marked public are frozen with a
version, where the public window lists them. Browsers only ever get them as downloads.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from disclosures import actions
from disclosures.attaching import note_reading
from disclosures.desk.access import desk_page, signed_in
from disclosures.filetypes import MAX_SIZE
from disclosures.models import Attachment, Disclosure
from disclosures.private import suspected
from disclosures.refusal import ActionRefused
from performance.models import Project

_HERE = "attachments"  # tags what is told beside the files, where the browser returns to


class AttachmentForm(forms.Form):
    """What the upload form of a table brings; ``project`` is empty for the unit as a whole."""

    file = forms.FileField(label="文件")
    kind = forms.ChoiceField(label="类别", choices=Attachment.Kind.choices)
    title = forms.CharField(label="标题", max_length=200, required=False)
    is_public = forms.BooleanField(label="随决算公开", required=False)
    project = forms.CharField(required=False)

    def clean_file(self) -> object:
        """A file too large is not even read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_SIZE:
            raise forms.ValidationError(f"文件超过 {MAX_SIZE // 1024 // 1024} MB")
        return file


@require_POST
@desk_page
def add(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        told = (str(text) for texts in form.errors.values() for text in texts)
        messages.error(request, "；".join(told), extra_tags=_HERE)
        return _back(request, disclosure)
    given = form.cleaned_data
    project = _project(disclosure, given["project"])
    try:
        attachment = actions.attach(
            disclosure=disclosure,
            project=project,
            kind=given["kind"],
            title=given["title"],
            is_public=given["is_public"],
            name=given["file"].name,
            content=given["file"].read(),
            by=signed_in(request),
            at=timezone.now(),
        )
    except ActionRefused as refusal:
        messages.error(request, str(refusal), extra_tags=_HERE)
    else:
        messages.success(request, f"已添加“{attachment.title}”", extra_tags=_HERE)
        if attachment.is_public and (suspect := suspected(attachment)):
            messages.warning(request, f"{suspect}，公开前请核对、遮盖", extra_tags=_HERE)
    return _back(request, disclosure)


@require_safe
@desk_page
def file(request: HttpRequest, disclosure: Disclosure, attachment_id: int) -> HttpResponseBase:
    """The file itself, to be saved and never to be shown by the browser."""
    attachment = get_object_or_404(disclosure.attachments, pk=attachment_id)
    try:
        content = attachment.file.open()
    except FileNotFoundError:
        raise Http404 from None
    note_reading(attachment=attachment, by=signed_in(request), at=timezone.now())
    response = FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@desk_page
def delete(request: HttpRequest, disclosure: Disclosure, attachment_id: int) -> HttpResponse:
    attachment = get_object_or_404(disclosure.attachments, pk=attachment_id)
    try:
        actions.detach(attachment=attachment, by=signed_in(request), at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, str(refusal), extra_tags=_HERE)
    else:
        messages.success(request, f"已删除“{attachment.title}”", extra_tags=_HERE)
    return _back(request, disclosure)


def _project(disclosure: Disclosure, pk: str) -> Project | None:
    """The project that the form belongs to: one of the unit's."""
    if not pk:
        return None
    projects = Project.objects.filter(unit=disclosure.unit)
    return get_object_or_404(projects, pk=int(pk) if pk.isdecimal() else 0)


def _back(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    """To the page whose form it was; to the list for an address that is not ours."""
    page = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        return redirect(f"{page}#attachments")
    return redirect("admin:desk_projects", disclosure.pk)
