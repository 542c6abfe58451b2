"""Self-evaluation tables of a year: funds, goals, weighted indicators and their scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.demo.accounts import Year
from disclosures.demo.dice import Dice, round_amount
from disclosures.demo.indicators import indicators, result_of_duty, story
from disclosures.demo.places import DemoUnit
from disclosures.demo.projects import Project
from fiscal.money import ZERO, format_amount
from fiscal.reference import Reference
from fiscal.report import FundLine, Indicator, ProjectEvaluation, UnitEvaluation
from fiscal.scoring import fill_project, fill_unit_evaluation

_WITH_SATISFACTION, _WITHOUT = "with_cost_20", "with_cost_20_no_satisfaction"
_LEVEL_ORDER = ("产出指标", "成本指标", "效益指标", "满意度指标")
_HALF = Decimal("0.5")


def project_evaluations(
    unit: DemoUnit, this: Year, last: Year, reference: Reference
) -> tuple[ProjectEvaluation, ...]:
    """项目支出绩效自评表 of every project of the year."""
    before = {project.plan.name for project in last.projects}
    return tuple(
        fill_project(
            _project(unit, this, project, project.plan.name in before, reference),
            this.year,
            reference,
        )
        for project in this.projects
    )


def _project(
    unit: DemoUnit, this: Year, project: Project, ran_before: bool, reference: Reference
) -> ProjectEvaluation:
    plan, year = project.plan, this.year
    planned = story(unit, plan, year, done=False)
    done = story(unit, plan, year, done=True)
    name = f"{year}年{plan.name}" if plan.often else plan.name
    return ProjectEvaluation(
        name=name,
        department=unit.department,
        implementer=unit.name,
        funds=_project_funds(project),
        goal=f"本项目年度计划{planned}。通过项目实施，{plan.aim}。",
        result=f"截至{year}年12月31日，该项目实际{done}。通过项目实施，{plan.aim}。",
        indicators=_weighted(unit, project, indicators(unit, plan, year, ran_before), reference),
    )


def _project_funds(project: Project) -> tuple[FundLine, ...]:
    whole = FundLine("年度资金总额", project.initial, project.full_year, project.executed)
    none = FundLine("", ZERO, ZERO, ZERO)
    fiscal, other = (whole, none) if project.is_fiscal else (none, whole)
    return (
        whole,
        replace(fiscal, source="当年财政拨款"),
        replace(other, source="其他资金"),
    )


def _weighted(
    unit: DemoUnit, project: Project, found: Sequence[Indicator], reference: Reference
) -> tuple[Indicator, ...]:
    """Weights by one of the year's schemes, shared inside each first level."""
    asked = not Dice(unit.code, project.plan.name, "scheme").chance(15)
    scheme = reference.find("weight_scheme", _WITH_SATISFACTION if asked else _WITHOUT)
    if scheme is None:
        raise LookupError(f"no weight scheme in {reference.year}")
    weighted: list[Indicator] = []
    for level in _LEVEL_ORDER:
        group = [indicator for indicator in found if indicator.level1 == level]
        weight = Decimal(scheme.attrs.get(level, "0"))
        if weight:
            shares = _split(weight, len(group))
            weighted += [replace(i, weight=w) for i, w in zip(group, shares, strict=True)]
    return tuple(weighted)


def _split(weight: Decimal, parts: int) -> list[Decimal]:
    """Halves of points, the first ones taking what does not divide."""
    units, rest = divmod(weight / _HALF, parts)
    return [(units + (1 if index < rest else 0)) * _HALF for index in range(parts)]


def unit_evaluation(
    unit: DemoUnit, this: Year, projects: Sequence[ProjectEvaluation]
) -> UnitEvaluation:
    """单位整体支出绩效自评表; what one of the projects measures has its figures."""
    funds = _unit_funds(this)
    whole = funds[-1]
    assert whole.full_year is not None and whole.executed is not None
    goals = "；".join(f"{number}.{goal}" for number, goal in enumerate(unit.profile.goals, 1))
    done = "；".join(f"{number}.已{goal}" for number, goal in enumerate(unit.profile.goals, 1))
    evaluation = UnitEvaluation(
        unit_name=unit.name,
        funds=funds,
        goal=f"{goals}。",
        result=(
            f"{this.year}年全年预算数{format_amount(whole.full_year)}万元，"
            f"全年执行数{format_amount(whole.executed)}万元。主要完成：{done}。"
        ),
        indicators=tuple(_unit_indicators(unit, this.year, _measured(projects))),
    )
    return fill_unit_evaluation(evaluation, this.year)


def _unit_funds(this: Year) -> tuple[FundLine, ...]:
    superior = [p for p in this.projects if p.plan.superior and p.is_fiscal]
    granted = FundLine(
        "上级资金",
        sum((p.initial for p in superior), ZERO),
        sum((p.full_year for p in superior), ZERO),
        sum((p.executed for p in superior), ZERO),
    )
    fiscal = FundLine(
        "",
        sum((amount for fund, amount in this.initial.items() if fund != "own"), ZERO),
        this.fiscal_opening + this.fiscal_income,
        this.fiscal_spent,
    )
    own = this.own
    other = FundLine("其他资金", round_amount(own.available), own.available, own.spent)
    return (
        granted,
        _combine("本级资金", fiscal, granted, -1),
        other,
        _combine("合计", fiscal, other, 1),
    )


def _combine(source: str, one: FundLine, two: FundLine, sign: int) -> FundLine:
    def amount(column: str) -> Decimal:
        left, right = getattr(one, column), getattr(two, column)
        return (left or ZERO) + sign * (right or ZERO)

    return FundLine(source, *(amount(column) for column in ("initial", "full_year", "executed")))


# (level 1, level 2, name, target, weight) beside the unit's own duties, which weigh 45.
_COMMON = (
    ("管理效率", "质量指标", "预算编制完整性", "=100%", 10),
    ("管理效率", "时效指标", "预决算公开及时性", "=100%", 10),
    ("社会效益", "社会效益指标", "履职成效得到社会认可", "有效提升", 15),
    ("服务对象满意度", "满意度指标", "服务对象满意度", ">=90%", 10),
)
_DUTY_WEIGHT = Decimal(45)


def _measured(projects: Sequence[ProjectEvaluation]) -> dict[str, Indicator]:
    return {row.name: row for project in projects for row in project.indicators}


def _unit_indicators(
    unit: DemoUnit, year: int, measured: Mapping[str, Indicator]
) -> Iterator[Indicator]:
    duties = unit.profile.duties
    for duty, weight in zip(duties, _split(_DUTY_WEIGHT, len(duties)), strict=True):
        own = result_of_duty(unit, duty, year)
        same = measured.get(own.name, own)
        yield replace(own, target=same.target, actual=same.actual, weight=weight)
    dice = Dice(unit.code, year, "overall")
    for level1, level2, name, target, points in _COMMON:
        actual = target.replace(">=", "=")
        if not target.endswith("%"):
            actual = "达到预期指标"
        elif target.startswith(">="):
            actual = f"={90 + dice.whole(0, 8)}%"
        yield Indicator(level1, level2, name, target, Decimal(points), actual, basis="年度工作计划")
