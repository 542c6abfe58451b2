"""The evaluation and target tables of all projects, and of the unit, as tidy tables.

Beside each recorded rate and score stands the computed one, and why a person decided otherwise:
so that scores can be recomputed and compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from disclosures.render.grids import recorded_total, total_of
from disclosures.render.tidy.model import Column, TidyTable, Value, amount_column, tidy, wan
from fiscal.indicators import rounded
from fiscal.money import unpadded
from fiscal.reference import Reference
from fiscal.report import FundLine, Indicator, ProjectEvaluation, Report, UnitEvaluation
from fiscal.scoring import exact_rate, indicator_score, unit_indicator_score

Evaluation = UnitEvaluation | ProjectEvaluation
UNIT, PROJECT = "单位整体", "项目"
_WHOSE = (Column("评价对象"), Column("名称"))
_LEVELS = (Column("一级指标"), Column("二级指标"), Column("三级指标"))
_EVALUATIONS = (
    *_WHOSE, Column("主管部门"), Column("实施单位"), Column("年度总体目标"),
    Column("实际完成情况"), Column("分值合计", "score", "weight"),
    Column("总分", "score", "total"),
)  # fmt: skip
_FUNDS = (
    *_WHOSE, Column("资金来源"), amount_column("年初预算数", "initial"),
    amount_column("全年预算数", "full_year"), amount_column("全年执行数", "executed"),
    Column("分值", "score", "weight"), Column("执行率（%）", "rate", "rate"),
    Column("得分", "score", "score"),
)  # fmt: skip
_INDICATORS = (
    *_WHOSE, *_LEVELS, Column("目标值", field="target"), Column("实际完成值", field="actual"),
    Column("权重", "score", "weight"), Column("完成率（%）", "rate", "rate"),
    Column("得分", "score", "score"), Column("赋分规则"), Column("越低越好"),
    Column("计算的完成率（%）", "rate"), Column("计算的得分", "score"), Column("调整理由"),
    Column("指标值设定依据"), Column("上年完成情况", field="prior"), Column("佐证资料"),
    Column("偏差原因分析及改进措施"),
)  # fmt: skip
_TARGETS = (
    Column("预算单位"), Column("项目名称"), Column("项目负责人"),
    amount_column("年度预算总额", "total"), amount_column("其中：财政拨款", "fiscal"),
    amount_column("其他资金", "other"), Column("项目总体目标"),
)  # fmt: skip
_TARGET_INDICATORS = (
    Column("项目名称"), *_LEVELS, Column("指标值", field="target"),
    Column("指标分值权重", "score", "weight"), Column("指标赋分规则"), Column("指标值设置依据"),
    Column("上年完成值", field="prior"), Column("佐证资料"),
)  # fmt: skip


def evaluation_tables(report: Report, reference: Reference) -> Iterator[TidyTable]:
    """What there is: evaluations, their funds and indicators, then targets and theirs."""
    all_of = list(evaluations(report))
    if all_of:
        told = (_evaluation(where, one) for where, one in all_of)
        yield tidy("evaluations", "绩效自评", _EVALUATIONS, told)
        yield tidy("funds", "绩效自评的资金", _FUNDS, _funds(report))
        yield tidy("indicators", "绩效自评的指标", _INDICATORS, _indicators(report, reference))
    if report.targets:
        yield tidy("targets", "绩效目标", _TARGETS, _targets(report))
        rows = _target_indicators(report)
        yield tidy("target-indicators", "绩效目标的指标", _TARGET_INDICATORS, rows)


def evaluations(report: Report) -> Iterator[tuple[str, Evaluation]]:
    """Every evaluation with its address: the unit's, then the projects'."""
    if report.unit_evaluation is not None:
        yield "unit_evaluation", report.unit_evaluation
    for index, project in enumerate(report.projects):
        yield f"projects/{index}", project


def whose(evaluation: Evaluation) -> tuple[str, str]:
    if isinstance(evaluation, UnitEvaluation):
        return UNIT, evaluation.unit_name
    return PROJECT, evaluation.name


def computed(
    indicator: Indicator, evaluation: Evaluation, reference: Reference
) -> tuple[Decimal | None, Decimal | None]:
    """Rate and score by the rules; None where a person has to judge."""
    exact = exact_rate(indicator, reference.year)
    rate = None if exact is None else unpadded(rounded(exact))
    if isinstance(evaluation, UnitEvaluation):
        return rate, unit_indicator_score(indicator, reference.year)
    return rate, indicator_score(indicator, reference.year, reference)


def _evaluation(where: str, evaluation: Evaluation) -> tuple[Value, ...]:
    by = (
        (evaluation.department, evaluation.implementer)
        if isinstance(evaluation, ProjectEvaluation)
        else ("", "")
    )
    items: list[FundLine | Indicator] = [*evaluation.funds, *evaluation.indicators]
    weight = total_of(item.weight for item in items)
    told = (evaluation.goal, evaluation.result, weight, recorded_total(evaluation))
    return (*whose(evaluation), *by, *told, where)


def _funds(report: Report) -> Iterator[tuple[Value, ...]]:
    for where, evaluation in evaluations(report):
        for index, line in enumerate(evaluation.funds):
            yield (*whose(evaluation), *_fund(line), f"{where}/funds/{index}")


def _fund(line: FundLine) -> tuple[Value, ...]:
    amounts = (wan(line.initial), wan(line.full_year), wan(line.executed))
    return (line.source, *amounts, line.weight, line.rate, line.score)


def _indicators(report: Report, reference: Reference) -> Iterator[tuple[Value, ...]]:
    for where, evaluation in evaluations(report):
        for index, one in enumerate(evaluation.indicators):
            yield (
                *whose(evaluation), one.level1, one.level2, one.name, one.target, one.actual,
                one.weight, one.rate, one.score, one.rule, "是" if one.lower_is_better else "",
                *computed(one, evaluation, reference), one.override_reason, one.basis, one.prior,
                one.evidence, one.deviation, f"{where}/indicators/{index}",
            )  # fmt: skip


def _targets(report: Report) -> Iterator[tuple[Value, ...]]:
    for index, one in enumerate(report.targets):
        amounts = (wan(one.total), wan(one.fiscal), wan(one.other))
        yield (one.unit_name, one.name, one.leader, *amounts, one.goal, f"targets/{index}")


def _target_indicators(report: Report) -> Iterator[tuple[Value, ...]]:
    for number, target in enumerate(report.targets):
        for index, one in enumerate(target.indicators):
            yield (
                target.name, one.level1, one.level2, one.name, one.target, one.weight, one.rule,
                one.basis, one.prior, one.evidence, f"targets/{number}/indicators/{index}",
            )  # fmt: skip
