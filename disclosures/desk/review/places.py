"""Where comments of a return are pinned: sections, findings and changed values, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from disclosures.desk.draft import Draft
from disclosures.desk.links import CHECKS, REVIEW, section_of, url_of
from disclosures.desk.links import WHOLE as WHOLE_DESK
from disclosures.desk.naming import name_of, section_name
from disclosures.desk.review.since import Difference
from disclosures.models import Comment, Disclosure, Verb
from fiscal.report import TARGETS, Report
from fiscal.statements import DECLARATIONS

WHOLE = "全文"
_TEXTS, _UNIT, _PROJECTS = "texts", "unit_evaluation", "projects"


@dataclass(frozen=True, slots=True)
class Place:
    """An address in the Report, and how it is called."""

    where: str
    label: str


@dataclass(frozen=True, slots=True)
class Pinned:
    """A comment of a return with its place; ``url`` is the field it is about."""

    comment: Comment
    label: str
    url: str


def sections(disclosure: Disclosure) -> tuple[Place, ...]:
    """The sections of a disclosure, after the whole."""
    if disclosure.kind == TARGETS:
        return Place("", WHOLE), Place("targets", "绩效目标表")
    statements = (f"statements/{one.number}" for one in DECLARATIONS)
    return (
        Place("", WHOLE),
        *(Place(where, section_name(where)) for where in (*statements, _TEXTS, _UNIT, _PROJECTS)),
    )


def choices(draft: Draft, changed: Iterable[Difference]) -> dict[str, list[Place]]:
    """Everywhere a reviewer may pin a comment, under headings."""
    known = {place.where for place in sections(draft.disclosure)}
    found = _new((one.where, one.message) for one in draft.findings)
    moved = _new((one.path, one.name) for one in changed)
    return {
        "部分": list(sections(draft.disclosure)),
        "核对发现": [place for place in found if place.where not in known],
        "改动": list(moved),
    }


def label_of(where: str, report: Report) -> str:
    """An address in words; sections by their names."""
    if not where:
        return WHOLE
    section = section_name(where)
    if where in (_TEXTS, _UNIT, _PROJECTS, "targets") or (
        where.count("/") == 1 and (where.startswith("statements/"))
    ):
        return section
    return f"{section}：{name_of(where, report)}"


def pinned(draft: Draft) -> tuple[Pinned, ...]:
    """The comments of every return since the last version, in the order they were made."""
    disclosure = draft.disclosure
    public = disclosure.events.filter(verb__in=(Verb.PUBLISH, Verb.IMPORT)).order_by("pk").last()
    rows: Any = disclosure.comments.filter(event__gt=public.pk if public else 0)
    return tuple(
        Pinned(one, label_of(one.where, draft.report), url_of(disclosure, one.where))
        for one in rows.select_related("by", "done_by")
    )


def comments_in(section: str, draft: Draft) -> tuple[Pinned, ...]:
    """Those of one section of the desk; all where the disclosure is looked at as a whole."""
    every = pinned(draft)
    if section in (WHOLE_DESK, CHECKS, REVIEW):
        return every
    return tuple(one for one in every if section_of(one.comment.where) == section)


def _new(pairs: Iterable[tuple[str, str]]) -> Iterator[Place]:
    """Each address once, by its first name."""
    first: dict[str, str] = {}
    for where, label in pairs:
        first.setdefault(where, label)
    return (Place(where, label) for where, label in first.items() if where)
