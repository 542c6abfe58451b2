"""The rules that a password must obey, and passwords that serve once.

Length and common passwords are Django's business. Here: what kinds of characters it has, that it
does not contain the user name, and that it is none of the last few.
"""

from __future__ import annotations

import secrets
import string

from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from units.access_log import record
from units.models import Act, OldPassword, User

KINDS, REMEMBERED = 3, 5
_SHORTEST_NAME = 3  # a name of a letter or two is in any password
_KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
# Without those that look alike.
_LOWER, _UPPER, _DIGITS = "abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"


class KindsValidator:
    """Small and capital letters, digits, others: three of the four; and not the user's name."""

    def validate(self, password: str, user: User | None = None) -> None:
        kinds = {next((i for i, kind in enumerate(_KINDS) if one in kind), -1) for one in password}
        if len(kinds) < KINDS:
            raise ValidationError("密码须含大写字母、小写字母、数字、其他字符中的至少三种。")
        name = user.username.lower() if user else ""
        if len(name) >= _SHORTEST_NAME and name in password.lower():
            raise ValidationError("密码不能包含用户名。")

    def get_help_text(self) -> str:
        return "须含大写字母、小写字母、数字、其他字符中的至少三种，不能包含用户名。"


class HistoryValidator:
    """None of the last few; as Django's way to hear of new ones it also keeps the history."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        # The one of now is not in the history when it came with the account.
        used = {user.password, *(old.password for old in _history(user))}
        if any(check_password(password, old) for old in used):
            raise ValidationError(f"不能与最近 {REMEMBERED} 次用过的密码相同。")

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Called after a user was saved with a new password."""
        if user is None:
            return
        User.objects.filter(pk=user.pk).update(password_set_at=timezone.now())
        user.old_passwords.create(password=user.password)
        kept = [old.pk for old in _history(user)]
        user.old_passwords.exclude(pk__in=kept).delete()

    def get_help_text(self) -> str:
        return f"不能与最近 {REMEMBERED} 次用过的密码相同，90 天内须更换。"


class OwnPasswordForm(AdminPasswordChangeForm):
    """Somebody chooses the own password, which ends the time of a one-time one."""

    def save(self, commit: bool = True) -> User:
        user: User = self.user
        user.must_change_password = False
        super().save(commit)
        record(Act.PASSWORD, user, by=user)
        return user


def one_time_password() -> str:
    """Sixteen characters, easy to read to each other, that obey the rules."""
    letters = _LOWER + _UPPER + _DIGITS
    while True:
        text = "".join(secrets.choice(letters) for _ in range(16))
        if all(any(one in kind for one in text) for kind in (_LOWER, _UPPER, _DIGITS)):
            return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def give_one_time_password(user: User, by: User | None) -> str:
    """A new password that serves until the person has chosen another; shown to nobody later."""
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save()
    record(Act.RESET_PASSWORD, user, by=by)
    return password


def is_due(user: User) -> bool:
    """Whether nothing opens before the person has chosen another password."""
    return user.must_change_password or user.password_is_too_old


def _history(user: User) -> list[OldPassword]:
    return list(user.old_passwords.order_by("-pk")[:REMEMBERED])
