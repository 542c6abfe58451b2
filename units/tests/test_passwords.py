from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from units.models import User

pytestmark = pytest.mark.django_db

ONE_TIME, OWN = "given-by-somebody", "chosen-by-myself-7"


@pytest.fixture
def newcomer(client: Client) -> Client:
    """Signed in with a password that somebody else made."""
    user = User.objects.create_superuser("new", password=ONE_TIME, must_change_password=True)
    client.force_login(user)
    return client


def test_nothing_of_the_administration_opens_before_the_change(newcomer: Client) -> None:
    for name in ("admin:index", "admin:units_unit_changelist"):
        response = newcomer.get(reverse(name))
        assert (response.status_code, response["Location"]) == (
            302, reverse("admin:password_change"),
        )  # fmt: skip


def test_one_can_change_the_password_or_leave(newcomer: Client) -> None:
    assert newcomer.get(reverse("admin:password_change")).status_code == 200
    assert newcomer.post(reverse("admin:logout")).status_code == 200


def test_after_the_change_everything_opens(newcomer: Client) -> None:
    newcomer.post(
        reverse("admin:password_change"),
        {"old_password": ONE_TIME, "new_password1": OWN, "new_password2": OWN},
    )

    user = User.objects.get(username="new")
    assert user.check_password(OWN)
    assert not user.must_change_password
    assert newcomer.get(reverse("admin:index")).status_code == 200


def test_a_refused_change_leaves_the_door_shut(newcomer: Client) -> None:
    newcomer.post(
        reverse("admin:password_change"),
        {"old_password": "wrong", "new_password1": OWN, "new_password2": OWN},
    )

    assert newcomer.get(reverse("admin:index")).status_code == 302


def test_public_pages_do_not_ask_who_is_there(newcomer: Client) -> None:
    response = newcomer.get("/")

    assert response.status_code == 200
    assert "Cookie" not in response.get("Vary", "")
