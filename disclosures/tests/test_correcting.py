"""Publishing and what comes after: never unsigned, never twice, and corrected in the open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from disclosures import actions
from disclosures.desk.tests.desks import a_full_report
from disclosures.models import Disclosure, State, Version, Withdrawal
from disclosures.refusal import ActionRefused
from disclosures.tests.explaining import submitted
from disclosures.tests.walking import approved, person, published
from fiscal.codec import canonical_json
from fiscal.edits import Change
from fiscal.report import UnitFacts
from units.models import Role, User
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
WHY = "原表06漏列一项办公费，现予补列"


@pytest.fixture
def officer() -> User:
    return person(Role.OFFICER, a_unit("105001", "水利局"))


@pytest.fixture
def reviewer() -> User:
    return person(Role.REVIEWER)


@pytest.fixture
def draft(officer: User) -> Disclosure:
    report = replace(a_full_report(), unit=UnitFacts("水利局", "105001"))
    return actions.load(report=report, by=officer, at=AT)


def refused(rule: str, action: Callable[..., object], **arguments: object) -> None:
    with pytest.raises(ActionRefused) as refusal:
        action(at=AT, **arguments)
    assert [finding.rule for finding in refusal.value.findings] == [rule]


@pytest.mark.fires("AC-18")
@pytest.mark.fires("AC-19")
def test_nothing_is_published_unsigned(draft: Disclosure, officer: User, reviewer: User) -> None:
    submitted(draft, officer, AT)
    actions.approve(disclosure=draft, by=reviewer, at=AT)
    head = person(Role.HEAD, draft.unit)
    refused("AC-18", actions.publish, disclosure=draft, by=reviewer)
    actions.sign_off(disclosure=draft, by=head, at=AT)
    refused("AC-19", actions.publish, disclosure=draft, by=reviewer)
    actions.clear_secrecy(disclosure=draft, reviewer="保密员", by=head, at=AT)
    assert actions.publish(disclosure=draft, by=reviewer, at=AT).number == 1


def test_who_handed_in_does_not_publish(draft: Disclosure) -> None:
    """Not in another office either."""
    changed = person(Role.OFFICER, draft.unit)
    approved(draft, AT, changed)
    changed.role = Role.REVIEWER
    changed.save()
    refused("AC-05", actions.publish, disclosure=draft, by=changed)


def test_a_second_click_publishes_nothing_more(draft: Disclosure, reviewer: User) -> None:
    published(draft, AT)
    refused("AC-03", actions.publish, disclosure=draft, by=reviewer)
    assert Version.objects.count() == 1


def test_what_the_checks_find_meanwhile_keeps_it_from_the_public(
    draft: Disclosure, reviewer: User
) -> None:
    """As after a new set of rules: a warning that nobody has explained."""
    approved(draft, AT)
    draft.inputs.update_or_create(
        key="texts/s1.cmp.reason", defaults={"text": "因改建项目，，款项次年结清。", "position": 0}
    )
    refused("TX-32", actions.publish, disclosure=draft, by=reviewer)
    draft.refresh_from_db()
    assert draft.state == State.APPROVED
    assert not Version.objects.exists()


def test_the_event_names_what_was_published(draft: Disclosure) -> None:
    version = published(draft, AT)
    event = draft.events.get(verb="publish")
    assert event.basis == {
        "version": 1, "sha256": version.sha256, "sm3": version.sm3, "seal": "",
        "unit": {"code": "105001", "name": "水利局"},
    }  # fmt: skip


# --- corrections -----------------------------------------------------------------------------


def test_a_correction_is_the_next_version_and_says_why(
    draft: Disclosure, officer: User, reviewer: User
) -> None:
    first = published(draft, AT, officer)
    actions.request_unlock(disclosure=draft, reason="漏列一项", by=officer, at=AT)
    opened = actions.revise(disclosure=draft, reason=WHY, by=reviewer, at=AT)
    assert opened.state == State.DRAFT
    active = draft.inputs.get(key="staff.active").count
    change = Change("staff/active", active, (active or 0) + 1)
    actions.edit(disclosure=draft, changes=[change], by=officer, at=AT)
    second = published(draft, AT, officer)
    assert (second.number, second.previous) == (2, first.sha256)
    assert (first.document().correction, second.document().correction) == ("", WHY)
    assert Version.objects.get(number=1).payload == first.payload


def test_an_older_document_reads_as_before(draft: Disclosure) -> None:
    version = published(draft, AT)
    assert "correction" not in version.payload
    assert canonical_json(version.document()).decode() == version.payload


def test_only_a_reviewer_opens_what_is_public(draft: Disclosure, officer: User) -> None:
    published(draft, AT, officer)
    for by in (officer, person(Role.HEAD, draft.unit)):
        refused("AC-01", actions.revise, disclosure=draft, reason=WHY, by=by)


def test_a_reason_for_the_public_holds_nothing_private(draft: Disclosure, reviewer: User) -> None:
    published(draft, AT)
    for action in (actions.revise, actions.withdraw):
        refused("AC-17", action, disclosure=draft, reason="", by=reviewer)
        why = "误列职工身份证号11010519491231002X"
        refused("AC-17", action, disclosure=draft, reason=why, by=reviewer)


def test_a_request_leaves_everything_as_it_is(draft: Disclosure, officer: User) -> None:
    refused("AC-02", actions.request_unlock, disclosure=draft, reason="漏列", by=officer)
    approved(draft, AT, officer)
    asked = actions.request_unlock(disclosure=draft, reason="漏列", by=officer, at=AT)
    assert asked.state == State.APPROVED
    assert asked.events.get(verb="request_unlock").reason == "漏列"


# --- withdrawals -----------------------------------------------------------------------------


def test_a_withdrawal_leaves_a_tombstone_for_every_version(
    draft: Disclosure, officer: User, reviewer: User
) -> None:
    published(draft, AT, officer)
    actions.revise(disclosure=draft, reason=WHY, by=reviewer, at=AT)
    published(draft, AT, officer)
    gone = actions.withdraw(disclosure=draft, reason="含有不宜公开的内容", by=reviewer, at=AT)
    assert gone.state == State.WITHDRAWN
    stones = Withdrawal.objects.order_by("version__number").values_list("version__number", "reason")
    assert list(stones) == [(1, "含有不宜公开的内容"), (2, "含有不宜公开的内容")]
    assert draft.events.get(verb="withdraw").basis == {"versions": [1, 2]}


def test_what_was_withdrawn_comes_back_as_a_new_version_only(
    draft: Disclosure, officer: User, reviewer: User
) -> None:
    published(draft, AT, officer)
    actions.withdraw(disclosure=draft, reason="含有不宜公开的内容", by=reviewer, at=AT)
    refused("AC-02", actions.publish, disclosure=draft, by=reviewer)
    refused("AC-02", actions.withdraw, disclosure=draft, reason="再次", by=reviewer)
    actions.revise(disclosure=draft, reason="已删去不宜公开的内容", by=reviewer, at=AT)
    second = published(draft, AT, officer)
    assert (second.number, hasattr(second, "withdrawal")) == (2, False)
    actions.withdraw(disclosure=draft, reason="仍有不宜公开的内容", by=reviewer, at=AT)
    assert draft.events.filter(verb="withdraw").latest("pk").basis == {"versions": [2]}
