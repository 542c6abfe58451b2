"""Sheets and columns of the performance workbook, declared once for writing and reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from disclosures.workbooks.model import Sheet, normal

PARTS = frozenset({"unit_evaluation", "projects", "targets"})  # what the workbook carries

NOTICE, FORMS, FUNDS, INDICATORS, WORDS = "说明", "项目", "资金", "指标", "词汇"
VERSION = "绩效工作簿 第1版"
YES, NO = "是", "否"


class Form(StrEnum):
    """The kinds of form that a row of 项目 stands for."""

    UNIT = "单位整体支出自评"
    PROJECT = "项目支出自评"
    TARGET = "项目绩效目标"


class Kind(StrEnum):
    TEXT = "text"
    AMOUNT = "amount"  # yuan
    FIGURE = "figure"  # a weight, rate or score, with the precision it is recorded with
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is the field of the record; ``words`` the list that a cell offers to choose from.

    ``strict`` lists take nothing else. ``forms`` are the forms that have the field.
    """

    heading: str
    name: str
    kind: Kind = Kind.TEXT
    width: int = 12
    words: str = ""
    strict: bool = False
    forms: tuple[Form, ...] = tuple(Form)


NUMBER = Column("编号", "number", width=7)
FORM = Column("类别", "form", width=18, words="类别", strict=True)
# Totals are shown for the officer; they follow from the rows and are not read.
WEIGHT_TOTAL, SCORE_TOTAL = "权重合计", "得分合计"
TOTALS = (WEIGHT_TOTAL, SCORE_TOTAL)

_PROJECT, _TARGET = (Form.PROJECT,), (Form.TARGET,)
FORM_COLUMNS = (
    Column("项目或单位名称", "name", width=36),
    Column("主管部门", "department", width=20, forms=_PROJECT),
    Column("实施单位", "implementer", width=20, forms=_PROJECT),
    Column("预算单位", "unit_name", width=20, forms=_TARGET),
    Column("项目负责人", "leader", forms=_TARGET),
    Column("年度预算总额（元）", "total", Kind.AMOUNT, 16, forms=_TARGET),
    Column("财政拨款（元）", "fiscal", Kind.AMOUNT, 16, forms=_TARGET),
    Column("其他资金（元）", "other", Kind.AMOUNT, 16, forms=_TARGET),
    Column("年度总体目标", "goal", width=50),
    Column("实际完成情况", "result", width=50, forms=(Form.UNIT, Form.PROJECT)),
)
FUND_COLUMNS = (
    Column("资金来源", "source", width=18, words="资金来源"),
    Column("年初预算数（元）", "initial", Kind.AMOUNT, 18),
    Column("全年预算数（元）", "full_year", Kind.AMOUNT, 18),
    Column("1–7月执行数（元）", "midyear", Kind.AMOUNT, 18),
    Column("全年执行数（元）", "executed", Kind.AMOUNT, 18),
    Column("分值", "weight", Kind.FIGURE, 9),
    Column("执行率（%）", "rate", Kind.FIGURE, 11),
    Column("得分", "score", Kind.FIGURE, 9),
)
INDICATOR_COLUMNS = (
    Column("一级指标", "level1", width=14, words="一级指标"),
    Column("二级指标", "level2", width=16, words="二级指标"),
    Column("三级指标", "name", width=32),
    Column("目标值", "target", width=14),
    Column("权重", "weight", Kind.FIGURE, 9),
    Column("1–7月完成值", "midyear", width=14),
    Column("实际完成值", "actual", width=14),
    Column("完成率（%）", "rate", Kind.FIGURE, 11),
    Column("得分", "score", Kind.FIGURE, 9),
    Column("指标值设定依据", "basis", width=18, words="指标值设定依据"),
    Column("上年完成情况", "prior", width=20),
    Column("赋分规则", "rule", width=20, words="赋分规则"),
    Column("佐证资料", "evidence", width=24),
    Column("偏差原因分析及改进措施", "deviation", width=40),
    Column("越低越好", "lower_is_better", Kind.FLAG, 9, words="是否", strict=True),
    Column("调整得分理由", "override_reason", width=24),
)


def is_performance(sheets: Iterable[Sheet]) -> bool:
    """True for the workbook of ``write_performance``, whoever filled it in."""
    by_name = {sheet.name: sheet for sheet in sheets}
    if not {FORMS, FUNDS, INDICATORS} <= by_name.keys():
        return False
    wanted = {normal(NUMBER.heading), normal(FORM.heading)}
    return wanted <= {cell.key for cell in by_name[FORMS].cells.values() if cell.row == 1}
