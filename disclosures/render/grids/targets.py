"""项目支出绩效目标表, the table drawn up at the start of the year."""

from __future__ import annotations

from decimal import Decimal

from disclosures.render.grids.model import (
    Grid,
    GridCell,
    Row,
    fitted,
    label,
    level_cells,
    score,
    spread,
)
from fiscal.money import plain, to_wan
from fiscal.report import Indicator, ProjectTarget

TITLE = "项目支出绩效目标表"
HEADERS = (
    "一级指标", "二级指标", "三级指标", "指标值", "指标值设置依据", "上年完成值",
    "指标分值权重", "指标赋分规则", "佐证资料",
)  # fmt: skip


def target_grid(target: ProjectTarget, year: int, where: str = "target") -> Grid:
    """``where`` is the target's address in the Report (``targets/3``); figures start with it."""
    rows: list[Row] = [
        spread([label("预算单位"), GridCell(target.unit_name, 8)]),
        spread(
            [
                label("项目名称"), GridCell(target.name, 4),
                label("项目负责人", 2), GridCell(target.leader, 2),
            ]
        ),
        spread(
            [
                label("项目资金（万元）"),
                label("年度预算总额："), _wan(target.total, f"{where}/total", 2),
                label("其中：财政拨款"), _wan(target.fiscal, f"{where}/fiscal", 1),
                label("其他资金：", 2), _wan(target.other, f"{where}/other", 1),
            ]
        ),
        spread([label("项目总体目标"), GridCell(target.goal, 8)]),
        tuple(label(text) for text in HEADERS),
    ]  # fmt: skip
    levels = level_cells(target.indicators)
    rows += [
        (*levels[index], *_cells(indicator, f"{where}/indicators/{index}"))
        for index, indicator in enumerate(target.indicators)
    ]
    return Grid(where, TITLE, f"({year}年度)", tuple(rows), widths=fitted(rows), unit="万元")


def _wan(yuan: Decimal | None, path: str, colspan: int) -> GridCell:
    """This table prints 万元 unpadded and without separators: ``674.29``, ``2000``, ``0``."""
    text = "" if yuan is None else plain(to_wan(yuan))
    return GridCell(text, colspan, kind="amount", path=path)


def _cells(indicator: Indicator, path: str) -> tuple[GridCell, ...]:
    return (
        GridCell(indicator.name),
        GridCell(indicator.target, path=f"{path}/target"),
        GridCell(indicator.basis),
        GridCell(indicator.prior, path=f"{path}/prior"),
        score(indicator.weight, f"{path}/weight"),
        GridCell(indicator.rule),
        GridCell(indicator.evidence),
    )
