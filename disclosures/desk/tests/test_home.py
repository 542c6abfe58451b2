"""The start page: the own work first, then the units by state, never those of others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disclosures.desk.draft import Draft, take_stock
from disclosures.desk.listing import Listing
from disclosures.desk.progress import Work, current_year, deadline
from disclosures.desk.tests.desks import (
    YEAR,
    a_draft,
    a_full_report,
    a_unit,
    a_user,
    officer_of,
    root,
    sign_in,
    without_texts,
)
from disclosures.models import Disclosure, State
from fiscal.report import TARGETS, Report, UnitFacts
from units.models import ReferenceItem, Role, Unit
from units.reference_db import reference

pytestmark = pytest.mark.django_db

HOME = f"/admin/?year={YEAR}"
QUERIES = 30


def for_unit(unit: Unit, report: Report | None = None) -> Disclosure:
    report = replace(report or a_full_report(), unit=UnitFacts(unit.name, unit.code))
    draft = a_draft(report)
    take_stock(Draft(draft))
    draft.refresh_from_db()
    return draft


def the_listing(client: Client, query: str = "") -> Listing:
    found: Listing = client.get(HOME + query).context["listing"]
    return found


def names(listing: Listing) -> list[str]:
    return [row.name for row in listing.rows]


@pytest.fixture
def bureau() -> Unit:
    return a_unit("B1", "水利局")


# --- the own work ------------------------------------------------------------------------


def test_an_officer_who_has_not_begun_is_offered_to_begin(bureau: Unit, client: Client) -> None:
    sign_in(client, officer_of(bureau))
    page = client.get(HOME).content.decode()
    assert "尚未开始" in page
    assert f"开始填报{YEAR}年度部门决算" in page
    response = client.post(reverse("admin:desk_start"), {"year": YEAR, "kind": "final_accounts"})
    draft = Disclosure.objects.get(unit=bureau, year=YEAR)
    assert response.headers["Location"] == reverse("admin:desk_home", args=[draft.pk])
    assert f"开始填报{YEAR}年度部门决算" not in client.get(HOME).content.decode()


@pytest.mark.parametrize(
    "posted", [{}, {"year": "二〇二五"}, {"year": "2025", "kind": "something"}]
)
def test_a_year_that_is_none_is_not_begun(
    posted: dict[str, str], bureau: Unit, client: Client
) -> None:
    sign_in(client, officer_of(bureau))
    assert client.post(reverse("admin:desk_start"), posted).status_code == 400
    assert not Disclosure.objects.exists()


def test_a_year_is_begun_once(bureau: Unit, client: Client) -> None:
    sign_in(client, officer_of(bureau))
    posted = {"year": YEAR, "kind": "final_accounts"}
    client.post(reverse("admin:desk_start"), posted)
    again = client.post(reverse("admin:desk_start"), posted, follow=True)
    assert "已经建立" in again.content.decode()
    assert Disclosure.objects.count() == 1


def test_the_next_step_is_the_first_error(bureau: Unit) -> None:
    report = a_full_report()
    wrong = replace(report, procurement=replace(report.procurement, total=Decimal(1)))
    step = Work(Draft(for_unit(bureau, wrong))).step
    assert "错误" in step.text
    assert step.url.endswith("#procurement/total")
    assert not step.submits


def test_the_next_step_is_then_what_is_missing(bureau: Unit) -> None:
    report = replace(a_full_report(), functions=())
    step = Work(Draft(for_unit(bureau, report))).step
    assert "公开说明" in step.text
    assert step.url.endswith("#functions")


def test_the_next_step_is_then_to_hand_in(bureau: Unit) -> None:
    assert Work(Draft(for_unit(bureau))).step.submits


def test_there_is_nothing_to_do_but_wait_once_it_is_handed_in(bureau: Unit) -> None:
    draft = for_unit(bureau)
    draft.state = State.SUBMITTED
    assert Work(Draft(draft)).step.text == "已提交，等待审核"


def test_a_missing_reason_is_an_error_named_with_its_place(bureau: Unit, client: Client) -> None:
    for_unit(bureau, without_texts(a_full_report(), "s1.cmp"))
    sign_in(client, officer_of(bureau))
    work = client.get(HOME).context["work"]
    narrative = next(
        part for _, group in work.groups for part in group if part.section.key == "narrative"
    )
    assert narrative.left == 1
    assert narrative.missing.endswith("#texts/s1.cmp.reason")
    assert "一、比上年变化的主要原因" in client.get(HOME).content.decode()


def test_other_open_drafts_are_one_click_away(bureau: Unit, client: Client) -> None:
    for_unit(bureau)
    other = a_draft(Report(UnitFacts(bureau.name, bureau.code), YEAR - 1))
    sign_in(client, officer_of(bureau))
    assert reverse("admin:desk_home", args=[other.pk]) in client.get(HOME).content.decode()


def test_the_own_work_takes_a_bounded_number_of_queries(bureau: Unit, client: Client) -> None:
    for_unit(bureau)
    sign_in(client, officer_of(bureau))
    client.get(HOME)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(HOME).status_code == 200
    assert len(queries) <= QUERIES


# --- the units ---------------------------------------------------------------------------


def test_an_officer_sees_no_unit_but_the_own(bureau: Unit, client: Client) -> None:
    for_unit(a_unit("X1", "档案馆"))
    sign_in(client, officer_of(bureau))
    response = client.get(HOME)
    assert response.context["listing"] is None
    assert "档案馆" not in response.content.decode()


def test_a_department_sees_its_subtree(bureau: Unit, client: Client) -> None:
    a_unit("S1", "水文站", bureau)
    a_unit("X1", "档案馆")
    sign_in(client, officer_of(bureau))
    assert names(the_listing(client)) == ["水利局", "水文站"]


def test_an_administrator_of_the_system_sees_tables_only(bureau: Unit, client: Client) -> None:
    sign_in(client, a_user("sysadmin", Role.SYSTEM_ADMIN, bureau, is_staff=True))
    response = client.get(HOME)
    assert response.status_code == 200
    assert (response.context["listing"], response.context["work"]) == (None, None)
    assert "水利局" not in response.content.decode()


def test_a_reviewer_finds_who_has_errors_and_who_has_not_begun(
    bureau: Unit, client: Client
) -> None:
    report = a_full_report()
    for_unit(bureau, replace(report, procurement=replace(report.procurement, total=Decimal(1))))
    for_unit(a_unit("X1", "档案馆"))
    a_unit("Y1", "统计局")
    sign_in(client, a_user("reviewer", Role.REVIEWER, is_staff=True))
    assert names(the_listing(client, "&state=errors")) == ["水利局"]
    assert names(the_listing(client, "&state=none")) == ["统计局"]
    assert names(the_listing(client, "&state=draft")) == ["水利局", "档案馆"]
    counts = {choice.key: choice.count for choice in the_listing(client).choices}
    assert counts == {
        "all": 3, "errors": 1, "none": 1, "draft": 2, "submitted": 0, "approved": 0,
        "published": 0, "recent": 0,
    }  # fmt: skip


def test_an_unknown_filter_or_page_shows_all(bureau: Unit, client: Client) -> None:
    sign_in(client, a_user("reviewer", Role.REVIEWER, is_staff=True))
    assert names(the_listing(client, "&state=x'--&page=999")) == ["水利局"]
    assert client.get("/admin/?year=99999999").context["year"] == timezone.localdate().year - 1


def test_a_draft_that_changed_since_it_was_looked_at_says_so(bureau: Unit, client: Client) -> None:
    draft = for_unit(bureau)
    sign_in(client, a_user("reviewer", Role.REVIEWER, is_staff=True))
    assert the_listing(client).rows[0].percent == 100
    Disclosure.objects.filter(pk=draft.pk).update(revision=draft.revision + 1)
    assert the_listing(client).rows[0].percent is None
    client.get(reverse("admin:desk_home", args=[draft.pk]))
    assert the_listing(client).rows[0].percent == 100


@contextmanager
def due(day: str) -> Iterator[None]:
    ReferenceItem.objects.create(
        book="setting", code="deadline.final_accounts", name="公开截止日", valid_from=2017,
        attrs={"value": day},
    )  # fmt: skip
    yield
    ReferenceItem.objects.filter(code="deadline.final_accounts").delete()


def test_late_is_who_has_not_handed_in_after_the_day(bureau: Unit, client: Client) -> None:
    draft = for_unit(bureau)
    a_unit("Y1", "统计局")
    sign_in(client, a_user("reviewer", Role.REVIEWER, is_staff=True))
    assert "逾期" not in client.get(HOME).content.decode()
    with due("01-02"):
        assert names(the_listing(client, "&state=late")) == ["水利局", "统计局"]
        Disclosure.objects.filter(pk=draft.pk).update(state=State.SUBMITTED)
        assert names(the_listing(client, "&state=late")) == ["统计局"]


def test_the_deadline_of_accounts_is_in_the_year_after() -> None:
    assert deadline(YEAR, reference(YEAR)) is None
    with due("09-20"):
        assert deadline(YEAR, reference(YEAR)) == date(YEAR + 1, 9, 20)


def test_accounts_are_of_the_year_past_and_targets_of_the_present() -> None:
    today = date(2026, 1, 5)
    assert (current_year(today), current_year(today, TARGETS)) == (2025, 2026)


def test_as_many_queries_for_many_units_as_for_one(client: Client) -> None:
    sign_in(client, a_user("reviewer", Role.REVIEWER, is_staff=True))
    counts = []
    for number in (1, 20):
        for index in range(number):
            unit = a_unit(f"U{number}-{index}", f"单位{number}-{index}")
            a_draft(Report(UnitFacts(unit.name, unit.code), YEAR))
        client.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            client.get(HOME)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < QUERIES


def test_whoever_sees_nothing_gets_the_list_of_tables(client: Client) -> None:
    sign_in(client, root())
    assert "全部数据表" in client.get("/admin/").content.decode()
