"""An authenticator for tests."""

from __future__ import annotations

import base64
import hmac
import struct
import time

from units import second_factor
from units.models import SecondFactor, User


def code_of(secret: str, ahead: int = 0) -> str:
    """What an authenticator shows now, or ``ahead`` half minutes later; by RFC 6238 itself."""
    step = int(time.time()) // 30 + ahead
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def enrolled(user: User) -> tuple[str, list[str]]:
    """Put an authenticator in force; its secret and the recovery codes. No code is used up."""
    secret = second_factor.secret_text(second_factor.offered(user))
    codes = second_factor.enrol(user, code_of(secret))
    assert codes is not None
    SecondFactor.objects.filter(user=user).update(last_step=0)
    return secret, codes
