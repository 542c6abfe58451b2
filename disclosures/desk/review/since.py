"""What is different: from the version that is public, and from what was handed in before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime

from disclosures.desk.draft import Draft
from disclosures.desk.links import url_of
from disclosures.desk.naming import name_of, section_name, words
from disclosures.models import Disclosure, Event, Verb, Version
from fiscal.edits import Change, difference, leaves
from fiscal.report import Report

MOST = 300  # differences shown; more are counted
# Verbs that change values at addresses of the Report, with the changes in their events.
_CHANGING = (
    Verb.EDIT, Verb.APPLY_UPLOAD, Verb.UNDO_UPLOAD, Verb.START_YEAR, Verb.CONSOLIDATE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is not what it was, in words."""

    path: str
    section: str
    name: str
    before: str
    now: str
    url: str


@dataclass(frozen=True, slots=True)
class Since:
    """What is different since ``label``; ``reloaded``: a file replaced the whole meanwhile."""

    label: str
    rows: tuple[Difference, ...]
    more: int = 0
    reloaded: bool = False


def since(draft: Draft) -> tuple[Since, ...]:
    """The comparisons that can be made: with the last version, with the last submission."""
    found = (_since_version(draft), _since_submission(draft))
    return tuple(one for one in found if one)


def _since_version(draft: Draft) -> Since | None:
    version: Version | None = draft.disclosure.versions.order_by("number").last()
    if version is None:
        return None
    changes = difference(version.document().report, draft.report)
    return _told(f"与第{version.number}版相比", draft, changes)


def _since_submission(draft: Draft) -> Since | None:
    """Against the submission before this one; of a draft, against the last."""
    before = _compared(draft.disclosure)
    if before is None:
        return None
    later = draft.disclosure.events.filter(pk__gt=before.pk)
    made = later.filter(verb__in=_CHANGING).order_by("pk").values_list("changes", flat=True)
    reloaded = later.filter(verb=Verb.LOAD).exists()
    label = f"与{localtime(before.at):%Y-%m-%d}提交的相比"
    return _told(label, draft, folded(made), reloaded)


def _compared(disclosure: Disclosure) -> Event | None:
    submissions = disclosure.events.filter(verb=Verb.SUBMIT).order_by("-pk")
    public = disclosure.events.filter(verb__in=(Verb.PUBLISH, Verb.IMPORT)).order_by("pk").last()
    last = list(submissions.filter(pk__gt=public.pk if public else 0)[:2])
    at = 0 if disclosure.state == "draft" else 1
    return last[at] if len(last) > at else None


def folded(events: Iterable[Iterable[Mapping[str, Any]]]) -> tuple[Change, ...]:
    """Changes one after the other as one: what stood first, what stands last."""
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for changes in events:
        for change in changes:
            first.setdefault(change["path"], change["old"])
            last[change["path"]] = change["new"]
    return tuple(
        Change(path, first[path], last[path]) for path in first if first[path] != last[path]
    )


def _told(label: str, draft: Draft, changes: Iterable[Change], reloaded: bool = False) -> Since:
    every = list(leaves(changes))
    rows = (_in_words(one, draft.disclosure, draft.report) for one in every[:MOST])
    return Since(label, tuple(rows), max(0, len(every) - MOST), reloaded)


def _in_words(change: Change, disclosure: Disclosure, report: Report) -> Difference:
    return Difference(
        change.path,
        section_name(change.path),
        name_of(change.path, report),
        words(change.path, change.old) or "—",
        words(change.path, change.new) or "—",
        url_of(disclosure, change.path),
    )
