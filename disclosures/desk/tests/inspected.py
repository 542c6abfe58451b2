"""A small region for the tests of the inspection desk.

Approved on 1 March, so to be published by 21 March: the bureau is in time by half an hour, the
station below it late by ten minutes, the archive has errors, the office has not begun.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from disclosures import inspecting
from disclosures.desk.inspection.rows import Region, Row
from disclosures.desk.tests.desks import AT, YEAR, a_draft, a_full_report, a_unit, a_user
from disclosures.models import Disclosure
from disclosures.tests.renaming import of_unit
from disclosures.tests.walking import published
from fiscal.report import Report
from units.models import ReferenceItem, Role, Unit, User

TODAY = date(2026, 3, 31)
IN_TIME = datetime(2026, 3, 21, 15, 30, tzinfo=UTC)  # 23:30 in China
LATE = datetime(2026, 3, 21, 16, 10, tzinfo=UTC)  # ten past midnight, the day after


@dataclass(frozen=True)
class Place:
    bureau: Unit
    station: Unit
    archive: Unit
    office: Unit


def a_region() -> Place:
    approve("2026-03-01")
    bureau = a_unit("B1", "水利局")
    station = a_unit("B2", "水文站", bureau)
    archive, office = a_unit("C1", "档案馆"), a_unit("D1", "统计局")
    publish(an_account(bureau), IN_TIME)
    publish(an_account(station), LATE)
    an_account(archive, wrong(a_full_report()))
    for unit in (bureau, station, archive, office):
        unit.refresh_from_db()
    inspect_all()
    return Place(bureau, station, archive, office)


def approve(day: str, year: int = YEAR) -> None:
    """Record when the accounts of a year were approved."""
    ReferenceItem.objects.create(
        book="setting", code="approved_on", name="财政批复日期", valid_from=year,
        attrs={"value": day},
    )  # fmt: skip


def wrong(report: Report) -> Report:
    """With two errors: procurement's parts are more than its total."""
    return replace(report, procurement=replace(report.procurement, total=Decimal(1)))


def an_account(unit: Unit, report: Report | None = None) -> Disclosure:
    return a_draft(of_unit(report or a_full_report(), unit.name, unit.code))


def publish(draft: Disclosure, at: datetime) -> None:
    published(draft, at)


def inspect_all() -> None:
    for _ in inspecting.run(Disclosure.objects.all(), AT):
        pass


def reviewer() -> User:
    return User.objects.filter(username="reviewer").first() or a_user(
        "reviewer", Role.REVIEWER, is_staff=True
    )


def rows(user: User | None = None, year: int = YEAR) -> dict[str, Row]:
    """The rows by the names of their units, on the last day of March."""
    region = Region(user or reviewer(), year, TODAY)
    return {row.name: row for row in region.rows(region.units().order_by("path").values())}
