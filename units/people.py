"""What is recorded when accounts are made or changed, by the form as by a list."""

from __future__ import annotations

from units import sessions
from units.access_log import record
from units.models import Act, User

# What decides over what somebody may do.
_RIGHTS = ("role", "unit", "is_active", "is_staff")
_FIELDS = ("username", "last_name", "first_name", "email", *_RIGHTS)


def added(user: User, by: User) -> None:
    record(Act.ADD_USER, user, by=by, role=user.role, unit=_plain(user.unit))


def changed(before: User, after: User, by: User) -> None:
    """Record what differs; whose rights do has to sign in again."""
    differs = [name for name in _FIELDS if getattr(before, name) != getattr(after, name)]
    if not differs:
        return
    changes = {name: [_plain(getattr(one, name)) for one in (before, after)] for name in differs}
    record(Act.CHANGE_USER, after, by=by, changes=changes)
    if set(differs) & {*_RIGHTS}:
        sessions.renew_ticket(after)


def _plain(value: object) -> object:
    return value if isinstance(value, bool | str) else str(value or "")
