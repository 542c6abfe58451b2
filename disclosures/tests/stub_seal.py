"""A seal service that signs with nothing but a name: an example, and for tests."""

from __future__ import annotations


def seal(digest: bytes) -> bytes:
    """A real one sends the digest to a signature server with the unit's SM2 certificate."""
    return b"sealed:" + digest


def silent(digest: bytes) -> bytes:
    return b""


def unreachable(digest: bytes) -> bytes:
    raise ConnectionError("签章服务器没有应答")
