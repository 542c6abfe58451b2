"""细化程度: how many of the innermost lines by classification go down to 项 or 款."""

from __future__ import annotations

from collections.abc import Iterable

from fiscal.checks.classification import DETAIL
from fiscal.finding import Finding
from fiscal.report import Report, Statement

_STATEMENTS = ("05", "06", "07", "08")  # those of which the law asks it


def lines_to_detail(report: Report) -> int:
    """Number of lines with money and no line below them."""
    return sum(_innermost(report.statement(number)) for number in _STATEMENTS)


def not_detailed(findings: Iterable[Finding]) -> int:
    """How many of them the checks found to stop too early."""
    return sum(one.rule == DETAIL.id for one in findings)


def _innermost(statement: Statement) -> int:
    codes = sorted(
        line.key
        for line in statement.lines
        if line.key.isdecimal() and any(cell.this or cell.last for cell in line.cells.values())
    )
    pairs = zip(codes, [*codes, ""][1:], strict=True)
    return sum(not after.startswith(code) for code, after in pairs)
