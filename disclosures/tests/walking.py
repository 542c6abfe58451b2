"""The people who take a draft to the public, each doing what is theirs."""

from __future__ import annotations

from datetime import datetime

from disclosures import actions
from disclosures.models import Disclosure, State, Version
from disclosures.tests.explaining import submitted
from units.models import Role, Unit, User
from units.tests.people import a_user

SECRECY_REVIEWER = "保密员"


def person(role: str, unit: Unit | None = None) -> User:
    """Somebody in a role, the same whenever asked."""
    name = f"{role}-{unit.code}" if unit else f"{role}-walking"
    found = User.objects.filter(username=name).first()
    return found or a_user(name, role, unit, is_staff=True)


def signed(disclosure: Disclosure, at: datetime) -> Disclosure:
    """What was handed in, signed by the head of its unit and reviewed for secrets."""
    head = person(Role.HEAD, disclosure.unit)
    actions.sign_off(disclosure=disclosure, by=head, at=at)
    return actions.clear_secrecy(disclosure=disclosure, reviewer=SECRECY_REVIEWER, by=head, at=at)


def approved(disclosure: Disclosure, at: datetime, by: User | None = None) -> Disclosure:
    """The draft, or what was handed in, signed and approved. ``by`` hands a draft in."""
    disclosure.refresh_from_db()
    if disclosure.state == State.DRAFT:
        officer = by or person(Role.OFFICER, disclosure.unit)
        disclosure = submitted(disclosure, officer, at)
    signed(disclosure, at)
    return actions.approve(disclosure=disclosure, by=person(Role.REVIEWER), at=at)


def published(disclosure: Disclosure, at: datetime, by: User | None = None) -> Version:
    """The whole way of a draft to its next version. ``by`` hands it in."""
    ready = approved(disclosure, at, by)
    return actions.publish(disclosure=ready, by=person(Role.REVIEWER), at=at)
