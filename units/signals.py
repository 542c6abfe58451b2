"""Django tells when somebody signs in, fails to or leaves; here that is written down."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from units import lockout, sessions
from units.access_log import record
from units.models import Act, User


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    sessions.begin(request, user)


@receiver(user_logged_out)
def _signed_out(user: User | None, **_: Any) -> None:
    if user is not None:
        record(Act.SIGN_OUT, user)


@receiver(user_login_failed)
def _failed(credentials: dict[str, Any], **_: Any) -> None:
    username = str(credentials.get("username", ""))
    user = User.objects.filter(username=username).first()
    lockout.failed(Act.SIGN_IN, user, username)
