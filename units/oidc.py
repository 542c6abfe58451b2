"""An identity provider that speaks OpenID Connect: ``IDENTITY_PROVIDER=units.oidc.OpenIdConnect``.

The authorization code flow with PKCE. Whatever we must remember between leaving and coming back
follows from ``state``, which is the session's, and our secret key.
"""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from units.id_token import TokenError, claims
from units.identity import Identity, IdentityError
from units.outgoing import OutgoingError, ask

_WELL_KNOWN = "/.well-known/openid-configuration"


class OpenIdConnect:
    """The provider that ``OIDC_ISSUER`` names; its addresses and keys are asked for each time."""

    @property
    def label(self) -> str:
        return str(settings.OIDC["label"])

    def begin(self, callback: str, state: str) -> str:
        query = {
            "response_type": "code",
            "scope": "openid profile",
            "client_id": settings.OIDC["client_id"],
            "redirect_uri": callback,
            "state": state,
            "nonce": _derived("nonce", state),
            "code_challenge": _text(sha256(_derived("verifier", state).encode()).digest()),
            "code_challenge_method": "S256",
        }
        address = _asked_of(self._endpoints(), "authorization_endpoint")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def finish(self, request: HttpRequest, callback: str) -> Identity:
        code, state = request.GET.get("code", ""), request.GET["state"]
        if not code:
            raise IdentityError("统一身份认证没有通过。")
        try:
            said = self._claims(code, state, callback)
        except (OutgoingError, TokenError) as failed:
            raise IdentityError(f"统一身份认证没有完成：{failed}。") from failed
        name = said.get(settings.OIDC["username"])
        if not name or not isinstance(name, str):
            raise IdentityError("统一身份认证没有给出用户名，请联系系统管理员。")
        return Identity(name, is_strong=_is_strong(said))

    def _claims(self, code: str, state: str, callback: str) -> dict[str, Any]:
        endpoints = self._endpoints()
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback,
            "code_verifier": _derived("verifier", state),
        }
        headers = {"Authorization": f"Basic {_credentials()}"}
        tokens = ask(_asked_of(endpoints, "token_endpoint"), form=sent, headers=headers)
        keys = ask(_asked_of(endpoints, "jwks_uri")).get("keys")
        return claims(
            str(tokens.get("id_token", "")),
            keys if isinstance(keys, list) else (),
            issuer=settings.OIDC["issuer"],
            audience=settings.OIDC["client_id"],
            nonce=_derived("nonce", state),
        )

    def _endpoints(self) -> dict[str, Any]:
        issuer = settings.OIDC["issuer"]
        try:
            found = ask(f"{issuer.rstrip('/')}{_WELL_KNOWN}")
        except OutgoingError as failed:
            raise IdentityError(f"统一身份认证暂时不能使用：{failed}。") from failed
        if found.get("issuer") != issuer:
            raise IdentityError("统一身份认证的机构与所设的不符，请联系系统管理员。")
        return found


def _asked_of(endpoints: dict[str, Any], name: str) -> str:
    address = endpoints.get(name)
    if not isinstance(address, str):
        raise IdentityError(f"统一身份认证没有给出 {name}，请联系系统管理员。")
    return address


def _is_strong(said: dict[str, Any]) -> bool:
    """Whether the provider says, in ``acr`` or ``amr``, what the settings take for two factors."""
    methods = said.get("amr")
    told = {said.get("acr"), *(methods if isinstance(methods, list) else ())}
    return bool(told & set(settings.OIDC["strong"]))


def _credentials() -> str:
    """RFC 6749, 2.3.1: both are encoded as in a form before they are joined."""
    pair = settings.OIDC["client_id"], settings.OIDC["client_secret"]
    return b64encode(":".join(map(quote_plus, pair)).encode()).decode()


def _derived(what: str, state: str) -> str:
    return _text(salted_hmac(f"units.oidc.{what}", state, algorithm="sha256").digest())


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
