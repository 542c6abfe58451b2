"""What the review leaves for the inspection: own days of approval, withdrawals, exports."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.desk.inspection.region import Glance
from disclosures.desk.inspection.rows import Region
from disclosures.desk.tests.desks import YEAR, sign_in
from disclosures.desk.tests.inspected import LATE, TODAY, Place, a_region, rows
from disclosures.models import Disclosure, Event
from disclosures.tests.walking import person
from units.models import Role, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return a_region()


def own_day(unit: Unit, day: date) -> None:
    Disclosure.objects.filter(unit=unit, year=YEAR).update(approved_on=day)


def late_by_the_table() -> dict[str, bool]:
    units = Region(person(Role.REVIEWER), YEAR, TODAY).units()
    return dict(units.values_list("name", "late"))


def test_the_day_of_an_own_approval_goes_before_that_of_the_year(place: Place) -> None:
    own_day(place.bureau, date(2026, 2, 20))  # public on 21 March: late
    own_day(place.station, date(2026, 3, 2))  # public on the last day, 22 March by local time
    own_day(place.archive, date(2026, 3, 20))  # not public, and not due
    expected = {"水利局": True, "水文站": False, "档案馆": False, "统计局": True}
    assert {name: row.timing.is_late for name, row in rows().items()} == expected
    assert late_by_the_table() == expected
    (term, *_) = Glance(Region(person(Role.REVIEWER), YEAR, TODAY)).terms
    assert (term.in_time, term.late) == (1, 1)


def test_an_own_approval_past_with_nothing_public_is_late(place: Place) -> None:
    own_day(place.archive, date(2026, 3, 10))
    assert late_by_the_table()["档案馆"] is True
    own_day(place.archive, date(2026, 3, 11))  # the last day is today
    assert late_by_the_table()["档案馆"] is False


def test_what_was_withdrawn_is_counted_apart(place: Place) -> None:
    account = Disclosure.objects.get(unit=place.station, year=YEAR)
    actions.withdraw(disclosure=account, reason="误公开", by=person(Role.REVIEWER), at=LATE)
    counts = Glance(Region(person(Role.REVIEWER), YEAR, TODAY)).whole.counts
    assert (counts["withdrawn"], counts["late"], sum(counts.values())) == (1, 0, 4)


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(("page", "kind"), [("xlsx", "XLSX"), ("pdf", "PDF")])
def test_taking_the_table_out_is_recorded(page: str, kind: str, client: Client) -> None:
    auditor = sign_in(client, person(Role.AUDITOR))
    client.get(f"{reverse(f'admin:desk_inspection_{page}')}?year={YEAR}&timing=late")
    event = Event.objects.get(verb="export")
    assert event.by == auditor
    assert event.basis == {
        "list": "检查表", "format": kind, "year": YEAR, "query": f"year={YEAR}&timing=late",
    }  # fmt: skip
