"""Units and users for tests of every layer."""

from __future__ import annotations

from typing import Any

from units.models import Role, Unit, User


def a_unit(code: str = "T1", name: str = "测试单位", under: Unit | None = None) -> Unit:
    unit = Unit(code=code, name=name)
    made: Unit = (
        Unit.objects.add_child(under, instance=unit) if under
        else Unit.objects.add_root(instance=unit)
    )  # fmt: skip
    return made


def a_user(name: str, role: str = Role.OFFICER, unit: Unit | None = None, **more: Any) -> User:
    return User.objects.create(username=name, role=role, unit=unit, **more)


def officer_of(unit: Unit, name: str = "officer", role: str = Role.OFFICER) -> User:
    """Somebody of the unit who works in the administration."""
    return a_user(name, role, unit, is_staff=True)
