"""Who may do what where: one table, asked by actions, admin and commands alike.

A verb is one of ``disclosures.models.Verb`` or one of those below. What a role's row does not
name, it may not do; a user who is not active may do nothing. A superuser, who is for setting up,
may do everything but judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from units.models import Role, Unit, User

VIEW = "view"
INSPECT = "inspect"  # look at the inspection desk, where units stand beside each other
# Of the three administrators, one each: none does another's work, and none touches figures.
MANAGE_UNITS, MANAGE_BOOKS = "manage_units", "manage_books"
MANAGE_USERS = "manage_users"
READ_LOG = "read_log"
# Of the indicator library, which belongs to no unit.
PROPOSE, CURATE = "propose_indicator", "curate_library"


class Scope(StrEnum):
    """How far a verb reaches from the user's own unit."""

    OWN = "own"
    SUBTREE = "subtree"  # the own unit and those below it
    ANY = "any"  # units that are not there yet, too


_OFFICER = {
    VIEW: Scope.SUBTREE, "receive": Scope.SUBTREE, "load": Scope.SUBTREE, "submit": Scope.OWN,
    "edit": Scope.SUBTREE, "apply_upload": Scope.SUBTREE, "undo_upload": Scope.SUBTREE,
    "start_year": Scope.SUBTREE, "consolidate": Scope.SUBTREE,
    "explain": Scope.SUBTREE, "attach": Scope.SUBTREE, "detach": Scope.SUBTREE,
    "recall": Scope.OWN, "request_unlock": Scope.OWN, "mark_comment": Scope.SUBTREE,
    PROPOSE: Scope.ANY,
}  # fmt: skip

PERMISSIONS: Mapping[str, Mapping[str, Scope]] = {
    Role.OFFICER: _OFFICER,
    Role.HEAD: {
        **_OFFICER, "sign_off": Scope.OWN, "clear_secrecy": Scope.OWN,
        INSPECT: Scope.SUBTREE,
    },
    Role.REVIEWER: {
        VIEW: Scope.ANY, "receive": Scope.ANY, "load": Scope.ANY, "approve": Scope.ANY,
        "publish": Scope.ANY, "import": Scope.ANY, "send_back": Scope.ANY, "revise": Scope.ANY,
        "withdraw": Scope.ANY, "record_approval": Scope.ANY, INSPECT: Scope.ANY, PROPOSE: Scope.ANY,
        CURATE: Scope.ANY,
    },
    Role.AUDITOR: {VIEW: Scope.ANY, INSPECT: Scope.ANY},
    Role.SYSTEM_ADMIN: {MANAGE_UNITS: Scope.ANY, MANAGE_BOOKS: Scope.ANY},
    Role.SECURITY_ADMIN: {MANAGE_USERS: Scope.ANY},
    Role.AUDIT_ADMIN: {READ_LOG: Scope.ANY},
}  # fmt: skip

# What answers for figures, or decides on them, is left to those whose office it is.
JUDGING = frozenset({
    "sign_off", "clear_secrecy", "send_back", "approve", "record_approval", "publish", "revise",
    "withdraw",
})  # fmt: skip


def allowed(user: User | AnonymousUser, verb: str, unit: Unit | None) -> bool:
    """May ``user`` do ``verb`` at ``unit``? ``None`` stands for a unit that is yet to be made."""
    scope = scope_of(user, verb)
    if scope is None or scope is Scope.ANY:
        return scope is Scope.ANY
    home = user.unit if isinstance(user, User) else None
    if home is None or unit is None:
        return False
    if scope is Scope.OWN:
        return bool(unit.pk == home.pk)
    return bool(unit.path.startswith(home.path))


def reach(user: User | AnonymousUser, verb: str) -> QuerySet[Unit]:
    """The units at which ``user`` may do ``verb``."""
    scope = scope_of(user, verb)
    units: QuerySet[Unit] = Unit.objects.all()
    if scope is Scope.ANY:
        return units
    home = user.unit if isinstance(user, User) else None
    if scope is None or home is None:
        return units.none()
    if scope is Scope.OWN:
        return units.filter(pk=home.pk)
    return units.filter(path__startswith=home.path)


def scope_of(user: User | AnonymousUser, verb: str) -> Scope | None:
    """How far ``verb`` reaches for ``user``; None where not at all."""
    if not isinstance(user, User) or not user.is_active:
        return None
    if user.is_superuser:
        return None if verb in JUDGING else Scope.ANY
    return PERMISSIONS.get(user.role, {}).get(verb)
