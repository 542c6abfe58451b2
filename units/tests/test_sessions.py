"""S02, S16, S20: how long a session lasts, how many there are, and what is told of the last."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from units import sessions
from units.models import AccessRecord, Act, Role, User
from units.tests.people import a_user

pytestmark = pytest.mark.django_db

RIGHT = "Quite-right-88"


@pytest.fixture
def officer() -> User:
    user = a_user("officer", Role.SYSTEM_ADMIN, is_staff=True)
    user.set_password(RIGHT)
    user.save()
    return user


def browser(address: str = "10.1.2.3") -> Client:
    """Somebody signed in."""
    client = Client(REMOTE_ADDR=address)
    sent = {"username": "officer", "password": RIGHT, "next": reverse("admin:index")}
    assert client.post(reverse("admin:login"), sent).status_code == 302
    return client


def let_pass(client: Client, key: str, time: timedelta) -> None:
    session = client.session
    session[key] = (timezone.now() - time).isoformat()
    session.save()


def is_in(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def told(client: Client) -> str:
    """What the sign-in page says to who was led there."""
    return client.get(reverse("admin:index"), follow=True).content.decode()


def test_half_an_hour_without_a_request_ends_a_session(officer: User) -> None:
    client = browser()
    let_pass(client, "seen", sessions.IDLE - timedelta(minutes=2))
    assert is_in(client)
    let_pass(client, "seen", sessions.IDLE + timedelta(seconds=1))
    assert "30 分钟没有操作" in told(client)
    assert not is_in(client)
    entry = AccessRecord.objects.get(act=Act.TIME_OUT)
    assert entry.user == officer


def test_each_request_begins_the_half_hour_anew(officer: User) -> None:
    client = browser()
    let_pass(client, "seen", sessions.IDLE - timedelta(minutes=2))
    client.get(reverse("admin:index"))
    seen = datetime.fromisoformat(client.session["seen"])
    assert timezone.now() - seen < timedelta(minutes=1)


def test_eight_hours_end_a_session_that_was_never_idle(officer: User) -> None:
    client = browser()
    let_pass(client, "since", sessions.LONGEST + timedelta(seconds=1))
    assert "一次登录最长 8 小时" in told(client)
    assert not is_in(client)


def test_a_session_from_before_there_were_limits_is_over(officer: User) -> None:
    client = browser()
    session = client.session
    del session["seen"], session["since"]
    session.save()
    assert not is_in(client)


def test_the_newest_of_two_sessions_wins_and_the_other_is_told_from_where(
    officer: User, settings: Settings
) -> None:
    settings.ONE_SESSION = True
    old = browser()
    new = browser("10.9.9.9")
    assert is_in(new)
    assert "从 10.9.9.9" in told(old)
    assert not is_in(old)
    assert is_in(new)


def test_several_sessions_are_let_be_where_the_setting_says_so(
    officer: User, settings: Settings
) -> None:
    settings.ONE_SESSION = False
    one, other = browser(), browser()
    assert is_in(one)
    assert is_in(other)


def test_a_change_of_password_ends_the_other_sessions(officer: User, settings: Settings) -> None:
    settings.ONE_SESSION = False
    one, other = browser(), browser()
    new = {"new_password1": "Quite-another-99", "new_password2": "Quite-another-99"}
    one.post(reverse("admin:password_change"), {"old_password": RIGHT, **new})
    assert is_in(one)
    assert not is_in(other)


def test_who_signs_in_is_told_of_the_last_time_and_of_failures_since(officer: User) -> None:
    assert "上次登录" not in told(browser("10.1.1.1"))
    Client().post(reverse("admin:login"), {"username": "officer", "password": "wrong"})
    page = told(browser())
    assert "从 10.1.1.1" in page
    assert "此后有 1 次登录失败" in page


def test_a_script_is_told_that_the_session_is_over_instead_of_being_led_away(
    officer: User,
) -> None:
    client = browser()
    let_pass(client, "seen", timedelta(hours=1))
    for _ in range(2):  # when it ends, and ever after
        answer = client.post(
            reverse("admin:desk_changes", args=[1]), "{}", content_type="application/json",
            headers={"X-Requested-With": "XMLHttpRequest"},
        )  # fmt: skip
        assert answer.status_code == 401
        assert answer.json() == {"message": "登录已结束"}


def test_nothing_of_the_administration_is_kept_by_browsers_or_proxies(officer: User) -> None:
    client = browser()
    names = ("admin:index", "admin:units_unit_changelist", "admin:jsi18n", "admin:password_change")
    for name in names:
        assert "no-store" in client.get(reverse(name))["Cache-Control"]
    assert "no-store" in client.post(reverse("admin:logout"))["Cache-Control"]
    assert "no-store" in Client().get(reverse("admin:login"))["Cache-Control"]
    assert "no-store" not in client.get("/").get("Cache-Control", "")


def test_after_signing_out_the_old_cookie_opens_nothing(officer: User) -> None:
    client = browser()
    cookie = client.cookies["sessionid"].value
    client.post(reverse("admin:logout"))
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert not is_in(thief)
    assert AccessRecord.objects.filter(act=Act.SIGN_OUT, user=officer).exists()
