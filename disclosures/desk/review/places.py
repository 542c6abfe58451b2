"""Where comments of a return are pinned: sections, findings and changed values, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from disclosures.desk.draft import Draft
from disclosures.desk.links import CHECKS, REVIEW, field_id, section_of, url_of
from disclosures.desk.links import WHOLE as WHOLE_DESK
from disclosures.desk.naming import name_of, section_name
from disclosures.desk.review.since import Difference
from disclosures.models import Comment, Disclosure
from disclosures.reviewing import comments_of
from fiscal.addresses import locate
from fiscal.codec import to_plain
from fiscal.narrative.template import entries
from fiscal.plain import PlainError
from fiscal.reference import Reference
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


def sections(draft: Draft) -> tuple[Place, ...]:
    """The sections of a disclosure, after the whole: tables, the text and each of its sections."""
    if draft.disclosure.kind == TARGETS:
        return Place("", WHOLE), Place("targets", "绩效目标表")
    tables = (f"statements/{one.number}" for one in DECLARATIONS)
    return (
        Place("", WHOLE),
        *(Place(where, section_name(where)) for where in (*tables, _TEXTS)),
        *_sections_of_text(draft.reference),
        *(Place(where, section_name(where)) for where in (_UNIT, _PROJECTS)),
    )


def _sections_of_text(reference: Reference) -> Iterator[Place]:
    """``texts/s1``: 公开说明：一、收入支出决算总体情况说明."""
    title = section_name(_TEXTS)
    for one in entries(reference):
        if one.role == "section":
            yield Place(f"{_TEXTS}/{one.id}", f"{title}：{one.text}")


def choices(draft: Draft, changed: Iterable[Difference]) -> dict[str, list[Place]]:
    """Everywhere a reviewer may pin a comment, under headings."""
    known = {place.where for place in sections(draft)}
    found = _new((one.where, one.message) for one in draft.findings)
    moved = _new((one.path, one.name) for one in changed)
    return {
        "部分": list(sections(draft)),
        "核对发现": [place for place in found if place.where not in known],
        "改动": list(moved),
    }


def place_of(where: str, draft: Draft) -> Place | None:
    """A section, or a value that the report has; None where there is none."""
    known = {place.where: place for place in sections(draft)}
    if where in known or not _is_there(where, draft.report):
        return known.get(where)
    return Place(where, label_of(where, draft))


def _is_there(where: str, report: Report) -> bool:
    try:
        return locate(to_plain(report), where).get() is not None
    except PlainError:
        return False


def label_of(where: str, draft: Draft) -> str:
    """An address in words; sections by their names."""
    names = {place.where: place.label for place in sections(draft)}
    return names.get(where) or f"{section_name(where)}：{name_of(where, draft.report)}"


def pinned(draft: Draft) -> tuple[Pinned, ...]:
    """The comments of every return since the last version, in the order they were made."""
    disclosure = draft.disclosure
    return tuple(
        Pinned(one, label_of(one.where, draft), _url(disclosure, one.where))
        for one in comments_of(disclosure).select_related("by", "done_by")
    )


def _url(disclosure: Disclosure, where: str) -> str:
    """Of the whole: where all its comments stand."""
    url = url_of(disclosure, where)
    return url if where else f"{url}#comments"


def open_by_field(comments: Iterable[Pinned]) -> Mapping[str, Sequence[Pinned]]:
    """Those that nobody has ticked off, by the id of the field or section they are about."""
    found: dict[str, list[Pinned]] = {}
    for one in comments:
        if one.comment.where and not one.comment.done_at:
            found.setdefault(field_id(one.comment.where.removesuffix("/this")), []).append(one)
    return found


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
