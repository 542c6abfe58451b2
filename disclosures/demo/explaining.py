"""What the fictional units say to the warnings that their disclosures keep."""

from __future__ import annotations

from fiscal.finding import Finding

_SAID = {
    "PE-08": "年初批复绩效目标时已按项目特点调整产出与效益指标的分值，合计仍为90分。",
    "PE-16": "该指标偏离目标由年中任务调整引起，已在绩效自评报告中逐项列明。",
    "PE-18": "两项指标受同一批次验收推迟的影响，偏差原因相同。",
    "PE-26": "该成本指标按年初批复的正向指标计分，下年度申报时改为反向指标。",
    "PE-28": "满意度指标沿用年初批复的赋分方式，下年度按满意度赋分规则申报。",
}  # fmt: skip
_OTHERWISE = "所涉款项已与决算账簿、合同和支付凭证逐笔核对，形成过程有档案可查。"


def explanation(warning: Finding) -> str:
    """A sentence that fits the rule."""
    return _SAID.get(warning.rule, _OTHERWISE)
