"""The pages of one upload: its progress, its preview, its outcome, and deciding on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from disclosures import uploads
from disclosures.desk.access import desk_page, signed_in
from disclosures.desk.frame import Draft, frame
from disclosures.desk.links import UPLOADS
from disclosures.desk.naming import name_of, words
from disclosures.desk.preview import Preview, by_place
from disclosures.intake import Intake
from disclosures.models import Disclosure
from disclosures.models.job import Job, JobState
from disclosures.refusal import OUT_OF_DATE, ActionRefused
from fiscal.edits import Conflict

_IN_WORK = (JobState.WAITING, JobState.RUNNING)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def job(request: HttpRequest, disclosure: Disclosure, job_id: int) -> HttpResponse:
    """One upload: its progress, its preview or its outcome; posting decides on it."""
    found = get_object_or_404(_jobs(disclosure), pk=job_id)
    if request.method == "POST":
        return _decided(request, found)
    return _page(request, found)


@never_cache
@require_safe
@desk_page
def progress(request: HttpRequest, disclosure: Disclosure, job_id: int) -> JsonResponse:
    """``{over, done, total, message, silent}`` for the script of the progress page."""
    found = get_object_or_404(disclosure.jobs, pk=job_id)
    return JsonResponse(
        {
            "over": found.state not in _IN_WORK,
            "done": found.done,
            "total": found.total,
            "message": found.message or found.get_state_display(),
            "silent": uploads.is_silent(found, timezone.now()),
        }
    )


def _jobs(disclosure: Disclosure) -> QuerySet[Job]:
    jobs = disclosure.jobs.select_related("disclosure__unit", "created_by", "decided_by")
    return jobs.prefetch_related("uploads")


def _page(request: HttpRequest, job: Job, conflicts: tuple[Conflict, ...] = ()) -> HttpResponse:
    draft = Draft(job.disclosure)
    if job.state in _IN_WORK:
        name, more = "progress", {"silent": uploads.is_silent(job, timezone.now())}
    elif job.state == JobState.READY:
        name, more = "preview", _preview(job, draft)
    else:
        name, more = "job", _outcome(job, draft, conflicts)
    context = frame(request, draft, UPLOADS, job=job, **more)
    status = 409 if conflicts else 200
    return TemplateResponse(request, f"admin/desk/{name}.html", context, status=status)


def _preview(job: Job, draft: Draft) -> dict[str, Any]:
    preview = Preview(job, draft)
    others = job.disclosure.jobs.filter(state=JobState.READY).exclude(pk=job.pk)
    return {
        "preview": preview,
        "places": by_place(preview.findings),
        "others": others.select_related("created_by"),
    }


def _outcome(job: Job, draft: Draft, conflicts: tuple[Conflict, ...]) -> dict[str, Any]:
    found = Intake.of_text(job.result).findings if job.result else ()
    return {
        "places": by_place(found),
        "undoable": job.state == JobState.CONFIRMED and uploads.is_undoable(job),
        "conflicts": [
            {
                "name": name_of(one.path, draft.report),
                "before": words(one.path, one.mine),
                "now": words(one.path, one.theirs),
            }
            for one in conflicts
        ],
    }


def _decided(request: HttpRequest, job: Job) -> HttpResponse:
    decide = _DECISIONS.get(request.POST.get("do", ""))
    if decide is None:
        return HttpResponse("未知的操作", status=400)
    try:
        answer = decide(request, job)
    except ActionRefused as refusal:
        for finding in refusal.findings:
            messages.error(request, finding.message)
        if refusal.findings[0].rule == OUT_OF_DATE:
            messages.info(request, "以下是按现在的草稿重新比较的结果，请再看一遍后确认。")
        return redirect(job)
    return answer or redirect(job)


def _confirm(request: HttpRequest, job: Job) -> HttpResponse | None:
    revision = request.POST.get("revision", "")
    edited = uploads.confirm(
        job=job,
        revision=int(revision) if revision.isdecimal() else -1,
        by=signed_in(request),
        at=timezone.now(),
        despite_gaps=bool(request.POST.get("despite_gaps")),
    )
    messages.success(request, f"已写入草稿，改动{len(edited.changes)}处。")
    return None


def _discard(request: HttpRequest, job: Job) -> HttpResponse | None:
    uploads.discard(job=job, by=signed_in(request), at=timezone.now())
    messages.success(request, "已放弃这次上传，草稿没有改动。")
    return redirect("admin:desk_upload", job.disclosure_id)


def _undo(request: HttpRequest, job: Job) -> HttpResponse | None:
    edited = uploads.undo(job=job, by=signed_in(request), at=timezone.now())
    if edited.conflicts:
        return _page(request, job, edited.conflicts)
    messages.success(request, f"已撤销，{len(edited.changes)}处恢复为上传以前的内容。")
    return None


def _retry(request: HttpRequest, job: Job) -> HttpResponse | None:
    uploads.retry(job=job, by=signed_in(request), at=timezone.now())
    messages.success(request, "已重新排队读取。")
    return None


_DECISIONS: dict[str, Callable[[HttpRequest, Job], HttpResponse | None]] = {
    "confirm": _confirm, "discard": _discard, "undo": _undo, "retry": _retry,
}  # fmt: skip
