"""The indicator library: proposed by one, agreed by another, kept consistent by the database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from fiscal.report import Indicator
from performance import library
from performance.library import LibraryRefusedError
from performance.models import LibraryIndicator
from units.models import Role, User
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
ROW = Indicator(
    "产出指标", "数量指标", "培训场次", ">=4场", rule="按照完成比例赋分", basis="计划标准"
)


@pytest.fixture
def officer() -> User:
    return a_user("officer", Role.OFFICER, a_unit())


@pytest.fixture
def reviewer() -> User:
    return a_user("reviewer", Role.REVIEWER)


def proposed(by: User, sector: str = "教育") -> LibraryIndicator:
    return library.propose(indicator=ROW, sector=sector, measure="场", by=by, at=AT)


def test_a_proposal_is_offered_once_a_reviewer_agreed(officer: User, reviewer: User) -> None:
    entry = proposed(officer)
    assert not library.search("培训")
    library.approve(entry=entry, by=reviewer, at=AT)
    assert library.search("培训").get().decided_by == reviewer


def test_a_declined_proposal_is_kept_and_not_offered(officer: User, reviewer: User) -> None:
    library.decline(entry=proposed(officer), by=reviewer, at=AT)
    assert not library.search("培训")
    assert LibraryIndicator.objects.get().state == "declined"


def test_nobody_agrees_to_their_own_proposal(reviewer: User) -> None:
    with pytest.raises(LibraryRefusedError, match="自己"):
        library.approve(entry=proposed(reviewer), by=reviewer, at=AT)


def test_an_officer_does_not_decide_and_an_auditor_does_not_propose(officer: User) -> None:
    with pytest.raises(LibraryRefusedError, match="无权"):
        library.approve(entry=proposed(officer), by=officer, at=AT)
    with pytest.raises(LibraryRefusedError, match="无权"):
        proposed(a_user("auditor", Role.AUDITOR), "水利")


def test_what_is_decided_is_not_decided_again(officer: User, reviewer: User) -> None:
    entry = proposed(officer)
    library.approve(entry=entry, by=reviewer, at=AT)
    with pytest.raises(LibraryRefusedError, match="已入库"):
        library.decline(entry=entry, by=reviewer, at=AT)


def test_an_indicator_stands_once_in_its_sector(officer: User) -> None:
    proposed(officer)
    proposed(officer, "水利")
    with pytest.raises(LibraryRefusedError, match="已经存在"):
        proposed(officer)


def test_the_database_keeps_a_decision_with_its_author(officer: User) -> None:
    entry = proposed(officer)
    for wrong in ({"state": "approved"}, {"decided_by": officer}, {"direction": "sideways"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LibraryIndicator.objects.filter(pk=entry.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        LibraryIndicator.objects.filter(pk=entry.pk).update(name="")
