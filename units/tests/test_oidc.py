"""Signing in through an OpenID provider, with a small one answering over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from units.id_token import TokenError, claims
from units.models import AccessRecord, Act, Role, User
from units.outgoing import OutgoingError, ask
from units.tests.oidc_server import CLIENT, SECRET, OpenIdServer, keys, serving, signed
from units.tests.people import a_user

RETURN = "/admin/identity/return/"
NOW = time.time()
DAY = 86_400.0  # longer than all tests take: tokens are written down when they are collected
RIGHT = {"iss": "https://id", "aud": CLIENT, "nonce": "n", "iat": NOW, "exp": NOW + DAY}


@pytest.fixture
def provider(db: None, settings: Settings) -> Iterator[OpenIdServer]:
    a_user("reviewer", Role.REVIEWER, is_staff=True)
    with serving() as server:
        settings.IDENTITY_PROVIDER = "units.oidc.OpenIdConnect"
        settings.OIDC = {
            "issuer": server.issuer, "client_id": CLIENT, "client_secret": SECRET,
            "username": "preferred_username", "strong": ["otp"], "label": "省统一身份认证",
        }  # fmt: skip
        yield server


def come_in(client: Client, provider: OpenIdServer, **instead: str) -> str:
    """The whole way; the page at its end."""
    address = client.get(reverse("admin:identity"))["Location"]
    assert address.startswith(f"{provider.issuer}/authorize?")
    brought = {**provider.sign_in(address), **instead}
    return client.get(RETURN, brought, follow=True).content.decode()


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_whom_the_provider_vouches_for_comes_in(
    client: Client, provider: OpenIdServer, algorithm: str
) -> None:
    provider.algorithm = algorithm
    assert "省统一身份认证" in client.get(reverse("admin:login")).content.decode()
    come_in(client, provider)
    assert is_in(client)
    assert AccessRecord.objects.get(act=Act.SIGN_IN).username == "reviewer"


@pytest.mark.parametrize(("amr", "opens"), [(["pwd"], False), (["pwd", "otp"], True)])
def test_a_second_factor_counts_where_the_settings_say_what_stands_for_it(
    client: Client, provider: OpenIdServer, settings: Settings, amr: list[str], opens: bool
) -> None:
    settings.SECOND_FACTOR = True
    provider.said = {"amr": amr}
    come_in(client, provider)
    assert is_in(client) is opens


@pytest.mark.parametrize("name", ["stranger", "", None, ["reviewer"], "root"])
def test_nobody_is_made_on_the_way_and_no_superuser_comes_in(
    client: Client, provider: OpenIdServer, name: Any
) -> None:
    a_user("root", Role.SYSTEM_ADMIN, is_staff=True, is_superuser=True)
    provider.said = {"preferred_username": name}
    page = come_in(client, provider)
    assert "没有您的账号" in page or "没有给出用户名" in page
    assert not is_in(client)
    assert set(User.objects.values_list("username", flat=True)) == {"reviewer", "root"}


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ({"said": {"aud": "another"}}, "不是签发给本系统"),
        ({"said": {"nonce": "of another sign-in"}}, "不属于这次登录"),
        ({"said": {"exp": 1}}, "已过期"),
        ({"algorithm": "none"}, "签名算法 none"),
        ({"broken": "/token"}, "答复 400"),
        ({"broken": "/keys"}, "答复 400"),
    ],
)
def test_whom_it_does_not_vouch_for_is_told_why(
    client: Client, provider: OpenIdServer, spoilt: dict[str, Any], said: str
) -> None:
    for name, value in spoilt.items():
        setattr(provider, name, value)
    assert said in come_in(client, provider)
    assert not is_in(client)


def test_a_code_of_somebody_else_opens_nothing(client: Client, provider: OpenIdServer) -> None:
    assert "没有完成" in come_in(client, provider, code="guessed")
    assert "没有通过" in come_in(client, provider, code="")
    assert not is_in(client)


@pytest.mark.parametrize("broken", ["/.well-known/openid-configuration", "another issuer"])
def test_a_provider_that_cannot_be_used_is_told_on_the_sign_in_page(
    client: Client, provider: OpenIdServer, settings: Settings, broken: str
) -> None:
    provider.broken = broken
    if broken == "another issuer":
        settings.OIDC = settings.OIDC | {"issuer": f"{provider.issuer}/"}
    page = client.get(reverse("admin:identity"), follow=True).content.decode()
    assert "暂时不能使用" in page or "与所设的不符" in page
    assert 'name="password"' in page


# --- the token ---------------------------------------------------------------------------


def read(token: str) -> dict[str, Any]:
    return claims(token, keys(), issuer="https://id", audience=CLIENT, nonce="n")


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_token_is_read_when_signed_and_not_when_changed(algorithm: str) -> None:
    head, body, signature = signed({**RIGHT, "name": "a"}, algorithm).split(".")
    assert read(f"{head}.{body}.{signature}")["name"] == "a"
    other = signed({**RIGHT, "name": "b"}, algorithm).split(".")[1]
    for spoilt in (f"{head}.{other}.{signature}", f"{head}.{body}.", f"{head}.{body}.AAAA"):
        with pytest.raises(TokenError, match="签名不对"):
            read(spoilt)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512", ""])
def test_other_signatures_are_not_even_looked_at(algorithm: str) -> None:
    with pytest.raises(TokenError, match="签名算法"):
        read(signed(RIGHT, algorithm))


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "e30.e30.e30", "!.!.!", "bnVsbA.e30."])
def test_what_is_no_token_is_told(token: str) -> None:
    with pytest.raises(TokenError, match="残缺"):
        read(token)


@pytest.mark.parametrize(
    ("differing", "said"),
    [
        ({"iss": "https://evil"}, "所设的机构"),
        ({"aud": [CLIENT, "b"], "azp": "b"}, "签发给本系统"),
        ({"exp": "soon"}, "残缺"),
        ({"iat": NOW + DAY}, "尚未生效"),
        ({"nbf": NOW + DAY}, "尚未生效"),
    ],
)
def test_a_token_for_others_or_another_time_is_refused(
    differing: dict[str, Any], said: str
) -> None:
    assert read(signed({**RIGHT, "aud": [CLIENT, "b"], "azp": CLIENT}))
    with pytest.raises(TokenError, match=said):
        read(signed(RIGHT | differing))


def test_secrets_leave_over_tls_only_but_for_this_machine() -> None:
    for address in ("http://id.example.gov.cn/", "file:///etc/passwd", "ftp://127.0.0.1/", ""):
        with pytest.raises(OutgoingError, match="https://"):
            ask(address)
