"""Administrators keep the tree of units and the people."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from units.models import Role, Unit, User
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


def test_an_administrator_adds_a_user(admin_client: Client) -> None:
    unit = a_unit()
    response = admin_client.post(
        reverse("admin:units_user_add"),
        {
            "username": "officer", "password1": "long-enough-8842", "password2": "long-enough-8842",
            "usable_password": "true", "unit": unit.pk, "role": "officer", "is_staff": "on",
            "must_change_password": "on",
        },
    )  # fmt: skip
    assert response.status_code == 302, response.context["adminform"].form.errors
    made = User.objects.get(username="officer")
    assert (made.unit, made.role, made.must_change_password) == (unit, Role.OFFICER, True)


def test_an_administrator_makes_nobody_a_superuser(admin_client: Client) -> None:
    user = a_user("officer", is_staff=True)
    page = reverse("admin:units_user_change", args=[user.pk])
    assert "is_superuser" not in admin_client.get(page).content.decode()
    admin_client.post(page, {"username": "officer", "role": "officer", "is_superuser": "on"})
    user.refresh_from_db()
    assert not user.is_superuser


def test_an_administrator_does_not_change_a_superuser(admin_client: Client) -> None:
    root = a_user("root", is_superuser=True)
    for page in ("admin:units_user_change", "admin:auth_user_password_change"):
        address = reverse(page, args=[root.pk])
        assert admin_client.post(address, {"username": "me"}).status_code == 403
    root.refresh_from_db()
    assert root.username == "root"


def test_an_administrator_of_the_system_sees_no_disclosures(admin_client: Client) -> None:
    address = reverse("admin:disclosures_disclosure_changelist")
    assert admin_client.get(address).status_code == 403
