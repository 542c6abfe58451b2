"""单位整体支出绩效自评表 and 项目支出绩效自评表."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from disclosures.render.grids.model import (
    Grid,
    GridCell,
    Row,
    amount,
    fitted,
    label,
    level_cells,
    rate,
    score,
    spread,
    total_of,
)
from fiscal.money import half_up, plain
from fiscal.report import FundLine, Indicator, ProjectEvaluation, UnitEvaluation

UNIT_TITLE, PROJECT_TITLE = "单位整体支出绩效自评表", "项目支出绩效自评表"
GOAL, GOAL_EXPECTED, GOAL_ACTUAL = "年度总体目标", "预期目标", "实际完成情况"
AMOUNT_HEADERS = ("年初预算数", "全年预算数", "全年执行数")
UNIT_FUNDS = ("部门资金（万元）", "资金来源", *AMOUNT_HEADERS, "分值权重", "执行率", "得分")
UNIT_HEADERS = (
    "一级指标", "二级指标", "三级指标", "预期指标值", "指标值设定依据", "分值权重",
    "实际完成指标值", "得分",
)  # fmt: skip
PROJECT_FUNDS = ("项目资金（万元）", "", *AMOUNT_HEADERS, "分值", "执行率", "得分")
PROJECT_HEADERS = (
    "一级指标", "二级指标", "三级指标", "权重", "目标值", "业绩值", "完成率", "指标得分",
    "指标值设定依据", "上年完成情况", "赋分规则", "佐证资料", "偏差原因分析及改进措施",
)  # fmt: skip
INDICATOR_SIDE = "年度绩效指标完成情况"
# How a funds source is printed where that is not its name.
PRINTED_SOURCES = {"当年财政拨款": "其中：当年财政拨款", "其他资金": "  其他资金"}
UNIT_DASH, PROJECT_DASH = "-", "—"
_UNIT_SPANS = (1, 1, 1, 1, 1, 1, 1, 1)
_PROJECT_SPANS = (1, 3, 2, 1, 2, 1, 2, 2)  # eight funds cells over fourteen columns


def unit_evaluation_grid(
    evaluation: UnitEvaluation, year: int, where: str = "unit_evaluation"
) -> Grid:
    rows: list[Row] = [spread([label("单位名称"), GridCell(evaluation.unit_name, 7)])]
    rows += _fund_rows(
        evaluation.funds, UNIT_FUNDS, _UNIT_SPANS, UNIT_DASH, [f.source for f in evaluation.funds],
        where,
    )  # fmt: skip
    rows += _goal_rows(evaluation, (1, 3, 4))
    rows.append(tuple(label(text) for text in UNIT_HEADERS))
    levels = level_cells(evaluation.indicators)
    rows += [
        (*levels[index], *_unit_cells(indicator, f"{where}/indicators/{index}"))
        for index, indicator in enumerate(evaluation.indicators)
    ]
    return Grid(where, UNIT_TITLE, f"（{year}年度）", tuple(rows), widths=fitted(rows), unit="万元")


def _unit_cells(indicator: Indicator, path: str) -> tuple[GridCell, ...]:
    return (
        GridCell(indicator.name),
        GridCell(indicator.target, path=f"{path}/target"),
        GridCell(indicator.basis),
        score(indicator.weight, f"{path}/weight"),
        GridCell(indicator.actual, path=f"{path}/actual"),
        score(indicator.score, f"{path}/score"),
    )


def project_evaluation_grid(project: ProjectEvaluation, year: int, where: str = "project") -> Grid:
    """``where`` is the project's address in the Report (``projects/3``); figures start with it."""
    sources = [PRINTED_SOURCES.get(line.source, line.source) for line in project.funds]
    rows: list[Row] = [
        spread([label("项目名称", 4), GridCell(project.name, 10)]),
        spread(
            [
                label("主管部门", 4), GridCell(project.department, 4),
                label("实施单位", 2), GridCell(project.implementer, 4),
            ]
        ),
    ]  # fmt: skip
    rows += _fund_rows(project.funds, PROJECT_FUNDS, _PROJECT_SPANS, PROJECT_DASH, sources, where)
    rows += _goal_rows(project, (1, 6, 7))
    rows.append((label(""), *(label(text) for text in PROJECT_HEADERS)))
    rows += _project_indicator_rows(project.indicators, where)
    rows.append(_total_row(project, where))
    return Grid(
        where, PROJECT_TITLE, f"({year}年度)", tuple(rows), widths=fitted(rows), unit="万元"
    )


def _project_indicator_rows(indicators: Sequence[Indicator], where: str) -> list[Row]:
    side: GridCell | None = label(INDICATOR_SIDE, rowspan=len(indicators)) if indicators else None
    rows: list[Row] = []
    for index, (indicator, levels) in enumerate(
        zip(indicators, level_cells(indicators), strict=True)
    ):
        path = f"{where}/indicators/{index}"
        rows.append((side, *levels, *_project_cells(indicator, path)))
        side = None
    return rows


def _project_cells(indicator: Indicator, path: str) -> tuple[GridCell, ...]:
    return (
        GridCell(indicator.name),
        score(indicator.weight, f"{path}/weight"),
        GridCell(indicator.target, path=f"{path}/target"),
        GridCell(indicator.actual, path=f"{path}/actual"),
        rate(indicator.rate, f"{path}/rate"),
        score(indicator.score, f"{path}/score"),
        GridCell(indicator.basis),
        GridCell(indicator.prior, path=f"{path}/prior"),
        GridCell(indicator.rule),
        GridCell(indicator.evidence),
        GridCell(indicator.deviation),
    )


def recorded_total(evaluation: UnitEvaluation | ProjectEvaluation) -> Decimal:
    """The sum of the scores as recorded."""
    items: list[FundLine | Indicator] = [*evaluation.funds, *evaluation.indicators]
    return half_up(total_of(item.score for item in items))


def _total_row(project: ProjectEvaluation, where: str) -> Row:
    items: list[FundLine | Indicator] = [*project.funds, *project.indicators]
    weight = plain(total_of(item.weight for item in items))
    return spread(
        [
            label("总分", 4),
            GridCell(weight, kind="score", path=f"{where}/weight"),
            GridCell(""),
            GridCell(""),
            GridCell(""),
            GridCell(f"{recorded_total(project)}分", kind="score", path=f"{where}/total"),
            *(GridCell("") for _ in range(5)),
        ]
    )


def _fund_rows(
    funds: Sequence[FundLine], headers: Sequence[str], spans: Sequence[int], dash: str,
    sources: Sequence[str], where: str,
) -> list[Row]:  # fmt: skip
    """Heading and one row per source; the side label spans them all."""
    head = [label(headers[0], rowspan=len(funds) + 1)]
    head += [label(text, span) for text, span in zip(headers[1:], spans[1:], strict=True)]
    rows = [spread(head)]
    for index, (line, source) in enumerate(zip(funds, sources, strict=True)):
        path = f"{where}/funds/{index}"
        rows.append(
            spread(
                [
                    None,
                    GridCell(source, spans[1], kind="label"),
                    amount(line.initial, f"{path}/initial", spans[2]),
                    amount(line.full_year, f"{path}/full_year", spans[3]),
                    amount(line.executed, f"{path}/executed", spans[4]),
                    score(line.weight, f"{path}/weight", dash, spans[5]),
                    rate(line.rate, f"{path}/rate", dash, spans[6]),
                    score(line.score, f"{path}/score", dash, spans[7]),
                ]
            )
        )
    return rows


def _goal_rows(
    evaluation: UnitEvaluation | ProjectEvaluation, spans: tuple[int, int, int]
) -> list[Row]:
    side, expected, actual = spans
    return [
        spread([label(GOAL, side, 2), label(GOAL_EXPECTED, expected), label(GOAL_ACTUAL, actual)]),
        spread([None, GridCell(evaluation.goal, expected), GridCell(evaluation.result, actual)]),
    ]
