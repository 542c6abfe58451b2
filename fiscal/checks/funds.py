"""项目资金 and 部门资金: the split of money, and rate and score of 预算执行率."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fiscal.checks.figures import Precision, show_rate
from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.indicators import rounded
from fiscal.money import CENT, ZERO, plain
from fiscal.report import FundLine
from fiscal.scoring import (
    BUDGET_WEIGHT,
    budget_score,
    exact_budget_rate,
    same_rate,
    scored_line,
    total_line,
)

SPLIT = rule("PE-01", "资金总额等于各资金来源之和", Severity.ERROR, "C084 C088")
NO_BUDGET = rule("PE-02", "有执行数的资金来源应有全年预算数", Severity.ERROR, "C089")
OVER_BUDGET = rule("PE-03", "全年执行数不大于全年预算数", Severity.WARNING, "C089")
RATE = rule("PE-04", "预算执行率等于全年执行数除以全年预算数", Severity.ERROR, "C089")
SCORE = rule("PE-05", "预算执行率得分符合赋分规则", Severity.ERROR, "C091")
OWN_FUNDS = rule("PE-06", "自有资金项目不列财政拨款", Severity.WARNING, "项目支出绩效自评表")

_COLUMNS = (("initial", "年初预算数"), ("full_year", "全年预算数"), ("executed", "全年执行数"))
_OWN = "自有资金"
_FISCAL = "财政拨款"


@dataclass(frozen=True, slots=True)
class Funds:
    """The fund rows of one table and where they stand. ``unit`` marks the unit-level table."""

    path: str
    owner: str
    lines: Sequence[FundLine]
    unit: bool = False

    def where(self, line: FundLine, column: str) -> str:
        return f"{self.path}/funds/{self.lines.index(line)}/{column}"

    @property
    def precision(self) -> Precision:
        return Precision.of(
            amount
            for line in self.lines
            for amount in (line.initial, line.full_year, line.executed)
        )


def check_funds(funds: Funds) -> Iterator[Finding]:
    """PE-01 to PE-06 of one table."""
    yield from _split(funds)
    yield from _rows(funds)
    yield from _rate(funds)
    if _OWN in funds.owner:
        yield from _own_funds(funds)


def _split(funds: Funds) -> Iterator[Finding]:
    whole = total_line(funds.lines)
    parts = [line for line in funds.lines if line is not whole]
    if whole is None or not parts:
        return
    for column, label in _COLUMNS:
        printed: Decimal | None = getattr(whole, column)
        amounts: list[Decimal | None] = [getattr(line, column) for line in parts]
        known = [amount for amount in amounts if amount is not None]
        if printed is None or len(known) < len(amounts):
            continue
        where = funds.where(whole, column)
        subject = f"{funds.owner}{label}合计与各资金来源之和不符"
        yield from funds.precision.judge(
            SPLIT, where, subject, printed, sum(known, ZERO), len(known)
        )


def _rows(funds: Funds) -> Iterator[Finding]:
    for line in funds.lines:
        if line.full_year is None or not line.executed or line.executed <= line.full_year:
            continue
        spent, budget = (funds.precision.show(n) for n in (line.executed, line.full_year))
        declared = OVER_BUDGET if line.full_year else NO_BUDGET
        trouble = f"大于全年预算数{budget}" if line.full_year else "，但没有全年预算数"
        yield declared.finding(
            funds.where(line, "executed"),
            f"{funds.owner}“{_source(line)}”全年执行数{spent}{trouble}",
            printed=spent,
            budget=budget,
        )


def _rate(funds: Funds) -> Iterator[Finding]:
    whole, line = total_line(funds.lines), scored_line(funds.lines)
    if whole is None or line is None:
        return
    exact = exact_budget_rate(whole)
    if line.rate is not None and exact is not None and not same_rate(exact, line.rate):
        computed = rounded(exact)
        yield RATE.finding(
            funds.where(line, "rate"),
            f"{funds.owner}预算执行率填{show_rate(line.rate)}，按全年执行数和全年预算数应为"
            f"{show_rate(computed)}",
            printed=show_rate(line.rate),
            computed=show_rate(computed),
            difference=show_rate(line.rate - computed),
        )
    rate = rounded(exact) if line.rate is None and exact is not None else line.rate
    if line.score is None or rate is None:
        return
    score = budget_score(rate, line.weight or BUDGET_WEIGHT, unit=funds.unit)
    if abs(line.score - score) > CENT:
        yield SCORE.finding(
            funds.where(line, "score"),
            f"{funds.owner}预算执行率{show_rate(rate)}得分填{plain(line.score)}，应为{plain(score)}",
            printed=plain(line.score),
            computed=plain(score),
            difference=plain(line.score - score),
        )


def _own_funds(funds: Funds) -> Iterator[Finding]:
    for line in funds.lines:
        if _FISCAL in line.source and (line.full_year or line.executed):
            amount = funds.precision.show(line.full_year or line.executed or ZERO)
            yield OWN_FUNDS.finding(
                funds.where(line, "full_year"),
                f"{funds.owner}名称注明自有资金，却在“{_source(line)}”列有{amount}",
                printed=amount,
            )


def _source(line: FundLine) -> str:
    return line.source.strip().removeprefix("其中：")
