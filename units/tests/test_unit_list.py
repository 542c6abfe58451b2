"""The tree of units as a list: made, changed, moved, and refused as a whole."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from units.models import Role, Unit, User
from units.resources import UnitResource
from units.tests.lists import confirm, exported, imported, rows_of, totals, upload, xlsx
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

HEAD = ("代码", "名称", "简称", "单位性质", "上级代码", "在用")


@pytest.fixture
def administrator() -> User:
    return a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True)


def tree() -> dict[str, str]:
    """Code -> code of the parent, and treebeard finds nothing wrong."""
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    return {
        unit.code: (parent.code if (parent := Unit.objects.get_parent(unit)) else "")
        for unit in Unit.objects.all()
    }


def problems(result: object) -> list[str]:
    return [
        f"{row.number} {name}：{text}"
        for row in result.invalid_rows  # type: ignore[attr-defined]
        for name, texts in row.error_dict.items()
        for text in texts
    ]


def test_an_administrator_makes_the_tree_from_a_workbook(client: Client) -> None:
    client.force_login(a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True))
    address = reverse("admin:units_unit_import")
    content = xlsx(
        HEAD,
        ("001001", "第一中学", "一中", "事业单位（经费自理）", "001", "是"),  # before its parent
        ("001", "教育局", "", "行政单位", "", "是"),
    )
    page = upload(client, address, content)
    preview = page.context["preview"]
    assert preview.counts == {"new": 2, "update": 0, "skip": 0}, preview.wrong
    assert not Unit.objects.exists()
    confirm(client, address, page)
    assert tree() == {"001": "", "001001": "001"}
    assert Unit.objects.get(code="001").nature == "administrative"
    assert LogEntry.objects.count() == 2


def test_what_was_exported_changes_nothing_when_imported(administrator: User) -> None:
    department = a_unit("001", "教育局")
    a_unit("001001", "=1+1 中学", department)
    result = imported(UnitResource, exported(UnitResource), administrator)
    assert totals(result) == {"skip": 2}


def test_one_edited_cell_is_exactly_one_change(administrator: User) -> None:
    a_unit("001", "教育局")
    a_unit("002", "水利局")
    rows = rows_of(exported(UnitResource))
    rows[2][2] = "水利"
    result = imported(UnitResource, xlsx(*rows), administrator)
    assert totals(result) == {"skip": 1, "update": 1}
    assert Unit.objects.get(code="002").short_name == "水利"


def test_a_unit_moves_with_all_that_is_below_it(administrator: User) -> None:
    first, _ = a_unit("001", "教育局"), a_unit("002", "水利局")
    school = a_unit("001001", "第一中学", first)
    a_unit("001001001", "食堂", school)
    content = xlsx(("代码", "上级代码"), ("001001", "002"), ("001", "001001001"))
    imported(UnitResource, content, administrator)
    assert tree() == {"002": "", "001001": "002", "001001001": "001001", "001": "001001001"}


def test_a_unit_becomes_a_root(administrator: User) -> None:
    a_unit("001001", "第一中学", a_unit("001", "教育局"))
    imported(UnitResource, xlsx(("代码", "上级代码"), ("001001", "")), administrator)
    assert tree() == {"001": "", "001001": ""}


def test_a_ring_is_refused(administrator: User) -> None:
    a_unit("001001", "第一中学", a_unit("001", "教育局"))
    result = imported(UnitResource, xlsx(("代码", "上级代码"), ("001", "001001")), administrator)
    assert problems(result) == ["1 parent_code：上级关系成环：单位不能在自己的下级之下"]
    assert tree() == {"001": "", "001001": "001"}


@pytest.mark.parametrize(
    ("row", "heading", "found", "message"),
    [
        (("003", "", "", "", "", "是"), "名称", "", "此字段不能为空。"),
        (("0/3", "财政局", "", "", "", "是"), "代码", "0/3", "代码只能由"),
        (("003", "教育局", "", "", "", "是"), "名称", "教育局", "已属于 001"),
        (("003", "财政局", "", "公司", "", "是"), "单位性质", "公司", "应为：行政单位"),
        (("003", "财政局", "", "", "999", "是"), "上级代码", "999", "没有这个代码的单位"),
        (("003", "财政局", "", "", "", "在"), "在用", "在", "应为：是、否"),
        (("001", "教育局二", "", "", "", "是"), "", "", "与第2行重复"),
    ],
)  # fmt: skip
def test_a_broken_row_is_named_and_stops_everything(
    client: Client, row: tuple[str, ...], heading: str, found: str, message: str
) -> None:
    client.force_login(a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True))
    content = xlsx(HEAD, ("001", "教育局", "", "", "", "是"), (), row)
    page = upload(client, reverse("admin:units_unit_import"), content)
    (wrong,) = page.context["preview"].wrong
    assert (wrong.line, wrong.heading, wrong.found) == (4, heading, found)
    assert message in wrong.message
    assert message in page.content.decode()
    assert not Unit.objects.exists()


def test_an_unknown_heading_is_refused(administrator: User) -> None:
    result = imported(UnitResource, xlsx(("代码", "名字"), ("001", "教育局")), administrator)
    (error,) = result.base_errors
    assert "表头中不认识“名字”这一列" in str(error.error)
    assert not Unit.objects.exists()


def test_five_thousand_units_come_in_one_go(administrator: User) -> None:
    rows = [
        (f"{n:05}", f"单位{n}", "", "", "" if n < 50 else f"{n % 50:05}", "是") for n in range(5000)
    ]
    result = imported(UnitResource, xlsx(HEAD, *rows), administrator)
    assert totals(result) == {"new": 5000}
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    assert Unit.objects.get(code="00007").numchild == 99


def test_what_changed_since_the_preview_is_shown_again(client: Client) -> None:
    client.force_login(a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True))
    address = reverse("admin:units_unit_import")
    unit = a_unit("001", "教育局")
    page = upload(client, address, xlsx(("代码", "简称"), ("001", "教")))
    Unit.objects.filter(pk=unit.pk).update(short_name="局")
    again = confirm(client, address, page)
    assert "预览之后数据已有改动" in again.content.decode()
    assert Unit.objects.get(pk=unit.pk).short_name == "局"


def test_a_second_confirmation_does_nothing(client: Client) -> None:
    client.force_login(a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True))
    address = reverse("admin:units_unit_import")
    page = upload(client, address, xlsx(HEAD, ("001", "教育局", "", "", "", "是")))
    confirm(client, address, page)
    again = client.post(address, {"confirm": page.context["preview"].digest}, follow=True)
    assert "可能已经确认过" in again.content.decode()
    assert LogEntry.objects.count() == 1


trees = st.lists(st.integers(0, 20), min_size=1, max_size=20)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=trees, after=trees)
def test_any_tree_becomes_any_other(before: list[int], after: list[int]) -> None:
    """Unit n is below unit ``parents[n] % n``, or a root where that is itself."""
    by, _ = User.objects.get_or_create(username="root", is_superuser=True)
    Unit.objects.all().delete()
    for shape in (before, after):
        parents = {n: parent % (n + 1) for n, parent in enumerate(shape)}
        # The second shape is numbered from the other end, so that rings would form half-way.
        order = list(parents) if shape is before else list(reversed(parents))
        code = {n: f"{order[n]:03}" for n in parents}
        wanted = {code[n]: code[p] if p != n else "" for n, p in parents.items()}
        rows = [(c, f"单位{c}", "", "", parent, "是") for c, parent in wanted.items()]
        result = imported(UnitResource, xlsx(HEAD, *rows), by)
        assert not result.has_validation_errors(), problems(result)
        assert wanted.items() <= tree().items()
        assert totals(imported(UnitResource, exported(UnitResource), by)).keys() == {"skip"}
