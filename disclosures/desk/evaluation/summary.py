"""What a table comes to: weights, score, grade, deviations. Shown beside it and in the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.desk.evaluation.build import Table, is_reason_due
from disclosures.desk.evaluation.form import UNIT
from fiscal.finding import Finding, Severity
from fiscal.money import CENT, ZERO, plain
from fiscal.monitoring import monitor
from fiscal.reference import Reference
from fiscal.report import ProjectTarget, Report, UnitEvaluation
from fiscal.scoring import (
    INDICATOR_WEIGHT,
    fill_project,
    fill_unit_evaluation,
    grade_of,
    scored_line,
    total_line,
)


@dataclass(frozen=True, slots=True)
class Summary:
    """``weight`` is that of the indicators, of ``due`` points; ``score`` 总分 once all are known.

    ``reasons`` counts the deviation reasons still to be written, ``deviates`` tells what the
    mid-year monitoring found, ``execution`` is 预算执行率 in percent.
    """

    weight: str
    due: str
    score: str
    grade: str
    execution: str
    reasons: int
    deviates: bool


def summary(table: Table, reference: Reference) -> Summary:
    weights = [row.weight for row in table.indicators if row.weight is not None]
    weight, due = plain(sum(weights, ZERO)), plain(INDICATOR_WEIGHT)
    if isinstance(table, ProjectTarget):
        return Summary(weight, due, "", "", "", 0, False)
    unit = isinstance(table, UnitEvaluation)
    filled = (
        fill_unit_evaluation(table, reference.year)
        if isinstance(table, UnitEvaluation)
        else fill_project(table, reference.year, reference)
    )
    line = scored_line(filled.funds)
    scores = [line.score if line else None, *(row.score for row in filled.indicators)]
    score = _total(scores)
    return Summary(
        weight=weight,
        due=due,
        score="" if score is None else f"{score}",
        grade="" if score is None else grade_of(score, reference),
        execution="" if line is None or line.rate is None else plain(line.rate),
        reasons=0 if unit else _reasons_due(table),
        deviates=monitor(table.funds, table.indicators, reference).deviates,
    )


def _reasons_due(table: Table) -> int:
    return sum(is_reason_due(row) and not row.deviation for row in table.indicators)


def _total(scores: Sequence[Decimal | None]) -> Decimal | None:
    known = [score for score in scores if score is not None]
    return sum(known, ZERO).quantize(CENT) if len(known) == len(scores) else None


@dataclass(frozen=True, slots=True)
class Listed:
    """A table in the list of its disclosure; amounts as the list shows them."""

    index: int
    name: str
    budget: str
    executed: str
    summary: Summary
    errors: int
    warnings: int


def listed(
    report: Report, reference: Reference, findings: Sequence[Finding], *, targets: bool
) -> list[Listed]:
    """The projects of a Report in their order, or its target tables."""
    group = "targets" if targets else "projects"
    tables: Sequence[Table] = report.targets if targets else report.projects
    return [
        _listed(index, f"{group}/{index}", table, reference, findings)
        for index, table in enumerate(tables)
    ]


def _listed(
    index: int, path: str, table: Table, reference: Reference, findings: Sequence[Finding]
) -> Listed:
    own = [one for one in findings if f"{one.where}/".startswith(f"{path}/")]
    budget, executed = money(table)
    return Listed(
        index=index,
        name=getattr(table, "name", ""),
        budget=UNIT.show(budget),
        executed=UNIT.show(executed),
        summary=summary(table, reference),
        errors=sum(one.severity is Severity.ERROR for one in own),
        warnings=sum(one.severity is Severity.WARNING for one in own),
    )


def money(table: Table) -> tuple[Decimal | None, Decimal | None]:
    """The year's budget and what was spent of it, in yuan."""
    if isinstance(table, ProjectTarget):
        return table.total, None
    line = total_line(table.funds)
    return (line.full_year, line.executed) if line else (None, None)
