"""Scores of the performance self-evaluation (绩效自评): rate, score, total, grade.

Rates are percent, weights and scores are points, all ``Decimal``, half-up to 0.01, with the digits
that the forms print: without padding, but for 预算执行率 of a project. A score is computed from the
rate *as recorded*, because officers choose its precision row by row. Which rule an indicator
follows, the bands of graded rules and the grades are reference data (``vocabulary``,
``scoring_band``, ``grade``); the shape of a rule is code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from fiscal.indicators import completion, parse, rounded, satisfied
from fiscal.money import CENT, HUNDRED, ZERO, half_up, to_wan, unpadded
from fiscal.reference import Item, Reference
from fiscal.report import FundLine, Indicator, ProjectEvaluation, UnitEvaluation

BUDGET_WEIGHT = Decimal(10)
INDICATOR_WEIGHT = Decimal(90)
PASS = Decimal(60)  # below this rate 按照完成比例赋分 gives nothing
TWICE = Decimal(200)  # at this rate over-completion has used up the whole weight

RATIO, GRADED, DIRECT, SATISFACTION = "ratio", "graded", "direct", "satisfaction"


def exact_rate(indicator: Indicator, year: int) -> Fraction | None:
    """Unrounded rate of completion in percent; None where a person has to judge."""
    return completion(
        parse(indicator.target, year),
        parse(indicator.actual, year),
        lower_is_better=indicator.lower_is_better,
    )


def same_rate(exact: Fraction, recorded: Decimal) -> bool:
    """Whether ``recorded`` is the exact rate rounded at 0, 1 or 2 places."""
    return any(rounded(exact, places) == recorded for places in (2, 0, 1))


def rate_of(indicator: Indicator, year: int) -> Decimal | None:
    """The rate that counts: the recorded one where it is right, overridden or judged by a
    person, else the computed one at two places. None when there is neither."""
    exact = exact_rate(indicator, year)
    if exact is None or (indicator.rate is not None and indicator.override_reason):
        return indicator.rate
    if indicator.rate is not None and same_rate(exact, indicator.rate):
        return indicator.rate
    return unpadded(rounded(exact))


def formula_of(rule: str, reference: Reference) -> str:
    """``ratio``, ``graded``, ``direct`` or ``satisfaction``; empty for an unknown 赋分规则."""
    for item in reference.book("vocabulary"):
        if item.name == rule and item.attrs.get("field") == "scoring_rule":
            return item.attrs.get("formula", "")
    return ""


def score_of(
    weight: Decimal, rate: Decimal, rule: str, reference: Reference, *, met: bool | None = None
) -> Decimal | None:
    """Score of an indicator by its 赋分规则; None for a rule the year does not know.

    ``met`` says that the result keeps its target; by default it does from 100% on. It only
    matters to 直接赋分 and 满意度赋分.
    """
    reached = rate >= HUNDRED if met is None else met
    match formula_of(rule, reference):
        case "ratio":
            return ratio_score(weight, rate)
        case "graded":
            return half_up(weight * _band_factor(rate, rule, reference))
        case "direct":
            return half_up(weight) if reached else ZERO
        case "satisfaction":
            return half_up(weight) if reached else ratio_score(weight, rate)
        case _:
            return None


def ratio_score(weight: Decimal, rate: Decimal) -> Decimal:
    """按照完成比例赋分: nothing below 60%, full at 100%, falling again above it."""
    if rate < PASS:
        return ZERO
    if rate <= HUNDRED:
        return half_up(weight * (rate - PASS) / (HUNDRED - PASS))
    return max(ZERO, half_up(weight * (TWICE - rate) / HUNDRED))


def bands(rule: str, reference: Reference) -> list[tuple[Decimal, Decimal]]:
    """(rate from which on, part of the weight) of a graded rule, the highest first."""
    found = [item for item in reference.book("scoring_band") if item.attrs.get("rule") == rule]
    return [
        (Decimal(item.attrs["at_least"]), Decimal(item.attrs["factor"]))
        for item in _descending(found)
    ]


def _band_factor(rate: Decimal, rule: str, reference: Reference) -> Decimal:
    return next((factor for least, factor in bands(rule, reference) if rate >= least), ZERO)


def _descending(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: Decimal(item.attrs["at_least"]), reverse=True)


def indicator_score(indicator: Indicator, year: int, reference: Reference) -> Decimal | None:
    """Computed score of a project's indicator from the rate that counts."""
    rate = indicator.rate if indicator.rate is not None else rate_of(indicator, year)
    if indicator.weight is None or rate is None:
        return None
    kept = satisfied(parse(indicator.target, year), parse(indicator.actual, year))
    met = rate >= HUNDRED or bool(kept)
    score = score_of(indicator.weight, rate, indicator.rule, reference, met=met)
    return None if score is None else unpadded(score)


def unit_indicator_score(indicator: Indicator, year: int) -> Decimal | None:
    """Computed score in the unit-level table: by ratio, without an over-completion penalty."""
    exact = exact_rate(indicator, year)
    if indicator.weight is None or exact is None:
        return None
    kept = satisfied(parse(indicator.target, year), parse(indicator.actual, year))
    rate = HUNDRED if kept else min(rounded(exact), HUNDRED)
    return unpadded(ratio_score(indicator.weight, rate))


def exact_budget_rate(line: FundLine) -> Fraction | None:
    """Executed over full-year budget in percent, unrounded; None without a budget.

    Of the published 万元 figures, like every percentage (narrative rule 2).
    """
    if line.executed is None or line.full_year is None:
        return None
    executed, full_year = to_wan(line.executed), to_wan(line.full_year)
    return Fraction(executed) / Fraction(full_year) * 100 if full_year else None


def budget_score(rate: Decimal, weight: Decimal = BUDGET_WEIGHT, *, unit: bool = False) -> Decimal:
    """Score of 预算执行率: by ratio in a project table, straight weight × rate in the unit's."""
    return unpadded(half_up(weight * rate / HUNDRED)) if unit else ratio_score(weight, rate)


def total_line(funds: Iterable[FundLine]) -> FundLine | None:
    """The row of 年度资金总额 or 合计."""
    return next((line for line in funds if "总额" in line.source or "合计" in line.source), None)


def scored_line(funds: Iterable[FundLine]) -> FundLine | None:
    """The row that prints 分值, 执行率 and 得分 (上级资金 or 合计, by the form's whim).

    Before there is anything to score, the row with the 分值.
    """
    lines = list(funds)
    scored = (line for line in lines if line.rate is not None or line.score is not None)
    weighed = (line for line in lines if line.weight is not None)
    return next(scored, None) or next(weighed, None)


def total_of(project: ProjectEvaluation, year: int, reference: Reference) -> Decimal | None:
    """总分: the recorded scores added up, computed ones in the gaps; None if one is unknown."""
    filled = fill_project(project, year, reference)
    return _total(filled.funds, filled.indicators)


def unit_total_of(evaluation: UnitEvaluation, year: int) -> Decimal | None:
    """总分 of the unit-level table, likewise."""
    filled = fill_unit_evaluation(evaluation, year)
    return _total(filled.funds, filled.indicators)


def recorded_total_of(project: ProjectEvaluation) -> Decimal | None:
    """总分 of the scores as recorded; None if one is unknown."""
    return _total(project.funds, project.indicators)


def _total(funds: Iterable[FundLine], indicators: Iterable[Indicator]) -> Decimal | None:
    line = scored_line(funds)
    scores = [line.score if line else None, *(item.score for item in indicators)]
    known = [score for score in scores if score is not None]
    return sum(known, ZERO).quantize(CENT) if len(known) == len(scores) else None


def grade_of(total: Decimal, reference: Reference) -> str:
    """优, 良, 中 or 差; empty when the year has no grades."""
    grades = _descending(reference.book("grade"))
    return next((item.name for item in grades if total >= Decimal(item.attrs["at_least"])), "")


def fill_indicator(indicator: Indicator, year: int, reference: Reference) -> Indicator:
    """The indicator with its missing rate and score computed; recorded ones stay."""
    if indicator.rate is None:
        indicator = replace(indicator, rate=rate_of(indicator, year))
    if indicator.score is None:
        indicator = replace(indicator, score=indicator_score(indicator, year, reference))
    return indicator


def fill_project(project: ProjectEvaluation, year: int, reference: Reference) -> ProjectEvaluation:
    """The project with missing rates and scores computed, those of 预算执行率 too."""
    return replace(
        project,
        funds=_fill_funds(project.funds, unit=False),
        indicators=tuple(fill_indicator(item, year, reference) for item in project.indicators),
    )


def fill_unit_evaluation(evaluation: UnitEvaluation, year: int) -> UnitEvaluation:
    """The unit-level table with missing scores computed; it prints no rates per indicator."""
    indicators = tuple(
        item if item.score is not None else replace(item, score=unit_indicator_score(item, year))
        for item in evaluation.indicators
    )
    return replace(
        evaluation, funds=_fill_funds(evaluation.funds, unit=True), indicators=indicators
    )


def _fill_funds(funds: tuple[FundLine, ...], *, unit: bool) -> tuple[FundLine, ...]:
    """Complete the row that prints the score, or give it to the total's row."""
    whole, target = total_line(funds), scored_line(funds) or total_line(funds)
    exact = exact_budget_rate(whole) if whole else None
    if target is None or exact is None:
        return funds
    weight = BUDGET_WEIGHT if target.weight is None else target.weight
    computed = unpadded(rounded(exact)) if unit else rounded(exact)
    rate = computed if target.rate is None else target.rate
    score = budget_score(rate, weight, unit=unit) if target.score is None else target.score
    filled = replace(target, weight=weight, rate=rate, score=score)
    return tuple(filled if line is target else line for line in funds)
