"""The findings a reader can make. ERROR of an ``RD-`` rule means: not read whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fiscal.finding import Finding, Severity

MOST_FINDINGS = 50  # of one rule; more only hide the first


@dataclass(frozen=True, slots=True)
class ReaderRule:
    """``basis`` names the entries of the audit lists that a rule stands for, where it does."""

    title: str
    severity: Severity
    basis: str = ""


ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
READER_RULES = {
    "RD-01": ReaderRule("文件为空、过大、损坏或不是可读取的格式", ERROR),
    "RD-02": ReaderRule("不是部门决算公开说明或绩效目标表", ERROR),
    "RD-03": ReaderRule("文件不完整，缺少应有的部分", ERROR),
    "RD-04": ReaderRule("绩效表不完整，缺少应有的内容", ERROR),
    "RD-05": ReaderRule("未能识别的内容", ERROR),
    "RD-06": ReaderRule("应为数字的单元格不是数字", ERROR),
    "RD-07": ReaderRule("页码、目录等不属于公开内容的文字", INFO),
    "RD-08": ReaderRule("单元格归属按内容推断，请核对", WARNING),
    "TX-01": ReaderRule(
        "原文与按数据生成的文字不一致", WARNING, "C064 C065 C069–C076 C080 C082 C083 C086 C087 C096"
    ),
}


def finding(
    rule: str, message: str, source: str = "", where: str = "",
    severity: Severity | None = None, **values: str,
) -> Finding:  # fmt: skip
    """A finding of ``rule`` with its usual severity unless another is given."""
    return Finding(rule, severity or READER_RULES[rule].severity, where, message, values, source)


def capped(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each rule cut off after ``MOST_FINDINGS`` with a note of how many follow."""
    kept: list[Finding] = []
    counts: dict[tuple[str, Severity], int] = {}
    for item in findings:
        key = item.rule, item.severity
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST_FINDINGS:
            kept.append(item)
    for (rule, severity), count in counts.items():
        if count > MOST_FINDINGS:
            rest = count - MOST_FINDINGS
            kept.append(finding(rule, f"此类问题另有 {rest} 处未列出", severity=severity))
    return kept
