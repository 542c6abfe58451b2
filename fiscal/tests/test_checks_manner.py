"""How texts are written: what fires, and the ordinary writing that only looks alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscal.checks import run
from fiscal.finding import Finding, Severity
from fiscal.report import Organisation, Report
from fiscal.tests.books import REFERENCE, report
from units.reference import shipped_reference

ACHIEVED = "s11.body.achieve"


def found(text: str, rule: str, where: str = ACHIEVED) -> list[Finding]:
    return found_in(report(texts={where: text}), rule)


def found_in(checked: Report, rule: str) -> list[Finding]:
    return [item for item in run(checked, REFERENCE) if item.rule == rule]


@pytest.mark.fires("TX-44")
@pytest.mark.parametrize(
    "text",
    [
        "目标1：巡查。目标2：维护。目标2：培训",
        "1.巡查；2.维护；4.培训",
        "1.巡查；2.维护；3.采购；3.培训",
        "一是巡查。二是维护。四是培训",
        "（一）巡查。（二）维护。（二）培训",
        "一是党建。1.学习；3.宣讲。二是业务",
        "十一是巡查。一是维护。三是培训",
    ],
)
def test_tx_44_a_number_that_comes_twice_or_leaves_a_gap(text: str) -> None:
    (finding,) = found(text, "TX-44")
    assert finding.where == f"texts/{ACHIEVED}"


@pytest.mark.spares("TX-44")
@pytest.mark.parametrize(
    "text",
    [
        "1.巡查；2.维护；3.培训",
        "一是党建。1.学习；2.宣讲。二是业务。1.巡查；2.维护。三是培训",
        "1.党建：1.学习；2.宣讲；2.业务",  # the inner list ended, the outer one goes on
        "3.2024年完成巡查",  # a stray number begins no list
        "增长：1.5万元；3.5万元",
        "2024.12.31完成；2025.1.1启用",
        "统一是基础。三是培训",
        "依据〔2024〕10号、第三条和第五条",
        "1、3号楼；1、2号楼",
        "（十）培训。（十一）宣传。（十二）交流",
        "电话：0994-2345678",
    ],
)
def test_tx_44_dates_decimals_articles_and_lists_in_lists_are_in_order(text: str) -> None:
    assert not found(text, "TX-44")


@pytest.mark.fires("TX-44")
def test_tx_44_paragraphs_are_numbered_too() -> None:
    duties = report(functions=("（一）规划。", "（二）建设。", "（二）管理。"))
    (finding,) = found_in(duties, "TX-44")
    assert finding.where == "functions"
    without = tuple(text for text in terms() if "、项目支出：" not in text)
    assert found_in(report(terms=without), "TX-44")


@pytest.mark.spares("TX-44")
def test_tx_44_paragraphs_with_lists_of_their_own() -> None:
    duties = (
        "第一条 依据",
        "（一）规划：",
        "1.编制规划。",
        "2.报批。",
        "（二）建设：",
        "1.实施。",
        "其他",
    )
    assert not found_in(report(functions=duties, terms=terms()), "TX-44")


LONG = "组织开展水利工程安全生产专项检查工作"


@pytest.mark.fires("TX-45")
def test_tx_45_a_sentence_that_comes_twice() -> None:
    assert found(f"{LONG}。完成巡查。二是{LONG}", "TX-45")


@pytest.mark.fires("TX-45")
def test_tx_45_a_paragraph_that_comes_twice() -> None:
    twice = report(functions=(f"（一）{LONG}。", "（二）其他。", f"（三）{LONG}。"))
    (finding,) = found_in(twice, "TX-45")
    assert (finding.where, "第3段与第1段" in finding.message) == ("functions", True)


@pytest.mark.spares("TX-45")
def test_tx_45_refrains_and_sentences_that_begin_alike() -> None:
    assert not found("按时完成。质量合格。按时完成", "TX-45")
    assert not found(f"{LONG}30次。{LONG}40次", "TX-45")
    assert not found_in(report(other_matters=("无。", "无。")), "TX-45")


@pytest.mark.fires("TX-46")
@pytest.mark.parametrize(
    "text",
    [
        "增长12.50%%", "支出30万元万元", "支出30万元元", "支出1,23.45万元", "支出1,2345万元",
        "支出12.34.56万元", "支出12..5万元", "占比12.50，其余为公用经费", "下降3.20；人员减少",
        "完成率为98.50",
    ],
)  # fmt: skip
def test_tx_46_slips_in_the_writing_of_figures(text: str) -> None:
    assert found(text, "TX-46")


@pytest.mark.spares("TX-46")
@pytest.mark.parametrize(
    "text",
    [
        "支出1,234.56万元", "支出12,345,678元", "增长12.50%，下降3.2个百分点", "占比12.50％",
        "2024.12.31拨付", "版本2.0.1", "支出30万元，元月拨付", "多元元素", "下降3.20万元",
        "分别支出1,200万元、2,300万元", "完成率为98.50%",
    ],
)  # fmt: skip
def test_tx_46_dates_points_and_well_written_figures(text: str) -> None:
    assert not found(text, "TX-46")


@pytest.mark.fires("TX-47")
@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("汇总所属单位决算", Severity.WARNING),
        ("本部门人员经费增加", Severity.INFO),
        ("我部门共有6个项目", Severity.INFO),
    ],
)
def test_tx_47_a_single_unit_that_speaks_of_units_below(text: str, severity: Severity) -> None:
    assert [item.severity for item in found(text, "TX-47", "s1.cmp.reason")] == [severity]


@pytest.mark.spares("TX-47")
def test_tx_47_a_department_with_units_below_and_words_that_look_alike() -> None:
    below = Organisation(subordinates=("某局信息中心",))
    department = report(organisation=below, texts={ACHIEVED: "本部门人员经费增加"})
    assert not found_in(department, "TX-47")
    for text in (
        "与主管部门衔接",
        "部门整体支出绩效自评",
        "本单位各部门配合",
        "资本部门和基本部门",
    ):
        assert not found(text, "TX-47")
    duties = replace(department, organisation=Organisation(), texts={}, functions=("指导本部门",))
    assert not found_in(duties, "TX-47")


@pytest.mark.fires("TX-48")
@pytest.mark.parametrize(
    "text", ["统一布署", "公务帐户管理", "项目项目资金增加", "增加增加人员", "开展党纪学题教育"]
)
def test_tx_48_doubled_words_and_wrong_characters(text: str) -> None:
    assert found(text, "TX-48")


@pytest.mark.spares("TX-48")
@pytest.mark.parametrize(
    "text",
    ["购置帐篷", "统一部署", "其他支出支出0.00万元", "单位单独核算", "各部门部署工作", "账户管理"],
)
def test_tx_48_tents_and_names_that_end_as_the_next_word_begins(text: str) -> None:
    assert not found(text, "TX-48")


@pytest.mark.fires("TX-42")
def test_tx_42_a_term_of_the_second_part_that_nobody_explains() -> None:
    (finding,) = found_in(report(terms=terms(without="项目支出")), "TX-42")
    assert (finding.where, finding.values["terms"]) == ("terms", "项目支出")
    assert finding.severity is Severity.WARNING


@pytest.mark.spares("TX-42")
def test_tx_42_terms_in_other_quotation_marks_or_numbers_are_explained() -> None:
    assert not found_in(report(), "TX-42")  # none of its own: the standard ones are printed
    assert not found_in(report(terms=terms()), "TX-42")
    other = tuple(
        text.replace("“三公”", "三公").replace("、", ".", 1).replace("：", ":") for text in terms()
    )
    assert not found_in(report(terms=other), "TX-42")


@pytest.mark.fires("TX-43")
def test_tx_43_a_term_that_is_explained_and_nowhere_used_is_a_hint() -> None:
    own = report(terms=(*terms(), "十五、水土保持补偿费：指依法征收的费用。"))
    (finding,) = found_in(own, "TX-43")
    assert finding.values["terms"] == "水土保持补偿费"
    assert finding.severity is Severity.INFO


@pytest.mark.spares("TX-43")
def test_tx_43_a_term_that_the_text_uses_is_no_hint() -> None:
    own = report(
        terms=(*terms(), "十五、水土保持补偿费：指依法征收的费用。", "续上段的说明。"),
        texts={ACHIEVED: "征收水土保持补偿费30万元"},
    )
    assert not found_in(own, "TX-43")


def terms(without: str = "无") -> tuple[str, ...]:
    items = shipped_reference(2024).book("term")
    return tuple(item.name for item in items if f"、{without}：" not in item.name)
