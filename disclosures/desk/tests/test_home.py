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

from disclosures import actions
from disclosures.desk.draft import Draft, take_stock
from disclosures.desk.listing import Listing
from disclosures.desk.progress import Work, current_year
from disclosures.desk.tests.desks import (
    AT,
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
from disclosures.refusal import ActionRefused
from disclosures.store import assemble
from disclosures.tests.explaining import explained
from disclosures.tests.renaming import of_unit
from fiscal.finding import Severity
from fiscal.report import TARGETS, TOTAL, Report, UnitFacts
from fiscal.timeliness import deadline
from units.models import ReferenceItem, Role, Unit
from units.reference_db import reference

pytestmark = pytest.mark.django_db

HOME = f"/admin/?year={YEAR}"
QUERIES = 30


def for_unit(unit: Unit, report: Report | None = None) -> Disclosure:
    report = of_unit(report or a_full_report(), unit.name, unit.code)
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
    draft = explained(for_unit(bureau), root(), AT)
    assert Work(Draft(draft)).step.submits


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
        "published": 0, "withdrawn": 0, "recent": 0,
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
def approved(day: str) -> Iterator[None]:
    ReferenceItem.objects.create(
        book="setting", code="approved_on", name="财政批复日期", valid_from=YEAR,
        attrs={"value": day},
    )  # fmt: skip
    yield
    ReferenceItem.objects.filter(code="approved_on").delete()


def test_late_is_who_has_not_handed_in_after_the_day(bureau: Unit, client: Client) -> None:
    draft = for_unit(bureau)
    a_unit("Y1", "统计局")
    sign_in(client, a_user("reviewer", Role.REVIEWER, is_staff=True))
    assert "逾期" not in client.get(HOME).content.decode()
    with approved("2026-01-02"):
        assert names(the_listing(client, "&state=late")) == ["水利局", "统计局"]
        Disclosure.objects.filter(pk=draft.pk).update(state=State.SUBMITTED)
        assert names(the_listing(client, "&state=late")) == ["统计局"]


def test_accounts_are_due_twenty_days_after_their_approval(bureau: Unit, client: Client) -> None:
    sign_in(client, officer_of(bureau))
    assert deadline(reference(YEAR)) is None
    assert "财政批复日期尚未登记" in client.get(HOME).content.decode()
    with approved("2026-08-25"):
        assert deadline(reference(YEAR)) == date(2026, 9, 14)
        assert "2026年9月14日" in client.get(HOME).content.decode()


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


def test_units_are_found_by_name_or_code_and_filters_count_them_only(
    bureau: Unit, client: Client
) -> None:
    a_unit("X1", "档案馆")
    a_unit("X2", "统计局")
    sign_in(client, a_user("reviewer", Role.REVIEWER, is_staff=True))
    assert names(the_listing(client, "&q=统计")) == ["统计局"]
    assert names(the_listing(client, "&q=x")) == ["档案馆", "统计局"]
    found = the_listing(client, "&q=统计&state=none")
    assert {choice.key: choice.count for choice in found.choices}["all"] == 1
    page = client.get(HOME + "&q=统计&state=none").content.decode()
    assert "q=%E7%BB%9F%E8%AE%A1" in page


def test_who_is_late_comes_first(bureau: Unit, client: Client) -> None:
    Disclosure.objects.filter(pk=for_unit(bureau).pk).update(state=State.SUBMITTED)
    a_unit("Y1", "统计局")
    sign_in(client, a_user("reviewer", Role.REVIEWER, is_staff=True))
    assert names(the_listing(client)) == ["水利局", "统计局"]
    with approved("2026-01-02"):
        assert names(the_listing(client)) == ["统计局", "水利局"]


def test_a_thousand_units_come_page_by_page_with_few_queries(client: Client) -> None:
    units = Unit.objects.bulk_create(
        Unit(code=f"U{index}", name=f"单位{index:04}", path=f"{index:04}", depth=1)
        for index in range(1, 1001)
    )
    sign_in(client, a_user("reviewer", Role.REVIEWER, is_staff=True))
    client.get(HOME)
    with CaptureQueriesContext(connection) as queries:
        listing = the_listing(client)
    assert len(queries) < QUERIES
    assert len(listing.rows) < len(units) == listing.page.paginator.count
    assert names(the_listing(client, "&page=2"))[0] == f"单位{len(listing.rows) + 1:04}"


# --- beginning a year ----------------------------------------------------------------------------


def test_a_department_begins_the_year_of_a_unit_below_it(bureau: Unit, client: Client) -> None:
    station = a_unit("S1", "水文站", bureau)
    sign_in(client, officer_of(bureau))
    assert "为水文站开始" in client.get(HOME).content.decode()
    client.post(reverse("admin:desk_start"), {"year": YEAR, "unit": station.pk})
    assert Disclosure.objects.get(year=YEAR).unit == station
    assert "为水文站开始" not in client.get(HOME).content.decode()


def test_nobody_begins_the_year_of_a_foreign_unit(bureau: Unit, client: Client) -> None:
    foreign = a_unit("X1", "档案馆")
    sign_in(client, officer_of(bureau))
    response = client.post(reverse("admin:desk_start"), {"year": YEAR, "unit": foreign.pk})
    assert response.status_code == 404
    sign_in(client, a_user("reviewer", Role.REVIEWER, is_staff=True))
    page = client.get(HOME).content.decode()
    assert "为档案馆开始" not in page
    client.post(reverse("admin:desk_start"), {"year": YEAR, "unit": foreign.pk})
    assert not Disclosure.objects.exists()


def test_what_was_carried_into_a_year_is_said(client: Client) -> None:
    last = a_draft(a_full_report(YEAR - 1))
    actions.publish(disclosure=last, by=root(), at=AT, imported=True)
    sign_in(client, officer_of(last.unit))
    page = client.post(reverse("admin:desk_start"), {"year": YEAR}, follow=True)
    begun = page.context["beginning"]
    report = assemble(Disclosure.objects.get(year=YEAR))
    assert begun.version == last.versions.get()
    assert begun.projects == tuple(project.name for project in report.projects) != ()
    assert begun.lines and begun.openings and begun.texts == begun.unseen > 0
    said = page.content.decode()
    assert f"从{YEAR - 1}年度第1版带入了什么" in said
    assert report.projects[0].name in said


def test_without_last_year_the_way_to_its_document_is_shown(bureau: Unit, client: Client) -> None:
    sign_in(client, officer_of(bureau))
    page = client.post(reverse("admin:desk_start"), {"year": YEAR}, follow=True)
    assert "只取文字和机构信息" in page.content.decode()
    draft = Disclosure.objects.get(unit=bureau)
    assert reverse("admin:desk_upload", args=[draft.pk]) in page.content.decode()


def test_a_draft_that_came_as_a_file_was_not_begun_with_anything(
    bureau: Unit, client: Client
) -> None:
    draft = for_unit(bureau)
    sign_in(client, officer_of(bureau))
    page = client.get(reverse("admin:desk_home", args=[draft.pk]))
    assert page.context["beginning"] is None


# --- what the desk finds is what handing in finds ------------------------------------------------


def test_the_desk_shows_the_errors_that_refuse_handing_in(bureau: Unit) -> None:
    """Also where a total is only filled when the draft is handed in."""
    report = a_full_report()
    statement = report.statement("03")
    lines = tuple(line for line in statement.lines if line.key != TOTAL)
    unfilled = replace(
        without_texts(report, "s1.cmp"),
        statements={**report.statements, "03": replace(statement, lines=lines)},
        procurement=replace(report.procurement, total=Decimal(1)),
    )
    draft = for_unit(bureau, unfilled)
    shown = [one for one in Draft(draft).findings if one.severity is Severity.ERROR]
    with pytest.raises(ActionRefused) as refusal:
        actions.submit(disclosure=draft, by=root(), at=AT)
    assert shown == list(refusal.value.findings) != []
