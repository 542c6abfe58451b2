"""The hook for an identity provider, with a stub in its place."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from units.models import AccessRecord, Act, Role, User
from units.tests.people import a_user

pytestmark = pytest.mark.django_db

HOME, RETURN = "/admin/", "/admin/identity/return/"


@pytest.fixture
def provided(settings: Settings) -> None:
    settings.IDENTITY_PROVIDER = "units.tests.stub_provider.StubProvider"


@pytest.fixture
def reviewer() -> User:
    return a_user("reviewer", Role.REVIEWER, is_staff=True)


def state_of(client: Client) -> str:
    """Leave for the provider; what the browser must bring back."""
    address = urlsplit(client.get(reverse("admin:identity"))["Location"])
    query = parse_qs(address.query)
    assert address.netloc == "id.example.gov.cn"
    assert query["redirect_uri"] == [f"http://testserver{RETURN}"]
    return query["state"][0]


def come_back(client: Client, code: str, state: str) -> str:
    sent = {"code": code, "state": state}
    return client.get(RETURN, sent, follow=True).content.decode()


def is_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def test_without_a_provider_there_is_nothing_of_it(client: Client) -> None:
    assert "统一身份认证" not in client.get(reverse("admin:login")).content.decode()
    assert client.get(reverse("admin:identity")).status_code == 404
    assert client.get(RETURN).status_code == 404


@pytest.mark.usefixtures("provided")
def test_whom_the_provider_vouches_for_comes_in(client: Client, reviewer: User) -> None:
    assert "统一身份认证登录" in client.get(reverse("admin:login")).content.decode()
    come_back(client, "reviewer", state_of(client))
    assert is_in(client)
    assert AccessRecord.objects.filter(act=Act.SIGN_IN, user=reviewer, succeeded=True).exists()


@pytest.mark.usefixtures("provided")
@pytest.mark.parametrize(("code", "opens"), [("reviewer", False), ("reviewer+key", True)])
def test_two_factors_seen_by_the_provider_are_enough(
    client: Client, reviewer: User, settings: Settings, code: str, opens: bool
) -> None:
    settings.SECOND_FACTOR = True
    come_back(client, code, state_of(client))
    assert is_in(client) is opens


@pytest.mark.usefixtures("provided")
@pytest.mark.parametrize("state", ["", "guessed"])
def test_a_link_that_somebody_else_made_signs_nobody_in(
    client: Client, reviewer: User, state: str
) -> None:
    state_of(client)
    assert "登录请求已过期" in come_back(client, "reviewer", state)
    assert not is_in(client)
    assert not is_in(Client())
    assert "登录请求已过期" in come_back(Client(), "reviewer", "")


@pytest.mark.usefixtures("provided")
@pytest.mark.parametrize("code", ["stranger", "former", "", "visitor"])
def test_who_has_no_account_here_or_no_more_stays_outside(client: Client, code: str) -> None:
    a_user("former", Role.REVIEWER, is_staff=True, is_active=False)
    a_user("visitor", Role.REVIEWER, is_staff=False)
    page = come_back(client, code, state_of(client))
    assert ("没有您的账号" if code else "没有通过") in page
    assert not is_in(client)
    assert not User.objects.filter(username="stranger").exists()
