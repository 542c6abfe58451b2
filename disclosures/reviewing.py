"""Verbs between a draft and its publication; ``disclosures.actions`` is where they are called.

Maker and checker are different people, whoever they are: who worked on a draft approves it
nowhere, who handed it in signs, clears and publishes it nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime

from disclosures.drafting import complete
from disclosures.flow import MAKING
from disclosures.freshness import Seen, rules_of
from disclosures.models import Comment, Disclosure, Event, Verb
from disclosures.refusal import (
    ALREADY_DECIDED,
    BAD_APPROVAL,
    IN_REVIEW,
    NO_REASON,
    OPEN_COMMENTS,
    OUTDATED_CHECK,
    OWN_WORK,
    ActionRefused,
    refuse,
)
from disclosures.steps import note, record, step
from fiscal import checks
from fiscal.checks.passages import Passage
from fiscal.checks.slips import unpublishable
from fiscal.edits import Change
from fiscal.explaining import unanswered
from fiscal.finding import Finding, Severity, error
from units.models import User
from units.reference_db import reference

LONGEST_REASON = 1000  # characters
_LONGEST_DOCUMENT = 100
_PUBLISHING = (Verb.PUBLISH, Verb.IMPORT)
_ROUND = (Verb.SUBMIT, Verb.RETURN, Verb.RECALL, Verb.REVISE)  # a signature holds for one of them


@dataclass(frozen=True, slots=True)
class Signatures:
    """The events of 负责人审签 and 保密审查 of the present submission, where they were done."""

    signed: Event | None = None
    cleared: Event | None = None


def signatures(disclosure: Disclosure) -> Signatures:
    """What was signed since the disclosure was last handed in. A return lets both lapse."""
    return signatures_of([disclosure.pk])[disclosure.pk]


def signatures_of(ids: Collection[int]) -> Mapping[int, Signatures]:
    """``signatures`` of many disclosures by their primary keys."""
    events = Event.objects.filter(disclosure__in=ids, verb__in=(*_ROUND, Verb.SIGN, Verb.CLEAR))
    given = dict.fromkeys(ids, Signatures())
    for event in events.select_related("by").order_by("pk"):
        found = given[event.disclosure_id or 0]
        match event.verb:
            case Verb.SIGN:
                found = replace(found, signed=event)
            case Verb.CLEAR:
                found = replace(found, cleared=event)
            case _:
                found = Signatures()
        given[event.disclosure_id or 0] = found
    return given


def submit(
    *,
    disclosure: Disclosure,
    by: User,
    at: datetime,
    seen: Seen | None = None,
    despite_comments: bool = False,
) -> Disclosure:
    """Hand a draft, its totals filled, to the reviewer: whole, without an ERROR finding, every
    WARNING explained.

    ``seen`` is the check that somebody decided by, where it was a person: an older one is refused.
    So are comments of a return that are not ticked off, unless the person knows of them
    (``despite_comments``); the event tells how many there were.
    """
    with step(Verb.SUBMIT, disclosure, by) as locked:
        books = reference(locked.year)
        if seen and seen != Seen(locked.revision, rules_of(books)):
            refuse(OUTDATED_CHECK, "检查结果已过期，请重新查看后再提交")
        still_open = comments_of(locked).filter(done_at=None).count()
        if seen and still_open and not despite_comments:
            refuse(OPEN_COMMENTS, f"还有{still_open}条审核意见没有标为已处理，请确认仍要提交")
        findings = checks.before_submitting(complete(locked, by, at), books)
        refuse_unsettled(findings, set(locked.explanations.values_list("finding", flat=True)))
        basis = {"open_comments": still_open} if still_open else None
        record(locked, Verb.SUBMIT, by, at, basis=basis)
    return locked


def recall(*, disclosure: Disclosure, by: User, at: datetime, reason: str = "") -> Disclosure:
    """Take back what was handed in, while nobody has signed it."""
    with step(Verb.RECALL, disclosure, by) as locked:
        if signatures(locked) != Signatures():
            refuse(IN_REVIEW, "已有人审签或作保密审查，不能收回；需要修改请联系审核人退回")
        record(locked, Verb.RECALL, by, at, reason=reason.strip())
    return locked


def sign_off(*, disclosure: Disclosure, by: User, at: datetime) -> Disclosure:
    """负责人审签: the head of the unit answers for what was handed in."""
    with step(Verb.SIGN, disclosure, by) as locked:
        _refuse_submitter(locked, by, "审签")
        if signatures(locked).signed:
            refuse(ALREADY_DECIDED, "已经审签，没有重复处理")
        note(locked, Verb.SIGN, by, at)
    return locked


def clear_secrecy(*, disclosure: Disclosure, reviewer: str, by: User, at: datetime) -> Disclosure:
    """保密审查: it was reviewed for secrets by the person named ``reviewer``."""
    with step(Verb.CLEAR, disclosure, by) as locked:
        _refuse_submitter(locked, by, "登记保密审查")
        if signatures(locked).cleared:
            refuse(ALREADY_DECIDED, "已经登记保密审查，没有重复处理")
        named = stated(reviewer, "请写明保密审查人", "reviewer")
        note(locked, Verb.CLEAR, by, at, basis={"reviewer": named})
    return locked


def send_back(
    *,
    disclosure: Disclosure,
    reason: str,
    by: User,
    at: datetime,
    comments: Sequence[tuple[str, str]] = (),
) -> Disclosure:
    """Return what was handed in or approved to its unit, with comments pinned to places.

    ``comments`` are pairs of an address (empty: the whole) and what is said there.
    """
    said = [
        (where, stated(text, "请写明意见", f"comments/{number}"))
        for number, (where, text) in enumerate(comments)
    ]
    why = stated(reason, "请写明退回理由")
    with step(Verb.RETURN, disclosure, by) as locked:
        pinned = [{"where": where, "text": text} for where, text in said]
        event = record(locked, Verb.RETURN, by, at, reason=why, basis={"comments": pinned})
        Comment.objects.bulk_create(
            Comment(event=event, disclosure=locked, where=where, text=text, by=by, at=at)
            for where, text in said
        )
    return locked


def comments_of(disclosure: Disclosure) -> QuerySet[Comment]:
    """The comments of every return since the last version, in the order they were made."""
    public = _last(disclosure, *_PUBLISHING)
    return disclosure.comments.filter(event__gt=public.pk if public else 0)


def mark_comment(*, comment: Comment, done: bool, by: User, at: datetime) -> Comment:
    """Tick a comment of a return off, or take the tick back. Doing it again changes nothing."""
    with step(Verb.MARK, comment.disclosure, by) as draft:
        locked = Comment.objects.select_for_update().get(pk=comment.pk)
        if (locked.done_at is not None) != done:
            locked.done_at, locked.done_by = (at, by) if done else (None, None)
            locked.save(update_fields=["done_at", "done_by"])
            note(draft, Verb.MARK, by, at, basis={"comment": locked.pk, "done": done})
    return locked


def approve(*, disclosure: Disclosure, by: User, at: datetime) -> Disclosure:
    """Agree to a submitted disclosure, which nobody can who worked on it since its last version."""
    with step(Verb.APPROVE, disclosure, by) as locked:
        published = _last(locked, *_PUBLISHING)
        work = locked.events.filter(verb__in=MAKING, by=by)
        if work.filter(pk__gt=published.pk if published else 0).exists():
            refuse(OWN_WORK, "提交人和填报人不能审核自己的内容")
        record(locked, Verb.APPROVE, by, at)
    return locked


def record_approval(
    *, disclosure: Disclosure, approved_on: date, document: str, by: User, at: datetime
) -> Disclosure:
    """Note the day and the 文号 of the 批复: from that day on the twenty days run."""
    number = stated(document, "请填写批复文号", "document", BAD_APPROVAL, _LONGEST_DOCUMENT)
    with step(Verb.RECORD_APPROVAL, disclosure, by) as locked:
        if approved_on.year <= locked.year or approved_on > localtime(at).date():
            refuse(BAD_APPROVAL, f"批复日期应在{locked.year}年以后，且不晚于今天", "approved_on")
        before = locked.approved_on
        changes = [
            Change("approved_on", before and f"{before}", f"{approved_on}"),
            Change("approval_document", locked.approval_document or None, number),
        ]
        locked.approved_on, locked.approval_document = approved_on, number
        locked.save(update_fields=["approved_on", "approval_document"])
        note(locked, Verb.RECORD_APPROVAL, by, at, changes=changes)
    return locked


# --- shared with publishing and correcting -------------------------------------------------------


def submission(disclosure: Disclosure) -> Event | None:
    """The event by which the disclosure was last handed in."""
    return _last(disclosure, Verb.SUBMIT)


def refuse_unsettled(findings: Iterable[Finding], explained: Iterable[str]) -> None:
    """Refuse while there are errors, or warnings that nobody has explained."""
    findings = list(findings)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if refused := errors or unanswered(findings, set(explained)):
        raise ActionRefused(refused)


def stated(
    text: str,
    otherwise: str,
    where: str = "reason",
    rule: str = NO_REASON,
    longest: int = LONGEST_REASON,
) -> str:
    """``text`` tidied; refused with ``otherwise`` when it is empty, and when it is too long."""
    tidy = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not tidy:
        refuse(rule, otherwise, where)
    if len(tidy) > longest:
        refuse(rule, f"最多{longest}个字，现有{len(tidy)}个字", where)
    return tidy


def stated_in_public(text: str, otherwise: str) -> str:
    """As ``stated``; refused, too, when it holds what must not be published."""
    tidy = stated(text, otherwise)
    if found := next(unpublishable(Passage("reason", "理由", tidy)), None):
        raise ActionRefused([error(NO_REASON, "reason", found.message)])
    return tidy


def _refuse_submitter(disclosure: Disclosure, by: User, what: str) -> None:
    submitted = submission(disclosure)
    if submitted and submitted.by_id == by.pk:
        refuse(OWN_WORK, f"提交人不能{what}自己提交的内容")


def _last(disclosure: Disclosure, *verbs: Verb) -> Event | None:
    return disclosure.events.filter(verb__in=verbs).order_by("pk").last()
