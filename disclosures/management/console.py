"""The user in whose name commands act, so that the event log says that a command did it."""

from __future__ import annotations

from units.models import Role, User

USERNAME = "console"


def console_user() -> User:
    """A reviewer who cannot sign in; made when there is none yet."""
    user, is_new = User.objects.get_or_create(
        username=USERNAME, defaults={"first_name": "命令行", "role": Role.REVIEWER}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
