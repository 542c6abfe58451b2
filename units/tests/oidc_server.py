"""An OpenID provider on a port of its own, as small as one can be, whose tokens can be spoilt."""

from __future__ import annotations

import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from units.tests.serving import Quiet, listening

CLIENT, SECRET, CODE = "mingzhang", "s/ecret+", "code-of-once"
_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_EC = ec.generate_private_key(ec.SECP256R1())


def text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _number(value: int) -> str:
    return text(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def keys() -> list[dict[str, str]]:
    """The public keys, as the provider tells them."""
    numbers, point = _RSA.public_key().public_numbers(), _EC.public_key().public_numbers()
    return [
        {"kty": "RSA", "kid": "r", "use": "sig", "n": _number(numbers.n), "e": _number(numbers.e)},
        {"kty": "EC", "kid": "e", "crv": "P-256", "x": _number(point.x), "y": _number(point.y)},
    ]


def signed(said: dict[str, Any], algorithm: str = "RS256") -> str:
    """A token as a provider makes it; of ``none`` and the like, with an empty signature."""
    header = {"alg": algorithm, "kid": "e" if algorithm == "ES256" else "r"}
    content = ".".join(text(json.dumps(part).encode()) for part in (header, said))
    signature = b""
    if algorithm == "RS256":
        signature = _RSA.sign(content.encode(), padding.PKCS1v15(), SHA256())
    elif algorithm == "ES256":
        pair = decode_dss_signature(_EC.sign(content.encode(), ec.ECDSA(SHA256())))
        signature = b"".join(number.to_bytes(32, "big") for number in pair)
    return f"{content}.{text(signature)}"


@dataclass
class OpenIdServer:
    """``said`` goes into tokens over what is right; ``broken`` names a page that fails."""

    port: int = 0
    said: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    broken: str = ""
    asked: dict[str, str] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sign_in(self, address: str) -> dict[str, str]:
        """The person signs in at the page that the browser was sent to: what it brings back."""
        query = parse_qs(urlsplit(address).query)
        self.asked = {name: values[0] for name, values in query.items()}
        return {"code": CODE, "state": self.asked["state"]}

    def page(self, path: str, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """What is answered; None is a refusal."""
        if path == self.broken:
            return None
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
            pages = {name: f"{self.issuer}/{page}" for name, page in names.items()}
            return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **pages}
        if path == "/keys":
            return {"keys": keys()}
        return self._token(form, authorization)

    def _token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        challenge = text(sha256(form.get("code_verifier", "").encode()).digest())
        known = b64decode(authorization.removeprefix("Basic ")) == b"mingzhang:s%2Fecret%2B"
        same = form.get("redirect_uri") == self.asked["redirect_uri"]
        once = form.get("code") == CODE and challenge == self.asked["code_challenge"]
        if not (known and same and once):
            return None
        now = int(time.time())
        right = {
            "iss": self.issuer, "aud": CLIENT, "sub": "7", "nonce": self.asked["nonce"],
            "iat": now, "exp": now + 300, "preferred_username": "reviewer",
        }  # fmt: skip
        return {"token_type": "Bearer", "id_token": signed({**right, **self.said}, self.algorithm)}


@contextmanager
def serving() -> Iterator[OpenIdServer]:
    """The provider, answering on 127.0.0.1."""
    provider = OpenIdServer()

    class Handler(Quiet):
        def do_GET(self) -> None:
            self._tell({})

        def do_POST(self) -> None:
            form = parse_qs(self.body().decode())
            self._tell({name: values[0] for name, values in form.items()})

        def _tell(self, form: dict[str, str]) -> None:
            authorization = self.headers.get("Authorization", "")
            found = provider.page(urlsplit(self.path).path, form, authorization)
            self.answer(200 if found else 400, json.dumps(found).encode())

    with listening(Handler) as provider.port:
        yield provider
