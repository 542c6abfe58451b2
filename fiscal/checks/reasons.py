"""Texts that the public wording has room for and that say nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.money import Change
from fiscal.narrative.required import FreeText

EXPLAINED = rule(
    "TX-30", "须说明的变动有主要原因，须填写的文字不空缺", Severity.ERROR,
    "C080 D023 D026；财预〔2016〕143号", rule_set="2026.2",
)  # fmt: skip


def check(texts: Iterable[FreeText], *, entered: bool) -> Iterator[Finding]:
    """What the sentences of the text lack.

    In a draft that is ``entered`` here a required text is an ERROR, and a WARNING says that a
    change below the thresholds goes unexplained. What others published before (imported) cannot
    be completed any more: there a required reason that is missing is noted as a WARNING.
    """
    for text in texts:
        if not text.says_nothing:
            continue
        if entered and text.required:
            yield _finding(text, Severity.ERROR)
        elif text.change and (text.required or (entered and text.change.difference)):
            yield _finding(text, Severity.WARNING)


def _finding(text: FreeText, severity: Severity) -> Finding:
    return EXPLAINED.finding(text.path, _message(text), severity, **_values(text))


def _message(text: FreeText) -> str:
    if text.change is None or not text.slot.endswith("reason"):
        return "这段文字没有填写，公开文字将在此空缺"
    must = "" if text.required else "（低于须说明的标准）"
    return f"{_moved(text.change, is_count=text.is_count)}没有说明主要原因{must}"


def _moved(change: Change, *, is_count: bool) -> str:
    if is_count:  # two counts of vehicles set side by side; neither grew out of the other
        return f"两处相差{change.amount:,}辆，"
    return f"{change.direction}{change.amount:,.2f}万元（{change.percent:,.2f}%）"


def _values(text: FreeText) -> dict[str, object]:
    if text.change is None:
        return {}
    return {"difference": text.change.difference, "percent": text.change.percent}
