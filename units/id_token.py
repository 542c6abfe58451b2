"""Reading an ID token (OpenID Connect Core 1.0, 3.1.3.7): its signature and for whom it is.

Only signatures by keys that the provider alone has (RS256, ES256): one by a shared secret, or
none, is refused whatever the token says.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from binascii import Error as BadBase64
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

SKEW = 60  # seconds that two clocks may differ
_TYPES = {"RS256": "RSA", "ES256": "EC"}
_HALF = 32  # bytes of each of the two numbers of ES256


class TokenError(Exception):
    """The token vouches for nobody; ``str(error)`` is a clause for the log and for people."""


def claims(
    token: str,
    keys: Iterable[Mapping[str, Any]],
    *,
    issuer: str,
    audience: str,
    nonce: str,
    now: float,
) -> dict[str, Any]:
    """What a token says that was signed by one of ``keys`` (JWK), for us and this sign-in.

    ``now`` is in seconds since 1970. Raises ``TokenError``.
    """
    try:
        head, body, signature = token.split(".")
        header, said = json.loads(_bytes(head)), json.loads(_bytes(body))
        _refuse_unsigned(f"{head}.{body}".encode(), _bytes(signature), header, keys)
        _refuse_foreign(said, issuer, audience, nonce)
        _refuse_untimely(said, now)
    except (ValueError, TypeError, KeyError, AttributeError, BadBase64) as broken:
        raise TokenError("身份令牌残缺") from broken
    return dict(said)


def _refuse_unsigned(
    signed: bytes,
    signature: bytes,
    header: Mapping[str, Any],
    keys: Iterable[Mapping[str, Any]],
) -> None:
    algorithm = header["alg"]
    if algorithm not in _TYPES:
        raise TokenError(f"不接受身份令牌的签名算法 {str(algorithm)[:20]}")
    for key in _fitting(header, keys):
        try:
            _verify(algorithm, key, signature, signed)
        except InvalidSignature:
            continue
        return
    raise TokenError("身份令牌的签名不对")


def _fitting(
    header: Mapping[str, Any], keys: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Those of the right kind; the one that the token names, where it names one."""
    for key in keys:
        named = "kid" not in header or key.get("kid") == header["kid"]
        if named and key.get("kty") == _TYPES[header["alg"]] and key.get("use", "sig") == "sig":
            yield key


def _verify(algorithm: str, key: Mapping[str, Any], signature: bytes, signed: bytes) -> None:
    """Raises ``InvalidSignature``."""
    if algorithm == "RS256":
        public = rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
        public.verify(signature, signed, padding.PKCS1v15(), SHA256())
        return
    point = ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), ec.SECP256R1())
    if len(signature) != 2 * _HALF:
        raise InvalidSignature
    halves = signature[:_HALF], signature[_HALF:]
    pair = encode_dss_signature(*(int.from_bytes(half, "big") for half in halves))
    point.public_key().verify(pair, signed, ec.ECDSA(SHA256()))


def _refuse_foreign(said: Mapping[str, Any], issuer: str, audience: str, nonce: str) -> None:
    meant = said["aud"] if isinstance(said["aud"], list) else [said["aud"]]
    if said["iss"] != issuer:
        raise TokenError("身份令牌不是由所设的机构签发的")
    if audience not in meant or said.get("azp", audience) != audience:
        raise TokenError("身份令牌不是签发给本系统的")
    if said.get("nonce") != nonce:
        raise TokenError("身份令牌不属于这次登录")


def _refuse_untimely(said: Mapping[str, Any], now: float) -> None:
    if now > said["exp"] + SKEW:
        raise TokenError("身份令牌已过期")
    if max(said["iat"], said.get("nbf", 0)) > now + SKEW:
        raise TokenError("身份令牌尚未生效，请核对服务器时间")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(text: str) -> int:
    return int.from_bytes(_bytes(text), "big")
