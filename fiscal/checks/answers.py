"""Reasons side by side, and 措施 as the answer to 问题."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.narrative.inputs import place_of
from fiscal.narrative.required import FreeText
from fiscal.report import Report

UNANSWERED = rule("TX-53", "每个问题有对应的改进措施", Severity.WARNING, "D052", rule_set="2026.3")
BOTH_WAYS = rule(
    "TX-54", "同一原因不同时解释增加和减少", Severity.WARNING, "D024 D025", rule_set="2026.3"
)
ALIKE = rule("TX-55", "各科目、各指标的原因不雷同", Severity.INFO, "D024", rule_set="2026.3")

_PROBLEMS, _MEASURES = "texts/s11.body.problems", "texts/s11.body.measures"
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_BEGINS = r"(?:^|(?<=[。；;：:，\n\s]))"
_WAYS = (
    re.compile(rf"{_BEGINS}[（(]{_NUMERAL}[)）]"),
    re.compile(rf"{_BEGINS}{_NUMERAL}是"),
    re.compile(rf"{_BEGINS}\d{{1,2}}[.、．](?!\d)"),
)
_MANY = 3  # reasons that begin alike before it is worth a hint
_BEGINNING, _SHORTEST = 12, 6  # characters compared


def check_answers(texts: Sequence[FreeText]) -> Iterator[Finding]:
    """TX-53: fewer measures than problems, or none; more are as good."""
    by_path = {text.path: text.text for text in texts}
    problems, measures = by_path.get(_PROBLEMS, ""), by_path.get(_MEASURES, "")
    found, answered = _count(problems), _count(measures)
    if found and not measures.strip(" 无。-—/"):
        message = "列出了问题，没有改进措施"
    elif answered > 1 and found > answered:
        message = f"列出{found}个问题，改进措施只有{answered}条，不能一一对应"
    else:
        return
    yield UNANSWERED.finding(_MEASURES, message, printed=answered, computed=found)


def _count(text: str) -> int:
    """Items of the outermost list; a text without a list is one."""
    if not text.strip(" 无。-—/"):
        return 0
    counts = (len(way.findall(text)) for way in _WAYS)
    return next((count for count in counts if count > 1), 1)


def check_reasons(texts: Sequence[FreeText], report: Report) -> Iterator[Finding]:
    """TX-54 and TX-55 of the reasons that stand beside one another in a statement."""
    reasons = [text for text in texts if text.line and text.slot == "reason" and text.text.strip()]
    same: dict[str, list[FreeText]] = {}
    alike: dict[str, list[FreeText]] = {}
    for text in reasons:
        bare = "".join(text.text.split()).rstrip("。；;")
        same.setdefault(bare, []).append(text)
        alike.setdefault(bare[:_BEGINNING], []).append(text)
    for bare, group in same.items():
        yield from _both_ways(bare, group, report)
    for bare, group in alike.items():
        if len(group) >= _MANY and len(bare) >= _SHORTEST:
            message = f"{len(group)}个科目的主要原因都以“{bare}”开头，请分别写明具体事项"
            yield ALIKE.finding(group[0].path, message, printed=bare, count=len(group))
    yield from _deviations(report)


def _both_ways(bare: str, group: Sequence[FreeText], report: Report) -> Iterator[Finding]:
    rose = [text for text in group if text.change and text.change.difference > 0]
    fell = [text for text in group if text.change and text.change.difference < 0]
    if len(bare) >= _SHORTEST and rose and fell:
        places = "、".join(place_of(text.path, report) for text in (rose[0], fell[0]))
        yield BOTH_WAYS.finding(
            fell[0].path,
            f"同一原因“{bare}”既解释增加又解释减少：{places}",
            printed=bare,
            other=rose[0].path,
        )


def _deviations(report: Report) -> Iterator[Finding]:
    """One sentence for the deviations of many projects."""
    places: dict[str, list[str]] = {}
    for index, project in enumerate(report.projects):
        said = {"".join(row.deviation.split()): i for i, row in enumerate(project.indicators)}
        for bare, row in said.items():
            where = f"projects/{index}/indicators/{row}/deviation"
            places.setdefault(bare, []).append(where)
    for bare, wheres in places.items():
        if len(wheres) >= _MANY and len(bare) >= _SHORTEST:
            message = f"{len(wheres)}个项目的偏差原因完全相同：“{bare[:20]}…”"
            yield ALIKE.finding(wheres[0], message, printed=bare, count=len(wheres))
