"""The hook for signing in through somebody else: an identity provider (OIDC, a unified portal).

``IDENTITY_PROVIDER`` names a class (dotted path) that is made without arguments and does what
``Provider`` says; where it is empty nothing of this is there. A provider only says who somebody
is: people, their roles and whether they are in use are kept here, and nobody is made on the way.
docs/decisions/0020 explains; ``units/oidc.py`` speaks OpenID Connect and comes along.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


class IdentityError(Exception):
    """The provider vouches for nobody; ``str(error)`` is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is. ``is_strong``: the provider has seen two factors, so we ask for none."""

    username: str
    is_strong: bool = False


class Provider(Protocol):
    """The two steps of the authorization code flow, or whatever stands for them."""

    label: str  # on the button of the sign-in page

    def begin(self, callback: str, state: str) -> str:
        """The address to send the browser to. It must come back to ``callback`` with ``state``.

        Raises ``IdentityError`` while the provider cannot be used.
        """
        ...

    def finish(self, request: HttpRequest, callback: str) -> Identity:
        """Whom the provider vouches for, from what the browser brought back.

        ``state`` has been compared already. Raises ``IdentityError``.
        """
        ...


def provider() -> Provider | None:
    """The provider that the settings name; ``ImportError`` when there is no such class."""
    path: str = settings.IDENTITY_PROVIDER
    return _made(path) if path else None


@cache
def _made(path: str) -> Provider:
    return cast(Provider, import_string(path)())
