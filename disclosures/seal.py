"""The hook for an electronic seal: an SM2 signature over the digest of what is published.

``SEAL_SERVICE`` names a function (dotted path) that takes the 32 bytes of an SM3 digest and gives
the signature, in whatever form the service has (PKCS#7, GM/T 0031). It holds the key; we never
see it. Where the setting is empty nothing is sealed, and SM3 digests alone show what was changed.
docs/decisions/0020 explains, ``disclosures/tests/stub_seal.py`` is an example.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

DIGEST_SIZE = 32


class SealError(Exception):
    """The service did not seal; ``str(error)`` is a sentence for the person who publishes."""


def seal(digest: bytes) -> bytes:
    """The seal on an SM3 digest; empty where no service is set.

    Raises ``SealError`` when the service fails: what is to be sealed is then not published.
    """
    if len(digest) != DIGEST_SIZE:
        raise ValueError(f"an SM3 digest has {DIGEST_SIZE} bytes, not {len(digest)}")
    path: str = settings.SEAL_SERVICE
    if not path:
        return b""
    service = cast(Callable[[bytes], bytes], import_string(path))
    try:
        made = service(digest)
    except Exception as error:  # whatever somebody else's service may raise
        raise SealError(f"电子签章服务没有完成：{error}") from error
    if not made:
        raise SealError("电子签章服务没有给出签章。")
    return made
