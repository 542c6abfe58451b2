"""Who may bring in and take out the lists of units, people and books."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from units.exchange import read_table
from units.models import Role, User
from units.tests.lists import upload, xlsx
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

# role -> (list -> (status of the import page, of the export)), 200 meaning yes
NO, YES = 403, 200
_LISTS = ("units_unit", "units_user", "units_referenceitem")
_NOTHING = [(NO, NO)] * 3
_LOOKER = [(NO, YES), (NO, NO), (NO, YES)]
ACCESS = {
    Role.OFFICER: _LOOKER,
    Role.HEAD: _LOOKER,
    Role.REVIEWER: _LOOKER,
    Role.AUDITOR: _LOOKER,
    Role.AUDIT_ADMIN: _NOTHING,
    Role.SYSTEM_ADMIN: [(YES, YES), (NO, NO), (YES, YES)],
    Role.SECURITY_ADMIN: [(NO, NO), (YES, YES), (NO, NO)],
}


@pytest.mark.parametrize("role", Role)
def test_each_role_may_import_and_export_what_its_row_says(client: Client, role: Role) -> None:
    client.force_login(a_user("somebody", role, a_unit(), is_staff=True))
    found = [
        (
            client.get(reverse(f"admin:{name}_import")).status_code,
            client.get(reverse(f"admin:{name}_export", args=["csv"])).status_code,
        )
        for name in _LISTS
    ]
    assert found == ACCESS[role]


@pytest.mark.parametrize("role", [role for role in ACCESS if role != Role.SECURITY_ADMIN])
def test_a_file_or_a_confirmation_from_who_may_not_is_refused(client: Client, role: Role) -> None:
    client.force_login(a_user("somebody", role, a_unit(), is_staff=True))
    address = reverse("admin:units_user_import")
    assert client.post(address, {"confirm": "x"}).status_code == NO
    assert client.post(address, {"file": b"x"}).status_code == NO


def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    response = client.get(reverse("admin:units_unit_export", args=["xlsx"]))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))


def test_an_unknown_format_is_not_found(client: Client) -> None:
    client.force_login(a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True))
    assert client.get(reverse("admin:units_unit_export", args=["pdf"])).status_code == 404


def test_an_officer_exports_the_own_subtree_only(client: Client) -> None:
    department = a_unit("001", "教育局")
    a_unit("001001", "第一中学", department)
    a_unit("002", "水利局")
    client.force_login(a_user("officer", Role.OFFICER, department, is_staff=True))
    response = client.get(reverse("admin:units_unit_export", args=["csv"]))
    assert read_table(response.content)["代码"] == ["001", "001001"]


def test_the_export_keeps_the_filter_and_the_search(client: Client) -> None:
    a_unit("001", "教育局")
    a_unit("002", "水利局")
    client.force_login(a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True))
    address = reverse("admin:units_unit_export", args=["xlsx"])
    assert read_table(client.get(f"{address}?q=水利").content)["代码"] == ["002"]
    assert client.get(f"{address}?nonsense=1").status_code == 404


def test_nobody_confirms_the_file_of_another(client: Client) -> None:
    for name in ("first", "second"):
        a_user(name, Role.SYSTEM_ADMIN, is_staff=True)
    client.force_login(User.objects.get(username="first"))
    address = reverse("admin:units_unit_import")
    page = upload(client, address, xlsx(("代码", "名称", "在用"), ("001", "教育局", "是")))
    other = Client()
    other.force_login(User.objects.get(username="second"))
    response = other.post(address, {"confirm": page.context["preview"].digest}, follow=True)
    assert "要确认的文件已不在" in response.content.decode()
