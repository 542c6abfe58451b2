"""S03: whoever decides on others' figures or accounts shows a second factor."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from units import lockout, second_factor
from units.models import AccessRecord, Act, Role, SecondFactor, User
from units.tests.codes import code_of, enrolled
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

PAGE = "/admin/second-factor/"


@pytest.fixture(autouse=True)
def as_in_production(settings: Settings) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def reviewer() -> User:
    return a_user("reviewer", Role.REVIEWER, is_staff=True)


def signed_in(client: Client, user: User) -> Client:
    """With the password, which is the first factor."""
    client.force_login(user)
    return client


def give(client: Client, code: str) -> str:
    return client.post(PAGE, {"code": code}, follow=True).content.decode()


def is_in(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def led_to(client: Client, page: str = "/admin/") -> str:
    return str(client.get(page).get("Location", ""))


# --- who needs one ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_reviewers_auditors_and_administrators_need_one_the_others_may(
    client: Client, role: Role
) -> None:
    signed_in(client, a_user("somebody", role, a_unit(), is_staff=True))
    obliged = role not in {Role.OFFICER, Role.HEAD}
    assert led_to(client).startswith(PAGE) is obliged


def test_a_superuser_needs_one_whatever_the_role(client: Client) -> None:
    signed_in(client, a_user("root", Role.OFFICER, is_superuser=True, is_staff=True))
    assert led_to(client).startswith(PAGE)


def test_an_officer_who_set_one_up_is_asked_for_it(client: Client) -> None:
    officer = a_user("officer", Role.OFFICER, a_unit(), is_staff=True)
    enrolled(officer)
    assert led_to(signed_in(client, officer)).startswith(PAGE)


def test_the_demonstration_asks_for_none(
    client: Client, settings: Settings, reviewer: User
) -> None:
    settings.SECOND_FACTOR = False
    assert is_in(signed_in(client, reviewer))
    assert "不要求双因素验证" in Client().get(reverse("admin:login")).content.decode()


def test_where_it_is_asked_for_the_sign_in_page_says_nothing_of_a_demonstration() -> None:
    assert "演示" not in Client().get(reverse("admin:login")).content.decode()


# --- setting it up ---------------------------------------------------------------------------


def test_nothing_else_opens_before_it_is_set_up(client: Client, reviewer: User) -> None:
    signed_in(client, reviewer)
    for page in ("/admin/", reverse("admin:disclosures_disclosure_changelist")):
        assert led_to(client, page).startswith(PAGE)
    assert client.post(reverse("admin:logout")).status_code == 200


def test_one_scans_the_code_confirms_it_and_keeps_the_recovery_codes(
    client: Client, reviewer: User
) -> None:
    page = signed_in(client, reviewer).get(PAGE)
    assert "<svg" in page.content.decode()
    secret = page.context["secret"]
    assert client.get(PAGE).context["secret"] == secret, "loading the page again changes nothing"
    assert "验证码不对" in give(client, "000000" if code_of(secret) != "000000" else "000001")
    assert not is_in(client)
    done = client.post(PAGE, {"code": code_of(secret)})
    codes = done.context["codes"]
    assert len({*codes}) == second_factor.RECOVERY_CODES
    assert is_in(client)
    assert AccessRecord.objects.filter(act=Act.ENROL, user=reviewer).exists()
    assert "恢复码还剩 8 个" in client.get(PAGE).content.decode()


def test_neither_secret_nor_recovery_codes_lie_readable_in_the_database(reviewer: User) -> None:
    secret, codes = enrolled(reviewer)
    row = str(SecondFactor.objects.values().get())
    assert secret not in row
    assert not any(code in row or code.replace("-", "") in row for code in codes)


def test_another_key_with_the_old_one_as_a_fallback_still_reads_the_secret(
    reviewer: User, settings: Settings
) -> None:
    secret, _ = enrolled(reviewer)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, long enough for anybody who asks, fifty"
    assert second_factor.check(reviewer, code_of(secret))


# --- being asked -----------------------------------------------------------------------------


def test_the_code_opens_the_page_that_was_asked_for(client: Client, reviewer: User) -> None:
    secret, _ = enrolled(reviewer)
    wanted = reverse("admin:disclosures_disclosure_changelist")
    asked = led_to(signed_in(client, reviewer), wanted)
    answer = client.post(asked, {"code": code_of(secret)})
    assert answer["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_the_code_leads_to_no_other_site(client: Client, reviewer: User) -> None:
    secret, _ = enrolled(reviewer)
    answer = signed_in(client, reviewer).post(
        f"{PAGE}?next=https://example.org/", {"code": code_of(secret)}
    )
    assert answer["Location"] == reverse("admin:index")


@pytest.mark.parametrize("ahead", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(reviewer: User, ahead: int) -> None:
    secret, _ = enrolled(reviewer)
    assert second_factor.check(reviewer, code_of(secret, ahead))


@pytest.mark.parametrize("ahead", [-3, 3])
def test_but_not_more(reviewer: User, ahead: int) -> None:
    secret, _ = enrolled(reviewer)
    assert not second_factor.check(reviewer, code_of(secret, ahead))


def test_a_code_is_taken_once(reviewer: User) -> None:
    secret, _ = enrolled(reviewer)
    code = code_of(secret)
    assert second_factor.check(reviewer, f"{code[:3]} {code[3:]}")
    assert not second_factor.check(reviewer, code)


def test_the_code_that_confirmed_the_authenticator_is_used_up(reviewer: User) -> None:
    secret = second_factor.secret_text(second_factor.offered(reviewer))
    code = code_of(secret)
    assert second_factor.enrol(reviewer, code)
    assert not second_factor.check(reviewer, code)


def test_a_recovery_code_helps_once(client: Client, reviewer: User) -> None:
    _, codes = enrolled(reviewer)
    give(signed_in(client, reviewer), codes[0].upper())
    assert is_in(client)
    again = signed_in(Client(), reviewer)
    assert "验证码不对" in give(again, codes[0])
    give(again, codes[1])
    assert is_in(again)


def test_a_recovery_code_of_another_person_does_not_help(reviewer: User) -> None:
    _, codes = enrolled(a_user("auditor", Role.AUDITOR))
    enrolled(reviewer)
    assert not second_factor.check(reviewer, codes[0])


def test_guessing_codes_locks_even_who_knows_the_password(client: Client, reviewer: User) -> None:
    secret, _ = enrolled(reviewer)
    wrong = code_of(secret, 50)
    for _ in range(lockout.TRIES):
        page = give(signed_in(Client(), reviewer), wrong)  # the password is right each time
    assert "连续失败次数过多" in page
    give(signed_in(client, reviewer), code_of(secret))
    assert not is_in(client)


def test_the_last_sign_in_is_told_only_after_the_second_factor(
    client: Client, reviewer: User
) -> None:
    secret, _ = enrolled(reviewer)
    signed_in(Client(), reviewer)
    assert "上次登录" not in signed_in(client, reviewer).get(PAGE).content.decode()
    assert "上次登录" in give(client, code_of(secret))


def test_a_changed_second_factor_is_nothing_one_can_do_without_it(
    client: Client, reviewer: User
) -> None:
    """Who has only the password cannot set up another authenticator."""
    enrolled(reviewer)
    page = signed_in(client, reviewer).get(PAGE).content.decode()
    assert "<svg class" not in page
    assert not re.search(r"[A-Z2-7]{32}", page)
