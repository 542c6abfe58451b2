"""Who is told of what, inside and by e-mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import DjangoCaptureOnCommitCallbacks

from disclosures import actions, tasks
from disclosures.desk.tests.desks import a_full_report
from disclosures.models import Disclosure, Message, State
from disclosures.refusal import ActionRefused
from disclosures.telling import due
from disclosures.tests.explaining import submitted
from disclosures.tests.walking import approved, person, signed
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
    person(Role.HEAD, officer.unit)
    person(Role.REVIEWER)
    report = replace(a_full_report(), unit=UnitFacts("水利局", "105001"))
    return actions.load(report=report, by=officer, at=AT)


def told(verb: str) -> set[str]:
    return set(Message.objects.filter(event__verb=verb).values_list("to__role", flat=True))


def test_everybody_concerned_is_told_but_not_who_did_it(draft: Disclosure, officer: User) -> None:
    reviewer = person(Role.REVIEWER)
    submitted(draft, officer, AT)
    assert told("submit") == {Role.HEAD, Role.REVIEWER}
    signed(draft, AT)
    assert told("sign_off") == {Role.REVIEWER}
    actions.send_back(disclosure=draft, reason="核对三公经费", by=reviewer, at=AT)
    assert told("send_back") == {Role.OFFICER, Role.HEAD}
    text = Message.objects.filter(event__verb="send_back").first()
    assert f"{text}" == "水利局 2025年度部门决算：退回（reviewer-walking）。理由：核对三公经费"
    assert told("load") == told("edit") == set()


def test_other_units_and_former_people_are_told_nothing(draft: Disclosure, officer: User) -> None:
    a_user("elsewhere", Role.HEAD, a_unit("105002", "财政局"))
    a_user("former", Role.HEAD, officer.unit, is_active=False)
    submitted(draft, officer, AT)
    names = Message.objects.values_list("to__username", flat=True)
    assert set(names) == {"head-105001", "reviewer-walking"}


def test_what_did_not_happen_is_told_to_nobody(draft: Disclosure, officer: User) -> None:
    approved(draft, AT, officer)
    before = Message.objects.count()
    with pytest.raises(ActionRefused):
        actions.publish(disclosure=draft, by=officer, at=AT)
    assert Message.objects.count() == before


def test_each_message_goes_out_once(
    draft: Disclosure,
    officer: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    User.objects.filter(role=Role.REVIEWER).update(email="reviewer@example.cn")
    with django_capture_on_commit_callbacks(execute=True):
        submitted(draft, officer, AT)
    (letter,) = mail.outbox
    assert letter.to == ["reviewer@example.cn"]
    assert letter.subject == "【明账】提交"
    assert letter.body.startswith("水利局 2025年度部门决算：提交")
    assert tasks.send_messages() == 0
    assert Message.objects.filter(sent_at=None).get().to.role == Role.HEAD  # has no address


def test_an_address_that_is_refused_does_not_hold_up_the_others(
    draft: Disclosure, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.filter(role=Role.REVIEWER).update(email="wrong@example.cn")
    User.objects.filter(role=Role.HEAD).update(email="head@example.cn")
    submitted(draft, officer, AT)
    deliver = EmailBackend.send_messages

    def choosy(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        if messages[0].to == ["wrong@example.cn"]:
            raise SMTPRecipientsRefused({})
        return deliver(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", choosy)
    assert tasks.send_messages() == 1
    assert [letter.to for letter in mail.outbox] == [["head@example.cn"]]
    assert due().count() == 1


def test_a_mail_server_that_is_down_undoes_nothing(
    draft: Disclosure,
    officer: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    User.objects.filter(role=Role.REVIEWER).update(email="reviewer@example.cn")
    with monkeypatch.context() as down:

        def refuse(*_: object) -> int:
            raise ConnectionRefusedError

        down.setattr(EmailBackend, "send_messages", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            submitted(draft, officer, AT)
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    assert due().count() == 1
    assert tasks.send_messages() == 1
    assert due().count() == 0
