"""The page of the narrative: read as it will be published, typed in where it is free.

Every section is a form of its own. A script sends it when something was typed and takes what
follows from it out of the page that comes back, so there is one way to save, with or without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from disclosures import actions
from disclosures.desk.access import desk_page, signed_in
from disclosures.desk.amounts import in_yuan, shown
from disclosures.desk.fields import NOTHING_WRONG, UNIT, Answer
from disclosures.desk.frame import Draft, frame
from disclosures.desk.links import NARRATIVE
from disclosures.desk.saving import last_touched, save
from disclosures.desk.story import Section, tell
from disclosures.history import unconfirmed_texts
from disclosures.models import Disclosure
from disclosures.refusal import ActionRefused
from fiscal.edits import Change, Conflict
from fiscal.finding import Finding
from fiscal.money import AmountError
from fiscal.report import TARGETS
from units.models import User

_OLD = "old:"  # before the name of a field: what stood there when the page was made


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def narrative_page(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    if disclosure.kind == TARGETS:
        raise Http404
    if request.method != "POST":
        return _render(request, Draft(disclosure))
    answer = _Form(request.POST, disclosure).save(signed_in(request))
    if answer:
        return _render(request, Draft(disclosure), answer)
    messages.success(request, "已保存")
    section = request.POST.get("section", "")
    return redirect(f"{reverse('admin:desk_narrative', args=[disclosure.pk])}#{section}")


def _render(request: HttpRequest, draft: Draft, answer: Answer | None = None) -> HttpResponse:
    sections = _tell(draft, draft.findings, answer or NOTHING_WRONG)
    fields = [field for section in sections for field in section.fields]
    context = frame(
        request,
        draft,
        NARRATIVE,
        sections=sections,
        missing=[field for field in fields if field.is_missing],
        last_years=[field for field in fields if field.is_last_years],
        answer=answer,
    )
    status = 409 if answer else 200
    return TemplateResponse(request, "admin/desk/narrative.html", context, status=status)


def _tell(
    draft: Draft, findings: Iterable[Finding] = (), answer: Answer = NOTHING_WRONG
) -> tuple[Section, ...]:
    return tell(
        draft.report,
        draft.whole,
        draft.reference,
        missing=draft.completeness[NARRATIVE].missing,
        last_years=unconfirmed_texts(draft.disclosure, draft.report),
        findings=findings,
        answer=answer,
    )


class _Form:
    """A posted section: what was typed beside what the page showed.

    Of the fields in ``take`` what somebody else typed is kept; ``confirm`` are the addresses of
    last year's texts that hold this year.
    """

    def __init__(self, posted: QueryDict, disclosure: Disclosure) -> None:
        self.disclosure = disclosure
        sections = {one.id: one.fields for one in _tell(Draft(disclosure))}
        fields = sections.get(posted.get("section", ""), ())
        asked = {one.path: one for one in fields if _OLD + one.path in posted}
        self.fields = {path: asked[path] for path in asked if path not in posted.getlist("take")}
        self.typed = {path: posted.get(path, "") for path in self.fields}
        self.shown = {path: posted.get(_OLD + path, "") for path in self.fields}
        unseen = {one.path for one in fields if one.is_last_years}
        self.confirmed = unseen.intersection(posted.getlist("confirm"))

    def save(self, by: User) -> Answer | None:
        """Save what was typed; an answer when it was not saved."""
        problems: dict[str, str] = {}
        changes = list(self._changes(problems))
        if problems:
            return Answer(self.typed, problems)
        at = timezone.now()
        try:
            edited = save(disclosure=self.disclosure, typed=changes, by=by, at=at)
            if self.confirmed and not edited.conflicts:
                actions.edit(
                    disclosure=self.disclosure, changes=(), confirmed=self.confirmed, by=by, at=at
                )
        except ActionRefused as refusal:
            return Answer(self.typed, {one.where: one.message for one in refusal.findings})
        clashes = {one.path: _clash(self.disclosure, one) for one in edited.conflicts}
        return Answer(self.typed, clashes, clashes) if clashes else None

    def _changes(self, problems: dict[str, str]) -> Iterator[Change]:
        for path, field in self.fields.items():
            old, new = field.read(self.shown[path]), field.read_typed(self.typed[path])
            if field.read_typed(self.shown[path]) == new:
                continue
            try:
                yield Change(path, in_yuan(path, old, UNIT), in_yuan(path, new, UNIT))
            except AmountError as wrong:
                problems[path] = str(wrong)


def _clash(disclosure: Disclosure, conflict: Conflict) -> str:
    event = last_touched(disclosure, conflict)
    who = f"{event.by}在{localtime(event.at):%H:%M}" if event else "他人"
    theirs = shown(conflict.path, conflict.theirs, UNIT)
    theirs = "、".join(theirs) if isinstance(theirs, list) else theirs
    return f"{who}已改为“{theirs or '空'}”。框内是您的内容，再保存一次即以您的为准。"
