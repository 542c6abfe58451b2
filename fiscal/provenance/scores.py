"""How rates and scores of 绩效自评 are worked out, with their numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from fiscal.indicators import Value, comparable, parse, rounded, satisfied
from fiscal.money import HUNDRED, half_up, plain, to_wan
from fiscal.provenance.model import Formula, Term, difference_note
from fiscal.provenance.statements import bracketed
from fiscal.reference import Reference
from fiscal.report import FundLine, Indicator
from fiscal.scoring import (
    DIRECT,
    GRADED,
    PASS,
    RATIO,
    SATISFACTION,
    TWICE,
    budget_score,
    exact_budget_rate,
    exact_rate,
    formula_of,
    score_of,
    unit_indicator_score,
)

POINTS = "分"
_SLIP = Decimal("0.01")  # by which official tables differ now and then
_RATIO_RULE = "完成率60%得0分，100%得满分，其间按比例；超过100%的部分按比例扣分"
_PERSON = "目标值和业绩值不能直接相除，完成率由单位按实际情况认定"
_MET_RULE = "业绩值达到目标，完成率记100%"
_LATE_RULE = "业绩晚于目标日期，完成率记0%"


def rate_formula(row: Indicator, year: int, terms: tuple[Term, ...]) -> Formula:
    """完成率 of an indicator, as the forms compute it."""
    exact, printed = exact_rate(row, year), row.rate
    if exact is None:
        return Formula(_PERSON, "", "" if printed is None else f"{printed:f}%", terms)
    computed = _as_recorded(exact, printed)
    target, actual = parse(row.target, year), parse(row.actual, year)
    name, expression = _completion(target, actual, exact, row.lower_is_better)
    return _against(Formula(name, expression, f"{computed:f}%", terms), computed, printed, row)


def _completion(
    target: Value, actual: Value, exact: Fraction, lower_is_better: bool
) -> tuple[str, str]:
    goal, result = target.number, actual.number
    direct = comparable(target, actual) and goal is not None and result is not None
    if not direct or goal is None or result is None:
        return (_MET_RULE if exact else _LATE_RULE), ""
    over, under = (goal, result) if lower_is_better else (result, goal)
    if under and over / under * 100 == exact:
        name = "目标值 ÷ 业绩值" if lower_is_better else "业绩值 ÷ 目标值"
        return name, f"{_number(over)} ÷ {_number(under)} × 100%"
    return _MET_RULE, ""


def score_formula(
    row: Indicator, year: int, reference: Reference, terms: tuple[Term, ...], *, unit: bool
) -> Formula:
    """得分 of an indicator by its 赋分规则; the table of the whole unit goes by ratio."""
    printed = row.score
    given = Formula("得分由单位按赋分规则评定", "", _points(printed), terms)
    if row.weight is None:
        return given
    kept = satisfied(parse(row.target, year), parse(row.actual, year))
    if unit:
        exact = exact_rate(row, year)
        computed = unit_indicator_score(row, year)
        if exact is None or computed is None:
            return given
        rate = HUNDRED if kept else min(rounded(exact), HUNDRED)
        made = _by_ratio(row.weight, rate, terms)
    else:
        if row.rate is None:
            return given
        met = row.rate >= HUNDRED or bool(kept)
        found = score_of(row.weight, row.rate, row.rule, reference, met=met)
        if found is None:
            return given
        computed = found
        made = _by_rule(row, row.weight, row.rate, computed, met, terms, reference)
    made = replace(made, result=_points(_like(computed, printed)))
    return _against(made, computed, printed, row)


def _by_rule(
    row: Indicator,
    weight: Decimal,
    rate: Decimal,
    computed: Decimal,
    met: bool,
    terms: tuple[Term, ...],
    reference: Reference,
) -> Formula:
    formula = formula_of(row.rule, reference)
    if formula == RATIO or (formula == SATISFACTION and not met):
        return replace(_by_ratio(weight, rate, terms), name=f"{row.rule}：{_RATIO_RULE}")
    if formula == GRADED:
        factor = plain((computed / weight).quantize(_SLIP)) if weight else "0"
        name = f"{row.rule}：完成率{plain(rate)}%所在的等级得分值的{factor}倍"
        return Formula(name, f"{plain(weight)} × {factor}", "", terms)
    assert formula in (DIRECT, SATISFACTION)
    name = f"{row.rule}：达到目标得满分" + ("" if met else "，没有达到不得分")
    return Formula(name, f"{plain(weight)} × {1 if met else 0}", "", terms)


def _by_ratio(weight: Decimal, rate: Decimal, terms: tuple[Term, ...]) -> Formula:
    if rate < PASS:
        return Formula(_RATIO_RULE, f"{plain(weight)} × 0", "", terms)
    if rate <= HUNDRED:
        expression = f"{plain(weight)} × ({plain(rate)} − 60) ÷ 40"
    elif rate < TWICE:
        expression = f"{plain(weight)} × (200 − {plain(rate)}) ÷ 100"
    else:
        expression = f"{plain(weight)} × 0"
    return Formula(_RATIO_RULE, expression, "", terms)


def budget_rate_formula(
    whole: FundLine, printed: Decimal | None, terms: tuple[Term, ...]
) -> Formula | None:
    """预算执行率 from the published figures of the total row; None without a budget."""
    exact = exact_budget_rate(whole)
    if exact is None or whole.executed is None or whole.full_year is None:
        return None
    computed = _as_recorded(exact, printed)
    executed, budget = bracketed(to_wan(whole.executed)), bracketed(to_wan(whole.full_year))
    expression = f"{executed} ÷ {budget} × 100%"
    made = Formula("全年执行数 ÷ 全年预算数", expression, f"{computed:f}%", terms)
    return _against(made, computed, printed)


def budget_score_formula(line: FundLine, terms: tuple[Term, ...], *, unit: bool) -> Formula | None:
    """The score of 预算执行率 from the rate and the weight as printed."""
    if line.rate is None or line.weight is None:
        return None
    computed = budget_score(line.rate, line.weight, unit=unit)
    if unit:
        expression = f"{plain(line.weight)} × {plain(line.rate)} ÷ 100"
        made = Formula("分值 × 执行率", expression, "", terms)
    else:
        made = _by_ratio(line.weight, line.rate, terms)
    made = replace(made, result=_points(_like(computed, line.score)))
    return _against(made, computed, line.score)


def _against(
    made: Formula, computed: Decimal, printed: Decimal | None, row: Indicator | None = None
) -> Formula:
    """The formula beside what was published, with the reason for a difference."""
    if printed is None or computed == printed:
        return made
    if row is not None and row.override_reason:
        note = f"单位调整为{printed:f}，理由：{row.override_reason}"
    else:
        note = difference_note(printed, computed, "", _SLIP)
    return replace(made, note=note, agrees=False)


def _as_recorded(exact: Fraction, printed: Decimal | None) -> Decimal:
    """The rate at the precision of the printed one where that is right, else at two places."""
    if printed is not None:
        for places in (2, 0, 1):
            if rounded(exact, places) == printed:
                return printed
    return rounded(exact)


def _like(computed: Decimal, printed: Decimal | None) -> Decimal:
    return printed if printed == computed and printed is not None else computed


def _points(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}{POINTS}"


def _number(value: Fraction) -> str:
    """An exact number of an indicator, as a fraction where it has no end."""
    for places in range(9):
        scaled = value * 10**places
        if scaled.denominator == 1:
            return plain(Decimal(scaled.numerator).scaleb(-places))
    return f"({value.numerator} ÷ {value.denominator})"


def whole(values: tuple[Decimal, ...]) -> Decimal:
    """总分: the printed scores added up, at two places."""
    return half_up(sum(values, Decimal(0)))
