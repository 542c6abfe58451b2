"""S02: guessing is stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from units import lockout
from units.models import AccessRecord, Act, User
from units.tests.people import a_user

pytestmark = pytest.mark.django_db

RIGHT = "Quite-right-88"
HERE, ELSEWHERE = "10.1.2.3", "10.9.9.9"
LOCKED = "连续失败次数过多"


@pytest.fixture
def officer() -> User:
    user = a_user("officer", is_staff=True)
    user.set_password(RIGHT)
    user.save()
    return user


def sign_in(password: str, username: str = "officer", address: str = HERE) -> str:
    """Try it in a new browser; the page that answers."""
    sent = {"username": username, "password": password}
    client = Client(REMOTE_ADDR=address)
    return client.post(reverse("admin:login"), sent, follow=True).content.decode()


def fail(times: int, username: str = "officer", address: str = HERE) -> str:
    pages = [sign_in("wrong", username, address) for _ in range(times)]
    return pages[-1]


def came_in(page: str) -> bool:
    return "注销" in page


def test_after_five_failures_the_right_password_does_not_help(officer: User) -> None:
    assert LOCKED not in fail(lockout.TRIES)
    page = sign_in(RIGHT)
    assert LOCKED in page
    assert not came_in(page)
    assert AccessRecord.objects.filter(act=Act.LOCK, user=officer, address=HERE).count() == 1


def test_four_failures_and_a_success_begin_anew(officer: User) -> None:
    for _ in range(3):
        fail(lockout.TRIES - 1)
        assert came_in(sign_in(RIGHT))


def test_the_lock_lasts_twenty_minutes(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(lockout.TRIES)
    until = lockout.locked_until("officer")
    assert until is None, "there is no lock at another address than that of the failures"
    monkeypatch.setattr(lockout, "current_address", lambda: HERE)
    assert lockout.locked_until("officer") is not None
    monkeypatch.setattr(lockout, "DURATION", timedelta(0))
    assert lockout.locked_until("officer") is None
    assert came_in(sign_in(RIGHT))


def test_the_duration_is_within_what_is_suggested() -> None:
    assert timedelta(minutes=15) <= lockout.DURATION <= timedelta(minutes=30)


def test_the_owner_at_another_address_is_not_locked_out(officer: User) -> None:
    fail(lockout.TRIES)
    assert came_in(sign_in(RIGHT, address=ELSEWHERE))


def test_failures_from_many_addresses_lock_everywhere(officer: User) -> None:
    for number in range(lockout.TRIES_FROM_ANYWHERE):
        fail(1, address=f"10.2.0.{number}")
    assert LOCKED in sign_in(RIGHT, address=ELSEWHERE)


def test_five_at_each_of_many_addresses_lock_everywhere_too(officer: User) -> None:
    for number in range(lockout.TRIES_FROM_ANYWHERE // lockout.TRIES):
        fail(lockout.TRIES, address=f"10.2.0.{number}")
    fail(1, address="10.2.0.99")
    assert LOCKED in sign_in(RIGHT, address=ELSEWHERE)


def test_a_name_that_nobody_has_is_locked_like_the_others(officer: User) -> None:
    told = [fail(lockout.TRIES, name) and sign_in("wrong", name) for name in ("officer", "nobody")]
    assert all(LOCKED in page for page in told)


def test_one_persons_failures_do_not_lock_another(officer: User) -> None:
    fail(lockout.TRIES, "nobody")
    assert came_in(sign_in(RIGHT))


def test_what_is_tried_while_locked_does_not_make_it_last_longer(officer: User) -> None:
    fail(lockout.TRIES)
    lines = AccessRecord.objects.count()
    fail(3)
    assert AccessRecord.objects.count() == lines
