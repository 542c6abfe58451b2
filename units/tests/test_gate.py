"""S04, S11, S21, S23: addresses, headers, forged requests."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from units.models import AccessRecord, Role
from units.tests.people import a_user

pytestmark = pytest.mark.django_db

LOGIN, HOME = "/admin/login/", "/"
OFFICE = ["10.1.0.0/16", "2001:db8::/32"]


@pytest.mark.parametrize(
    ("address", "status"),
    [("10.1.2.3", 200), ("2001:db8::7", 200), ("10.2.0.1", 403), ("", 403), ("nonsense", 403)],
)
def test_the_administration_is_reached_from_listed_networks_only(
    settings: Settings, address: str, status: int
) -> None:
    settings.ADMIN_ADDRESSES = OFFICE
    client = Client(REMOTE_ADDR=address)
    assert client.get(LOGIN).status_code == status
    assert client.get(HOME).status_code == 200, "the public window is everybody's"


def test_without_a_list_every_address_may_try() -> None:
    assert Client(REMOTE_ADDR="203.0.113.9").get(LOGIN).status_code == 200


def test_a_client_does_not_choose_its_address_where_there_is_no_proxy(settings: Settings) -> None:
    settings.ADMIN_ADDRESSES, settings.PROXIES = OFFICE, 0
    client = Client(REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": "10.1.2.3"})
    assert client.get(LOGIN).status_code == 403


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(settings: Settings) -> None:
    settings.ADMIN_ADDRESSES, settings.PROXIES = OFFICE, 1
    seen = {"10.9.9.9, 10.1.2.3": 200, "10.1.2.3, 203.0.113.9": 403, "10.1.2.3": 200, "": 403}
    for forwarded, status in seen.items():
        client = Client(REMOTE_ADDR="172.18.0.5", headers={"X-Forwarded-For": forwarded})
        assert client.get(LOGIN).status_code == status, forwarded


def test_behind_two_proxies_the_address_is_the_one_that_the_outer_saw(settings: Settings) -> None:
    settings.PROXIES = 2
    client = Client(REMOTE_ADDR="172.18.0.5", headers={"X-Forwarded-For": "x, 10.1.2.3, 10.0.0.2"})
    client.post(LOGIN, {"username": "nobody", "password": "wrong"})
    assert AccessRecord.objects.get().address == "10.1.2.3"


@pytest.mark.parametrize("page", [HOME, LOGIN, "/admin/"])
def test_every_page_comes_with_the_headers_that_protect_it(client: Client, page: str) -> None:
    client.force_login(a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True))
    headers = client.get(page).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_cookie_of_a_session_is_no_business_of_scripts_or_other_sites(client: Client) -> None:
    user = a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True)
    user.set_password("Quite-right-88")
    user.save()
    client.post(LOGIN, {"username": "sysadmin", "password": "Quite-right-88"})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("name", ["login", "password_change", "second_factor", "units_user_add"])
def test_a_form_without_its_token_is_refused(name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user("security", Role.SECURITY_ADMIN, is_staff=True))
    assert client.post(reverse(f"admin:{name}"), {"username": "x"}).status_code == 403


def test_what_is_sent_after_the_end_of_a_session_is_not_done_and_leads_back_to_its_page(
    client: Client,
) -> None:
    page = "/admin/units/user/?q=a"
    sent = client.post(
        "/admin/units/user/add/", {"username": "x"}, headers={"Referer": f"http://testserver{page}"}
    )
    assert sent.headers["Location"] == "/admin/login/?next=/admin/units/user/%3Fq%3Da"
    assert "刚才提交的内容没有办理" in client.get(sent.headers["Location"]).content.decode()


@pytest.mark.parametrize("before", ["", "https://elsewhere.example/admin/", "http://testserver/x"])
def test_who_comes_from_elsewhere_begins_at_the_start_page(client: Client, before: str) -> None:
    sent = client.post("/admin/units/user/add/", headers={"Referer": before})
    assert sent.headers["Location"] == "/admin/login/?next=/admin/"
