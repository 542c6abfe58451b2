"""A second factor beside the password: one-time codes of an authenticator (TOTP, RFC 6238).

Who must have one is said here; others may. Codes are taken once, half a minute early or late.
The secret is kept encrypted with a key derived from ``SECRET_KEY``, recovery codes as digests.
"""

from __future__ import annotations

import base64
import secrets

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes

from units import lockout
from units.access_log import record
from units.models import Act, Role, SecondFactor, User

# Who decides on others' figures or accounts.
OBLIGED = frozenset({
    Role.REVIEWER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN,
})  # fmt: skip
RECOVERY_CODES = 8
_STEP = 30  # seconds that a code is shown
_DUE = "second_factor_due"


# --- when it is asked for ----------------------------------------------------------------


def demand(request: HttpRequest, user: User) -> bool:
    """At sign-in: whether the session opens nothing until a code was given."""
    is_due: bool = settings.SECOND_FACTOR and (is_obliged(user) or confirmed(user) is not None)
    if is_due:
        request.session[_DUE] = True
    return is_due


def is_due(request: HttpRequest) -> bool:
    return bool(request.session.get(_DUE))


def satisfy(request: HttpRequest) -> None:
    request.session.pop(_DUE, None)


def is_obliged(user: User) -> bool:
    return user.is_superuser or user.role in OBLIGED


# --- the authenticator -------------------------------------------------------------------


def confirmed(user: User) -> SecondFactor | None:
    """The authenticator in force."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


def offered(user: User) -> SecondFactor:
    """The authenticator to be set up, the same until a code of it is confirmed."""
    secret = _cipher().encrypt(secrets.token_bytes(20)).decode()
    factor, _ = SecondFactor.objects.get_or_create(user=user, defaults={"secret": secret})
    return factor


def secret_text(factor: SecondFactor) -> str:
    """The secret as it is typed into an authenticator that has no camera."""
    return base64.b32encode(_secret(factor)).decode()


def address(factor: SecondFactor) -> str:
    """The ``otpauth:`` address that a QR code carries."""
    return _totp(factor).get_provisioning_uri(factor.user.username, settings.SITE["name"])


def enrol(user: User, code: str) -> list[str] | None:
    """Put the offered authenticator in force. The recovery codes; None when the code is wrong."""
    factor = offered(user)
    step = _step_of(factor, code)
    if factor.confirmed_at or step is None:
        lockout.failed(Act.SECOND_FACTOR, user, user.username)
        return None
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    factor.recovery = [_digest(user, one) for one in codes]
    factor.confirmed_at, factor.last_step = timezone.now(), step
    factor.save()
    record(Act.ENROL, user)
    return codes


def check(user: User, code: str, act: Act = Act.SECOND_FACTOR) -> bool:
    """Whether the code, of the authenticator or for recovery, is right; it is used up then.

    What came of it is recorded as ``act``; failures lock.
    """
    taken = _take(user, code)
    if taken:
        record(act, user, recovery=taken == "recovery")
    else:
        lockout.failed(act, user, user.username)
    return bool(taken)


def reset(user: User, by: User) -> bool:
    """Forget the authenticator, so that another can be set up. Whether there was one."""
    count, _ = SecondFactor.objects.filter(user=user).delete()
    if count:
        record(Act.RESET_FACTOR, user, by=by)
    return bool(count)


@transaction.atomic
def _take(user: User, code: str) -> str:
    """Which kind of code was used up; empty when none."""
    rows = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=False)
    factor = rows.first()
    if factor is None:
        return ""
    step, digest = _step_of(factor, code), _digest(user, code)
    if step is not None and step > factor.last_step:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return "code"
    if digest in factor.recovery:
        factor.recovery.remove(digest)
        factor.save(update_fields=["recovery"])
        return "recovery"
    return ""


def _step_of(factor: SecondFactor, code: str) -> int | None:
    """The time step that the code is of, now or beside it."""
    typed = _plain(code).encode()
    totp, now = _totp(factor), int(timezone.now().timestamp()) // _STEP
    for step in (now, now - 1, now + 1):
        if bytes_eq(totp.generate(step * _STEP), typed):
            return step
    return None


def _totp(factor: SecondFactor) -> TOTP:
    return TOTP(_secret(factor), 6, SHA1(), _STEP)  # noqa: S303  # what authenticators know


def _recovery_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _digest(user: User, code: str) -> str:
    """Fast, because a code has 80 bits; keyed, because there are so few."""
    key = f"units.second_factor.recovery.{user.pk}"
    return salted_hmac(key, _plain(code).lower(), algorithm="sha256").hexdigest()


def _plain(code: str) -> str:
    return code.replace(" ", "").replace("-", "")


def _secret(factor: SecondFactor) -> bytes:
    return _cipher().decrypt(factor.secret.encode())


def _cipher() -> MultiFernet:
    """With the keys of now and before, as Django's ``SECRET_KEY_FALLBACKS`` has them."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    derived = HKDF(SHA256(), 32, salt=None, info=b"units.second_factor").derive(force_bytes(key))
    return base64.urlsafe_b64encode(derived)
