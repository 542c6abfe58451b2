"""The system administrator keeps the tree of units."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from units.models import Role, Unit
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client: Client) -> Client:
    client.force_login(a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True))
    return client


def test_an_administrator_adds_a_unit_below_another(admin_client: Client) -> None:
    department = a_unit("D1", "教育局")
    response = admin_client.post(
        reverse("admin:units_unit_add"),
        {
            "code": "D1-1", "name": "第一中学", "short_name": "", "nature": "", "is_active": "on",
            "treebeard_position": "first-child", "treebeard_ref_node": department.pk,
        },
    )  # fmt: skip
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert Unit.objects.get_parent(Unit.objects.get(code="D1-1")) == department


def test_an_administrator_of_the_system_sees_no_disclosures(admin_client: Client) -> None:
    address = reverse("admin:disclosures_disclosure_changelist")
    assert admin_client.get(address).status_code == 403


def test_an_administrator_of_the_system_manages_no_people(admin_client: Client) -> None:
    user = a_user("officer", is_staff=True)
    for name, arguments in (("changelist", []), ("add", []), ("change", [user.pk])):
        address = reverse(f"admin:units_user_{name}", args=arguments)
        assert admin_client.get(address).status_code == 403
