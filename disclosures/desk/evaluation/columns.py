"""The columns of each step in an indicator's life.

What was aimed at (绩效目标), how far it came by 31 July (执行监控), what came of it (绩效自评):
three steps of the same rows. Each types its own columns and shows those of the steps before.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from disclosures.desk.evaluation.form import Column, Kind

Columns = tuple[Column, ...]


class Step(StrEnum):
    """A step, by the name that addresses give it."""

    PLAN = "plan"
    MIDYEAR = "midyear"
    RESULT = "result"

    @property
    def label(self) -> str:
        return {"plan": "绩效目标", "midyear": "执行监控", "result": "绩效自评"}[self.value]


PROGRESS = Column("progress", "完成进度（%）", Kind.COMPUTED)
STATE = Column("state", "偏差", Kind.COMPUTED)
_MIDYEAR = Column("midyear", "1–7月完成值")
_NAMED = (
    Column("level1", "一级指标", Kind.SHOWN), Column("level2", "二级指标", Kind.SHOWN),
    Column("name", "三级指标", Kind.SHOWN), Column("target", "指标值", Kind.SHOWN),
)  # fmt: skip
_LEVELS = (
    Column("level1", "一级指标", options="level1"), Column("level2", "二级指标", options="level2"),
    Column("name", "三级指标"), Column("target", "指标值"),
    Column("weight", "权重", Kind.NUMBER), Column("basis", "指标值设定依据", options="basis"),
)  # fmt: skip
_EVIDENCE = Column("evidence", "佐证资料")  # several words of the vocabulary
_PLAN = (
    *_LEVELS, Column("prior", "上年完成值"), Column("rule", "赋分规则", options="rule"),
    Column("lower_is_better", "反向", Kind.FLAG),
)  # fmt: skip
TARGET_PLAN = (*_PLAN, _EVIDENCE)  # a 绩效目标表 has no later step to name its evidence in
_SCORE = Column("score", "得分", Kind.NUMBER)
_OVERRIDE = Column("override_reason", "调整理由", Kind.LONG)
_RESULT = (
    *_NAMED, Column("weight", "权重", Kind.SHOWN), Column("actual", "业绩值"),
    Column("rate", "完成率（%）", Kind.NUMBER), _SCORE,
    Column("deviation", "偏差原因分析及改进措施", Kind.LONG), _OVERRIDE, _EVIDENCE,
)  # fmt: skip
_UNIT_RESULT = (
    *_NAMED, Column("weight", "权重", Kind.SHOWN), Column("actual", "实际完成指标值"), _SCORE,
    _OVERRIDE,
)  # fmt: skip
INDICATOR_COLUMNS: Mapping[bool, Mapping[Step, Columns]] = {
    False: {Step.PLAN: _PLAN, Step.MIDYEAR: (*_NAMED, _MIDYEAR, PROGRESS, STATE),
            Step.RESULT: _RESULT},
    True: {Step.PLAN: _LEVELS, Step.MIDYEAR: (*_NAMED, _MIDYEAR, PROGRESS, STATE),
           Step.RESULT: _UNIT_RESULT},
}  # fmt: skip  # by whether the table is the unit's

_SOURCE = Column("source", "资金来源", Kind.SHOWN)
_BUDGETS = (
    Column("initial", "年初预算数", Kind.AMOUNT), Column("full_year", "全年预算数", Kind.AMOUNT),
)  # fmt: skip
FUND_COLUMNS: Mapping[Step, Columns] = {
    Step.PLAN: (_SOURCE, *_BUDGETS),
    Step.MIDYEAR: (
        _SOURCE, Column("full_year", "全年预算数", Kind.SHOWN),
        Column("midyear", "1–7月执行数", Kind.AMOUNT), PROGRESS, STATE,
    ),
    Step.RESULT: (
        _SOURCE, *_BUDGETS, Column("executed", "全年执行数", Kind.AMOUNT),
        Column("weight", "分值", Kind.NUMBER),  # typed on the row that prints rate and score
        Column("rate", "执行率（%）", Kind.COMPUTED), Column("score", "得分", Kind.COMPUTED),
    ),
}  # fmt: skip

_GOAL = Column("goal", "年度总体目标", Kind.LONG)
_RESULTS = Column("result", "实际完成情况", Kind.LONG)
PROJECT_TEXTS = {
    Step.PLAN: (Column("name", "项目名称"), Column("department", "主管部门"),
                Column("implementer", "实施单位"), _GOAL),
    Step.RESULT: (_RESULTS,),
}  # fmt: skip
UNIT_TEXTS = {Step.PLAN: (Column("unit_name", "单位名称"), _GOAL), Step.RESULT: (_RESULTS,)}
TARGET_TEXTS = (
    Column("name", "项目名称"), Column("unit_name", "预算单位"), Column("leader", "项目负责人"),
    Column("total", "年度预算总额（万元）", Kind.AMOUNT),
    Column("fiscal", "其中：财政拨款（万元）", Kind.AMOUNT),
    Column("other", "其他资金（万元）", Kind.AMOUNT), Column("goal", "项目总体目标", Kind.LONG),
)  # fmt: skip
