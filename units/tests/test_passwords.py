"""S01: what a password must be, and when another is due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import global_settings, settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from units.models import PASSWORD_AGE, AccessRecord, Act, User
from units.passwords import REMEMBERED, one_time_password
from units.tests.people import a_user

pytestmark = pytest.mark.django_db

ONE_TIME, OWN = "Given-by-somebody-1", "Chosen-by-myself-7"


@pytest.fixture
def newcomer(client: Client) -> Client:
    """Signed in with a password that somebody else made."""
    user = User.objects.create_superuser("new", password=ONE_TIME, must_change_password=True)
    client.force_login(user)
    return client


def change(client: Client, old: str, new: str) -> str:
    answer = client.post(
        reverse("admin:password_change"),
        {"old_password": old, "new_password1": new, "new_password2": new},
        follow=True,
    )
    return answer.content.decode()


# --- what it must be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("Ab3-efghi", "10"),
        ("abcdefghij3", "至少三种"),
        ("ABCDEFGHIJ-", "至少三种"),
        ("31415926535", "至少三种"),
        ("Zhangsan-2026", "不能包含用户名"),
        ("my-ZHANGSAN-8", "不能包含用户名"),
    ],
)
def test_a_weak_password_is_refused_in_words(password: str, problem: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, User(username="zhangsan"))
    assert any(problem in message for message in refusal.value.messages)


@pytest.mark.parametrize("password", ["Kx7mQ2fp9h", "河道-Ab-治理-工程年", "blau-GELB-rot", OWN])
def test_three_kinds_of_characters_are_enough(password: str) -> None:
    validate_password(password, User(username="zhangsan"))


def test_a_one_time_password_obeys_the_rules_itself() -> None:
    for _ in range(200):
        validate_password(one_time_password(), User(username="zhangsan"))


def test_passwords_are_kept_by_a_slow_hash() -> None:
    """S14: Django's first choice, which the settings leave alone; tests use a fast one."""
    assert "PASSWORD_HASHERS" not in (settings.BASE_DIR / "config/settings.py").read_text("utf-8")
    assert global_settings.PASSWORD_HASHERS[0].endswith(".PBKDF2PasswordHasher")


def test_none_of_the_last_few_comes_again_but_an_older_one_may() -> None:
    user = a_user("zhangsan")
    used = [f"Used-before-{number}" for number in range(REMEMBERED + 1)]
    for password in used:
        user.set_password(password)
        user.save()
    for password in used[1:]:
        with pytest.raises(ValidationError, match="最近 5 次"):
            validate_password(password, user)
    validate_password(used[0], user)
    assert user.old_passwords.count() == REMEMBERED


# --- when another is due -------------------------------------------------------------------


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
    change(newcomer, ONE_TIME, OWN)

    user = User.objects.get(username="new")
    assert user.check_password(OWN)
    assert not user.must_change_password
    assert newcomer.get(reverse("admin:index")).status_code == 200
    assert AccessRecord.objects.filter(act=Act.PASSWORD, user=user).exists()


def test_a_refused_change_leaves_the_door_shut(newcomer: Client) -> None:
    change(newcomer, "wrong", OWN)

    assert newcomer.get(reverse("admin:index")).status_code == 302


def test_the_one_time_password_cannot_be_chosen_for_ones_own(newcomer: Client) -> None:
    assert "不能与最近 5 次" in change(newcomer, ONE_TIME, ONE_TIME)
    assert User.objects.get(username="new").must_change_password


def test_after_ninety_days_another_is_due(client: Client) -> None:
    user = User.objects.create_superuser("old", password=ONE_TIME)
    client.force_login(user)
    assert client.get(reverse("admin:index")).status_code == 200
    long_ago = timezone.now() - PASSWORD_AGE - timedelta(hours=1)
    User.objects.filter(pk=user.pk).update(password_set_at=long_ago)

    assert client.get(reverse("admin:index"))["Location"] == reverse("admin:password_change")
    assert "已用满 90 天" in client.get(reverse("admin:password_change")).content.decode()
    change(client, ONE_TIME, OWN)
    assert client.get(reverse("admin:index")).status_code == 200


def test_who_has_no_password_here_is_asked_for_none(client: Client) -> None:
    """They come in through an identity provider."""
    user = a_user("external", is_staff=True, password_set_at=timezone.now() - 2 * PASSWORD_AGE)
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    assert client.get(reverse("admin:index")).status_code == 200


def test_public_pages_do_not_ask_who_is_there(newcomer: Client) -> None:
    response = newcomer.get("/")

    assert response.status_code == 200
    assert "Cookie" not in response.get("Vary", "")
