"""The shipped reference and small builders that the check tests share."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from fiscal.checks import run
from fiscal.finding import Finding
from fiscal.report import (
    Cell,
    FundLine,
    Indicator,
    Line,
    ProjectEvaluation,
    ProjectTarget,
    Report,
    Statement,
    UnitEvaluation,
    UnitFacts,
)
from units.reference import shipped_reference

YEAR = 2024
REFERENCE = shipped_reference(YEAR)
RATIO, GRADED, DIRECT = "按照完成比例赋分", "按评判等级赋分", "直接赋分"
SATISFACTION = "满意度赋分"


def wan(text: str) -> Decimal:
    """Yuan of an amount printed in 万元."""
    return Decimal(text.replace(",", "")) * 10000


def row(target: str, actual: str, rate: str = "", score: str = "", **fields: object) -> Indicator:
    """A quantity indicator of weight 10 unless ``fields`` say otherwise."""
    base = Indicator(
        level1="产出指标",
        level2="数量指标",
        name="培训场次",
        target=target,
        weight=Decimal(10),
        actual=actual,
        rate=Decimal(rate) if rate else None,
        score=Decimal(score) if score else None,
        basis="计划标准",
        rule=RATIO,
        evidence="工作资料",
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def funds(total: str, executed: str, rate: str, score: str) -> tuple[FundLine, ...]:
    """年度资金总额 all from 财政拨款."""
    head = FundLine(
        "年度资金总额", wan(total), wan(total), wan(executed),
        Decimal(10), Decimal(rate), Decimal(score),
    )  # fmt: skip
    return (
        head,
        FundLine("当年财政拨款", wan(total), wan(total), wan(executed)),
        FundLine("其他资金", wan("0"), wan("0"), wan("0")),
    )


FILLING = (
    row("=1次", "=1次", "100", "30", weight=Decimal(30), name="举办论坛"),
    row("=6万元", "=6万元", "100", "20", weight=Decimal(20), name="论坛费用",
        level1="成本指标", level2="经济成本指标"),
    row("提升", "达到预期指标", "100", "30", weight=Decimal(30), name="影响力",
        level1="效益指标", level2="社会效益指标", rule=GRADED),
)  # fmt: skip


def project(*rows: Indicator, filling: bool = True, **fields: object) -> ProjectEvaluation:
    """A correct project of 6万元 whose first indicator (weight 10) is the one under test."""
    first = rows or (row("=1场", "=1场", "100", "10"),)
    base = ProjectEvaluation(
        name="业务培训费",
        department="某局",
        implementer="某局本级",
        funds=funds("6.00", "6.00", "100.00", "10.00"),
        goal="完成培训",
        result="已完成",
        indicators=(*first, *(FILLING if filling else ())),
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def target_table(*rows: Indicator, **fields: object) -> ProjectTarget:
    planned = tuple(
        replace(item, actual="", rate=None, score=None)
        for item in (*(rows or (row("=1场", ""),)), *FILLING)
    )
    base = ProjectTarget("某局", "业务培训费", "", wan("6"), wan("6"), wan("0"), "", planned)
    return replace(base, **fields)  # type: ignore[arg-type]


def unit_table(*rows: Indicator, **fields: object) -> UnitEvaluation:
    """A correct unit-level table whose first indicator has weight 10."""
    first = rows or (row("=2种", "=2种", "", "10", rule=""),)
    rest = row("=1次", "=1次", "", "80", weight=Decimal(80), rule="", name="举办论坛")
    base = UnitEvaluation(
        unit_name="某局",
        funds=(
            FundLine("上级资金", wan("0"), wan("0"), wan("0"),
                     Decimal(10), Decimal("97.4"), Decimal("9.74")),
            FundLine("本级资金", wan("1740.74"), wan("1739.69"), wan("1693.16")),
            FundLine("其他资金", wan("7.00"), wan("47.54"), wan("47.54")),
            FundLine("合计", wan("1747.74"), wan("1787.23"), wan("1740.70")),
        ),
        goal="",
        result="",
        indicators=(*first, rest),
    )  # fmt: skip
    return replace(base, **fields)  # type: ignore[arg-type]


def report(**fields: object) -> Report:
    return replace(Report(UnitFacts("某局"), YEAR), **fields)  # type: ignore[arg-type]


def line(key: str, name: str, parents: tuple[str, ...] = (), /, **cells: str) -> Line:
    """A line whose amounts are 万元 as printed; ``"12.30|11.00"`` carries last year's too."""
    return Line(key, name, parents, {column: _cell(text) for column, text in cells.items()})


def _cell(text: str) -> Cell:
    this, _, last = text.partition("|")
    return Cell(wan(this) if this else None, wan(last) if last else None)


def statements(**numbered: tuple[Line, ...]) -> dict[str, Statement]:
    """``statements(s05=(line(…), …))`` by statement number."""
    return {key[1:]: Statement(key[1:], lines) for key, lines in numbered.items()}


def found(checked: Report, prefix: str = "") -> list[Finding]:
    """Findings of a report whose rule id starts with ``prefix``."""
    return [item for item in run(checked, REFERENCE) if item.rule.startswith(prefix)]


def rules_of(checked: Report) -> list[str]:
    """Rules of the figures that a report breaks; these examples lack texts, rows and detail, and
    call every indicator a quantity."""
    beside = ("TX-", "ST-09", "ST-10", "ST-11", "PE-43", "PE-60")
    return [item.rule for item in run(checked, REFERENCE) if not item.rule.startswith(beside)]
