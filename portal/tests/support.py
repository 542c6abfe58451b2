"""Published versions for the tests, made through the actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from disclosures import actions, demo
from disclosures.models import Disclosure, Rendition, Version
from disclosures.render import renditions
from fiscal.report import FINAL_ACCOUNTS, Report, UnitFacts
from portal import index
from units.models import Role, User

AT = datetime(2025, 9, 1, 18, 30, tzinfo=UTC)  # 2 September, 02:30 in China


def someone() -> User:
    """A person who may bring in anything."""
    user, _ = User.objects.get_or_create(
        username="admin", defaults={"is_superuser": True, "role": Role.SYSTEM_ADMIN}
    )
    return user


def reviewer() -> User:
    """A person who decides on what is public."""
    user, _ = User.objects.get_or_create(username="decides", defaults={"role": Role.REVIEWER})
    return user


def draft(report: Report) -> Disclosure:
    return actions.load(report=report, by=someone(), at=AT)


def publish_silently(report: Report, at: datetime = AT) -> Version:
    """Published, and the portal's own tables do not know yet: a test's transaction stays open."""
    return actions.publish(disclosure=draft(report), by=someone(), at=at, imported=True)


def publish(report: Report, at: datetime = AT) -> Version:
    """Published, and the portal's own tables followed, as they do after a commit."""
    version = publish_silently(report, at)
    index.index(version)
    return version


def brief(
    code: str = "yx-01", name: str = "云溪县水利局", year: int = 2024, kind: str = FINAL_ACCOUNTS
) -> Report:
    """A report without figures, for lists."""
    return Report(unit=UnitFacts(name, code), year=year, kind=kind)


def full(code: str = "yx-01", name: str = "云溪县水利局") -> Report:
    """A report with statements, text and evaluations."""
    unit = next(iter(demo.units(1)))
    (report,) = demo.reports(unit, 2024, 2024)
    return replace(report, unit=replace(report.unit, name=name, code=code))


def correct(version: Version) -> Version:
    """The next version of the same disclosure."""
    version.refresh_from_db()
    version.pk, version.number, version.previous = None, version.number + 1, version.sha256
    version._state.adding = True
    version.save()
    return version


def revised(version: Version, report: Report, reason: str, at: datetime = AT) -> Version:
    """The next version of a disclosure, by the way that the units go."""
    disclosure = version.disclosure
    disclosure.refresh_from_db()
    actions.revise(disclosure=disclosure, reason=reason, by=reviewer(), at=at)
    return publish(report, at)


def withdraw(version: Version, reason: str) -> None:
    disclosure = version.disclosure
    disclosure.refresh_from_db()
    actions.withdraw(disclosure=disclosure, reason=reason, by=reviewer(), at=AT)
    index.index(version)


def make_files(version: Version) -> list[Rendition]:
    """The files that do not take a PDF renderer's time."""
    return [renditions.make(version, extension) for extension in ("json", "txt")]
