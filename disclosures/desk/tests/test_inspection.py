"""The inspection desk: who sees whom, and that every figure is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures import actions
from disclosures.desk.inspection.region import KINDS, Glance
from disclosures.desk.inspection.rows import Region
from disclosures.desk.inspection.unit import UnitYear
from disclosures.desk.tests.desks import AT, YEAR, a_unit, a_user, officer_of, root, sign_in
from disclosures.desk.tests.inspected import (
    TODAY,
    Place,
    a_region,
    an_account,
    inspect_all,
    publish,
    reviewer,
    rows,
)
from disclosures.models import Disclosure, Inspection
from fiscal.codec import canonical_json
from fiscal.finding import Finding
from fiscal.signs import shared_with
from units.models import Role, Unit

pytestmark = pytest.mark.django_db

HOME = reverse("admin:desk_inspection")
UNITS = f"{reverse('admin:desk_inspection_units')}?year={YEAR}"
QUERIES = 25


@pytest.fixture
def place() -> Place:
    return a_region()


def named(client: Client, query: str = "") -> list[str]:
    """The units of the table, in its order."""
    table = client.get(UNITS + query).context["table"]
    return [row.record["name"] for row in table.paginated_rows]


def unit_page(unit: Unit, year: int = YEAR) -> str:
    return reverse("admin:desk_inspection_unit", args=[unit.pk, year])


# --- who sees whom -------------------------------------------------------------------------------


def _addresses(unit: Unit) -> Iterator[str]:
    names = ("inspection", "inspection_units", "inspection_compare", "inspection_rules",
             "inspection_xlsx", "inspection_pdf")  # fmt: skip
    yield from (reverse(f"admin:desk_{name}") for name in names)
    yield reverse("admin:desk_inspection_rule", args=["IN-01"])
    yield unit_page(unit)


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN]
)
def test_who_does_not_inspect_is_refused(role: str, place: Place, client: Client) -> None:
    sign_in(client, a_user("someone", role, place.bureau, is_staff=True))
    assert {client.get(one).status_code for one in _addresses(place.bureau)} == {403}
    assert HOME not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR])
def test_the_bureau_of_finance_and_auditors_see_every_unit(
    role: str, place: Place, client: Client
) -> None:
    sign_in(client, a_user("someone", role, is_staff=True))
    assert named(client) == ["水利局", "水文站", "档案馆", "统计局"]
    assert {client.get(one).status_code for one in _addresses(place.bureau)} == {200}
    assert HOME in client.get("/admin/").content.decode()


def test_the_head_of_a_department_sees_its_subtree(place: Place, client: Client) -> None:
    sign_in(client, officer_of(place.bureau, "head", Role.HEAD))
    assert named(client) == ["水利局", "水文站"]
    assert client.get(unit_page(place.station)).status_code == 200
    assert client.get(unit_page(place.archive)).status_code == 404
    both = f"{reverse('admin:desk_inspection_compare')}?unit={place.station.pk}"
    compared = client.get(f"{both}&unit={place.archive.pk}").context["comparison"]
    assert [row.name for row in compared.rows] == ["水文站"]
    glance = client.get(f"{HOME}?year={YEAR}").context["glance"]
    assert glance.whole.total == 2


def test_another_unit_is_named_to_those_only_who_may_see_it(place: Place, client: Client) -> None:
    kept = Inspection.objects.get(disclosure__unit=place.bureau)
    told = shared_with("C1", YEAR, ["texts/s1.cmp.reason"], ["texts/s1.cmp.reason"])
    _keep(kept, told)
    head = officer_of(place.bureau, "head", Role.HEAD)
    for user, name in ((head, "另一单位"), (reviewer(), "“档案馆”")):
        shown = UnitYear.of(Region(user, YEAR, TODAY), place.bureau.pk)
        assert shown is not None
        assert shown.signs[0].message == f"1处变动原因与{name}{YEAR}年度的相同"


def _keep(kept: Inspection, *found: Finding) -> None:
    kept.signs, kept.sign_count = canonical_json(found).decode(), len(found)
    kept.save()


def test_only_who_approves_may_have_accounts_inspected_anew(place: Place, client: Client) -> None:
    address = reverse("admin:desk_inspection_again")
    sign_in(client, a_user("auditor", Role.AUDITOR, is_staff=True))
    assert client.post(address, {"year": YEAR}).status_code == 403
    sign_in(client, reviewer())
    assert client.get(address).status_code == 405
    Inspection.objects.update(sign_count=99)
    client.post(address, {"year": YEAR})
    assert Inspection.objects.filter(sign_count=99).count() == 3  # nothing had changed
    client.post(address, {"year": YEAR, "all": "1"})
    assert not Inspection.objects.filter(sign_count=99).exists()


# --- figures -------------------------------------------------------------------------------------


def test_the_day_is_that_of_china(place: Place) -> None:
    found = {name: (row.timing.published, row.timing.days_late) for name, row in rows().items()}
    assert found == {
        "水利局": (date(2026, 3, 21), 0),
        "水文站": (date(2026, 3, 22), 1),
        "档案馆": (None, 10),
        "统计局": (None, 10),
    }


def test_a_row_says_how_complete_detailed_and_right_an_account_is(place: Place) -> None:
    found = rows()
    bureau, archive, office = found["水利局"], found["档案馆"], found["统计局"]
    assert (bureau.state_label, bureau.percent, bureau.detail) == ("已公开", 100, 100)
    assert (bureau.errors, bureau.score, bureau.grade) == (0, Decimal("99.52"), "优")
    assert (archive.state_label, archive.errors) == ("草稿", 2)
    assert (office.state_label, office.percent, office.errors) == ("未开始", None, None)
    assert (office.signs, office.score, office.is_current) == (None, None, False)


def test_an_account_that_changed_since_says_nothing_of_its_errors(place: Place) -> None:
    archive = Disclosure.objects.get(unit=place.archive)
    Disclosure.objects.filter(pk=archive.pk).update(revision=archive.revision + 1)
    found = rows()["档案馆"]
    assert (found.errors, found.percent, found.is_current) == (None, None, False)


@pytest.mark.fires("IN-04")
def test_a_unit_below_without_an_account_of_its_own_is_counted(place: Place) -> None:
    a_unit("B3", "灌溉站", place.bureau)
    assert {name: row.not_alone for name, row in rows().items()}["水利局"] == 1
    shown = UnitYear.of(Region(reviewer(), YEAR, TODAY), place.bureau.pk)
    assert shown is not None and shown.not_alone is not None
    assert (shown.not_alone.rule, shown.not_alone.message) == (
        "IN-04", "1个所属单位未公开单位决算：“灌溉站”",
    )  # fmt: skip


@pytest.mark.spares("IN-04")
def test_units_below_that_published_or_are_out_of_use_are_not(place: Place) -> None:
    closed = a_unit("B3", "灌溉站", place.bureau)
    Unit.objects.filter(pk=closed.pk).update(is_active=False)
    assert rows()["水利局"].not_alone == 0


def test_what_was_published_elsewhere_before_is_not_late(place: Place) -> None:
    draft = Disclosure.objects.get(unit=place.archive)
    actions.publish(disclosure=draft, by=root(), at=AT, imported=True)
    timing = rows()["档案馆"].timing
    assert (timing.elsewhere, timing.is_late, timing.finding()) == (True, False, None)


def test_the_region_at_a_glance_counts_each_unit_once(place: Place) -> None:
    glance = Glance(Region(reviewer(), YEAR, TODAY))
    counts = dict.fromkeys(KINDS, 0) | {"public": 1, "late": 1, "draft": 1, "none": 1}
    assert glance.whole.counts == counts
    assert [(one.label, one.total) for one in glance.levels] == [
        ("全部单位", 4), ("部门", 3), ("所属单位", 1),
    ]  # fmt: skip
    assert [(one.label, one.behind) for one in glance.departments] == [("水利局", 1)]
    assert (glance.late_public, glance.late_open, glance.by_the_day) == (1, 2, 1)
    assert list(glance.curve_rows) == [(20, 1), (21, 2)]
    assert glance.lately_total == {"提交": 2, "审核通过": 2, "公开": 2}
    (term,) = glance.terms
    assert (term.due, term.in_time, term.late, term.open) == (date(2026, 3, 21), 1, 1, 2)


def test_a_region_without_an_approval_shows_no_deadline(client: Client) -> None:
    publish(an_account(a_unit("B1", "水利局")), AT)
    glance = Glance(Region(reviewer(), YEAR, TODAY))
    assert (glance.by_day, glance.whole.counts["public"], glance.late_open) == ((), 1, 0)
    sign_in(client, reviewer())
    assert "批复日期尚未登记" in client.get(f"{HOME}?year={YEAR}").content.decode()


def test_a_unit_stands_beside_the_median_of_three_like_it(place: Place) -> None:
    region = Region(reviewer(), YEAR, TODAY)
    shown = UnitYear.of(region, place.archive.pk)
    assert shown is not None
    assert {line.label: line.values for line in shown.lines}["错误"] == ("2", "—", "—")
    for number in range(2):
        an_account(a_unit(f"E{number}", f"第{number}学校"))
    inspect_all()
    shown = UnitYear.of(region, place.archive.pk)
    assert shown is not None and shown.like_count == 3
    assert {line.label: line.values for line in shown.lines}["错误"] == ("2", "—", "0")


# --- pages ---------------------------------------------------------------------------------------


def test_the_table_is_narrowed(place: Place, client: Client) -> None:
    sign_in(client, reviewer())
    expected = {
        "&q=水": ["水利局", "水文站"],
        "&q=c1": ["档案馆"],
        f"&department={place.bureau.path}": ["水利局", "水文站"],
        "&state=none": ["统计局"],
        "&state=published": ["水利局", "水文站"],
        "&timing=late": ["水文站", "档案馆", "统计局"],
        "&timing=in_time": ["水利局"],
        "&timing=elsewhere": [],
        "&found=errors": ["档案馆"],
        "&found=coarse": [],
        "&state=x": [],
    }
    assert {query: named(client, query) for query in expected} == expected


def test_the_table_is_sorted_and_who_has_nothing_to_sort_by_is_last(
    place: Place, client: Client
) -> None:
    sign_in(client, reviewer())
    expected = {
        "&sort=-name": ["统计局", "档案馆", "水文站", "水利局"],
        "&sort=-errors": ["档案馆", "水利局", "水文站", "统计局"],
        "&sort=errors": ["水利局", "水文站", "档案馆", "统计局"],
        "&sort=-timing": ["水文站", "档案馆", "统计局", "水利局"],
        "&sort=x'--&page=99": ["水利局", "水文站", "档案馆", "统计局"],
    }
    assert {query: named(client, query) for query in expected} == expected


def test_the_page_of_a_unit_leads_to_the_cell_and_to_the_public_version(
    place: Place, client: Client
) -> None:
    sign_in(client, reviewer())
    archive = Disclosure.objects.get(unit=place.archive)
    page = client.get(unit_page(place.archive)).content.decode()
    assert f"{reverse('admin:desk_narrative', args=[archive.pk])}#procurement/total" in page
    public = client.get(unit_page(place.bureau)).content.decode()
    assert f"/units/B1/{YEAR}/v1/" in public
    assert "尚未开始填报" in client.get(unit_page(place.office)).content.decode()


def test_a_rule_is_shown_with_its_source_and_who_breaks_it(place: Place, client: Client) -> None:
    sign_in(client, reviewer())
    counted = client.get(f"{reverse('admin:desk_inspection_rules')}?year={YEAR}").context["counted"]
    every = [rule for one in Inspection.objects.all() for rule in one.rules]
    found = {one.rule.id: one.units for one in counted}
    assert found == Counter(every) | Counter({"IN-01": 3})
    address = reverse("admin:desk_inspection_rule", args=["IN-01"])
    page = client.get(f"{address}?year={YEAR}")
    assert "预算法14条" in page.content.decode()
    assert page.context["table"].paginator.count == 3
    missing = reverse("admin:desk_inspection_rule", args=["XX-99"])
    assert client.get(missing).status_code == 404


def test_up_to_five_units_are_compared_in_the_order_asked_for(place: Place, client: Client) -> None:
    sign_in(client, reviewer())
    asked = [place.archive.pk, place.bureau.pk, place.archive.pk]
    query = "&".join(f"unit={one}" for one in asked)
    address = f"{reverse('admin:desk_inspection_compare')}?year={YEAR}&{query}&unit=x"
    compared = client.get(address).context["comparison"]
    assert [row.name for row in compared.rows] == ["档案馆", "水利局"]
    assert {line.label: line.values for line in compared.lines}["错误"] == ("2", "0")


def test_as_many_queries_for_many_units_as_for_few(place: Place, client: Client) -> None:
    sign_in(client, reviewer())
    pages = (HOME, UNITS, reverse("admin:desk_inspection_rules"))
    before = [_queries(client, page) for page in pages]
    for number in range(30):
        an_account(a_unit(f"E{number}", f"第{number}学校", place.bureau))
    assert [_queries(client, page) for page in pages] == before
    assert max(before) <= QUERIES


def _queries(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page, {"year": YEAR}).status_code == 200
    return len(queries)
