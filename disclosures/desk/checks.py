"""The page of the checks: what was found, part by part, and what the unit says to warnings.

One form holds every explanation. A script sends the field that was left and takes what follows
out of the page that comes back, so there is one way to save, with or without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from disclosures import actions
from disclosures.desk.access import desk_page, may_edit, signed_in
from disclosures.desk.frame import Draft, frame, navigation
from disclosures.desk.links import CHECKS, WHOLE, section_of, section_url
from disclosures.flow import possible
from disclosures.models import Disclosure, Explanation, Verb
from disclosures.refusal import ActionRefused
from disclosures.render.checkreport import figures
from fiscal import checks as engine
from fiscal.checks import RULES, Rule
from fiscal.edits import Change
from fiscal.explaining import LONGEST
from fiscal.finding import Finding, Severity
from units.models import User
from units.permissions import allowed

_OLD, _REUSE = "old:", "reuse"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form that was not saved gets back: by fingerprint what was typed and what is wrong."""

    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding with its rule; of a warning also what is said to it.

    ``former`` was said before the figures changed, ``typed`` could not be saved because of
    ``problem``.
    """

    finding: Finding
    rule: Rule
    said: Explanation | None = None
    former: Explanation | None = None
    typed: str | None = None
    problem: str = ""

    @property
    def id(self) -> str:
        return self.finding.fingerprint

    @property
    def is_warning(self) -> bool:
        return self.finding.severity is Severity.WARNING

    @property
    def values(self) -> list[tuple[str, str]]:
        """The figures compared, with their names."""
        return figures(self.finding)

    @property
    def text(self) -> str:
        """What stands in the field."""
        return (self.said.text if self.said else "") if self.typed is None else self.typed


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def checks(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    """Posted: for each explanation its text under the fingerprint, ``old:`` before it what stood
    there, or ``reuse`` with the fingerprint whose former explanation holds again.
    """
    if request.method != "POST":
        return _render(request, Draft(disclosure))
    answer = _save(request.POST, disclosure, signed_in(request))
    if answer:
        return _render(request, Draft(disclosure), answer)
    messages.success(request, "已保存")
    return redirect(f"{section_url(disclosure, CHECKS)}#{request.POST.get(_REUSE, '')}")


def _save(posted: QueryDict, disclosure: Disclosure, by: User) -> Answer | None:
    """Save what was typed; an answer when it was not saved."""
    typed = {
        name.removeprefix(_OLD): posted.get(name.removeprefix(_OLD), "")
        for name in posted
        if name.startswith(_OLD)
    }
    reused = posted.get(_REUSE, "")
    for entry in _entries(Draft(disclosure)) if reused else ():
        if entry.id == reused and entry.former:
            typed[reused] = entry.former.text
    shown = {name: posted.get(_OLD + name, "") for name in typed}
    texts = [Change(name, shown[name], text) for name, text in typed.items() if text != shown[name]]
    try:
        actions.explain(disclosure=disclosure, texts=texts, by=by, at=timezone.now())
    except ActionRefused as refusal:
        return Answer(typed, {one.where: one.message for one in refusal.findings})
    return None


def _render(request: HttpRequest, draft: Draft, answer: Answer | None = None) -> HttpResponse:
    answer = answer or Answer()
    entries = list(_entries(draft, answer))
    here = {entry.id for entry in entries}
    passed = engine.passed(draft.whole, draft.findings)
    context = frame(
        request,
        draft,
        CHECKS,
        groups_of_entries=_by_section(draft, entries),
        may_return=possible(Verb.RETURN, draft.disclosure.state)
        and allowed(request.user, Verb.RETURN, draft.disclosure.unit),
        may_explain=may_edit(request.user, draft.disclosure),
        lost=[(answer.typed.get(one, ""), text) for one, text in answer.problems.items()
              if one not in here],
        problems=len(answer.problems),
        counts=_counts(draft),
        passed=[RULES[rule] for rule in passed],
        rule_set=engine.RULE_SET,
        checked_at=timezone.localtime(),
        longest=LONGEST,
    )  # fmt: skip
    status = 409 if answer.problems else 200
    return TemplateResponse(request, "admin/desk/checks.html", context, status=status)


def _entries(draft: Draft, answer: Answer | None = None) -> Iterator[Entry]:
    """Every finding once, errors first, in the order of the document."""
    answer = answer or Answer()
    rank = list(Severity).index
    distinct = {finding.fingerprint: finding for finding in draft.findings}
    for key, finding in sorted(distinct.items(), key=lambda item: rank(item[1].severity)):
        said = draft.explanations.get(key)
        yield Entry(
            finding,
            RULES[finding.rule],
            said,
            None if said else _former(draft, finding),
            answer.typed.get(key),
            answer.problems.get(key, ""),
        )


def _former(draft: Draft, warning: Finding) -> Explanation | None:
    """The latest that was said to the same warning elsewhere, else to another at its place."""
    free = [one for one in draft.every_explanation if one.finding not in draft.explanations]
    same = [one for one in free if one.rule == warning.rule]
    moved = [one for one in same if one.message == warning.message]
    there = [one for one in same if one.where == warning.where]
    return next(iter([*moved[-1:], *there[-1:]]), None)


def _counts(draft: Draft) -> dict[str, int]:
    warnings, explained = draft.count(Severity.WARNING), len(draft.explanations)
    return {
        "errors": draft.count(Severity.ERROR),
        "open": warnings - explained,
        "explained": explained,
        "info": draft.count(Severity.INFO),
    }


def _by_section(draft: Draft, entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Under the label of the section of the desk that they belong to."""
    labels = {
        section.key: section.label
        for group in navigation(draft, CHECKS)
        for section in group.sections
    } | {WHOLE: "全文"}
    found: dict[str, list[Entry]] = {key: [] for key in labels}
    for entry in entries:
        found.get(section_of(entry.finding.where), found[WHOLE]).append(entry)
    return [(labels[key], some) for key, some in found.items() if some]
