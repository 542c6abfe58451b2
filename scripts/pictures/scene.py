"""Who and what is seen: fictional units and the people around one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.sessions.backends.db import SessionStore

from disclosures import actions, demo
from disclosures.models import Disclosure
from fiscal.report import Report
from units.models import ROLES_OF_A_UNIT, Role, SecondFactor, Unit, User
from units.second_factor import confirmed, is_obliged, offered, secret_text

YEAR = 2025
AT = datetime(YEAR + 1, 3, 2, 2, 30, tzinfo=UTC)
FIRST, PASSWORD = "Kaishi-2026-mima", "Shui-li-ju-2026"
OFFICER, HEAD, REVIEWER, PUBLISHER = "liming", "zhaojun", "zhoumin", "chenhua"
SYSTEM, SECURITY, AUDIT = "sunqiang", "wujing", "zhengjie"


@dataclass(frozen=True)
class Scene:
    """Last year is published, this year is yet to begin; ``report`` is what it will be."""

    officer: User
    colleague: User
    reviewer: User
    report: Report

    @property
    def code(self) -> str:
        """Of the unit."""
        return self.report.unit.code


def set_scene() -> Scene:
    root = User.objects.create_superuser("root", password=PASSWORD, first_name="管理员")
    fictional = next(iter(demo.units(1)))
    unit = Unit.objects.add_root(instance=Unit(code=fictional.code, name=fictional.name))
    people = [
        User.objects.create_user(
            name, password=FIRST, first_name=called, role=Role.OFFICER, unit=unit, is_staff=True,
            must_change_password=True,
        )
        for name, called in ((OFFICER, "李明"), ("wangfang", "王芳"))
    ]  # fmt: skip
    for name, called, role in (
        (HEAD, "赵军", Role.HEAD), (REVIEWER, "周敏", Role.REVIEWER),
        (PUBLISHER, "陈华", Role.REVIEWER),
        (SYSTEM, "孙强", Role.SYSTEM_ADMIN), (SECURITY, "吴静", Role.SECURITY_ADMIN),
        (AUDIT, "郑洁", Role.AUDIT_ADMIN),
    ):  # fmt: skip
        User.objects.create_user(
            name, password=PASSWORD, first_name=called, role=role, is_staff=True,
            unit=unit if role in ROLES_OF_A_UNIT else None,
        )  # fmt: skip
    last, this = demo.reports(fictional, YEAR - 1, YEAR)
    draft = actions.load(report=last, by=root, at=AT.replace(year=YEAR))
    actions.publish(disclosure=draft, by=root, at=AT.replace(year=YEAR), imported=True)
    return Scene(people[0], people[1], root, this)


def the_draft() -> Disclosure:
    return Disclosure.objects.filter(year=YEAR, kind="final_accounts").earliest("pk")


def fill(scene: Scene, report: Report) -> Disclosure:
    return actions.load(report=report, by=scene.officer, at=AT)


def enrolled(name: str) -> str:
    """The secret of somebody's authenticator, in force and no code used up; empty without need."""
    user = User.objects.get(username=name)
    if not is_obliged(user):
        return ""
    factor = confirmed(user) or offered(user)
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=AT, last_step=0)
    return secret_text(factor)


def forget_confirming() -> None:
    """As if everybody had signed in long ago: the next grave deed asks who they are."""
    for row in SessionStore.get_model_class().objects.all():
        session = SessionStore(row.session_key)
        session["confirmed"] = AT.isoformat()
        session.save()
