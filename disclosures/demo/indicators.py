"""Indicators of fictional projects and units: target, result, and why they differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures.demo.dice import Dice
from disclosures.demo.places import DemoUnit
from disclosures.demo.profiles import IndicatorPlan, ProjectPlan
from fiscal.indicators import rounded
from fiscal.money import half_up, plain
from fiscal.report import Indicator
from fiscal.scoring import exact_rate

_OUTPUT, _BENEFIT = "产出指标", "效益指标"
_LEVELS = {
    "quantity": (_OUTPUT, "数量指标"),
    "quality": (_OUTPUT, "质量指标"),
    "time": (_OUTPUT, "时效指标"),
    "cost": ("成本指标", "经济成本指标"),
    "economic": (_BENEFIT, "经济效益指标"),
    "social": (_BENEFIT, "社会效益指标"),
    "ecological": (_BENEFIT, "生态效益指标"),
    "lasting": (_BENEFIT, "可持续影响指标"),
    "satisfaction": ("满意度指标", "满意度指标"),
}
_BASIS = {"cost": "预算支出标准", "quality": "行业或国家标准", "satisfaction": "历史标准"}
_EVIDENCE = {"cost": "原始凭证", "time": "工作资料,原始凭证", "satisfaction": "说明材料"}
_RULES = {"time": "直接赋分", "satisfaction": "满意度赋分"}
_RATIO, _GRADED, _MET = "按照完成比例赋分", "按评判等级赋分", "达到预期指标"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Result:
    """Target and actual as numbers; both None where they are words or dates."""

    target: Decimal | None
    actual: Decimal | None


def indicators(unit: DemoUnit, plan: ProjectPlan, year: int, ran_before: bool) -> list[Indicator]:
    """All indicators of a project in printing order, without weights and scores."""
    plans = [
        *plan.indicators,
        IndicatorPlan("time", "项目完成时间", "", Decimal(0), Decimal(0), ""),
        IndicatorPlan("satisfaction", plan.satisfaction, ">=", Decimal(90), Decimal(95), "%"),
    ]
    order = list(_LEVELS)
    plans.sort(key=lambda item: order.index(item.kind))
    return [_indicator(unit, plan, item, year, ran_before) for item in plans]


def story(unit: DemoUnit, plan: ProjectPlan, year: int, *, done: bool) -> str:
    """The project's sentence with planned or reached values."""
    found = [_result(unit, plan.name, item, year) for item in plan.indicators[:3]]
    values = [
        _number(value.actual if done else value.target, item)
        for value, item in zip(found, plan.indicators, strict=False)
    ]
    return plan.did.format(*values)


def result_of_duty(unit: DemoUnit, duty: IndicatorPlan, year: int) -> Indicator:
    """An indicator of the unit-level table, without its weight."""
    found = _result(unit, "duties", duty, year)
    return Indicator(
        level1="履职效能",
        level2="质量指标" if duty.unit == "%" else "数量指标",
        name=duty.name,
        target=f"{duty.operator}{_number(found.target, duty)}",
        actual=f"={_number(found.actual, duty)}",
        basis="年度工作计划",
    )


def _result(unit: DemoUnit, project: str, item: IndicatorPlan, year: int) -> Result:
    """What was aimed at and reached; always the same for the same unit, project and year."""
    if not item.operator:
        return Result(None, None)
    dice = Dice(unit.code, year, project, item.name)
    target = _target(dice, item, unit.size)
    return Result(target, _actual(dice, item, target))


def _target(dice: Dice, item: IndicatorPlan, size: int) -> Decimal:
    by_size = item.unit != "%" and item.kind != "cost"
    scale = Decimal(size if by_size else 100) / 100
    drawn = dice.part(item.low * scale, 1000, 1000) + dice.part(
        (item.high - item.low) * scale, 0, 1000
    )
    step = _step(item.high)
    return max(half_up(drawn / step, Decimal(1)), Decimal(1)) * step


def _step(high: Decimal) -> Decimal:
    """Plans are made in round numbers: the larger, the rounder."""
    for least, step in ((20000, 1000), (2000, 100), (300, 10), (110, 5), (10, 1)):
        if high >= least:
            return Decimal(step)
    return Decimal(1) if high == high.to_integral_value() else Decimal("0.1")


def _actual(dice: Dice, item: IndicatorPlan, target: Decimal) -> Decimal:
    """Mostly as planned; quantities more often above than below, costs at times below."""
    if item.kind == "satisfaction":
        return min(target + dice.whole(0, 6), _HUNDRED)
    if item.operator == "=" or dice.chance(64):
        return target
    step = Decimal(1) if item.high >= 10 else Decimal("0.1")
    if item.kind == "cost":
        return max(step, _stepped(target * dice.whole(900, 985) / 1000, step))
    if item.unit == "%":
        return min(_HUNDRED, target + dice.whole(0, 3)) if dice.chance(80) else target - 1
    low, high = (1010, 1120) if dice.chance(68) else (890, 985)
    return _stepped(target * dice.whole(low, high) / 1000, step)


def _stepped(value: Decimal, step: Decimal) -> Decimal:
    return half_up(value / step, Decimal(1)) * step


def _number(value: Decimal | None, item: IndicatorPlan) -> str:
    return f"{plain(value)}{item.unit}" if value is not None else item.unit


def _indicator(
    unit: DemoUnit, plan: ProjectPlan, item: IndicatorPlan, year: int, ran_before: bool
) -> Indicator:
    level1, level2 = _LEVELS[item.kind]
    target, actual = _values(unit, plan, item, year)
    indicator = Indicator(
        level1=level1,
        level2=level2,
        name=item.name,
        target=target,
        actual=actual,
        basis=_BASIS.get(item.kind, "计划标准"),
        prior=_values(unit, plan, item, year - 1)[1].removeprefix("=") if ran_before else "/",
        rule=_GRADED if _is_words(item) else _RULES.get(item.kind, _RATIO),
        evidence=_EVIDENCE.get(item.kind, "工作资料"),
        lower_is_better=item.kind == "cost" and item.operator == "<=",
    )
    return _explained(Dice(unit.code, year, plan.name, item.name, "why"), item, indicator, year)


def _is_words(item: IndicatorPlan) -> bool:
    return not item.operator and item.kind != "time"


def _values(unit: DemoUnit, plan: ProjectPlan, item: IndicatorPlan, year: int) -> tuple[str, str]:
    """Target and actual as they are printed."""
    if item.kind == "time":
        dice = Dice(unit.code, year, plan.name, "time")
        return f"{year}年12月20日前", f"{year}年{dice.whole(9, 12)}月{dice.whole(3, 19)}日"
    if _is_words(item):
        return item.unit, _MET
    found = _result(unit, plan.name, item, year)
    return f"{item.operator}{_number(found.target, item)}", f"={_number(found.actual, item)}"


def _explained(dice: Dice, item: IndicatorPlan, indicator: Indicator, year: int) -> Indicator:
    """With its rate at the officer's precision, and a reason where that is not 100%."""
    exact = exact_rate(indicator, year)
    if exact is None:
        return indicator
    rate = rounded(exact, dice.one((2, 2, 1, 0)))
    if rate == _HUNDRED:
        return replace(indicator, rate=_HUNDRED if exact == 100 else rounded(exact))
    return replace(indicator, rate=rate, deviation=_deviation(dice, item, rate))


def _deviation(dice: Dice, item: IndicatorPlan, rate: Decimal) -> str:
    if item.kind == "satisfaction":
        cause = dice.one((
            f"“{item.name}”目标值设置偏低，实际服务得到认可，完成情况好于预期",
            f"服务流程简化后群众反映较好，“{item.name}”高于年初目标",
            f"年内集中回应了意见建议，“{item.name}”比预期有所提高",
            f"首次采用第三方抽样调查，年初对“{item.name}”估计不足",
        ))  # fmt: skip
    elif rate > _HUNDRED:
        cause = dice.one((
            f"“{item.name}”目标值设置偏保守，实施中需求较多，实际完成超出预期",
            f"实施单位统筹整合资源，“{item.name}”好于年初计划",
        ))  # fmt: skip
    else:
        cause = dice.one((
            f"受天气和前期手续影响，“{item.name}”未全部完成，剩余任务已列入下年一季度计划",
            f"部分对象条件发生变化，“{item.name}”低于年初计划",
        ))  # fmt: skip
    measure = dice.one((
        "下一步将结合历史数据科学设置目标值",
        "下一步将加强前期调研和过程监控，提高目标的准确性",
    ))  # fmt: skip
    return f"{cause}。{measure}。"
