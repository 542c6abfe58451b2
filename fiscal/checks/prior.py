"""上年完成情况 of an indicator row: a day that exists, and the target's kind of value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fiscal.checks.registry import rule
from fiscal.checks.rows import Row
from fiscal.finding import Finding, Severity
from fiscal.indicators import Value, parse

NO_SUCH_DAY = rule(
    "PE-32", "上年完成情况中的日期应当存在", Severity.ERROR, "D039 D051", rule_set="2026.3"
)
OTHER_KIND = rule(
    "PE-33", "上年完成情况与目标值是同一种值", Severity.WARNING, "D051", rule_set="2026.3"
)

_PERIOD = re.compile("工作日|小时|分钟|季度|[天日周月年秒]")


def check_prior(row: Row) -> Iterator[Finding]:
    """PE-32 and PE-33 of a row. A day of last year is completed by last year."""
    prior = parse(row.indicator.prior, row.year - 1)
    if prior.problem:
        yield NO_SUCH_DAY.finding(
            row.where("prior"),
            f"{row.subject}上年完成情况“{prior.text}”中的日期不存在：{prior.problem}",
            printed=prior.text,
        )
        return
    kinds, prior_kinds = _kinds(row.target), _kinds(prior)
    if kinds and prior_kinds and not kinds & prior_kinds:
        yield OTHER_KIND.finding(
            row.where("prior"),
            f"{row.subject}目标值为“{row.indicator.target}”，上年完成情况却为"
            f"“{row.indicator.prior}”，不是同一种值",
            target=row.target.text,
            printed=prior.text,
        )


def _kinds(value: Value) -> frozenset[str]:
    """What a value may be: 日期, 百分比, 金额, 时间 or 数量; nothing for words and bare numbers.

    12月 is a time as well as a day.
    """
    dated = frozenset({"日期"} if value.period else ())
    if value.number is None or not value.unit:
        return dated
    if value.unit == "%":
        kind = "百分比"
    elif value.unit.startswith("元"):
        kind = "金额"
    else:
        kind = "时间" if _PERIOD.fullmatch(value.unit.partition("/")[0]) else "数量"
    return dated | {kind}
