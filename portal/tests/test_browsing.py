"""The first page and the ways in: what should be public, what is, and what came late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from fiscal.report import TARGETS
from portal import browsing
from portal.models import Current
from portal.tests.support import AT, brief, full, publish, revised
from units.models import ReferenceItem, Unit

pytestmark = pytest.mark.django_db

DUE = datetime(2025, 9, 1, tzinfo=UTC)  # the last day is 31 August, over in China before this


@pytest.fixture
def approved() -> None:
    """The accounts of 2024 were approved on 11 August 2025: due by the 31st."""
    ReferenceItem.objects.create(
        book="setting", code="approved_on", name="财政批复日期", valid_from=2024,
        attrs={"value": "2025-08-11"},
    )  # fmt: skip


def _unit(code: str, name: str, below: Unit | None = None) -> Unit:
    unit = Unit(code=code, name=name)
    made: Unit = (
        Unit.objects.add_child(below, instance=unit)
        if below
        else Unit.objects.add_root(instance=unit)
    )
    return made


def _disclosed_here(code: str, at: datetime) -> None:
    """As if the unit had published here first, not elsewhere before."""
    Current.objects.filter(unit_code=code).update(published_elsewhere=False, first_published_at=at)


def _text(client: Client, address: str, **query: Any) -> str:
    return " ".join(client.get(address, query).content.decode().split())


def test_the_latest_year_stands_first_with_how_many_are_public_and_late(
    client: Client, approved: None
) -> None:
    department = _unit("yx-01", "云溪县水利局")
    _unit("yx-02", "云溪县水文站", department)
    _unit("yx-03", "云溪县教育局")
    for code, name in (("yx-01", "云溪县水利局"), ("yx-02", "云溪县水文站")):
        publish(brief(code, name))
    _disclosed_here("yx-01", DUE - timedelta(days=10))
    _disclosed_here("yx-02", DUE)
    publish(brief("yx-01", "云溪县水利局", year=2023))
    standing = browsing.standing(2024)
    assert (standing.total, standing.public, standing.late, standing.open) == (3, 2, 1, 1)
    page = _text(client, "/")
    assert page.index("2024年度决算") < page.index("最近公开") < page.index("2023年度")
    assert "<strong>2</strong> / 3 个单位" in page
    assert "2025年8月31日" in page


def test_a_publication_on_the_last_day_is_in_time(approved: None) -> None:
    publish(brief())
    midnight = datetime(2025, 8, 31, 16, tzinfo=UTC)  # when 1 September begins in China
    _disclosed_here("yx-01", midnight - timedelta(seconds=1))
    assert browsing.standing(2024).late == 0
    _disclosed_here("yx-01", midnight)
    assert browsing.standing(2024).late == 1


def test_what_had_been_published_elsewhere_is_never_late(approved: None) -> None:
    publish(brief(), at=AT + timedelta(days=300))
    assert browsing.standing(2024).late == 0


def test_without_a_day_of_approval_nothing_is_late(client: Client) -> None:
    publish(brief())
    assert browsing.standing(2024).late == 0
    assert "未登记批复日期" in _text(client, "/")


def test_a_unit_that_is_no_more_need_not_publish() -> None:
    publish(brief())
    Unit.objects.filter(pk=_unit("old", "已撤销单位").pk).update(is_active=False)
    assert browsing.standing(2024).total == 1


def test_targets_do_not_count_as_accounts(client: Client) -> None:
    publish(brief(kind=TARGETS))
    assert browsing.standing(2024).public == 0
    assert "1 份绩效目标" not in _text(client, "/")  # no year of accounts to show yet
    assert "云溪县水利局" in _text(client, "/documents/")


def test_a_correction_is_new_and_is_called_one(client: Client) -> None:
    first = publish(brief())
    publish(brief("yx-02", "云溪县教育局"), at=AT + timedelta(days=1))
    revised(first, full(), "原文缺少报表，现予补充。", at=AT + timedelta(days=2))
    news = _text(client, "/").split('class="news"')[1].split("</ul>")[0]
    assert news.index("云溪县水利局") < news.index("更正") < news.index("云溪县教育局")


def test_the_tree_shows_each_department_before_the_units_below_it(client: Client) -> None:
    department = _unit("b", "云溪县水利局")
    other = _unit("a", "云溪县教育局")
    _unit("c", "云溪县水文站", department)
    publish(brief("b", "云溪县水利局"))
    page = _text(client, "/units/")
    assert page.index(department.name) < page.index("云溪县水文站") < page.index(other.name)
    assert 'class="level-2"' in page
    below = _text(client, "/units/", under="b")
    assert "云溪县水文站" in below
    assert other.name not in below


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("public", {"云溪县水利局", "云溪县水文站"}),
        ("late", {"云溪县水文站"}),
        ("open", {"云溪县教育局"}),
        ("nonsense", {"云溪县水利局", "云溪县水文站", "云溪县教育局"}),
    ],
)
def test_units_are_shown_by_how_they_stand(
    client: Client, approved: None, state: str, shown: set[str]
) -> None:
    _unit("yx-03", "云溪县教育局")
    publish(brief("yx-01", "云溪县水利局"))
    publish(brief("yx-02", "云溪县水文站"))
    _disclosed_here("yx-01", DUE - timedelta(days=10))
    _disclosed_here("yx-02", DUE)
    page = _text(client, "/units/", state=state)
    assert {
        name for name in ("云溪县水利局", "云溪县水文站", "云溪县教育局") if name in page
    } == shown


def test_a_year_a_sector_and_a_fund_have_lists_of_their_own(client: Client) -> None:
    publish(full())
    publish(brief("yx-02", "云溪县教育局", year=2023))
    row = Current.objects.get(unit_code="yx-01")
    assert row.sector == "205"
    for address in ("/years/2024/", f"/sectors/{row.sector}/", "/funds/general/"):
        page = _text(client, address)
        assert "云溪县水利局" in page
        assert "云溪县教育局" not in page
    for address in ("/sectors/999/", "/funds/other/"):
        assert client.get(address).status_code == 404


def test_lists_of_sectors_and_years_count_and_lead_on(client: Client) -> None:
    publish(full())
    page = _text(client, "/sectors/")
    assert '<a href="/sectors/205/">教育支出</a>' in page
    assert '<a href="/funds/general/">一般公共预算</a>' in page
    assert '<a href="/years/2024/">2024年度</a>' in _text(client, "/years/")


@pytest.mark.parametrize("column", ["income", "expenditure", "score", "published_at"])
def test_lists_are_sorted_by_figures(client: Client, column: str) -> None:
    publish(full("b", "乙单位"))
    publish(full("a", "甲单位"), at=AT + timedelta(days=1))
    Current.objects.filter(unit_code="a").update(income=1, expenditure=1, score=1)
    up = _text(client, "/documents/", sort=column)
    down = _text(client, "/documents/", sort=f"-{column}")
    rising = up.index("甲单位") < up.index("乙单位")
    assert rising == (column != "published_at")
    assert (down.index("甲单位") < down.index("乙单位")) != rising
