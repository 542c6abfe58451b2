"""The columns of the 检查表, as the workbook and the paper print them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from disclosures.desk.inspection.rows import Row

Value = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in characters of the workbook; ``paper`` of the printed page in percent, 0 where
    it is not printed. A ``share`` is a percentage."""

    title: str
    width: int
    paper: float
    of: Callable[[Row], Value]
    share: bool = False
    group: str = ""


def _late(row: Row) -> int | None:
    return row.timing.days_late if row.timing.is_late else None


def _remark(row: Row) -> str:
    told = []
    if row.timing.elsewhere:
        told.append("补录，公开日期以原件为准")
    if row.disclosure_id and not row.is_current:
        told.append("检查后有改动")
    return "；".join(told)


NAME = "单位名称"
TIMELY, WHOLE, FINE, TRUE = "及时性", "完整性", "细化", "真实性、一致性"
COLUMNS = (
    Column("单位代码", 14, 0, lambda row: row.code),
    Column(NAME, 34, 17, lambda row: row.name),
    Column("主管部门", 26, 0, lambda row: row.department),
    Column("级次", 6, 4, lambda row: row.depth),
    Column("状态", 9, 6, lambda row: row.state_label),
    Column("批复日期", 12, 0, lambda row: row.timing.approved, group=TIMELY),
    Column("公开期限", 12, 8, lambda row: row.timing.due, group=TIMELY),
    Column("公开日期", 12, 8, lambda row: row.timing.published, group=TIMELY),
    Column("逾期天数", 9, 5, _late, group=TIMELY),
    Column("完整率", 9, 6, lambda row: row.percent, share=True, group=WHOLE),
    Column("缺项", 7, 4.5, lambda row: row.missing, group=WHOLE),
    Column("所属单位未公开", 10, 5.5, lambda row: row.not_alone, group=WHOLE),
    Column("细化程度", 9, 6, lambda row: row.detail, share=True, group=FINE),
    Column("错误", 7, 4, lambda row: row.errors, group=TRUE),
    Column("警告", 7, 4, lambda row: row.warnings, group=TRUE),
    Column("已说明", 8, 4, lambda row: row.explained, group=TRUE),
    Column("异常迹象", 9, 5, lambda row: row.signs, group=TRUE),
    Column("自评得分", 10, 5, lambda row: row.score, group=TRUE),
    Column("等级", 6, 4, lambda row: row.grade, group=TRUE),
    Column("备注", 24, 0, _remark),
)
