"""A frozen document as rows: cells, projects, indicators, findings, in the order of printing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from fiscal.document import Document
from fiscal.finding import Finding as Found
from fiscal.report import FundLine, ProjectEvaluation, ProjectTarget
from fiscal.report import Indicator as Recorded
from fiscal.scoring import scored_line, total_line
from fiscal.statements import BY_NUMBER
from portal.api.schemas import Cell, Finding, Indicator, Project


def number(value: Decimal | None) -> str | None:
    """A decimal number as text, with its precision."""
    return None if value is None else f"{value:f}"


def cells(document: Document) -> Iterator[Cell]:
    """Every known amount of the statements."""
    for key, statement in sorted(document.report.statements.items()):
        for line in statement.lines:
            for column, cell in line.cells.items():
                yield Cell(
                    statement=key,
                    line=line.key,
                    name=line.name,
                    parents=list(line.parents),
                    column=column,
                    header=_header(key, line.key, column),
                    amount=number(cell.this),
                    last_year=number(cell.last),
                    path=f"statements/{key}/{line.key}/{column}",
                )


def projects(document: Document) -> Iterator[Project]:
    """The evaluated projects, or in a document of targets the planned ones."""
    for index, evaluation in enumerate(document.report.projects):
        yield _evaluated(index, evaluation)
    for index, target in enumerate(document.report.targets):
        yield _planned(index, target)


def indicators(document: Document) -> Iterator[Indicator]:
    """Those of the unit as a whole, then those of each project."""
    report = document.report
    if report.unit_evaluation:
        yield from _indicators(None, "unit_evaluation", report.unit_evaluation.indicators)
    for index, project in enumerate(report.projects):
        yield from _indicators(index, f"projects/{index}", project.indicators)
    for index, target in enumerate(report.targets):
        yield from _indicators(index, f"targets/{index}", target.indicators)


def findings(document: Document) -> Iterator[Finding]:
    """What the check found when this was published, with the unit's explanations."""
    explained = {one.finding: one.text for one in document.explanations}
    for found in document.findings:
        yield found_at(found, explained.get(found.fingerprint, ""))


def found_at(found: Found, explanation: str) -> Finding:
    """A finding with what the unit says to it."""
    return Finding(
        rule=found.rule,
        severity=found.severity.value,
        where=found.where,
        message=found.message,
        values=dict(found.values),
        explanation=explanation,
    )


ROWS: dict[str, Callable[[Document], Iterable[Cell | Project | Indicator | Finding]]] = {
    "cells": cells,
    "projects": projects,
    "indicators": indicators,
    "findings": findings,
}


def _header(statement: str, line: str, column: str) -> list[str]:
    """What stands above a cell; statements with two sides have a column of that key on each."""
    declared = BY_NUMBER[statement]
    side = next((row.side for row in declared.rows if row.key == line), "")
    return next((list(c.header) for c in declared.columns if (c.key, c.side) == (column, side)), [])


def _evaluated(index: int, project: ProjectEvaluation) -> Project:
    whole = total_line(project.funds) or FundLine("")
    scored = scored_line(project.funds) or FundLine("")
    scores = [scored.score, *(one.score for one in project.indicators)]
    known = [score for score in scores if score is not None]
    return Project(
        index=index,
        name=project.name,
        department=project.department,
        implementer=project.implementer,
        budget=number(whole.initial),
        full_year=number(whole.full_year),
        executed=number(whole.executed),
        rate=number(scored.rate),
        score=number(sum(known, Decimal())) if len(known) == len(scores) else None,
        goal=project.goal,
        result=project.result,
    )


def _planned(index: int, target: ProjectTarget) -> Project:
    return Project(
        index=index,
        name=target.name,
        department="",
        implementer=target.unit_name,
        budget=number(target.total),
        full_year=None,
        executed=None,
        rate=None,
        score=None,
        goal=target.goal,
        result="",
    )


def _indicators(
    project: int | None, path: str, recorded: Iterable[Recorded]
) -> Iterator[Indicator]:
    for index, one in enumerate(recorded):
        yield Indicator(
            project=project,
            index=index,
            level1=one.level1,
            level2=one.level2,
            name=one.name,
            target=one.target,
            actual=one.actual,
            weight=number(one.weight),
            rate=number(one.rate),
            score=number(one.score),
            deviation=one.deviation,
            path=f"{path}/indicators/{index}",
        )
