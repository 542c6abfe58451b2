"""Between draft and publication: who may still take back, sign, return, approve, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from disclosures import actions, flow
from disclosures.desk.tests.desks import a_full_report
from disclosures.models import Comment, Disclosure, State, Verb
from disclosures.refusal import ActionRefused
from disclosures.reviewing import Signatures, signatures
from disclosures.tests.explaining import submitted
from disclosures.tests.walking import approved, person, published, signed
from fiscal.edits import Change
from fiscal.report import UnitFacts
from units.models import Role, User
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.fixture
def officer() -> User:
    return person(Role.OFFICER, a_unit("105001", "水利局"))


@pytest.fixture
def draft(officer: User) -> Disclosure:
    report = replace(a_full_report(), unit=UnitFacts("水利局", "105001"))
    return actions.load(report=report, by=officer, at=AT)


def refused(rule: str, action: Callable[..., object], **arguments: object) -> None:
    with pytest.raises(ActionRefused) as refusal:
        action(at=AT, **arguments)
    assert [finding.rule for finding in refusal.value.findings] == [rule]


def head_of(disclosure: Disclosure) -> User:
    return person(Role.HEAD, disclosure.unit)


# --- taking back -----------------------------------------------------------------------------


def test_what_nobody_has_signed_is_taken_back(draft: Disclosure, officer: User) -> None:
    submitted(draft, officer, AT)
    recalled = actions.recall(disclosure=draft, by=officer, at=AT, reason=" 少填一项 ")
    assert recalled.state == State.DRAFT
    assert recalled.events.get(verb="recall").reason == "少填一项"


@pytest.mark.fires("AC-20")
def test_what_is_signed_is_not_taken_back(draft: Disclosure, officer: User) -> None:
    submitted(draft, officer, AT)
    actions.sign_off(disclosure=draft, by=head_of(draft), at=AT)
    refused("AC-20", actions.recall, disclosure=draft, by=officer)


def test_what_is_approved_is_not_taken_back(draft: Disclosure, officer: User) -> None:
    approved(draft, AT, officer)
    refused("AC-02", actions.recall, disclosure=draft, by=officer)


def test_a_signature_ends_with_its_submission(draft: Disclosure, officer: User) -> None:
    submitted(draft, officer, AT)
    signed(draft, AT)
    given = signatures(draft)
    assert given.signed and given.cleared
    assert given.cleared.basis == {"reviewer": "保密员"}
    actions.send_back(disclosure=draft, reason="核对三公", by=person(Role.REVIEWER), at=AT)
    assert signatures(draft) == Signatures()
    actions.submit(disclosure=draft, by=officer, at=AT)
    assert signatures(draft) == Signatures()
    actions.recall(disclosure=draft, by=officer, at=AT)


# --- signing ---------------------------------------------------------------------------------


def test_an_officer_signs_nothing(draft: Disclosure, officer: User) -> None:
    submitted(draft, officer, AT)
    refused("AC-01", actions.sign_off, disclosure=draft, by=officer)
    refused("AC-01", actions.clear_secrecy, disclosure=draft, by=officer, reviewer="甲")


def test_a_head_who_handed_in_leaves_signing_to_another(draft: Disclosure) -> None:
    head = head_of(draft)
    submitted(draft, head, AT)
    refused("AC-05", actions.sign_off, disclosure=draft, by=head)
    refused("AC-05", actions.clear_secrecy, disclosure=draft, by=head, reviewer="甲")
    other = a_user("deputy", Role.HEAD, draft.unit)
    actions.sign_off(disclosure=draft, by=other, at=AT)


def test_a_draft_is_not_signed(draft: Disclosure) -> None:
    refused("AC-02", actions.sign_off, disclosure=draft, by=head_of(draft))


def test_a_second_click_signs_nothing_more(draft: Disclosure, officer: User) -> None:
    submitted(draft, officer, AT)
    signed(draft, AT)
    head = head_of(draft)
    refused("AC-13", actions.sign_off, disclosure=draft, by=head)
    refused("AC-13", actions.clear_secrecy, disclosure=draft, by=head, reviewer="甲")


def test_a_review_for_secrets_names_who_did_it(draft: Disclosure, officer: User) -> None:
    submitted(draft, officer, AT)
    refused("AC-17", actions.clear_secrecy, disclosure=draft, by=head_of(draft), reviewer="  ")


def test_the_head_of_another_unit_does_not_sign(draft: Disclosure, officer: User) -> None:
    submitted(draft, officer, AT)
    other = person(Role.HEAD, a_unit("105002", "财政局"))
    refused("AC-01", actions.sign_off, disclosure=draft, by=other)


# --- returning -------------------------------------------------------------------------------


@pytest.mark.parametrize("walk", [submitted, lambda draft, by, at: approved(draft, at, by)])
def test_a_return_pins_comments_to_places(
    walk: Callable[..., object], draft: Disclosure, officer: User
) -> None:
    walk(draft, officer, AT)
    said = [("statements/05/total/total", "与预算科目不符"), ("", "请补充情况说明")]
    back = actions.send_back(
        disclosure=draft, reason="有两处须改", comments=said, by=person(Role.REVIEWER), at=AT
    )
    assert back.state == State.DRAFT
    assert list(back.comments.values_list("where", "text")) == said
    event = back.events.get(verb="send_back")
    assert event.reason == "有两处须改"
    assert event.basis["comments"] == [{"where": where, "text": text} for where, text in said]
    assert {comment.event for comment in back.comments.all()} == {event}


@pytest.mark.fires("AC-17")
def test_a_return_says_why(draft: Disclosure, officer: User) -> None:
    submitted(draft, officer, AT)
    reviewer = person(Role.REVIEWER)
    refused("AC-17", actions.send_back, disclosure=draft, reason=" \r\n", by=reviewer)
    refused("AC-17", actions.send_back, disclosure=draft, reason="字" * 1001, by=reviewer)
    said = [("x", " ")]
    refused("AC-17", actions.send_back, disclosure=draft, reason="有误", comments=said, by=reviewer)
    draft.refresh_from_db()
    assert (draft.state, Comment.objects.count()) == (State.SUBMITTED, 0)


def test_the_unit_ticks_comments_off_and_back(draft: Disclosure, officer: User) -> None:
    submitted(draft, officer, AT)
    said = [("staff", "人数")]
    actions.send_back(
        disclosure=draft, reason="有误", comments=said, by=person(Role.REVIEWER), at=AT
    )
    comment, later = draft.comments.get(), AT + timedelta(hours=1)
    for _ in range(2):  # a second click changes nothing
        done = actions.mark_comment(comment=comment, done=True, by=officer, at=later)
    assert (done.done_at, done.done_by) == (later, officer)
    assert draft.events.filter(verb="mark_comment").count() == 1
    again = actions.mark_comment(comment=comment, done=False, by=officer, at=later)
    assert (again.done_at, again.done_by) == (None, None)


def test_a_comment_is_ticked_off_in_the_draft_only(draft: Disclosure, officer: User) -> None:
    submitted(draft, officer, AT)
    reviewer = person(Role.REVIEWER)
    said = [("staff", "人数")]
    actions.send_back(disclosure=draft, reason="有误", comments=said, by=reviewer, at=AT)
    comment = draft.comments.get()
    refused("AC-01", actions.mark_comment, comment=comment, done=True, by=reviewer)
    actions.submit(disclosure=draft, by=officer, at=AT)
    refused("AC-02", actions.mark_comment, comment=comment, done=True, by=officer)


# --- approving -------------------------------------------------------------------------------


def test_who_worked_on_a_draft_does_not_approve_it(draft: Disclosure, officer: User) -> None:
    changed = _who_edited_and_became_reviewer(draft)
    submitted(draft, officer, AT)
    refused("AC-05", actions.approve, disclosure=draft, by=changed)


def test_work_on_the_version_before_does_not_count(draft: Disclosure, officer: User) -> None:
    changed = _who_edited_and_became_reviewer(draft)
    published(draft, AT, officer)
    actions.revise(disclosure=draft, reason="更正在职人数", by=person(Role.REVIEWER), at=AT)
    submitted(draft, officer, AT)
    assert actions.approve(disclosure=draft, by=changed, at=AT).state == State.APPROVED


def _who_edited_and_became_reviewer(draft: Disclosure) -> User:
    changed = a_user("changed", Role.OFFICER, draft.unit)
    staff = [Change("staff/active", draft_value(draft), 77)]
    actions.edit(disclosure=draft, changes=staff, by=changed, at=AT)
    changed.role = Role.REVIEWER
    changed.save()
    return changed


def draft_value(draft: Disclosure) -> int | None:
    return draft.inputs.get(key="staff.active").count


# --- 批复 ------------------------------------------------------------------------------------


def test_the_approval_of_the_accounts_is_recorded(draft: Disclosure) -> None:
    by, day = person(Role.REVIEWER), date(2026, 8, 20)
    actions.record_approval(
        disclosure=draft, approved_on=day, document=" 云财〔2026〕9号 ", by=by, at=AT
    )
    noted = Disclosure.objects.get()
    assert (noted.approved_on, noted.approval_document) == (day, "云财〔2026〕9号")
    assert noted.events.get(verb="record_approval").changes == [
        {"path": "approved_on", "old": None, "new": "2026-08-20"},
        {"path": "approval_document", "old": None, "new": "云财〔2026〕9号"},
    ]
    assert noted.revision == draft.revision


@pytest.mark.fires("AC-21")
@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 9, 2)])
def test_an_impossible_day_of_approval_is_refused(day: date, draft: Disclosure) -> None:
    by = person(Role.REVIEWER)
    refused(
        "AC-21", actions.record_approval, disclosure=draft, approved_on=day, document="1号", by=by
    )
    refused(
        "AC-21", actions.record_approval,
        disclosure=draft, approved_on=date(2026, 8, 1), document="", by=by,
    )  # fmt: skip


# --- the table -------------------------------------------------------------------------------


def test_every_verb_that_needs_a_state_has_its_way() -> None:
    stateless = {Verb.RECEIVE, Verb.DOWNLOAD, Verb.READ_ATTACHMENT, Verb.EXPORT, Verb.RENDER}
    assert set(flow.WAYS) == set(Verb) - stateless


def test_no_state_is_a_dead_end() -> None:
    assert {start for way in flow.WAYS.values() for start in way.starts if way.end} == set(State)


def test_who_signs_or_approves_is_no_maker() -> None:
    assert Verb.EDIT in flow.MAKING
    assert not flow.MAKING & {Verb.SIGN, Verb.APPROVE, Verb.IMPORT, Verb.MARK}
