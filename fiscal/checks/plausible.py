"""Figures that fit every sum and cannot be: 元 taken for 万元, a nought too many.

The bounds are far beyond what occurs, so that a slip of four places is told and an unusual
unit is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fiscal.checks.figures import Figures
from fiscal.checks.registry import Rule, rule
from fiscal.finding import Finding, Severity
from fiscal.indicators import comparable, parse
from fiscal.money import HUNDRED, format_number
from fiscal.reference import Reference
from fiscal.report import Indicator, Report

VALUE = rule(
    "XS-61", "房屋、车辆的数量与价值相称", Severity.WARNING, "国有资产占用情况", rule_set="2026.3"
)
PER_HEAD = rule(
    "XS-63", "“三公”经费的人均、车均数合乎情理", Severity.WARNING, "C077–C079", rule_set="2026.3"
)
STAFF = rule("XS-64", "人员大幅增减须核对", Severity.WARNING, "C083", rule_set="2026.3")
RATIO = rule("PE-63", "比率指标的业绩值不大于100%", Severity.WARNING, "D051", rule_set="2026.3")
FAR_BEYOND = rule(
    "PE-64", "整体支出业绩值与目标值不相差悬殊", Severity.WARNING, "D051 C093", rule_set="2026.3"
)
NO_OPERATOR = rule(
    "PE-66", "目标值写明大于、小于或等于", Severity.WARNING, "D051", rule_set="2026.3"
)
VEHICLES_TOLD = rule(
    "TX-70", "车辆差异原因所说的辆数等于差数", Severity.WARNING, "C080 D029", rule_set="2026.3"
)

_STAFF_TIMES, _STAFF_HEADS = 3, 10
_STAFF_KINDS = (("active", "在职人员"), ("veteran", "离休人员"), ("retired", "退休人员"))
_VEHICLES_TOLD = re.compile(r"(\d+)辆")
# What cannot be more than whole; 增长率, 完成率, 利用率 and many others can.
_RATIOS = re.compile(
    r"(?:合格|及时|准确|覆盖|达标|出勤|到位|优良|公开|验收|入库|发放|报送|正确|规范)率"
    r"|满意度|(?:完整|及时|准确|规范|合规|真实)性"
)
_FAR = 5
_HABIT = 2  # targets with an operator that make one without it the odd one


@dataclass(frozen=True, slots=True)
class _Ratio:
    """Money in yuan for each of a number of things, and what it may be."""

    rule: Rule
    where: str
    amount: Decimal | None
    count: Decimal | int | None
    words: tuple[str, str]  # 价值, 平方米
    least: int
    most: int


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """XS-61, XS-63, XS-64, TX-70, PE-63, PE-64 and PE-66."""
    for ratio in (*_values(report), *_costs(report, figures)):
        yield from _judge(ratio)
    yield from _one_without_the_other(report)
    yield from _staff(report)
    yield from _vehicles_told(report)
    yield from _ratios(report)
    yield from _operators(report)


def _values(report: Report) -> tuple[_Ratio, ...]:
    assets = report.assets
    return (
        _Ratio(VALUE, "assets/area_value", assets.area_value, assets.area,
               ("房屋价值", "平方米"), 20, 100_000),
        _Ratio(VALUE, "assets/vehicles_value", assets.vehicles_value, assets.vehicles,
               ("车辆价值", "辆"), 3_000, 5_000_000),
    )  # fmt: skip


def _costs(report: Report, figures: Figures) -> tuple[_Ratio, ...]:
    three = report.three_public

    def spent(column: str) -> Decimal | None:
        return figures.amount(f"09/amount/actual_{column}")

    return (
        _Ratio(PER_HEAD, "three_public/travellers", spent("overseas"), three.travellers,
               ("因公出国（境）费", "人次"), 500, 500_000),
        _Ratio(PER_HEAD, "three_public/vehicles_bought", spent("vehicle_purchase"),
               three.vehicles_bought, ("公务用车购置费", "辆"), 10_000, 5_000_000),
        _Ratio(PER_HEAD, "three_public/vehicles_held", spent("vehicle_operation"),
               three.vehicles_held, ("公务用车运行维护费", "辆"), 500, 500_000),
        _Ratio(PER_HEAD, "three_public/reception_guests", spent("reception"),
               three.reception_guests, ("公务接待费", "人次"), 5, 3_000),
    )  # fmt: skip


def _judge(ratio: _Ratio) -> Iterator[Finding]:
    if not ratio.amount or not ratio.count:
        return
    each = ratio.amount / ratio.count
    if ratio.least <= each <= ratio.most:
        return
    name, unit = ratio.words
    yield ratio.rule.finding(
        ratio.where,
        f"{name}平均每{unit}{format_number(each)}元，请核对金额单位（元、万元）和数量",
        printed=format_number(each),
        count=ratio.count,
    )


def _one_without_the_other(report: Report) -> Iterator[Finding]:
    assets = report.assets
    for name, count, value, words in (
        ("area_value", assets.area, assets.area_value, "房屋面积"),
        ("vehicles_value", assets.vehicles, assets.vehicles_value, "车辆"),
    ):
        if count is not None and value is not None and bool(count) != bool(value):
            missing = f"有{words}而没有价值" if count else f"有价值而没有{words}"
            yield VALUE.finding(f"assets/{name}", f"国有资产占用情况{missing}，请核对或说明")


def _staff(report: Report) -> Iterator[Finding]:
    for name, words in _STAFF_KINDS:
        this: int | None = getattr(report.staff, name)
        last: int | None = getattr(report.staff, f"{name}_last")
        if this is None or last is None or not min(this, last):
            continue
        low, high = sorted((this, last))
        if high >= low * _STAFF_TIMES and high - low >= _STAFF_HEADS:
            yield STAFF.finding(
                f"staff/{name}",
                f"{words}由上年{last}人变为{this}人，变动很大，请核对",
                printed=this,
                last=last,
            )


def _vehicles_told(report: Report) -> Iterator[Finding]:
    """The reason names one number of vehicles, and it is not the difference."""
    text = report.texts.get("s9.car.diff_reason", "")
    told = _VEHICLES_TOLD.findall(text)
    held, owned = report.three_public.vehicles_held, report.assets.vehicles
    if len(told) != 1 or held is None or owned is None or int(told[0]) == abs(owned - held):
        return
    yield VEHICLES_TOLD.finding(
        "texts/s9.car.diff_reason",
        f"差异原因说{told[0]}辆，而固定资产车辆{owned}辆、公务用车保有量{held}辆，"
        f"相差{abs(owned - held)}辆",
        printed=told[0],
        computed=abs(owned - held),
    )


def _tables(report: Report) -> Iterator[tuple[str, Sequence[Indicator]]]:
    if report.unit_evaluation:
        yield "unit_evaluation", report.unit_evaluation.indicators
    for index, project in enumerate(report.projects):
        yield f"projects/{index}", project.indicators


def _ratios(report: Report) -> Iterator[Finding]:
    """What cannot exceed the whole; and, where no rate is printed, a nought too many."""
    for path, items in _tables(report):
        for place, item in enumerate(items):
            where = f"{path}/indicators/{place}/actual"
            target, actual = parse(item.target, report.year), parse(item.actual, report.year)
            if actual.number is None:
                continue
            if actual.unit == "%" and actual.number > HUNDRED and _RATIOS.search(item.name):
                yield RATIO.finding(
                    where, f"指标“{item.name}”业绩值“{item.actual}”大于100%", printed=item.actual
                )
            elif (
                path == "unit_evaluation"
                and target.number
                and comparable(target, actual)
                and actual.number >= target.number * _FAR
            ):
                yield FAR_BEYOND.finding(
                    where,
                    f"整体支出指标“{item.name}”业绩值“{item.actual}”是目标值“{item.target}”的"
                    f"{_FAR}倍以上，请核对",
                    printed=item.actual,
                    target=item.target,
                )


def _operators(report: Report) -> Iterator[Finding]:
    """98% in a table that writes >=90% and =100%; some regions write none at all."""
    for path, items in _tables(report):
        targets = [(place, parse(item.target, report.year)) for place, item in enumerate(items)]
        numeric = [(place, one) for place, one in targets if one.number is not None]
        bare = [(place, one) for place, one in numeric if not one.operator and one.upper is None]
        if len(bare) != 1 or len(numeric) - 1 < _HABIT:
            continue
        place, value = bare[0]
        yield NO_OPERATOR.finding(
            f"{path}/indicators/{place}/target",
            f"指标“{items[place].name}”目标值“{value.text}”没有写明大于、小于或等于，其他指标写明了",
            printed=value.text,
        )
