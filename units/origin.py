"""From where a request comes, for whatever is recorded while it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Responder = Callable[[HttpRequest], HttpResponse]

_address: ContextVar[str] = ContextVar("address", default="")


def current_address() -> str:
    """The address of the request being answered; empty in commands and background work."""
    return _address.get()


@contextmanager
def coming_from(address: str) -> Iterator[None]:
    """Around work that is done later, elsewhere, for a request that came from ``address``."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def address_of(request: HttpRequest) -> str:
    """The client's address, as the last of our own proxies saw it.

    Each proxy adds whom it saw at the end of ``X-Forwarded-For``; what stands before that comes
    from the client and may be anything.
    """
    seen = str(request.META.get("REMOTE_ADDR", ""))
    if settings.PROXIES:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")
        seen = forwarded[-min(settings.PROXIES, len(forwarded))].strip() or seen
    return seen


def remember_origin(get_response: Responder) -> Responder:
    """Middleware: ``current_address`` knows while the request is answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with coming_from(address_of(request)):
            return get_response(request)

    return middleware
