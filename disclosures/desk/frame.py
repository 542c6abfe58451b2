"""What every page of the desk shows around itself: where it is, what is where, what is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from disclosures.desk.access import may_edit, may_mark
from disclosures.desk.draft import Draft, take_stock
from disclosures.desk.links import (
    CHECKS,
    CONSOLIDATION,
    NARRATIVE,
    PERFORMANCE,
    PROJECTS,
    REVIEW,
    UPLOADS,
    WHOLE,
    section_of,
    section_url,
)
from disclosures.desk.review.places import comments_in, open_by_field
from disclosures.flow import possible
from disclosures.models import Disclosure, Verb
from fiscal.completeness import Completeness
from fiscal.finding import Severity
from fiscal.report import TARGETS
from fiscal.statements import DECLARATIONS
from units.permissions import allowed

__all__ = ["Draft", "Group", "Section", "frame"]


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the navigation, with the number of findings to be settled behind it.

    ``warnings`` are those that are not explained.
    ``percent`` is how much of what it needs is there; None where nothing is asked for.
    """

    key: str
    label: str
    url: str
    errors: int
    warnings: int
    percent: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of the navigation under one heading."""

    label: str
    sections: tuple[Section, ...]


def frame(request: HttpRequest, draft: Draft, section: str, **more: Any) -> dict[str, Any]:
    """The context of a desk page: Django's, the navigation, and whether one may type."""
    disclosure = draft.disclosure
    take_stock(draft)
    groups = navigation(draft, section)
    labels = {entry.key: entry.label for group in groups for entry in group.sections}
    comments = comments_in(section, draft)
    return {
        **admin.site.each_context(request),
        "title": labels.get(section, "概览"),
        "subtitle": str(disclosure),
        "disclosure": disclosure,
        "draft": draft,
        "report": draft.report,
        "groups": groups,
        "editable": may_edit(request.user, disclosure),
        "findings": draft.findings_in(section),
        "comments": comments,
        "pins": open_by_field(comments),
        "may_mark": may_mark(request.user, disclosure),
        "comment_url": _comment_url(request, disclosure),
        **more,
    }


def _comment_url(request: HttpRequest, disclosure: Disclosure) -> str:
    """Where who may return it writes comments to its places; empty for others."""
    may = possible(Verb.RETURN, disclosure.state) and allowed(
        request.user, Verb.RETURN, disclosure.unit
    )
    return section_url(disclosure, REVIEW) if may else ""


def navigation(draft: Draft, current: str) -> tuple[Group, ...]:
    """The sections of a disclosure; one of kind ``targets`` has only its projects."""
    counts = Counter((section_of(item.where), item.severity) for item in draft.to_settle)
    for item in draft.to_settle:
        counts[CHECKS, item.severity] += 1

    def entry(key: str, label: str) -> Section:
        return Section(
            key,
            label,
            section_url(draft.disclosure, key),
            counts[key, Severity.ERROR],
            counts[key, Severity.WARNING],
            _percent(draft.completeness.get(key)),
            key == current,
        )

    whole = [entry(WHOLE, "概览"), entry(CHECKS, "核对"), entry(REVIEW, "审核与公开")]
    if draft.adds_up:
        whole.append(entry(CONSOLIDATION, "部门汇总"))
    overview = Group("", tuple(whole))
    files = Group("文件", (entry(UPLOADS, "上传与模板"),))
    performance = (entry(PERFORMANCE, "整体支出绩效"), entry(PROJECTS, "项目支出绩效"))
    if draft.disclosure.kind == TARGETS:
        return overview, Group("绩效", performance[1:]), files
    statements = (
        entry(f"statements/{one.number}", f"{one.number} {one.title}") for one in DECLARATIONS
    )
    return (
        overview,
        Group("决算报表", tuple(statements)),
        Group("文字说明", (entry(NARRATIVE, "公开说明"),)),
        Group("绩效", performance),
        files,
    )


def _percent(part: Completeness | None) -> int | None:
    """Rounded down, so that 100 is reached only when nothing is missing."""
    return 100 * part.filled // part.required if part and part.required else None
