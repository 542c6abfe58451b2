"""Deliberate slips in some Reports, so that a demonstration has findings to show.

All are of the kind that asks for a look and does not block publishing, but ``_no_reason``: it is
put into a draft that is left unfinished. One unit's last year is too good to be true.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.demo.places import DemoUnit
from fiscal.reference import Reference
from fiscal.report import FundLine, Indicator, ProjectEvaluation, Report
from fiscal.scoring import fill_project

LAST_YEAR = 2025  # the year that a demonstration ends with
ROUND = 12  # units after which the slips come again
UNFINISHED = 10  # the unit of a round whose last year stays a draft
SUBMITTED = 11  # … and the one whose last year waits for the reviewer
APPROVED = 9  # … and the one whose last year is approved and not public yet
LATE = (2, 4)  # those that publish their last year after the day
FLATTERED = 6  # the one that has found nothing but success in its last year

_POINTS = Decimal(5)
Slip = Callable[[ProjectEvaluation], ProjectEvaluation]


def with_flaws(unit: DemoUnit, report: Report, reference: Reference) -> Report:
    """The Report with its unit's slip in the first project that can have it."""
    place = unit.index % ROUND
    if place == FLATTERED and report.year == LAST_YEAR:
        return _flattered(report, reference)
    slip = _SLIPS.get((place, report.year % 2))
    if place == UNFINISHED and report.year == LAST_YEAR:
        slip = _no_reason
    if slip is None:
        return report
    projects = list(report.projects)
    for index, project in enumerate(projects):
        slipped = slip(project)
        if slipped != project:
            projects[index] = fill_project(slipped, report.year, reference)
            break
    return replace(report, projects=tuple(projects))


def _own_weights(project: ProjectEvaluation) -> ProjectEvaluation:
    """Five points moved from output to benefit: still 90, but no scheme of the year."""
    found = project.indicators
    output = next(index for index, item in enumerate(found) if item.level1 == "产出指标")
    benefit = next(index for index, item in enumerate(found) if item.level1 == "效益指标")
    return replace(
        project,
        indicators=_changed(
            found,
            {
                output: _reweighted(found[output], -_POINTS),
                benefit: _reweighted(found[benefit], _POINTS),
            },
        ),
    )


def _reweighted(indicator: Indicator, points: Decimal) -> Indicator:
    return replace(indicator, weight=(indicator.weight or Decimal(0)) + points, score=None)


def _copied_reason(project: ProjectEvaluation) -> ProjectEvaluation:
    """The reason of one row copied into another."""
    explained = [index for index, item in enumerate(project.indicators) if item.deviation]
    if len(explained) < 2:
        return project
    first, second = (project.indicators[index] for index in explained[:2])
    copy = replace(second, deviation=first.deviation)
    return replace(project, indicators=_changed(project.indicators, {explained[1]: copy}))


def _lower_not_marked(project: ProjectEvaluation) -> ProjectEvaluation:
    """A cost below its target that is not marked as 反向指标, and so loses points."""
    for index, item in enumerate(project.indicators):
        if item.lower_is_better and item.actual.removeprefix("=") != item.target[2:]:
            plain = replace(
                item, lower_is_better=False, rate=None, score=None,
                deviation="集中采购后实际成本低于预算标准。下一步将完善成本测算。",
            )  # fmt: skip
            return replace(project, indicators=_changed(project.indicators, {index: plain}))
    return project


def _wrong_rule(project: ProjectEvaluation) -> ProjectEvaluation:
    """满意度 scored by 按照完成比例赋分: exceeding it costs points."""
    for index, item in enumerate(project.indicators):
        if item.rule == "满意度赋分":
            other = replace(item, rule="按照完成比例赋分", score=None)
            return replace(project, indicators=_changed(project.indicators, {index: other}))
    return project


def _no_reason(project: ProjectEvaluation) -> ProjectEvaluation:
    """A deviation that nobody has explained: an error, for a draft."""
    for index, item in enumerate(project.indicators):
        if item.deviation:
            silent = replace(item, deviation="")
            return replace(project, indicators=_changed(project.indicators, {index: silent}))
    return project


def _flattered(report: Report, reference: Reference) -> Report:
    """Every project 100: spent what was planned, targets met to the dot, people more than happy."""
    projects = (
        replace(
            project,
            funds=tuple(_all_spent(line) for line in project.funds),
            indicators=tuple(_too_good(one) for one in project.indicators),
        )
        for project in report.projects
    )
    filled = tuple(fill_project(one, report.year, reference) for one in projects)
    return replace(report, projects=filled)


def _all_spent(line: FundLine) -> FundLine:
    return replace(line, full_year=line.executed, rate=None, score=None)


def _too_good(item: Indicator) -> Indicator:
    if item.rule == "满意度赋分":
        return replace(
            item, target=">=85%", actual="=99%", rate=None, score=None, deviation=_HAPPY
        )  # fmt: skip
    if not item.deviation:
        return item
    met = f"={item.target.lstrip('<>=')}"
    return replace(item, actual=met, rate=None, score=None, deviation="")


_HAPPY = "群众对各项服务普遍满意，实际结果好于年初设定的目标。下一步将适当提高目标值。"


def _changed(
    indicators: Sequence[Indicator], changes: dict[int, Indicator]
) -> tuple[Indicator, ...]:
    return tuple(changes.get(index, item) for index, item in enumerate(indicators))


# By the unit's place in its round, and whether the year is odd.
_SLIPS: dict[tuple[int, int], Slip] = {
    (1, 1): _wrong_rule,
    (3, 0): _own_weights,
    (5, 1): _lower_not_marked,
    (7, 0): _copied_reason,
    (8, 1): _lower_not_marked,
}
