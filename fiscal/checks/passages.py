"""Every free text of a Report with its address: what people wrote, not what was computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fiscal.narrative.inputs import place_of
from fiscal.report import Indicator, Report


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, its address and the place in words."""

    where: str
    subject: str
    text: str


def passages(report: Report) -> Iterator[Passage]:
    """All texts that say anything, in the order of the document."""
    return (passage for passage in _all(report) if passage.text.strip())


def _all(report: Report) -> Iterator[Passage]:
    yield from _numbered("functions", "主要职能", report.functions)
    for key, text in report.texts.items():
        path = f"texts/{key}"
        yield Passage(path, place_of(path, report), text)
    if report.unit_evaluation:
        evaluation = report.unit_evaluation
        yield from _evaluation(
            "unit_evaluation", "整体支出", evaluation.goal, evaluation.result, evaluation.indicators
        )
    for index, project in enumerate(report.projects):
        yield from _evaluation(
            f"projects/{index}", f"项目“{project.name}”",
            project.goal, project.result, project.indicators,
        )  # fmt: skip
    for index, target in enumerate(report.targets):
        owner = f"绩效目标表“{target.name}”"
        yield from _evaluation(f"targets/{index}", owner, target.goal, "", target.indicators)
    yield from _numbered("other_matters", "其他需说明的事项", report.other_matters)
    yield from _numbered("terms", "名词解释", report.terms)


def _numbered(path: str, subject: str, texts: tuple[str, ...]) -> Iterator[Passage]:
    for index, text in enumerate(texts):
        yield Passage(path, f"{subject}第{index + 1}段", text)


def _evaluation(
    path: str, owner: str, goal: str, result: str, indicators: tuple[Indicator, ...]
) -> Iterator[Passage]:
    yield Passage(f"{path}/goal", f"{owner}年度总体目标", goal)
    yield Passage(f"{path}/result", f"{owner}实际完成情况", result)
    for index, indicator in enumerate(indicators):
        yield Passage(
            f"{path}/indicators/{index}/deviation",
            f"{owner}指标“{indicator.name}”偏差原因",
            indicator.deviation,
        )
