"""Sentences of ordinary disclosures that only look like slips or contradictions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscal.checks import run
from fiscal.finding import Finding, Severity
from fiscal.report import Report
from fiscal.tests.books import REFERENCE, line, project, report, row, statements, unit_table

REASON, ACHIEVED = "s5.1.body.reason", "s11.body.achieve"


def found(checked: Report, rule: str) -> list[Finding]:
    return [item for item in run(checked, REFERENCE) if item.rule == rule]


def moved(amounts: str, reason: str) -> Report:
    tables = statements(s05=(line("total", "合计", total=amounts),))
    return report(statements=tables, texts={REASON: reason})


@pytest.mark.spares("TX-36")
@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        ("120|100", "上年因工程停工减少支出，本年恢复正常"),  # of last year
        ("120|100", "上年度压减一般性支出"),
        ("80|100", "本年未追加项目资金"),
        ("80|100", "本年没有增加人员经费，工程已完工"),
        ("80|100", "加强管理，提高资金使用效率"),
        ("80|100", "年中追加项目资金，年底未支付完毕"),
        ("80|100", "追加的工程款项结转下年使用"),
        ("120|100", "人员退休、调出减少6人，年终一次性奖励提高"),
        ("80|100", "在职人员增加2人，上年发放抚恤金增加支出"),
    ],
)
def test_tx_36_other_years_negations_and_unspent_money(amounts: str, reason: str) -> None:
    assert not found(moved(amounts, reason), "TX-36")


@pytest.mark.fires("TX-36")
@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        ("120|100", "人员经费较上年减少"),
        ("80|100", "上年工程已完工，本年项目资金增加"),
        ("120|100", "本年项目支出与上年相比减少"),
    ],
)
def test_tx_36_this_year_against_last_is_still_compared(amounts: str, reason: str) -> None:
    assert found(moved(amounts, reason), "TX-36")


@pytest.mark.spares("TX-37")
@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        ("1003|1000", "与上年基本持平"),  # 0.3%
        ("120|100", "人员编制无变化，职级晋升"),
        ("120|100", "职级晋升，人员无变化"),
        ("120|100", "机构职责未发生变化"),
    ],
)
def test_tx_37_nearly_the_same_and_staff_that_stayed(amounts: str, reason: str) -> None:
    assert not found(moved(amounts, reason), "TX-37")


@pytest.mark.fires("TX-37")
def test_tx_37_the_same_is_said_too_strongly_of_a_small_change() -> None:
    (finding,) = found(moved("1003|1000", "与上年持平"), "TX-37")
    assert finding.severity is Severity.WARNING
    (finding,) = found(moved("120|100", "与上年持平"), "TX-37")
    assert finding.severity is Severity.ERROR


def scored(sentence: str) -> Report:
    return report(unit_evaluation=unit_table(), texts={ACHIEVED: sentence})  # 99.74


@pytest.mark.spares("TX-40")
@pytest.mark.parametrize(
    "sentence",
    [
        "整体支出绩效自评得分99.7分",  # rounded
        "2023年度部门整体支出绩效自评得分95分",
        "部门整体支出绩效目标中满意度指标得分10分",
        "整体支出预算执行得分9.74分",
        "整体支出所含5个项目得分98分",
    ],
)
def test_tx_40_scores_of_parts_and_of_other_years(sentence: str) -> None:
    assert not found(scored(sentence), "TX-40")


@pytest.mark.fires("TX-40")
def test_tx_40_the_score_of_this_year() -> None:
    assert found(scored("2024年度部门整体支出绩效自评得分为99.47分"), "TX-40")


def saying(text: str) -> Report:
    return report(texts={ACHIEVED: text})


@pytest.mark.spares("TX-31")
@pytest.mark.parametrize(
    "text", ["办理各类公文（请示、报告）", "（请假人员除外）", "表格（填写规范）"]
)
def test_tx_31_brackets_that_ask_for_nothing(text: str) -> None:
    assert not found(saying(text), "TX-31")


@pytest.mark.fires("TX-31")
@pytest.mark.parametrize("text", ["（请填写具体原因）", "（此处说明）", "（填写变动原因）"])
def test_tx_31_brackets_that_tell_the_writer_what_to_do(text: str) -> None:
    assert found(saying(text), "TX-31")


@pytest.mark.spares("TX-33")
@pytest.mark.parametrize(
    "text",
    [
        "规划期至2025年底，力争2025年建成", "截至2023年底共有12座，截至2024年底共有14座",
        "计划截止2025年12月完工", "合同有效期截至2026年12月",
    ],
)  # fmt: skip
def test_tx_33_plans_and_comparisons_of_two_years(text: str) -> None:
    assert not found(saying(text), "TX-33")


@pytest.mark.fires("TX-33")
def test_tx_33_the_end_of_last_year_alone() -> None:
    assert found(saying("截至2023年12月31日，该项目实际完成巡查12次"), "TX-33")


@pytest.mark.spares("TX-34")
def test_tx_34_a_leap_day_of_a_year_that_is_not_told() -> None:
    common = replace(saying("1月5日和2月29日分别拨付"), year=2025)
    assert not found(common, "TX-34")


@pytest.mark.fires("TX-34")
def test_tx_34_a_day_of_no_year() -> None:
    assert found(saying("于2月30日拨付"), "TX-34")
    assert found(saying("于2023年2月29日拨付"), "TX-34")


def done(name: str, actual: str, result: str) -> Report:
    return report(projects=(project(row(actual, actual, "100", "10", name=name), result=result),))


@pytest.mark.spares("PE-25")
@pytest.mark.parametrize(
    ("name", "actual", "result"),
    [
        ("培训学员人数", "=45人", "培训学员人数40人以上"),
        ("培训学员人数", "=42人", "培训学员人数40人左右"),
        ("平台浏览人数", "=25245人", "平台浏览人数2万余人"),
        ("学员出勤率", "=98%", "学员出勤率95%-99%"),
        ("学员出勤率", "=98%", "学员出勤率95%以上"),
        ("培训学员人数", "=45人", "培训学员人数约40人"),
        ("培训学员人数", "=45人", "培训学员人数为40至50人"),
        ("举办培训期数", "=2期", "依据〔2024〕10号文件举办培训期数2期"),
        ("举办培训期数", "=2期", "第3期、第4期，共举办培训期数2期"),
    ],
)
def test_pe_25_approximate_words_ranges_and_document_numbers(
    name: str, actual: str, result: str
) -> None:
    assert not found(done(name, actual, result), "PE-25")


@pytest.mark.fires("PE-25")
def test_pe_25_an_exact_figure_unlike_the_row() -> None:
    assert found(done("培训学员人数", "=45人", "培训学员人数40人，多次受到好评"), "PE-25")


@pytest.mark.fires("PE-30")
@pytest.mark.spares("PE-30")
@pytest.mark.parametrize(
    ("goal", "fires"),
    [
        ("对信息系统完成系统维护和升级8次", True),  # begins and ends like the name
        ("对信息系统完成系统维护和升级6次", False),
        ("对信息系统完成系统维护和升级8次以上", False),
        ("完成网络维护8次", False),
        ("维护系统8次", False),
    ],
)
def test_pe_30_a_goal_that_shortens_the_name_of_the_row(goal: str, fires: bool) -> None:
    maintained = row(">=6次", "=6次", "100", "10", name="系统运行维护（次）")
    assert bool(found(report(projects=(project(maintained, goal=goal),)), "PE-30")) is fires
