"""A report given to another unit."""

from __future__ import annotations

from dataclasses import replace

from fiscal.report import Report, UnitFacts


def of_unit(report: Report, name: str, code: str = "") -> Report:
    """The report as that unit's own, its evaluation tables too."""
    table = report.unit_evaluation
    return replace(
        report,
        unit=UnitFacts(name, code),
        unit_evaluation=replace(table, unit_name=name) if table else None,
        projects=tuple(replace(one, department=name, implementer=name) for one in report.projects),
    )
