"""The hook for an electronic seal: an SM2 signature over the digest of what is published.

``SEAL_SERVICE`` names a class (dotted path) that is made without arguments and does what
``Service`` says. It holds the key; we never see it. Where the setting is empty nothing is sealed,
and SM3 digests alone show what was changed. docs/decisions/0020 explains;
``disclosures/seal_http.py`` asks a service over HTTP and comes along.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

DIGEST_SIZE = 32


class SealError(Exception):
    """The service did not do it; ``str(error)`` is a clause for whoever asked."""


class Service(Protocol):
    """``digest`` is the 32 bytes of an SM3; a seal has whatever form the service gives it
    (PKCS#7, GM/T 0031). Both may raise anything."""

    def seal(self, digest: bytes) -> bytes: ...

    def verify(self, digest: bytes, seal: bytes) -> bool:
        """Whether ``seal`` is one on this digest."""
        ...


def seal(sm3: str) -> str:
    """The seal on an SM3 digest (hex), as base64; empty where no service is set.

    Raises ``SealError`` when the service fails: what is to be sealed is then not published.
    """
    digest = _digest(sm3)
    if not (service := _service()):
        return ""
    try:
        made = service.seal(digest)
    except Exception as error:  # whatever somebody else's service may raise
        raise SealError(f"电子签章服务没有完成：{error}") from error
    if not made:
        raise SealError("电子签章服务没有给出签章")
    return b64encode(made).decode()


def is_genuine(sm3: str, made: str) -> bool:
    """Whether the service takes ``made`` for its seal on the digest; yes where none is set.

    Raises ``SealError`` when the service fails.
    """
    if not (service := _service()):
        return True
    try:
        return service.verify(_digest(sm3), b64decode(made))
    except Exception as error:
        raise SealError(f"电子签章服务没有完成：{error}") from error


def _service() -> Service | None:
    path: str = settings.SEAL_SERVICE
    return cast(Service, import_string(path)()) if path else None


def _digest(sm3: str) -> bytes:
    digest = bytes.fromhex(sm3)
    if len(digest) != DIGEST_SIZE:
        raise ValueError(f"an SM3 digest has {DIGEST_SIZE} bytes, not {len(digest)}")
    return digest
