"""What real disclosures get wrong is found, each fault at its place.

Two documents of 2024, read by hand. ``where`` is the address in the Report, or the line of the file
for what only its text shows. The list grows with every fault that somebody finds by hand.
"""

from __future__ import annotations

from functools import cache

import pytest

from disclosures.tests.reading import OFFICE, SASAC, TARGET_TABLES, read_text, sample, whole
from fiscal.checks import run
from fiscal.finding import Severity
from units.reference import shipped_reference

pytestmark = pytest.mark.samples

FAULTS = (
    # 州政府办公室
    (OFFICE, "PE-10", "projects/1/indicators/2/rate"),  # 100/95 is not 105.16%
    (OFFICE, "PE-10", "projects/1/indicators/5/rate"),  # 0.19/3 is not 6.34%
    (OFFICE, "PE-17", "projects/1/indicators/6/deviation"),  # a deviation at 100%
    (OFFICE, "PE-18", "projects/1/indicators/6/deviation"),  # copied from the row above
    (OFFICE, "PE-18", "projects/0/indicators/10/deviation"),  # speaks of another row
    (OFFICE, "PE-26", "projects/1/indicators/5/lower_is_better"),  # a limit kept costs points
    (OFFICE, "PE-28", "projects/1/indicators/7/rule"),
    (OFFICE, "PE-30", "projects/1/goal"),  # 5万元 for <=3万元
    (OFFICE, "PE-25", "projects/1/result"),  # 0万元 for 0.19万元, 1.45万元 for 2万元
    (OFFICE, "PE-25", "projects/3/result"),  # 30家 for 35家
    (OFFICE, "PE-34", "projects/3/result"),  # 5月23日前 for 4月15日
    (OFFICE, "PE-39", "unit_evaluation/indicators/2/actual"),  # 3个 rooms here, 4个 there
    (OFFICE, "PE-39", "unit_evaluation/indicators/3/actual"),  # 16人 here, 14人 there
    (OFFICE, "TX-32", "texts/s11.body.achieve"),  # a question mark left by an editor
    (OFFICE, "TX-03", "texts/s11.body.problems"),  # “。。”
    (OFFICE, "TX-48", "texts/s11.body.achieve"),  # a wrong character
    (OFFICE, "XS-23", "unit_evaluation/funds/3/initial"),
    # 州国资委
    (SASAC, "TX-06", ""),  # no title
    (SASAC, "TX-32", "functions"),  # 委员会会, in three paragraphs
    (SASAC, "TX-44", "unit_evaluation/goal"),  # two items are the fourth
    (SASAC, "TX-44", "projects/5/goal"),
    (SASAC, "TX-48", "projects/15/indicators/8/deviation"),
    (SASAC, "TX-52", "texts/s9.recep.content"),  # 一行6人 among 5人次
    (SASAC, "PE-19", "projects/16/indicators/8/actual"),  # words for a percentage
    (SASAC, "PE-23", "projects/5/indicators/5/target"),  # （%） and 1次
    (SASAC, "PE-23", "projects/14/indicators/0/target"),  # （天） and 5人
    (SASAC, "PE-25", "projects/8/result"),  # 出勤率98% for 100%
    (SASAC, "PE-25", "projects/13/result"),  # 会议出席率90% for 100%
    (SASAC, "PE-28", "projects/14/indicators/6/rule"),
    (SASAC, "PE-28", "projects/15/indicators/8/rule"),
    (SASAC, "PE-30", "projects/5/goal"),  # 8次 for >=6次
    (SASAC, "PE-32", "projects/14/indicators/4/prior"),  # 11月31日
    (SASAC, "PE-33", "projects/2/indicators/5/prior"),  # 6万元 for a percentage
    (SASAC, "PE-33", "projects/4/indicators/4/prior"),  # 100% for a day
    (SASAC, "PE-33", "projects/5/indicators/5/prior"),
    (SASAC, "PE-33", "projects/10/indicators/1/prior"),
    (SASAC, "PE-33", "projects/14/indicators/5/prior"),
    (SASAC, "PE-36", "projects"),  # 328.68万元 of 其他资金, 0.05万元 spent
    (SASAC, "PE-37", "projects"),  # projects above the unit
    (SASAC, "XS-22", "unit_evaluation/funds/3/executed"),
    (SASAC, "XS-24", "projects"),  # projects above 项目支出
    # 市国资委, targets only
    (TARGET_TABLES, "PE-28", "targets/0/indicators/9/rule"),
    (TARGET_TABLES, "PE-28", "targets/8/indicators/6/rule"),
)
# Looked at one by one: these are right although the figure or the word looks odd.
RIGHT = (
    (SASAC, "PE-25", "projects/9/result"),  # 0.442元/千克 is printed as 0.44
    (SASAC, "PE-34", "projects/0/result"),  # 12月16日前 repeats the target
    (SASAC, "PE-34", "projects/1/result"),  # 8月22日前 is the day itself
    (SASAC, "PE-30", "projects/2/goal"),  # 约60人左右
    (SASAC, "TX-34", "functions"),  # [2019]7号
    (SASAC, "TX-36", "texts/s5.3.item.reason#2080501"),
    (OFFICE, "PE-34", "projects/2/result"),  # 2024年 holds 10月1日
    (OFFICE, "TX-53", "texts/s11.body.measures"),  # three measures for two problems
    (OFFICE, "TX-49", "texts/s11.body.problems"),
)


@cache
def findings(name: str) -> frozenset[tuple[str, str]]:
    reading = read_text(sample(name))
    found = (*reading.findings, *run(whole(reading), shipped_reference(2024)))
    seen = [item for item in found if item.severity is not Severity.INFO]
    return frozenset((item.rule, item.where) for item in seen)


@pytest.mark.parametrize(("name", "rule", "where"), FAULTS)
def test_a_known_fault_is_found_at_its_place(name: str, rule: str, where: str) -> None:
    assert (rule, where) in findings(name)


@pytest.mark.parametrize(("name", "rule", "where"), RIGHT)
def test_what_only_looks_wrong_is_left_alone(name: str, rule: str, where: str) -> None:
    assert (rule, where) not in findings(name)
