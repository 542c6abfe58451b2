"""Guessing is stopped: too many failures in a row lock a user name for a while.

The access log is all there is to it: failures are counted there, and a lock is a line of it. It
holds at the address that the failures came from or, when they come from many, everywhere. Names
that nobody has are locked like the others, so that nobody learns which there are.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localtime

from units.access_log import record
from units.models import AccessRecord, Act, User
from units.origin import current_address

TRIES, TRIES_FROM_ANYWHERE = 5, 20
DURATION = timedelta(minutes=20)


def locked_until(username: str) -> datetime | None:
    """When the lock of the name ends that holds at the current address; None without one."""
    here = Q(details__everywhere=True) | Q(address=current_address())
    lock = _locks().filter(here, username=username).first()
    return lock.at + DURATION if lock else None


def is_locked() -> Exists:
    """Whether a user, in a query of users, is locked anywhere."""
    return Exists(_locks().filter(username=OuterRef("username")))


def refusal(username: str) -> str:
    """What to tell who is locked out; empty when nobody is."""
    until = locked_until(username)
    if until is None:
        return ""
    when = f"{localtime(until):%H:%M}"
    return f"连续失败次数过多，已暂时锁定。请在 {when} 之后再试，或请安全管理员解除锁定。"


def failed(act: Act, user: User | None, username: str) -> None:
    """Write the failure down, and the lock when it was one too many."""
    name = record(act, user, username=username, succeeded=False).username
    if _failures(act, name, current_address()) >= TRIES:
        record(Act.LOCK, user, username=name)
    elif _failures(act, name, None) >= TRIES_FROM_ANYWHERE:
        record(Act.LOCK, user, username=name, everywhere=True)


def unlock(user: User, by: User) -> None:
    record(Act.UNLOCK, user, by=by)


def _lately() -> QuerySet[AccessRecord]:
    return AccessRecord.objects.filter(at__gt=timezone.now() - DURATION)


def _locks() -> QuerySet[AccessRecord]:
    """Those that hold: they are not over, and nobody has lifted them."""
    lifted = AccessRecord.objects.filter(
        act=Act.UNLOCK, username=OuterRef("username"), pk__gt=OuterRef("pk")
    )
    return _lately().filter(~Exists(lifted), act=Act.LOCK)


def _failures(act: Act, username: str, address: str | None) -> int:
    """How many there were in a row; a success, a lock and its end begin the row anew.

    From anywhere, when ``address`` is None: then a lock at one address begins nothing.
    """
    rows, lock = _lately().filter(username=username), Q(act=Act.LOCK)
    if address is None:
        lock = Q(act=Act.LOCK, details__everywhere=True)
    else:
        rows = rows.filter(Q(address=address) | Q(act=Act.UNLOCK))
    anew = rows.filter(Q(act=act, succeeded=True) | Q(act=Act.UNLOCK) | lock)
    last = anew.order_by("-pk").values_list("pk", flat=True).first() or 0
    return rows.filter(act=act, succeeded=False, pk__gt=last).count()
