"""S09: the audit administrator finds who did what, when and from where, and takes it along."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime
from pytest_django.asserts import assertContains

from disclosures import actions
from disclosures.models import Disclosure, Event, State, Verb, Withdrawal
from disclosures.steps import record
from disclosures.tests.proof import AT, a_small_draft, assert_sound
from disclosures.tests.walking import person, published
from fiscal.edits import Change
from units.models import AccessRecord, Act, Role, Unit
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db

LIST, EXPORT = "admin:disclosures_event_changelist", "admin:disclosures_event_export"


@pytest.fixture
def auditor(client: Client) -> Client:
    for unit in (a_unit("105001", "水利局"), a_unit("106001", "教育局")):
        published(a_draft(unit), AT)
    client.force_login(person(Role.AUDIT_ADMIN))
    return client


def a_draft(unit: Unit) -> Disclosure:
    return a_small_draft(unit, person(Role.OFFICER, unit))


@pytest.mark.parametrize(
    ("asked", "unit"),
    [({"q": "officer-105001"}, "水利局"), ({"q": "教育局"}, "教育局"), ({"q": "106001"}, "教育局")],
)
def test_events_are_found_by_who_and_where(
    auditor: Client, asked: dict[str, str], unit: str
) -> None:
    found = auditor.get(reverse(LIST), asked).context["cl"].queryset
    assert found
    assert {event.disclosure.unit.name for event in found} == {unit}


def test_events_are_found_by_what_and_when(auditor: Client) -> None:
    asked: dict[str, str | int] = {"verb__exact": "publish", "at__year": AT.year}
    assert auditor.get(reverse(LIST), asked).context["cl"].queryset.count() == 2
    assert not auditor.get(reverse(LIST), {"at__year": AT.year - 1}).context["cl"].queryset


def test_events_are_found_between_two_days_and_taken_along_as_a_workbook(auditor: Client) -> None:
    day = f"{localtime(AT):%Y-%m-%d}"
    answer = auditor.get(reverse(EXPORT, args=["xlsx"]), {"from": day, "to": day, "q": "教育局"})
    head, *rows = openpyxl.load_workbook(BytesIO(answer.getvalue())).active.values
    found = [dict(zip(head, row, strict=True)) for row in rows]
    kept = Event.objects.filter(disclosure__unit__name="教育局").order_by("-at", "-pk")
    assert [row["摘要"] for row in found] == [event.digest for event in kept]
    assert found[0]["序号"] == str(kept[0].sequence)
    assert not auditor.get(reverse(LIST), {"to": "2020-01-01"}).context["cl"].queryset


def test_a_change_is_read_from_before_to_after(auditor: Client) -> None:
    draft = a_draft(a_unit("107001", "民政局"))
    change = Change("unit/name", "民政局", "<b>民政局</b>")
    event = record(draft, Verb.EDIT, person(Role.OFFICER, draft.unit), AT, changes=[change])
    page = auditor.get(reverse("admin:disclosures_event_change", args=[event.pk]))
    assertContains(page, "<del>民政局</del> → <ins>&lt;b&gt;民政局&lt;/b&gt;</ins>")


def test_what_was_found_is_taken_along_whole_and_that_is_recorded(auditor: Client) -> None:
    answer = auditor.get(reverse(EXPORT, args=["csv"]), {"q": "教育局", "verb__exact": "publish"})
    text = b"".join(answer).decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(text))
    event = Event.objects.get(verb="publish", disclosure__unit__name="教育局")
    assert (row["序号"], row["摘要"]) == (str(event.sequence), event.digest)
    assert row["动作"] == "公开" and row["操作人"] == event.by.username
    assert event.basis["sha256"] in row["依据"]
    assert AccessRecord.objects.get(act=Act.EXPORT).details == {"list": "操作记录"}


def test_an_officer_takes_along_what_is_theirs(auditor: Client) -> None:
    auditor.force_login(person(Role.OFFICER, Unit.objects.get(code="105001")))
    text = b"".join(auditor.get(reverse(EXPORT, args=["csv"]))).decode()
    assert "水利局" in text and "教育局" not in text


def test_what_cannot_be_recorded_is_not_done(
    auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**event: object) -> Event:
        raise DatabaseError("the log is full")

    public, last = Disclosure.objects.first(), Event.objects.latest("sequence")
    assert public is not None
    monkeypatch.setattr("disclosures.steps.append", refuse)
    with pytest.raises(DatabaseError, match="full"):
        actions.withdraw(disclosure=public, reason="误含", by=person(Role.REVIEWER), at=AT)
    public.refresh_from_db()
    assert public.state == State.PUBLISHED and not Withdrawal.objects.exists()
    assert Event.objects.latest("sequence") == last
    monkeypatch.undo()
    assert_sound(public)
