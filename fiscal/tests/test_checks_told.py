"""What free texts tell of totals, heads and visitors, and reasons set side by side."""

from __future__ import annotations

import pytest

from fiscal.checks import run
from fiscal.finding import Finding, Severity
from fiscal.report import Report, Staff, ThreePublic
from fiscal.tests.books import REFERENCE, line, project, report, row, statements

ACHIEVED, PROBLEMS, MEASURES = (f"s11.body.{name}" for name in ("achieve", "problems", "measures"))


def found(checked: Report, rule: str) -> list[Finding]:
    return [item for item in run(checked, REFERENCE) if item.rule == rule]


def saying(text: str, where: str = ACHIEVED) -> Report:
    tables = statements(
        s01=(line("grand_total_income", "总计", amount="1787.23|1978.38"),),
        s03=(line("total", "合计", total="1740.70", basic="1217.85", project="522.85"),),
        s05=(line("total", "合计", total="1693.16", basic="1200", project="493.16"),),
    )
    return report(statements=tables, texts={where: text}, staff=Staff(active=45, retired=52))


@pytest.mark.fires("TX-49")
@pytest.mark.parametrize(
    "text",
    [
        "2024年度收入总计1,778.23万元", "收支规范。本年度项目支出为522.58万元，用于巡查",
        "全年基本支出1217万元", "我单位收入总计0.17亿元", "其中，项目支出5,228,500.10元",
    ],
)  # fmt: skip
def test_tx_49_a_total_in_the_text_that_no_table_has(text: str) -> None:
    (finding,) = found(saying(text), "TX-49")
    assert finding.where == f"texts/{ACHIEVED}"


@pytest.mark.spares("TX-49")
@pytest.mark.parametrize(
    "text",
    [
        "2024年度收入总计1,787.23万元", "我单位收入总计0.18亿元",
        "本年度项目支出为522.9万元", "全年基本支出1218万元",
        "全年基本支出1,200.00万元", "2023年度收入总计1,978.38万元", "追加项目支出30万元",
        "上年项目支出480万元",
        "年初预算项目支出600万元", "项目支出约520万元", "项目支出增加30万元", "项目支出12个",
        "一般公共预算财政拨款基本支出1,200万元", "项目支出500余万元",
    ],
)  # fmt: skip
def test_tx_49_rounded_other_and_approximate_amounts_are_left_alone(text: str) -> None:
    assert not found(saying(text), "TX-49")


@pytest.mark.fires("TX-50")
@pytest.mark.parametrize("text", ["共支出1,740.70元", "收入17,872,300万元"])
def test_tx_50_the_digits_of_a_table_with_the_other_unit(text: str) -> None:
    (finding,) = found(saying(text), "TX-50")
    assert finding.where == f"texts/{ACHIEVED}"


@pytest.mark.spares("TX-50")
@pytest.mark.parametrize(
    "text",
    [
        "共支出1,740.70万元", "收入17,872,300元", "补助1,740.70元/人", "每件80.00元",
        "每天补助1,740元",
        "第1740.70元件", "补助300.00元",
    ],
)  # fmt: skip
def test_tx_50_right_units_prices_and_other_digits(text: str) -> None:
    assert not found(saying(text), "TX-50")


@pytest.mark.fires("TX-51")
@pytest.mark.parametrize("text", ["现有在职人员54人", "人员稳定，退休人员共25人"])
def test_tx_51_heads_that_the_first_part_counts_otherwise(text: str) -> None:
    assert found(saying(text), "TX-51")


@pytest.mark.spares("TX-51")
@pytest.mark.parametrize(
    "text",
    [
        "现有在职人员45人", "新增退休人员3人", "慰问退休人员30人", "离休人员2人", "退休人员30人次",
        "其中在职人员12人参加培训",
    ],
)  # fmt: skip
def test_tx_51_some_of_them_and_counts_unknown(text: str) -> None:
    assert not found(saying(text), "TX-51")


def visited(content: str, where: str = "s9.recep.content") -> Report:
    counts = ThreePublic(delegations=1, travellers=2, reception_batches=3, reception_guests=20)
    return report(three_public=counts, texts={where: content})


@pytest.mark.fires("TX-52")
@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("接待省内调研5批次", "s9.recep.content"),
        ("接待某县一行26人的餐费", "s9.recep.content"),
        ("接待30人次的餐费", "s9.recep.content"),
        ("参加3个团组的住宿费", "s9.abroad.content"),
    ],
)
def test_tx_52_more_visitors_than_are_published(content: str, where: str) -> None:
    assert found(visited(content, where), "TX-52")


@pytest.mark.spares("TX-52")
@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("接待某县一行6人的餐费", "s9.recep.content"),  # one of three parties
        ("接待3批次20人次的餐费", "s9.recep.content"),
        ("2024年10月30日接待", "s9.recep.content"),
        ("接待30人次的餐费", "s9.body.recep_reason"),  # perhaps last year's
        ("团组1个，2人次", "s9.abroad.content"),
    ],
)
def test_tx_52_a_part_of_the_visitors_and_other_numbers(content: str, where: str) -> None:
    assert not found(visited(content, where), "TX-52")


def answered(problems: str, measures: str) -> Report:
    return report(texts={PROBLEMS: problems, MEASURES: measures})


@pytest.mark.fires("TX-53")
@pytest.mark.parametrize(
    ("problems", "measures"),
    [
        ("一是指标不细。二是执行偏慢。三是档案不全", "一是细化指标。二是加快执行"),
        ("指标不细", "无"),
        ("1.指标不细。2.执行偏慢。3.档案不全", "（一）细化指标。（二）加快执行"),
    ],
)
def test_tx_53_a_problem_without_an_answer(problems: str, measures: str) -> None:
    (finding,) = found(answered(problems, measures), "TX-53")
    assert finding.where == f"texts/{MEASURES}"


@pytest.mark.spares("TX-53")
@pytest.mark.parametrize(
    ("problems", "measures"),
    [
        ("一是指标不细。二是执行偏慢", "一是细化指标。二是加快执行。三是加强培训"),
        ("一是指标不细。二是执行偏慢", "细化指标，加快执行"),  # one sentence for both
        ("无", "无"),
        ("", "加强培训"),
        ("指标不细，执行偏慢", "一是细化指标。二是加快执行"),
    ],
)
def test_tx_53_more_measures_than_problems_are_as_good(problems: str, measures: str) -> None:
    assert not found(answered(problems, measures), "TX-53")


def reasons(*pairs: tuple[str, str]) -> Report:
    """Items of table 05 with these amounts and reasons."""
    parents = ("一般公共服务支出", "政府办公厅（室）及相关机构事务")
    lines = tuple(
        line(f"201030{i}", f"事项{i}", parents, total=total)
        for i, (total, _) in enumerate(pairs, 1)
    )
    texts = {f"s5.3.item.reason#201030{i}": said for i, (_, said) in enumerate(pairs, 1)}
    return report(statements=statements(s05=lines), texts=texts)


@pytest.mark.fires("TX-54")
def test_tx_54_one_reason_for_a_rise_and_a_fall() -> None:
    same = "本年人员调动、职级变化"
    (finding,) = found(reasons(("30|20", same), ("20|30", same)), "TX-54")
    assert finding.where == "texts/s5.3.item.reason#2010302"
    assert "事项1" in finding.message


@pytest.mark.spares("TX-54")
def test_tx_54_one_reason_for_two_falls_and_two_for_a_rise_and_a_fall() -> None:
    same = "本年人员调动、职级变化"
    assert not found(reasons(("20|30", same), ("10|30", same)), "TX-54")
    assert not found(reasons(("30|20", "人员调入"), ("20|30", same)), "TX-54")
    assert not found(reasons(("30|30", same), ("20|30", same)), "TX-54")


@pytest.mark.fires("TX-55")
def test_tx_55_three_reasons_that_begin_alike_are_a_hint() -> None:
    begins = "本年在职人员调入、退休，人员职级不同，导致"
    alike = reasons(*(("20|30", f"{begins}事项{i}减少") for i in range(3)))
    (finding,) = found(alike, "TX-55")
    assert (finding.severity, finding.values["count"]) == (Severity.INFO, "3")


@pytest.mark.fires("TX-55")
def test_tx_55_one_deviation_for_three_projects_is_a_hint() -> None:
    said = row("=1场", "=2场", "200", "0", deviation="目标值设置偏低，实际完成较好")
    same = report(projects=tuple(project(said, name=name) for name in "甲乙丙"))
    (finding,) = found(same, "TX-55")
    assert finding.where == "projects/0/indicators/0/deviation"


@pytest.mark.spares("TX-55")
def test_tx_55_two_alike_and_three_of_their_own_are_none() -> None:
    begins = "本年在职人员调入、退休，人员职级不同，导致"
    assert not found(reasons(*(("20|30", f"{begins}减少") for _ in range(2))), "TX-55")
    own = ("停开两场培训", "退休两人，缴费减少", "工程完工，不再拨付")
    assert not found(reasons(*(("20|30", said) for said in own)), "TX-55")
    assert not found(report(projects=tuple(project(name=name) for name in "甲乙丙")), "TX-55")
