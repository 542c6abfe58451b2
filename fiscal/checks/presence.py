"""What a draft still lacks: a disclosure is handed in whole."""

from __future__ import annotations

from collections.abc import Iterator

from fiscal.checks.registry import rule
from fiscal.completeness import Completeness, completeness
from fiscal.finding import Finding, Severity
from fiscal.reference import Reference
from fiscal.report import Report
from fiscal.statements import BY_NUMBER

WHOLE = rule(
    "CM-01", "九张报表、文字说明和绩效各部分填报齐全", Severity.ERROR,
    "D004 D008 D009 D011–D014 D018–D021 D049；财预〔2016〕143号", rule_set="2026.3",
)  # fmt: skip

_PARTS = {
    "narrative": "公开说明", "unit_evaluation": "整体支出绩效自评表",
    "projects": "项目支出绩效自评表", "targets": "项目支出绩效目标表",
}  # fmt: skip
_TEXTS = "texts/"  # TX-30 speaks of each


def check(report: Report, reference: Reference) -> Iterator[Finding]:
    """One finding for each part that is not complete, at the first thing it lacks."""
    for part in completeness(report, reference):
        missing = [path for path in part.missing if not path.startswith(_TEXTS)]
        if missing:
            yield WHOLE.finding(
                missing[0],
                f"{_name(part)}还有{len(missing)}项未填",
                missing=len(missing),
                required=part.required,
            )


def _name(part: Completeness) -> str:
    kind, _, number = part.part.partition("/")
    return f"《{BY_NUMBER[number].title}》" if number else _PARTS[kind]
