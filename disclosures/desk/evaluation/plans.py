"""The 绩效目标表 that the projects of a disclosure began with."""

from __future__ import annotations

from disclosures.desk.draft import Draft
from disclosures.models import Disclosure
from disclosures.store import assemble
from fiscal.report import TARGETS, ProjectTarget


def plans(draft: Draft) -> tuple[ProjectTarget, ...]:
    """Target tables of the same unit and year: as published, else as drafted, else the own."""
    disclosure = draft.disclosure
    filed = Disclosure.objects.filter(
        unit=disclosure.unit, year=disclosure.year, kind=TARGETS
    ).exclude(pk=disclosure.pk).first()  # fmt: skip
    if filed is None:
        return draft.report.targets
    version = filed.versions.order_by("-number").first()
    report = version.document().report if version else assemble(filed)
    return report.targets


def plan_of(draft: Draft, name: str) -> ProjectTarget | None:
    """The target table of one project."""
    return next((plan for plan in plans(draft) if plan.name == name), None)
