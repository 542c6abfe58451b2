"""Whole performance tables: weights, totals, costs, reasons, and every row of them.

项目支出绩效自评表, 单位整体支出绩效自评表 and 项目支出绩效目标表.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from fiscal.checks.deadlines import check_days, check_payment, check_rate_told
from fiscal.checks.figures import Figures, Precision
from fiscal.checks.funds import SPLIT, Funds, check_funds
from fiscal.checks.mentions import check_funds_told, check_goal, check_result
from fiscal.checks.prior import check_prior
from fiscal.checks.registry import rule
from fiscal.checks.rows import Row, check_project_row, check_unit_row
from fiscal.checks.wording import Words, check_unit_wording, check_wording, known_words
from fiscal.finding import Finding, Severity
from fiscal.money import CENT, YUAN_PER_WAN, envelope, format_number, plain
from fiscal.reference import Reference
from fiscal.report import FundLine, Indicator, ProjectEvaluation, ProjectTarget, Report
from fiscal.scoring import INDICATOR_WEIGHT, total_line, total_of

WEIGHTS = rule("PE-07", "指标权重合计为90分", Severity.ERROR, "C090")
SCHEME = rule("PE-08", "一级指标权重符合年度方案", Severity.WARNING, "C090")
TOTAL_SCORE = rule("PE-09", "总分等于各项得分之和", Severity.ERROR, "C091")
COPIED = rule("PE-18", "偏差原因针对本指标填写", Severity.WARNING, "C093 D024")
COSTS = rule(
    "PE-24", "以金额计的成本指标合计等于项目预算或执行数", Severity.WARNING, "项目支出绩效自评表"
)

_NAME_LENGTH = 6  # shorter names are everyday words


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """All PE findings of a report."""
    if report.unit_evaluation is not None:
        yield from _unit_evaluation(report)
    words = known_words(reference)
    for index, project in enumerate(report.projects):
        yield from _project(index, project, report.year, reference, words)
    for index, target in enumerate(report.targets):
        yield from _target(index, target, report.year, reference, words)


def check_total(
    index: int, project: ProjectEvaluation, printed: Decimal, year: int, reference: Reference
) -> Finding | None:
    """The finding when a printed 总分 is not the sum of its scores.

    A Report records no total (it is computed), so the reader of a file asks here.
    """
    computed = total_of(project, year, reference)
    if computed is None or abs(printed - computed) <= CENT:
        return None
    return TOTAL_SCORE.finding(
        f"projects/{index}",
        f"项目“{project.name}”总分填{format_number(printed)}，各项得分之和为{format_number(computed)}",
        printed=format_number(printed),
        computed=format_number(computed),
        difference=format_number(printed - computed),
    )


def _unit_evaluation(report: Report) -> Iterator[Finding]:
    evaluation = report.unit_evaluation
    assert evaluation is not None
    path, owner = "unit_evaluation", "整体支出绩效自评表"
    rows = _rows(path, owner, evaluation.indicators, report.year)
    yield from check_funds(Funds(path, owner, evaluation.funds, unit=True))
    yield from _weights(path, owner, evaluation.indicators)
    for row in rows:
        yield from check_unit_row(row)
        yield from check_unit_wording(row)
    yield from check_goal(evaluation.goal, f"{path}/goal", rows)
    yield from _told(evaluation.result, path, owner, rows, evaluation.funds)


def _project(
    index: int, project: ProjectEvaluation, year: int, reference: Reference, words: Words
) -> Iterator[Finding]:
    path, owner = f"projects/{index}", f"项目“{project.name}”"
    rows = _rows(path, owner, project.indicators, year)
    yield from check_funds(Funds(path, owner, project.funds))
    yield from _weights(path, owner, project.indicators)
    yield from _scheme(path, owner, project.indicators, reference)
    for row in rows:
        yield from check_project_row(row, reference)
        yield from check_wording(row, reference, words)
        yield from check_prior(row)
    yield from _copied(rows)
    yield from _costs(path, owner, rows, project)
    yield from check_goal(project.goal, f"{path}/goal", rows)
    yield from _told(project.result, path, owner, rows, project.funds)
    yield from check_payment(project.result, f"{path}/result", project.name, rows, project.funds)


def _target(
    index: int, target: ProjectTarget, year: int, reference: Reference, words: Words
) -> Iterator[Finding]:
    path, owner = f"targets/{index}", f"绩效目标表“{target.name}”"
    rows = _rows(path, owner, target.indicators, year)
    if None not in (target.total, target.fiscal, target.other):
        total, fiscal, other = (
            n or Decimal(0) for n in (target.total, target.fiscal, target.other)
        )
        subject = f"{owner}年度预算总额与财政拨款、其他资金之和不符"
        precision = Precision.of((total, fiscal, other))
        yield from precision.judge(SPLIT, f"{path}/total", subject, total, fiscal + other, 2)
    yield from _weights(path, owner, target.indicators)
    yield from _scheme(path, owner, target.indicators, reference)
    for row in rows:
        yield from check_wording(row, reference, words)
        yield from check_prior(row)
    yield from check_goal(target.goal, f"{path}/goal", rows)
    yield from _cost_sum(f"{path}/total", owner, rows, "target", "预算总额", [target.total])


def _told(
    result: str, path: str, owner: str, rows: Sequence[Row], funds: Sequence[FundLine]
) -> Iterator[Finding]:
    """What 实际完成情况 says, against the table."""
    where = f"{path}/result"
    yield from check_result(result, where, rows)
    yield from check_days(result, where, rows)
    yield from check_funds_told(result, where, owner, funds)
    yield from check_rate_told(result, where, owner, funds)


def _rows(path: str, owner: str, indicators: Sequence[Indicator], year: int) -> list[Row]:
    return [
        Row(f"{path}/indicators/{index}", owner, indicator, year)
        for index, indicator in enumerate(indicators)
    ]


def _weights(path: str, owner: str, indicators: Sequence[Indicator]) -> Iterator[Finding]:
    weights = [indicator.weight for indicator in indicators if indicator.weight is not None]
    computed = sum(weights, Decimal(0))
    if len(weights) == len(indicators) and computed != INDICATOR_WEIGHT:
        yield WEIGHTS.finding(
            f"{path}/indicators",
            f"{owner}指标权重合计{plain(computed)}分，加预算执行率10分后应为100分"
            if indicators
            else f"{owner}没有指标",
            printed=plain(computed),
            computed=plain(INDICATOR_WEIGHT),
            difference=plain(computed - INDICATOR_WEIGHT),
        )


def _scheme(
    path: str, owner: str, indicators: Sequence[Indicator], reference: Reference
) -> Iterator[Finding]:
    weights: dict[str, Decimal] = {}
    for indicator in indicators:
        if indicator.weight is None:
            return
        name = indicator.level1.strip()
        weights[name] = weights.get(name, Decimal(0)) + indicator.weight
    schemes = _schemes(reference)
    if schemes and sum(weights.values()) == INDICATOR_WEIGHT and weights not in schemes:
        printed = "、".join(f"{name}{plain(weight)}" for name, weight in weights.items())
        yield SCHEME.finding(
            f"{path}/indicators",
            f"{owner}一级指标权重为{printed}，不在本年度权重方案内",
            printed=printed,
        )


def _schemes(reference: Reference) -> list[dict[str, Decimal]]:
    """Weight by level-1 name of every scheme for projects; names without weight are left out."""
    names = [item.name for item in reference.book("indicator_tree") if not item.parent]
    schemes = []
    for item in reference.book("weight_scheme"):
        weights = {name: Decimal(item.attrs.get(name) or 0) for name in names}
        if item.attrs.get("scheme") == "project":
            schemes.append({name: weight for name, weight in weights.items() if weight})
    return schemes


def _copied(rows: Sequence[Row]) -> Iterator[Finding]:
    """A reason that repeats another row's, or that speaks of another row's indicator."""
    seen: dict[str, Row] = {}
    for row in rows:
        reason = row.indicator.deviation.strip(" -—/无。")
        if not reason:
            continue
        other = seen.setdefault(reason, row)
        if other is row:
            other = next((item for item in rows if _speaks_of(reason, item, row)), row)
            cause = "所说的是"
        else:
            cause = "照抄"
        if other is not row:
            yield COPIED.finding(
                row.where("deviation"),
                f"{row.subject}偏差原因{cause}指标“{other.indicator.name}”的内容，请核对",
                printed=reason,
                other=other.where("deviation"),
            )


def _speaks_of(reason: str, other: Row, own: Row) -> bool:
    name, own_name = (row.indicator.name.strip().split("（")[0] for row in (other, own))
    return (
        other is not own
        and len(name) >= _NAME_LENGTH
        and name in reason
        and name not in own_name
        and own_name not in reason
    )


def _costs(
    path: str, owner: str, rows: Sequence[Row], project: ProjectEvaluation
) -> Iterator[Finding]:
    line = total_line(project.funds)
    if line is None:
        return
    budgets = [line.full_year, line.initial, line.executed]
    where = f"{path}/funds/{project.funds.index(line)}"
    yield from _cost_sum(f"{where}/full_year", owner, rows, "target", "预算数", budgets)
    yield from _cost_sum(f"{where}/executed", owner, rows, "actual", "执行数", [line.executed])


def _cost_sum(
    where: str,
    owner: str,
    rows: Sequence[Row],
    side: str,
    label: str,
    amounts: Sequence[Decimal | None],
) -> Iterator[Finding]:
    """Cost indicators in money add up to one of ``amounts``; prices per head do not count."""
    values = [
        row.target if side == "target" else row.actual
        for row in rows
        if "成本" in row.indicator.level1 + row.indicator.level2
    ]
    if any("/" in value.unit for value in values):
        return
    money = [value.number for value in values if value.unit == "元" and value.number is not None]
    known = [amount for amount in amounts if amount is not None]
    total = sum(money, Fraction(0))
    gap = envelope(len(money)) * YUAN_PER_WAN
    if not money or not known or any(abs(total - Fraction(n)) <= Fraction(gap) for n in known):
        return
    shown = Precision.of(known)
    amount = Decimal(total.numerator) / Decimal(total.denominator)
    yield COSTS.finding(
        where,
        f"{owner}以金额计的成本指标{'目标值' if side == 'target' else '业绩值'}合计"
        f"{shown.show(amount)}，与项目{label}{shown.show(known[0])}不符",
        printed=shown.show(amount),
        computed=shown.show(known[0]),
        difference=shown.show(amount - known[0]),
    )
