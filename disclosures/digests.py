"""The digests that published and recorded things are known by, as hex."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from cryptography.hazmat.primitives import hashes


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sm3(content: bytes) -> str:
    """By GB/T 32905, the hash that Chinese archives ask for."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def sha256_of_all(chunks: Iterable[bytes]) -> str:
    """Of a content that comes in pieces, so that it need not be in memory whole."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
