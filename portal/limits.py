"""How much of the machine visitors may take: requests from one address, and checks at once."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

WINDOW = 10 * 60  # seconds
AT_ONCE = 2  # on one machine, however many processes serve it
PATIENCE = 5  # seconds that a visitor waits for a turn
_PAUSE = 0.1
_SITE = 64  # bits of an IPv6 address that one customer has


def wait(request: HttpRequest, what: str, limit: int) -> int:
    """Count one more of ``what`` from the visitor's address: 0 up to ``limit`` in a window.

    Above it, the seconds until counting begins anew. Two at the very same moment may count as
    one: it keeps a crowd away, it is no lock.
    """
    window, gone = divmod(int(time.time()), WINDOW)
    key = f"{what}:{address_of(request)}:{window}"
    count = cache.get(key, 0) + 1
    cache.set(key, count, WINDOW)
    return 0 if count <= limit else WINDOW - gone


def later(response: HttpResponse, seconds: int) -> HttpResponse:
    """``response``, which also tells programs when asking again can succeed."""
    response["Retry-After"] = str(seconds)
    return response


def is_longer(request: HttpRequest, most: int) -> bool:
    """Whether the request says that its body has more than ``most`` bytes."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > most
    except ValueError:  # it says nothing; Django reads no body then
        return False


def address_of(request: HttpRequest) -> str:
    """The visitor's address, or of IPv6 the network: one customer has 2^64 addresses.

    Behind the proxy its header tells; it overwrites what a visitor wrote there.
    """
    given = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", given).split(",")
        given = seen[-min(settings.PROXIES, len(seen))].strip()
    try:
        address = ip_address(given)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _SITE), strict=False).network_address)
    return str(address)


@contextmanager
def turn() -> Iterator[bool]:
    """One of the ``AT_ONCE`` turns of this machine; False when none came free in time.

    A turn is a locked file: the system gives it back when a process dies.
    """
    until = time.monotonic() + PATIENCE
    while (taken := _take()) is None and time.monotonic() < until:
        time.sleep(_PAUSE)
    try:
        yield taken is not None
    finally:
        if taken is not None:
            os.close(taken)


def _take() -> int | None:
    for number in range(AT_ONCE):
        path = Path(tempfile.gettempdir()) / f"mingzhang-check-{os.getuid()}-{number}"
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
        else:
            return file
    return None
