"""Reading an ID token (OpenID Connect Core 1.0, 3.1.3.7): its signature and for whom it is.

Only signatures by keys that the provider alone has (RS256, ES256): one by a shared secret, or
none, is refused whatever the token says. PyJWT verifies; here stands what must hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jwt

SKEW = 60  # seconds that two clocks may differ
_TYPES = {"RS256": "RSA", "ES256": "EC"}
_BROKEN = "身份令牌残缺"
_SAID: tuple[tuple[type[jwt.PyJWTError], str], ...] = (
    (jwt.InvalidSignatureError, "身份令牌的签名不对"),
    (jwt.ExpiredSignatureError, "身份令牌已过期"),
    (jwt.ImmatureSignatureError, "身份令牌尚未生效，请核对服务器时间"),
    (jwt.InvalidIssuerError, "身份令牌不是由所设的机构签发的"),
    (jwt.InvalidAudienceError, "身份令牌不是签发给本系统的"),
)


class TokenError(Exception):
    """The token vouches for nobody; ``str(error)`` is a clause for the log and for people."""


def claims(
    token: str, keys: Iterable[Mapping[str, Any]], *, issuer: str, audience: str, nonce: str
) -> dict[str, Any]:
    """What a token says that was signed by one of ``keys`` (JWK), for us and this sign-in.

    Raises ``TokenError``.
    """
    try:
        said = _signed(token, keys, issuer, audience)
    except (jwt.PyJWTError, ValueError, TypeError) as wrong:
        raise TokenError(
            next((s for kind, s in _SAID if isinstance(wrong, kind)), _BROKEN)
        ) from wrong
    if said.get("azp", audience) != audience:
        raise TokenError("身份令牌不是签发给本系统的")
    if said.get("nonce") != nonce:
        raise TokenError("身份令牌不属于这次登录")
    return said


def _signed(
    token: str, keys: Iterable[Mapping[str, Any]], issuer: str, audience: str
) -> dict[str, Any]:
    """Raises ``TokenError`` and what PyJWT raises."""
    header = jwt.get_unverified_header(token)
    if "alg" not in header:
        raise TokenError(_BROKEN)
    if header["alg"] not in _TYPES:
        raise TokenError(f"不接受身份令牌的签名算法 {str(header['alg'])[:20]}")
    for key in _fitting(header, keys):
        try:
            said: dict[str, Any] = jwt.decode(
                token, jwt.PyJWK(dict(key), header["alg"]), algorithms=list(_TYPES),
                issuer=issuer, audience=audience, leeway=SKEW,
                options={"require": ["iss", "aud", "exp", "iat"]},
            )  # fmt: skip
        except jwt.InvalidSignatureError:
            continue
        return said
    raise jwt.InvalidSignatureError


def _fitting(
    header: Mapping[str, Any], keys: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Those of the right kind; the one that the token names, where it names one."""
    for key in keys:
        named = "kid" not in header or key.get("kid") == header["kid"]
        if named and key.get("kty") == _TYPES[header["alg"]] and key.get("use", "sig") == "sig":
            yield key
