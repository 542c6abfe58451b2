"""Verbs that change what a draft holds; ``disclosures.actions`` is where they are called.

Each change of a draft is recorded with what stood there before, so that it can be taken back and
shown to whom it surprises.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from disclosures.attaching import follow_renames
from disclosures.collector import without_collector
from disclosures.history import completed
from disclosures.models import Disclosure, Event, Upload, Verb
from disclosures.refusal import (
    BAD_EDIT,
    NOTHING_TO_UNDO,
    OUT_OF_DATE,
    ActionRefused,
    refuse,
)
from disclosures.steps import record, step
from disclosures.store import assemble, part_of, save_report
from fiscal.codec import canonical_json
from fiscal.edits import (
    Change,
    Conflict,
    EditError,
    Problem,
    difference,
    inverse,
    merge,
    replay,
)
from fiscal.finding import Finding, error
from fiscal.report import Report
from units.models import User

# A draft is one unit's and one year's; that is not a matter of editing.
_FIXED = ("year", "kind", "unit/name", "unit/code")
_NOT_HERE = "单位、年度和公开类别不能在此修改"


_BRINGING = (Verb.LOAD, Verb.APPLY_UPLOAD)


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of an edit: the draft with the changes that took effect, or the conflicts.

    With a conflict nothing is saved.
    """

    disclosure: Disclosure
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def edit(
    *,
    disclosure: Disclosure,
    changes: Iterable[Change],
    by: User,
    at: datetime,
    reason: str = "",
    confirmed: Collection[str] = (),
) -> Edited:
    """Make addressed changes in a draft, all or, where one conflicts, none.

    What cannot be done at all (a bad address, text for an amount) is refused with a finding for
    each change, ``where`` being its path. ``confirmed`` are the addresses of last year's texts
    of which the officer says that they hold this year, too.
    """
    changes = list(changes)
    _refuse(Problem(one.path, _NOT_HERE) for one in changes if one.path in _FIXED)
    basis = {"confirmed": sorted(confirmed)} if confirmed else None
    with step(Verb.EDIT, disclosure, by) as draft:
        return change(
            draft, changes, Verb.EDIT, by, at,
            reason=reason, basis=basis, always=bool(confirmed),
        )  # fmt: skip


def apply_upload(
    *,
    disclosure: Disclosure,
    fragment: Report,
    carried: Collection[str],
    findings: Sequence[Finding],
    upload: Upload,
    by: User,
    at: datetime,
    expected_revision: int,
) -> Edited:
    """Put what a file carries (addresses, see ``edits.merge``) in the draft's place.

    ``expected_revision`` is that of the draft whose preview was confirmed: a draft that changed
    since, be it by a second click, is refused.
    """
    with without_collector(), step(Verb.APPLY_UPLOAD, disclosure, by) as draft:
        _require_revision(draft, expected_revision)
        now = assemble(draft)
        merged = _merged(now, fragment, carried)
        changes = difference(now, merged)
        draft.upload = upload
        draft.import_findings = canonical_json(findings).decode()
        if changes:
            _save(draft, merged, changes)
        record(
            draft, Verb.APPLY_UPLOAD, by, at,
            changes=changes, basis={"findings": list(findings)},
        )  # fmt: skip
    return Edited(draft, changes)


def undo_upload(*, disclosure: Disclosure, by: User, at: datetime) -> Edited:
    """Take back the last confirmed upload, one step; conflicts where it was edited since."""
    with step(Verb.UNDO_UPLOAD, disclosure, by) as draft:
        done = undoable_upload(draft)
        if done is None:
            refuse(NOTHING_TO_UNDO, "没有可以撤销的上传")
        before = draft.events.filter(verb__in=_BRINGING, pk__lt=done.pk).order_by("pk").last()
        findings = before.basis.get("findings", []) if before else []
        draft.upload = before.upload if before else None
        draft.import_findings = canonical_json(findings).decode()
        undone, basis = inverse(changes_of(done)), {"event": done.pk}
        edited = change(draft, undone, Verb.UNDO_UPLOAD, by, at, basis=basis, always=True)
    return replace(edited, disclosure=disclosure) if edited.conflicts else edited


def complete(draft: Disclosure, by: User, at: datetime) -> Report:
    """Record in a locked draft what follows from it, so that what is shown is what is handed in."""
    now = assemble(draft)
    filled = completed(draft, now)
    if changes := difference(now, filled):
        _save(draft, filled, changes)
        reason = "提交时补齐合计和上年数"
        record(draft, Verb.EDIT, by, at, changes=changes, reason=reason)
    return filled


def undoable_upload(disclosure: Disclosure) -> Event | None:
    """The confirmed upload that ``undo_upload`` would take back."""
    last = disclosure.events.filter(verb__in=(*_BRINGING, Verb.UNDO_UPLOAD)).order_by("pk").last()
    return last if last and last.verb == Verb.APPLY_UPLOAD else None


def change(
    draft: Disclosure,
    changes: Iterable[Change],
    verb: Verb,
    by: User,
    at: datetime,
    *,
    reason: str = "",
    basis: Mapping[str, Any] | None = None,
    always: bool = False,
) -> Edited:
    """Make changes in a locked draft and record them; ``always`` even when nothing changed."""
    outcome = replay(assemble(draft), changes)
    _refuse(outcome.problems)
    if outcome.conflicts:
        return Edited(draft, conflicts=outcome.conflicts)
    if outcome.changes:
        _save(draft, outcome.report, outcome.changes)
    if outcome.changes or always:
        record(
            draft, verb, by, at,
            changes=outcome.changes, reason=reason, basis=basis,
        )  # fmt: skip
    return Edited(draft, outcome.changes)


def _save(draft: Disclosure, report: Report, changes: Iterable[Change]) -> None:
    save_report(draft, report, only={part_of(one.path) for one in changes})
    follow_renames(draft, report, changes)


def changes_of(event: Event) -> tuple[Change, ...]:
    """The recorded changes of an event."""
    return tuple(Change(**plain) for plain in event.changes)


def _merged(now: Report, fragment: Report, carried: Collection[str]) -> Report:
    """The draft with what the file carries; whose and which year's it is stays as it was."""
    try:
        merged = merge(now, fragment, carried)
    except EditError as wrong:
        raise ActionRefused(_findings(wrong.problems)) from wrong
    unit = replace(merged.unit, name=now.unit.name, code=now.unit.code)
    return replace(merged, unit=unit, year=now.year, kind=now.kind)


def _refuse(problems: Iterable[Problem]) -> None:
    if found := _findings(problems):
        raise ActionRefused(found)


def _findings(problems: Iterable[Problem]) -> list[Finding]:
    return [error(BAD_EDIT, problem.path, problem.message) for problem in problems]


def _require_revision(draft: Disclosure, expected: int) -> None:
    if draft.revision != expected:
        refuse(OUT_OF_DATE, "草稿在预览之后已有改动（也可能是重复确认），请重新预览")
