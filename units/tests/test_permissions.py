"""One table says who may do what where."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from units.models import Role, Unit, User
from units.permissions import (
    JUDGING,
    MANAGE_BOOKS,
    MANAGE_UNITS,
    MANAGE_USERS,
    PERMISSIONS,
    READ_LOG,
    VIEW,
    allowed,
    reach,
)
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> dict[str, Unit]:
    """A department with a unit below it, and a department beside it."""
    department = a_unit("D1", "教育局")
    return {
        "department": department,
        "school": a_unit("D1-1", "第一中学", under=department),
        "other": a_unit("D2", "水利局"),
    }


def test_every_role_has_a_row() -> None:
    assert set(PERMISSIONS) == set(Role.values)


@pytest.mark.parametrize(
    ("role", "verb", "where"),
    [
        (Role.OFFICER, "load", {"department", "school"}),
        (Role.OFFICER, "submit", {"department"}),
        (Role.OFFICER, "edit", {"department", "school"}),
        (Role.HEAD, "consolidate", {"department", "school"}),
        (Role.REVIEWER, "edit", set()),
        (Role.OFFICER, "approve", set()),
        (Role.OFFICER, "publish", set()),
        (Role.OFFICER, "import", set()),
        (Role.HEAD, "approve", set()),
        (Role.REVIEWER, "approve", {"department", "school", "other"}),
        (Role.REVIEWER, "submit", set()),
        (Role.OFFICER, "recall", {"department"}),
        (Role.OFFICER, "request_unlock", {"department"}),
        (Role.OFFICER, "mark_comment", {"department", "school"}),
        (Role.OFFICER, "sign_off", set()),
        (Role.HEAD, "sign_off", {"department"}),
        (Role.HEAD, "clear_secrecy", {"department"}),
        (Role.HEAD, "send_back", set()),
        (Role.HEAD, "revise", set()),
        (Role.HEAD, "withdraw", set()),
        (Role.REVIEWER, "sign_off", set()),
        (Role.REVIEWER, "send_back", {"department", "school", "other"}),
        (Role.REVIEWER, "revise", {"department", "school", "other"}),
        (Role.REVIEWER, "withdraw", {"department", "school", "other"}),
        (Role.REVIEWER, "record_approval", {"department", "school", "other"}),
        (Role.AUDITOR, "send_back", set()),
        (Role.SECURITY_ADMIN, "withdraw", set()),
        (Role.AUDITOR, VIEW, {"department", "school", "other"}),
        (Role.AUDITOR, "load", set()),
        (Role.SYSTEM_ADMIN, MANAGE_UNITS, {"department", "school", "other"}),
        (Role.SYSTEM_ADMIN, "publish", set()),
        (Role.AUDIT_ADMIN, VIEW, set()),
    ],
)
def test_a_role_may_do_a_verb_exactly_there(
    role: Role, verb: str, where: set[str], tree: dict[str, Unit]
) -> None:
    user = a_user("someone", role, tree["department"])
    assert {name for name, unit in tree.items() if allowed(user, verb, unit)} == where
    assert set(reach(user, verb)) == {tree[name] for name in where}


def test_each_administrator_has_own_verbs_that_nobody_else_has() -> None:
    """S07: the three check each other; none works with figures, and a user has one role."""
    own = {
        Role.SYSTEM_ADMIN: {MANAGE_UNITS, MANAGE_BOOKS},
        Role.SECURITY_ADMIN: {MANAGE_USERS},
        Role.AUDIT_ADMIN: {READ_LOG},
    }
    for role, verbs in PERMISSIONS.items():
        of_administrators = own.get(Role(role), set())
        if of_administrators:
            assert set(verbs) == of_administrators
        else:
            assert not set(verbs) & set().union(*own.values())


def test_an_officer_of_a_unit_below_does_not_reach_up(tree: dict[str, Unit]) -> None:
    officer = a_user("officer", Role.OFFICER, tree["school"])
    assert not allowed(officer, VIEW, tree["department"])


def test_only_who_reaches_every_unit_may_bring_a_new_one(tree: dict[str, Unit]) -> None:
    assert allowed(a_user("reviewer", Role.REVIEWER), "load", None)
    assert not allowed(a_user("officer", Role.OFFICER, tree["department"]), "load", None)


def test_a_user_without_a_unit_reaches_none(tree: dict[str, Unit]) -> None:
    officer = a_user("officer", Role.OFFICER)
    assert not allowed(officer, VIEW, tree["other"])
    assert not reach(officer, VIEW)


def test_a_superuser_may_do_everything_but_judge(tree: dict[str, Unit]) -> None:
    superuser = a_user("root", is_superuser=True)
    assert allowed(superuser, "import", tree["other"])
    assert allowed(superuser, "load", None)
    assert not any(allowed(superuser, verb, tree["other"]) for verb in JUDGING)


@pytest.mark.parametrize("user", [AnonymousUser(), User(is_superuser=True, is_active=False)])
def test_a_stranger_or_a_former_user_may_do_nothing(
    user: User | AnonymousUser, tree: dict[str, Unit]
) -> None:
    assert not allowed(user, VIEW, tree["other"])
    assert not reach(user, VIEW)
