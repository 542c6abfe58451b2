"""People and classification books as lists."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from units.models import ReferenceItem, Role, User
from units.reference_db import reference
from units.resources import BookResource, UserResource
from units.tests.lists import confirm, exported, imported, rows_of, totals, upload, xlsx
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

HEAD = ("用户名", "姓", "名", "单位代码", "角色", "在用", "可登录管理端")


@pytest.fixture
def administrator() -> User:
    return a_user("security", Role.SECURITY_ADMIN, is_staff=True)


def said(result: object) -> list[str]:
    rows = result.invalid_rows  # type: ignore[attr-defined]
    return [text for row in rows for texts in row.error_dict.values() for text in texts]


# --- people ------------------------------------------------------------------------------


def test_a_new_user_has_no_password_until_one_is_given(client: Client, administrator: User) -> None:
    unit = a_unit("001", "教育局")
    client.force_login(administrator)
    address = reverse("admin:units_user_import")
    page = upload(client, address, xlsx(HEAD, ("li", "李", "明", "001", "填报人", "是", "是")))
    confirm(client, address, page)
    user = User.objects.get(username="li")
    assert (user.unit, user.role, user.is_staff) == (unit, Role.OFFICER, True)
    assert not user.has_usable_password()
    assert user.must_change_password
    shown = client.post(reverse("admin:units_user_reset", args=[user.pk, "password"]))
    assert Client().login(username="li", password=shown.context["password"])


def test_no_password_leaves_in_a_list(administrator: User) -> None:
    administrator.set_password("sehr-geheim-1")
    administrator.save()
    cells = [cell for row in rows_of(exported(UserResource)) for cell in row]
    assert administrator.password not in cells
    assert not any("密码" in cell for cell in cells)


def test_a_list_with_a_column_for_passwords_is_refused(administrator: User) -> None:
    content = xlsx((*HEAD, "password"), ("li", "", "", "", "审计人员", "是", "是", "geheim"))
    result = imported(UserResource, content, administrator)
    assert "表头中不认识“password”这一列" in str(result.base_errors[0].error)
    assert not User.objects.filter(username="li").exists()


def test_a_list_of_people_comes_back_unchanged(administrator: User) -> None:
    a_user("officer", Role.OFFICER, a_unit("001", "教育局"))
    result = imported(UserResource, exported(UserResource), administrator)
    assert totals(result) == {"skip": 2}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("li", "", "", "", "超级用户", "是", "是"), "应为：填报人、单位负责人"),
        (("li", "", "", "999", "填报人", "是", "是"), "没有这个代码的单位"),
        (("li", "", "", "", "填报人", "是", "是"), "填报人须有单位"),
        (("security", "", "", "", "财政审核人", "是", "是"), "不能用清单修改自己的账号"),
        (("root", "", "", "", "系统管理员", "否", "是"), "超级用户只能由超级用户修改"),
        (("", "", "", "", "审计人员", "是", "是"), "此字段不能为空。"),
    ],
)
def test_nobody_rises_by_a_list(administrator: User, row: tuple[str, ...], problem: str) -> None:
    a_user("root", Role.SYSTEM_ADMIN, is_superuser=True)
    before = list(User.objects.order_by("pk").values())
    (text,) = said(imported(UserResource, xlsx(HEAD, row), administrator))
    assert problem in text
    assert list(User.objects.order_by("pk").values()) == before


def test_a_role_may_be_given_by_its_code(administrator: User) -> None:
    rows = xlsx(HEAD, ("li", "", "", "", "auditor", "是", "是"))
    assert totals(imported(UserResource, rows, administrator)) == {"new": 1}
    assert User.objects.get(username="li").role == Role.AUDITOR


def test_a_column_that_only_informs_cannot_be_edited(administrator: User) -> None:
    a_user("officer", Role.OFFICER, a_unit("001", "教育局"))
    content = xlsx(("用户名", "单位"), ("officer", "水利局"))
    (text,) = said(imported(UserResource, content, administrator))
    assert "这一列不能用清单修改，现为“教育局”" in text


# --- books -------------------------------------------------------------------------------

BOOK = ("目录", "代码", "名称", "上级代码", "预算类型", "序号", "起始年度", "截止年度", "其他属性")


def test_all_books_come_back_unchanged(administrator: User) -> None:
    count = ReferenceItem.objects.count()
    result = imported(BookResource, exported(BookResource), administrator)
    assert totals(result) == {"skip": count}


def test_a_new_edition_counts_from_its_year(administrator: User) -> None:
    assert reference(2024).find("functional", "2019901")
    row = ("functional", "2019901", "新名称", "20199", "", 9, 2025, "", '{"level": "3"}')
    assert totals(imported(BookResource, xlsx(BOOK, row), administrator)) == {"new": 1}
    old, new = (reference(year).find("functional", "2019901") for year in (2024, 2025))
    assert old and new
    assert (old.name != "新名称", new.name) == (True, "新名称")


def test_the_budget_type_of_a_code_is_corrected(administrator: User) -> None:
    rows = rows_of(exported(BookResource))
    (at,) = (n for n, row in enumerate(rows) if row[:2] == ["functional", "2019901"])
    rows[at][4] = "government_fund"
    assert totals(imported(BookResource, xlsx(*rows), administrator))["update"] == 1
    item = reference(2024).find("functional", "2019901")
    assert item
    assert item.attrs["budget_type"] == "government_fund"
    assert item.attrs["level"] == "3"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("template", "x", "文字", "", "", 0, 2025, "", ""), "清单只能修改"),
        (("functional", "999", "其他", "99", "", 0, 2025, "", ""), "目录中没有这个代码"),
        (("functional", "999", "其他", "", "", 0, 2025, 2024, ""), "早于起始年度 2025"),
        (("functional", "999", "其他", "", "", 0, "去年", "", ""), "应为数字"),
        (("functional", "999", "其他", "", "", 0, 2025.5, "", ""), "应为整数"),
        (("functional", "999", "其他", "", "不详", 0, 2025, "", ""), "应为：一般公共预算"),
        (("functional", "999", "其他", "", "", 0, 2025, "", "[1]"), "的形式，或留空"),
        (("functional", "999", "其他", "", "", -1, 2025, "", ""), "大于或等于0"),
    ],
)
def test_a_wrong_entry_is_refused(
    administrator: User, row: tuple[object, ...], problem: str
) -> None:
    result = imported(BookResource, xlsx(BOOK, row), administrator)
    assert any(problem in text for text in said(result)), said(result)
    assert not ReferenceItem.objects.filter(code__in=("x", "999")).exists()
