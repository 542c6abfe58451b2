"""得分复核: every score with what it follows from, and the rule as a formula of the sheet.

Printed and computed scores stand side by side, with their difference and, where a person decided
otherwise, the reason. The formulas carry their result, so that programs that do not reckon show
it as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from disclosures.render.tidy.evaluations import Evaluation, computed, evaluations, whose
from disclosures.render.tidy.model import wan
from disclosures.render.xlsx.formulas import budget_formula, indicator_formula
from disclosures.render.xlsx.styles import Styles, fitting, format_of, set_page
from fiscal.indicators import parse, rounded, satisfied
from fiscal.money import ZERO, half_up
from fiscal.reference import Reference
from fiscal.report import FundLine, Indicator, Report, UnitEvaluation
from fiscal.scoring import BUDGET_WEIGHT, budget_score, exact_budget_rate, scored_line, total_line
from units.reference import shipped_reference

COLUMNS = {
    "评价对象": 10, "名称": 30, "一级指标": 14, "二级指标": 14, "指标": 30, "目标值": 16,
    "实际完成值": 16, "权重": 8, "公开的完成率（%）": 12, "计算的完成率（%）": 12, "赋分规则": 18,
    "达到目标": 9, "公开的得分": 10, "按规则计算的得分": 10, "相差": 8, "调整理由": 30,
    "偏差原因分析及改进措施": 40,
}  # fmt: skip
_KEPT = {True: "是", False: "否"}
BUDGET, TOTAL = "预算执行率", "合计"
_WHOSE = ("评价对象", "名称")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with its result."""

    text: str
    result: Decimal


Shown = str | Decimal | Formula | None


def write_scores(sheet: Any, report: Report, styles: Styles) -> None:
    for column, (label, width) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, styles.head)
    row = 1
    for row, cells in enumerate(_rows(report, shipped_reference(report.year)), 1):
        for column, value in enumerate(cells):
            _cell(sheet, row, column, value, styles)
    sheet.freeze_panes(1, 5)
    sheet.autofilter(0, 0, row, len(COLUMNS) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    set_page(sheet, 1, wide=True)


def _cell(sheet: Any, row: int, column: int, value: Shown, styles: Styles) -> None:
    if isinstance(value, Formula):
        style = styles.number("General")
        sheet.write_formula(row, column, value.text, style, value.result)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, value, styles.number(format_of(value, thousands=True)))
    elif value:
        sheet.write_string(row, column, fitting(value), styles.text())
    else:
        sheet.write_blank(row, column, None, styles.text())


def _rows(report: Report, reference: Reference) -> Iterator[Sequence[Shown]]:
    line = 2  # the first row of the sheet below the headings, counted from 1
    for _, evaluation in evaluations(report):
        first = line
        rows = list(_scored(evaluation, reference, first))
        for row in (*rows, _total(rows, first)):
            yield (*whose(evaluation), *row)
            line += 1


def _scored(evaluation: Evaluation, reference: Reference, first: int) -> Iterator[Sequence[Shown]]:
    """The row of 预算执行率, then those of the indicators, without whose they are."""
    budget = scored_line(evaluation.funds)
    if budget is not None:
        yield _budget(budget, evaluation, first)
    for line, one in enumerate(evaluation.indicators, first + (budget is not None)):
        yield _indicator(one, evaluation, reference, line)


def _budget(budget: FundLine, evaluation: Evaluation, line: int) -> Sequence[Shown]:
    whole, unit = total_line(evaluation.funds) or budget, isinstance(evaluation, UnitEvaluation)
    exact = exact_budget_rate(whole)
    weight = BUDGET_WEIGHT if budget.weight is None else budget.weight
    computed_rate = None if exact is None else rounded(exact)
    rate = computed_rate if budget.rate is None else budget.rate
    score = None if rate is None else budget_score(rate, weight, unit=unit)
    formula = budget_formula(line, printed=budget.rate is not None, unit=unit)
    return (
        "", "", BUDGET, wan(whole.full_year), wan(whole.executed), weight, budget.rate,
        computed_rate and Formula(f"=ROUND(G{line}/F{line}*100,2)", computed_rate),
        "", "", budget.score, *_compared(line, budget.score, score, formula), "", "",
    )  # fmt: skip


def _indicator(
    one: Indicator, evaluation: Evaluation, reference: Reference, line: int
) -> Sequence[Shown]:
    rate, score = computed(one, evaluation, reference)
    unit = isinstance(evaluation, UnitEvaluation)
    kept = satisfied(parse(one.target, reference.year), parse(one.actual, reference.year))
    formula = indicator_formula(one, reference, line, unit=unit)
    return (
        one.level1, one.level2, one.name, one.target, one.actual, one.weight, one.rate, rate,
        one.rule, "" if kept is None else _KEPT[kept],
        one.score, *_compared(line, one.score, score, formula), one.override_reason,
        one.deviation,
    )  # fmt: skip


def _compared(
    line: int, printed: Decimal | None, score: Decimal | None, formula: str
) -> tuple[Shown, Shown]:
    """The score by the rule and what the printed one differs by; nothing where a person judges."""
    if score is None:
        return None, None
    apart = None if printed is None else Formula(f"=ROUND(M{line}-N{line},2)", printed - score)
    return Formula(formula, score), apart


def _total(rows: Sequence[Sequence[Shown]], first: int) -> Sequence[Shown]:
    last, blank = first + len(rows) - 1, ("",) * 4
    return (
        "", "", TOTAL, "", "", Formula(f"=SUM(H{first}:H{last})", _sum(rows, "权重")), *blank,
        Formula(f"=ROUND(SUM(M{first}:M{last}),2)", half_up(_sum(rows, "公开的得分"))), *blank,
    )  # fmt: skip


def _sum(rows: Sequence[Sequence[Shown]], label: str) -> Decimal:
    place = list(COLUMNS).index(label) - len(_WHOSE)
    numbers = [value for row in rows if isinstance(value := row[place], Decimal)]
    return sum(numbers, ZERO)
