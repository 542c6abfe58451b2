"""The page of a disclosure under review: who may do what there, and what it shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.desk.tests.desks import AT, a_draft, sign_in
from disclosures.models import Comment, Disclosure, Message, State
from disclosures.tests.explaining import submitted
from disclosures.tests.walking import approved, person, published, signed
from fiscal.edits import Change
from units.models import Role, User

pytestmark = pytest.mark.django_db

CELL = "statements/05/total/total"


@pytest.fixture
def draft() -> Disclosure:
    return a_draft()


@pytest.fixture
def officer(draft: Disclosure) -> User:
    return person(Role.OFFICER, draft.unit)


@pytest.fixture
def handed_in(draft: Disclosure, officer: User) -> Disclosure:
    return submitted(draft, officer, AT)


@pytest.fixture
def reviewer(client: Client) -> User:
    return sign_in(client, person(Role.REVIEWER))


def long_ago(client: Client, user: User) -> None:
    """Somebody signed in, but not just now."""
    user.set_password("correct-horse-battery-9")
    user.save()
    sign_in(client, user)
    session = client.session
    session.pop("confirmed", None)
    session.save()


def page(client: Client, disclosure: Disclosure) -> str:
    return client.get(reverse("admin:desk_review", args=[disclosure.pk])).content.decode()


def do(client: Client, disclosure: Disclosure, verb: str, **typed: Any) -> Any:
    disclosure.refresh_from_db()
    posted = {"revision": disclosure.revision, **typed}
    address = reverse("admin:desk_decide", args=[disclosure.pk, verb])
    response = client.post(address, posted)
    disclosure.refresh_from_db()
    return response


def offered(client: Client, disclosure: Disclosure) -> set[str]:
    response = client.get(reverse("admin:desk_review", args=[disclosure.pk]))
    return {str(deed.verb) for deed in response.context["deeds"]}


@pytest.mark.parametrize(
    ("role", "verbs"),
    [
        (Role.REVIEWER, {"approve", "send_back", "record_approval"}),
        (Role.OFFICER, {"recall"}),
        (Role.AUDITOR, set()),
    ],
)
def test_everybody_is_offered_what_is_theirs(
    role: str, verbs: set[str], handed_in: Disclosure, client: Client
) -> None:
    unit = handed_in.unit if role == Role.OFFICER else None
    sign_in(client, person(role, unit))
    assert offered(client, handed_in) == verbs


def test_the_head_signs_and_names_who_reviewed_for_secrets(
    handed_in: Disclosure, client: Client
) -> None:
    sign_in(client, person(Role.HEAD, handed_in.unit))
    assert do(client, handed_in, "sign_off").status_code == 302
    assert do(client, handed_in, "clear_secrecy", reviewer="王保密").status_code == 302
    shown = page(client, handed_in)
    assert "王保密，" in shown
    assert "尚未审签" not in shown


def test_what_is_not_theirs_is_forbidden_and_what_is_elsewhere_not_there(
    handed_in: Disclosure, client: Client
) -> None:
    sign_in(client, person(Role.AUDITOR))
    assert do(client, handed_in, "approve").status_code == 403
    sign_in(client, person(Role.REVIEWER))
    assert do(client, handed_in, "sign_off").status_code == 403
    assert do(client, handed_in, "edit").status_code == 404
    handed_in.refresh_from_db()
    assert handed_in.state == State.SUBMITTED


@pytest.mark.usefixtures("reviewer")
def test_a_return_pins_what_was_typed_and_its_unit_reads_it_in_the_section(
    handed_in: Disclosure, client: Client, officer: User
) -> None:
    response = do(
        client, handed_in, "send_back", reason="两处须改",
        where=["statements/05", "", "texts"], text=["与预算不符", "", "请补写原因"],
    )  # fmt: skip
    assert response.status_code == 302
    assert list(handed_in.comments.values_list("where", "text")) == [
        ("statements/05", "与预算不符"), ("texts", "请补写原因"),
    ]  # fmt: skip
    sign_in(client, officer)
    statement = client.get(reverse("admin:desk_statement", args=[handed_in.pk, "05"]))
    assert "与预算不符" in statement.content.decode()
    assert "请补写原因" not in statement.content.decode()
    assert "请补写原因" in client.get(
        reverse("admin:desk_checks", args=[handed_in.pk])
    ).content.decode()  # fmt: skip


@pytest.mark.usefixtures("reviewer")
def test_adding_a_place_keeps_what_was_typed(handed_in: Disclosure, client: Client) -> None:
    response = client.post(
        reverse("admin:desk_review", args=[handed_in.pk]),
        {"reason": "须改", "where": [""], "text": ["全文偏长"], "add": "texts", "adding": "1"},
    )
    rows = [(place.where, text) for place, text in response.context["rows"]]
    assert rows == [("", "全文偏长"), ("texts", "")]
    assert "须改</textarea>" in response.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.usefixtures("reviewer")
def test_a_return_without_a_reason_keeps_the_comments(
    handed_in: Disclosure, client: Client
) -> None:
    response = do(client, handed_in, "send_back", reason=" ", where=["texts"], text=["请补写"])
    assert response.status_code == 409
    assert "请写明退回理由" in response.content.decode()
    assert [text for _, text in response.context["rows"]] == ["请补写"]


def test_the_unit_ticks_comments_off_where_it_reads_them(
    handed_in: Disclosure, client: Client, officer: User
) -> None:
    reviewer = person(Role.REVIEWER)
    actions.send_back(
        disclosure=handed_in, reason="须改", comments=[(CELL, "核对")], by=reviewer, at=AT
    )
    comment = handed_in.comments.get()
    address = reverse("admin:desk_mark", args=[handed_in.pk, comment.pk])
    sign_in(client, reviewer)
    assert client.post(address, {"done": "1"}).status_code == 403
    sign_in(client, officer)
    back = reverse("admin:desk_statement", args=[handed_in.pk, "05"])
    assert client.post(address, {"done": "1", "next": back}).headers["Location"] == (
        f"{back}#comments"
    )
    comment.refresh_from_db()
    assert comment.done_by == officer
    submitted(handed_in, officer, AT)
    sign_in(client, reviewer)
    assert "✓ 已处理" in page(client, handed_in)


@pytest.mark.usefixtures("reviewer")
def test_what_was_handed_in_again_is_not_judged_by_the_page_of_before(
    handed_in: Disclosure, client: Client, officer: User
) -> None:
    seen = handed_in.revision
    actions.recall(disclosure=handed_in, by=officer, at=AT)
    submitted(handed_in, officer, AT)
    response = do(client, handed_in, "approve", revision=seen)
    assert response.status_code == 409
    assert "在您查看以后有变动" in response.content.decode()
    assert handed_in.state == State.SUBMITTED


@pytest.mark.usefixtures("reviewer")
def test_the_approval_of_the_accounts_is_recorded_with_its_deadline(
    handed_in: Disclosure, client: Client
) -> None:
    wrong = {"approved_on": "x", "document": "1号"}
    assert do(client, handed_in, "record_approval", **wrong).status_code == 409
    day = {"approved_on": "2026-08-20", "document": "云财〔2026〕9号"}
    assert do(client, handed_in, "record_approval", **day).status_code == 302
    assert handed_in.approved_on == date(2026, 8, 20)
    assert "公开期限 2026-09-09" in page(client, handed_in)


def test_publishing_and_withdrawing_ask_first_who_it_is(draft: Disclosure, client: Client) -> None:
    approved(draft, AT)
    reviewer = person(Role.REVIEWER)
    long_ago(client, reviewer)
    asked = do(client, draft, "publish")
    assert "请确认是您本人" in asked.content.decode()
    assert draft.state == State.APPROVED
    sent = {"confirm_identity": "correct-horse-battery-9"}
    assert do(client, draft, "publish", **sent).status_code == 302
    assert draft.state == State.PUBLISHED
    assert do(client, draft, "withdraw", reason="误公开了附件").status_code == 302
    assert draft.state == State.WITHDRAWN
    assert "误公开了附件" in page(client, draft)


def test_unsigned_is_not_published_and_says_so(handed_in: Disclosure, client: Client) -> None:
    reviewer = person(Role.REVIEWER)
    actions.approve(disclosure=handed_in, by=reviewer, at=AT)
    long_ago(client, reviewer)
    response = do(client, handed_in, "publish", confirm_identity="correct-horse-battery-9")
    assert response.status_code == 409
    assert "单位负责人尚未审签，不能公开" in response.content.decode()


def test_what_changed_is_told_against_the_version_and_the_submission(
    draft: Disclosure, client: Client, officer: User
) -> None:
    published(draft, AT, officer)
    reviewer = person(Role.REVIEWER)
    actions.revise(disclosure=draft, reason="更正在职人数", by=reviewer, at=AT)
    old = draft.inputs.get(key="staff.active").count
    edit = [Change("staff/active", old, 77)]
    submitted(draft, officer, AT)
    actions.send_back(disclosure=draft, reason="没有改", by=reviewer, at=AT)
    actions.edit(disclosure=draft, changes=edit, by=officer, at=AT)
    submitted(draft, officer, AT)
    sign_in(client, reviewer)
    response = client.get(reverse("admin:desk_review", args=[draft.pk]))
    told = {
        one.label: [(row.path, row.now) for row in one.rows] for one in response.context["compared"]
    }
    assert list(told) == ["与第1版相比", "与2026-03-02提交的相比"]
    for rows in told.values():
        assert ("staff/active", "77") in rows


@pytest.mark.usefixtures("reviewer")
def test_the_check_page_leads_the_reviewer_to_a_comment_on_each_finding(
    handed_in: Disclosure, client: Client
) -> None:
    checks = client.get(reverse("admin:desk_checks", args=[handed_in.pk])).content.decode()
    address = reverse("admin:desk_review", args=[handed_in.pk])
    assert ("在此写意见" in checks) == bool(client.get(
        reverse("admin:desk_checks", args=[handed_in.pk])
    ).context["groups_of_entries"])  # fmt: skip
    response = client.get(f"{address}?where=statements/05")
    assert [place.where for place, _ in response.context["rows"]] == ["statements/05"]


def test_messages_are_read_by_opening_them(
    handed_in: Disclosure, client: Client, officer: User
) -> None:
    actions.send_back(disclosure=handed_in, reason="须改", by=person(Role.REVIEWER), at=AT)
    sign_in(client, officer)
    inbox = reverse("admin:desk_inbox")
    assert "消息（1条未读）" in client.get(reverse("admin:index")).content.decode()
    assert "须改" in client.get(inbox).content.decode()
    message = Message.objects.get(to=officer)
    followed = client.post(inbox, {"open": message.pk})
    assert followed.headers["Location"] == reverse("admin:desk_review", args=[handed_in.pk])
    message.refresh_from_db()
    assert message.read_at is not None
    assert "条未读" not in client.get(inbox).content.decode()


def test_the_messages_of_others_are_not_there(handed_in: Disclosure, client: Client) -> None:
    head = person(Role.HEAD, handed_in.unit)
    signed(handed_in, AT)
    actions.send_back(disclosure=handed_in, reason="须改", by=person(Role.REVIEWER), at=AT)
    sign_in(client, person(Role.AUDITOR))
    inbox = reverse("admin:desk_inbox")
    theirs = Message.objects.filter(to=head).latest("pk")
    assert client.post(inbox, {"open": theirs.pk}).status_code == 404
    client.post(inbox, {"all": "1"})
    theirs.refresh_from_db()
    assert theirs.read_at is None
