"""From 绩效目标表 to 绩效自评表: the same indicators, entered once.

What was aimed at in January is carried into the evaluation of the year; from then on both stand
by themselves, and ``departures`` tells where they part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from fiscal.money import plain
from fiscal.report import FundLine, Indicator, ProjectEvaluation, ProjectTarget, Report

# Rows of 项目资金 in an evaluation, with the amount of the target table that each begins with.
PROJECT_FUNDS = (("年度资金总额", "total"), ("当年财政拨款", "fiscal"), ("其他资金", "other"))
UNIT_FUNDS = ("上级资金", "本级资金", "其他资金", "合计")


@dataclass(frozen=True, slots=True)
class Departure:
    """An indicator whose evaluation does not say what its target table says.

    ``index`` is its place in the evaluation, None when it is missing there.
    """

    name: str
    planned: str
    now: str
    index: int | None


def evaluation_of(target: ProjectTarget) -> ProjectEvaluation:
    """The evaluation of a project as it begins: all that was planned, nothing done yet."""
    funds = (
        FundLine(source, initial=getattr(target, column), full_year=getattr(target, column))
        for source, column in PROJECT_FUNDS
    )
    return ProjectEvaluation(
        name=target.name,
        department="",
        implementer=target.unit_name,
        funds=tuple(funds),
        goal=target.goal,
        result="",
        indicators=tuple(_not_yet(indicator) for indicator in target.indicators),
    )


def carried(report: Report, targets: Iterable[ProjectTarget]) -> Report:
    """The Report with an evaluation begun for every target; what has begun stays as it is."""
    planned = {target.name: evaluation_of(target) for target in targets}
    projects = [_begun(project, planned.pop(project.name, project)) for project in report.projects]
    return replace(report, projects=(*projects, *planned.values()))


def departures(project: ProjectEvaluation, target: ProjectTarget) -> Iterator[Departure]:
    """Where the targets or weights of an evaluation are not those of the target table."""
    places = {_identity(row): index for index, row in enumerate(project.indicators)}
    for planned in target.indicators:
        index = places.get(_identity(planned))
        now = "" if index is None else _aim(project.indicators[index])
        if now != _aim(planned):
            yield Departure(planned.name, _aim(planned), now, index)


def _not_yet(indicator: Indicator) -> Indicator:
    return replace(indicator, actual="", midyear="", rate=None, score=None, deviation="",
                   override_reason="")  # fmt: skip


def _begun(project: ProjectEvaluation, planned: ProjectEvaluation) -> ProjectEvaluation:
    """A project without indicators takes those planned; its own words and money stay."""
    if project.indicators:
        return project
    return replace(
        project,
        funds=project.funds or planned.funds,
        goal=project.goal or planned.goal,
        indicators=planned.indicators,
    )


def _identity(indicator: Indicator) -> tuple[str, str, str]:
    return indicator.level1, indicator.level2, indicator.name


def _aim(indicator: Indicator) -> str:
    weight = "" if indicator.weight is None else f"（{plain(indicator.weight)}分）"
    return f"{indicator.target}{weight}"
