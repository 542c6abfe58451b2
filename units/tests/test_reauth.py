"""Before something grave one says once more who one is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from units import lockout, reauth
from units.models import AccessRecord, Act, Role, User
from units.tests.codes import code_of, enrolled
from units.tests.lists import xlsx
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

PASSWORD = "Quite-right-88"


@pytest.fixture
def security() -> User:
    user = a_user("security", Role.SECURITY_ADMIN, is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def officer() -> User:
    return a_user("officer", Role.OFFICER, a_unit(), is_staff=True)


@pytest.fixture
def desk(client: Client, security: User) -> Client:
    """Signed in eleven minutes ago."""
    client.force_login(security)
    session = client.session
    session["confirmed"] = (timezone.now() - reauth.LASTS - timedelta(minutes=1)).isoformat()
    session.save()
    return client


def promote(client: Client, officer: User, **more: str) -> str:
    """Make the officer a head; the page that answers."""
    sent = {"username": "officer", "unit": officer.unit_id, "role": "head", "is_active": "on"}
    page = reverse("admin:units_user_change", args=[officer.pk])
    return client.post(page, {**sent, **more}, follow=True).content.decode()


def role_of(user: User) -> str:
    user.refresh_from_db()
    return user.role


def test_a_change_of_role_waits_until_one_has_said_who_one_is(desk: Client, officer: User) -> None:
    page = promote(desk, officer)
    assert "请确认是您本人" in page
    assert '<input type="hidden" name="role" value="head">' in page, "nothing typed is lost"
    assert role_of(officer) == Role.OFFICER
    promote(desk, officer, confirm_identity=PASSWORD)
    assert role_of(officer) == Role.HEAD
    assert AccessRecord.objects.filter(act=Act.CONFIRM, succeeded=True).exists()


def test_within_ten_minutes_one_is_not_asked_again(desk: Client, officer: User) -> None:
    promote(desk, officer, confirm_identity=PASSWORD)
    promote(desk, officer, role="officer")
    assert role_of(officer) == Role.OFFICER


def test_who_has_just_signed_in_is_not_asked(client: Client, security: User, officer: User) -> None:
    client.force_login(security)
    promote(client, officer)
    assert role_of(officer) == Role.HEAD


def test_looking_asks_nothing(desk: Client, officer: User) -> None:
    page = desk.get(reverse("admin:units_user_change", args=[officer.pk]))
    assert "请确认是您本人" not in page.content.decode()


def test_a_wrong_password_changes_nothing_and_is_counted(desk: Client, officer: User) -> None:
    for _ in range(lockout.TRIES):
        page = promote(desk, officer, confirm_identity="wrong")
    assert "连续失败次数过多" in page
    promote(desk, officer, confirm_identity=PASSWORD)
    assert role_of(officer) == Role.OFFICER


def test_a_one_time_code_does_as_well(desk: Client, security: User, officer: User) -> None:
    secret, _ = enrolled(security)
    promote(desk, officer, confirm_identity=code_of(secret))
    assert role_of(officer) == Role.HEAD


def test_a_list_with_roles_asks_too_and_says_that_the_file_must_be_chosen_again(
    desk: Client,
) -> None:
    file = SimpleUploadedFile("people.xlsx", xlsx(("用户名", "角色"), ("li", "审计人员")))
    page = desk.post(reverse("admin:units_user_import"), {"file": file}).content.decode()
    assert "请确认是您本人" in page
    assert "请重新选择刚才的文件" in page


@pytest.mark.parametrize("what", ["password", "factor", "lock"])
def test_resets_ask_too(desk: Client, officer: User, what: str) -> None:
    before = AccessRecord.objects.count()
    page = desk.post(reverse("admin:units_user_reset", args=[officer.pk, what]))
    assert "请确认是您本人" in page.content.decode()
    assert AccessRecord.objects.count() == before
