"""Keeping the headline figures of a version; see ``portal.index``."""

from __future__ import annotations

from fiscal.document import Document
from fiscal.measures import measured, project_results
from portal.models import Current, Included, Measurement, ProjectScore


def keep(current: Current, document: Document) -> None:
    """Write the measures, project results and included units of a version."""
    Measurement.objects.bulk_create(
        Measurement(
            current=current,
            year=current.year,
            key=one.key,
            amount=one.amount,
            last=one.last,
            why=one.why,
        )
        for one in measured(document)
    )
    ProjectScore.objects.bulk_create(
        ProjectScore(
            current=current,
            position=one.index,
            name=one.name,
            full_year=one.full_year,
            executed=one.executed,
            score=one.score,
        )
        for one in project_results(document.report)
    )
    names = dict.fromkeys(document.report.organisation.subordinates)
    Included.objects.bulk_create(
        Included(current=current, year=current.year, name=name[:200])
        for name in names
        if name != current.unit_name
    )
