"""A project over the years: what it was given, spent and scored, as its filings hold it."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.desk.evaluation.form import UNIT
from disclosures.desk.evaluation.summary import Summary, money, summary
from fiscal.report import ProjectEvaluation
from performance.models import Project
from performance.store import over_years
from units.reference_db import reference


@dataclass(frozen=True, slots=True)
class Year:
    """One year's self-evaluation; amounts as the desk shows them."""

    year: int
    budget: str
    executed: str
    summary: Summary


def other_years(project: Project, year: int) -> list[Year]:
    """The project's evaluations in all years but ``year``, the latest first."""
    return [_year(filed, table) for filed, table in over_years(project) if filed != year]


def _year(year: int, table: ProjectEvaluation) -> Year:
    budget, executed = money(table)
    return Year(year, UNIT.show(budget), UNIT.show(executed), summary(table, reference(year)))
