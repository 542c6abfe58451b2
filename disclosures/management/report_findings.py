"""Findings on a terminal: grouped by severity for people, as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from fiscal.finding import Finding, Severity

INDENT = "  "


def as_text(findings: Sequence[Finding]) -> str:
    """Errors first, then warnings, then remarks; each with its place and its figures."""
    lines: list[str] = []
    for severity in Severity:
        group = [finding for finding in findings if finding.severity is severity]
        if group:
            lines.append(f"{severity.label} {len(group)} 项")
            for finding in group:
                lines += _lines(finding)
    return "\n".join(lines or ["没有发现问题"])


def _lines(finding: Finding) -> Iterator[str]:
    place = " ".join(part for part in (finding.source, finding.where) if part)
    yield f"{INDENT}{finding.rule}  {finding.message}"
    if place:
        yield f"{INDENT * 4}位置：{place}"
    if finding.values:
        figures = "，".join(f"{name}={value}" for name, value in finding.values.items())
        yield f"{INDENT * 4}数值：{figures}"


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def counts(findings: Sequence[Finding]) -> str:
    """``错误 1，警告 2，提示 0``."""
    return "，".join(
        f"{severity.label} {sum(finding.severity is severity for finding in findings)}"
        for severity in Severity
    )


def has_errors(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
