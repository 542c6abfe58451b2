"""S05, S07: the security administrator alone makes, changes and stops accounts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from units import lockout, second_factor
from units.models import AccessRecord, Act, Role, SecondFactor, User
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def security(client: Client) -> Client:
    client.force_login(a_user("security", Role.SECURITY_ADMIN, is_staff=True))
    return client


def change(client: Client, user: User, **fields: object) -> int:
    """Send the form of a user; the status of the answer."""
    sent: dict[str, Any] = {
        "username": user.username, "last_name": "", "first_name": "", "email": "",
        "unit": user.unit_id or "", "role": user.role, "is_active": "on",
    }  # fmt: skip
    address = reverse("admin:units_user_change", args=[user.pk])
    sent = {key: value for key, value in {**sent, **fields}.items() if value is not None}
    return client.post(address, sent).status_code


def reset(client: Client, user: User, what: str) -> str:
    address = reverse("admin:units_user_reset", args=[user.pk, what])
    assert client.get(address).status_code == 200
    return client.post(address, follow=True).content.decode()


def test_a_new_account_begins_with_a_one_time_password_shown_once(security: Client) -> None:
    unit = a_unit()
    page = security.post(
        reverse("admin:units_user_add"),
        {
            "username": "li",
            "last_name": "李",
            "unit": unit.pk,
            "role": "officer",
            "is_active": "on",
        },
    )
    password = page.context["password"]
    assert password in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    made = User.objects.get(username="li")
    assert (made.unit, made.role, made.is_staff) == (unit, Role.OFFICER, True)
    assert made.must_change_password
    newcomer = Client()
    assert newcomer.login(username="li", password=password)
    assert newcomer.get(reverse("admin:index"))["Location"] == reverse("admin:password_change")
    shown_later = security.get(reverse("admin:units_user_change", args=[made.pk])).content.decode()
    assert password not in shown_later


def test_an_officer_without_a_unit_is_not_made(security: Client) -> None:
    sent = {"username": "li", "role": "officer", "is_active": "on"}
    page = security.post(reverse("admin:units_user_add"), sent)
    assert "填报人和单位负责人须有单位" in page.content.decode()
    assert not User.objects.filter(username="li").exists()


def test_a_change_of_role_is_recorded_and_ends_the_sessions_of_the_person(security: Client) -> None:
    officer = a_user("officer", Role.OFFICER, a_unit(), is_staff=True)
    theirs = Client()
    theirs.force_login(officer)
    assert change(security, officer, role="head") == 302
    officer.refresh_from_db()
    assert officer.role == Role.HEAD
    entry = AccessRecord.objects.get(act=Act.CHANGE_USER)
    assert (entry.user, entry.by) == (officer, User.objects.get(username="security"))
    assert entry.details == {"changes": {"role": ["officer", "head"]}}
    assert theirs.get(reverse("admin:index"))["Location"].startswith(reverse("admin:login"))
    assert "您的账号有变动" in theirs.get(reverse("admin:login")).content.decode()


def test_a_person_put_out_of_use_keeps_the_history_and_comes_in_no_more(security: Client) -> None:
    officer = a_user("officer", Role.OFFICER, a_unit(), is_staff=True)
    officer.set_password("One-time-7713")
    officer.save()
    theirs = Client()
    assert theirs.login(username="officer", password="One-time-7713")
    assert change(security, officer, is_active=None) == 302
    assert theirs.get(reverse("admin:index")).status_code == 302
    assert not Client().login(username="officer", password="One-time-7713")
    assert AccessRecord.objects.filter(user=officer, act=Act.SIGN_IN, succeeded=True).exists()


def test_nobody_is_deleted(security: Client) -> None:
    officer = a_user("officer", is_staff=True)
    address = reverse("admin:units_user_delete", args=[officer.pk])
    assert security.post(address, {"post": "yes"}).status_code == 403


def test_nobody_becomes_a_superuser_here(security: Client) -> None:
    officer = a_user("officer", Role.OFFICER, a_unit(), is_staff=True)
    assert change(security, officer, is_superuser="on", is_staff="on") == 302
    officer.refresh_from_db()
    assert not officer.is_superuser


@pytest.mark.parametrize("what", ["password", "factor", "lock"])
def test_a_superuser_is_not_touched(security: Client, what: str) -> None:
    root = a_user("root", is_superuser=True)
    assert change(security, root, username="me") == 403
    address = reverse("admin:units_user_reset", args=[root.pk, what])
    assert security.post(address).status_code == 403


def test_nobody_changes_the_own_role(security: Client) -> None:
    me = User.objects.get(username="security")
    assert change(security, me, role="system_admin") == 403


def test_a_password_is_given_anew(security: Client) -> None:
    officer = a_user("officer", is_staff=True)
    officer.set_password("One-time-7713")
    officer.save()
    assert "只显示这一次" in reset(security, officer, "password")
    officer.refresh_from_db()
    assert officer.must_change_password
    assert not officer.check_password("One-time-7713")
    entry = AccessRecord.objects.get(act=Act.RESET_PASSWORD)
    assert entry.user == officer
    assert entry.by is not None and entry.by.username == "security"


def test_a_lost_authenticator_is_forgotten(security: Client) -> None:
    reviewer = a_user("reviewer", Role.REVIEWER, is_staff=True)
    second_factor.offered(reviewer)
    assert "已重置" in reset(security, reviewer, "factor")
    assert not SecondFactor.objects.exists()
    assert AccessRecord.objects.filter(act=Act.RESET_FACTOR, user=reviewer).exists()
    assert "没有启用" in reset(security, reviewer, "factor")


def test_a_lock_is_shown_and_lifted(security: Client) -> None:
    officer = a_user("officer", is_staff=True)
    for _ in range(lockout.TRIES):
        lockout.failed(Act.SIGN_IN, officer, officer.username)
    people = reverse("admin:units_user_changelist")
    assert "锁定</td>" in security.get(people).content.decode()
    assert "已解除锁定" in reset(security, officer, "lock")
    assert "锁定</td>" not in security.get(people).content.decode()
    assert lockout.locked_until("officer") is None


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECURITY_ADMIN])
def test_no_other_role_sees_or_touches_accounts(client: Client, role: Role) -> None:
    client.force_login(a_user("somebody", role, a_unit(), is_staff=True))
    other = a_user("other", is_staff=True)
    assert client.get(reverse("admin:units_user_changelist")).status_code == 403
    assert change(client, other, role="reviewer") == 403
    for what in ("password", "factor", "lock"):
        address = reverse("admin:units_user_reset", args=[other.pk, what])
        assert client.post(address).status_code == 403


@pytest.mark.parametrize("lookup", ["password__startswith", "ticket__startswith"])
def test_secrets_are_not_found_out_by_filters(security: Client, lookup: str) -> None:
    address = reverse("admin:units_user_changelist")
    assert security.get(address, {lookup: "p"}).status_code == 400
