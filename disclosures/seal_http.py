"""A seal service behind HTTP: ``SEAL_SERVICE=disclosures.seal_http.HttpSeal``.

A few lines around the vendor's library, on the machine that may use it, answer JSON:

    POST SEAL_URL/seal    {"algorithm": "SM2-SM3", "digest": hex}                -> {"seal": base64}
    POST SEAL_URL/verify  {"algorithm": "SM2-SM3", "digest": hex, "seal": base64} -> {"valid": bool}

The 32 bytes of the digest are the message that is signed. ``SEAL_TOKEN``, where it is set, is
sent as a bearer token.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from django.conf import settings

from units.outgoing import OutgoingError, ask

_ALGORITHM = "SM2-SM3"


class HttpSeal:
    """Does what ``disclosures.seal.Service`` says. Raises ``OutgoingError``."""

    def seal(self, digest: bytes) -> bytes:
        made = _ask("seal", digest=digest.hex()).get("seal")
        if not isinstance(made, str):
            raise OutgoingError("答复中没有签章")
        try:
            return b64decode(made, validate=True)
        except ValueError as broken:
            raise OutgoingError("答复中的签章不是 base64") from broken

    def verify(self, digest: bytes, seal: bytes) -> bool:
        answer = _ask("verify", digest=digest.hex(), seal=b64encode(seal).decode())
        if not isinstance(valid := answer.get("valid"), bool):
            raise OutgoingError("答复中没有核对结果")
        return valid


def _ask(what: str, **sent: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {settings.SEAL_TOKEN}"} if settings.SEAL_TOKEN else {}
    address = f"{settings.SEAL_URL.rstrip('/')}/{what}"
    return ask(address, data={"algorithm": _ALGORITHM, **sent}, headers=headers)
