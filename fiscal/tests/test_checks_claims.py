"""Texts that contradict the figures beside them, and texts that only seem to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscal.checks import run
from fiscal.finding import Finding
from fiscal.report import Assets, Report, Staff, ThreePublic
from fiscal.tests.books import REFERENCE, line, report, statements, unit_table

REASON = "s5.1.body.reason"


def spending(amounts: str, reason: str = "", **texts: str) -> Report:
    return report(
        statements=statements(s05=(line("total", "合计", total=amounts),)),
        texts={REASON: reason, **{key.replace("__", "."): text for key, text in texts.items()}},
    )


def found(checked: Report, rule: str) -> list[Finding]:
    return [item for item in run(checked, REFERENCE) if item.rule == rule]


@pytest.mark.fires("TX-36")
@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        ("120|100", "压减一般性支出"),
        ("120|100", "本年项目经费较上年减少"),
        ("80|100", "人员经费增加"),
        ("80|100", "本年追加防汛项目资金"),
    ],
)
def test_tx_36_a_reason_in_the_other_direction_is_an_error(amounts: str, reason: str) -> None:
    (finding,) = found(spending(amounts, reason), "TX-36")
    assert finding.where == f"texts/{REASON}"
    assert reason in finding.message


@pytest.mark.spares("TX-36")
@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        ("120|100", "人员经费增加"),
        ("80|100", "压减一般性支出"),
        ("80|100", "本年新增退休人员"),  # persons, not money
        ("120|100", "退休人员减少，在职人员增加"),
        ("80|100", "项目经费减少，人员经费增加"),  # both: the sum may go either way
        ("120|100", "公用经费减少，但项目资金增加"),
        ("100|100", "人员经费增加"),
        ("80|", "人员经费增加"),  # last year is unknown
    ],
)
def test_tx_36_persons_and_mixed_reasons_are_left_alone(amounts: str, reason: str) -> None:
    assert not found(spending(amounts, reason), "TX-36")


def three_public(actual: str, **texts: str) -> Report:
    cells = {"actual_total": actual, "actual_reception": actual, "budget_reception": actual}
    return report(
        statements=statements(s09=(line("amount", "金额", **cells),)),
        three_public=ThreePublic(),
        texts={key.replace("__", "."): text for key, text in texts.items()},
    )


@pytest.mark.fires("TX-37")
def test_tx_37_nothing_is_said_of_an_amount() -> None:
    said = three_public("2.00", s9__recep__content="本单位无公务接待费")
    (finding,) = found(said, "TX-37")
    assert finding.where == "texts/s9.recep.content"
    assert "2.00" in finding.message


@pytest.mark.spares("TX-37")
def test_tx_37_nothing_is_rightly_said_of_zero() -> None:
    assert not found(three_public("0.00", s9__recep__content="本单位无公务接待费"), "TX-37")
    assert not found(three_public("2.00", s9__recep__content="接待来访6人的餐费"), "TX-37")
    # a part of a sentence about something else
    said = "本单位无外事接待费，接待省内调研5批"
    assert not found(three_public("2.00", s9__recep__content=said), "TX-37")


@pytest.mark.fires("TX-37")
@pytest.mark.spares("TX-37")
@pytest.mark.parametrize(
    ("amounts", "reason", "fires"),
    [
        ("120|100", "与上年基本持平", True),
        ("120|100", "严格按照预算执行，预决算无差异", True),
        ("100|100", "与上年持平", False),
        ("120|100", "人员与上年持平，项目资金增加", False),
    ],
)
def test_tx_37_no_difference_is_said_of_a_difference(
    amounts: str, reason: str, fires: bool
) -> None:
    assert bool(found(spending(amounts, reason), "TX-37")) is fires


@pytest.mark.fires("TX-37")
@pytest.mark.spares("TX-37")
def test_tx_37_vehicles_that_differ_are_not_the_same() -> None:
    same = report(
        assets=Assets(None, None, None, 0, 0, 0, 0, 0, 0, 0, other=3),
        three_public=ThreePublic(vehicles_held=3),
        texts={"s9.car.diff_reason": "本单位固定资产车辆与公务用车保有量一致无差异"},
    )
    assert not found(same, "TX-37")
    assert found(replace(same, three_public=ThreePublic(vehicles_held=2)), "TX-37")


@pytest.mark.fires("TX-38")
@pytest.mark.spares("TX-38")
@pytest.mark.parametrize(
    ("reason", "fires"),
    [
        ("经费增加", True), ("因工作需要，支出增加", True), ("业务需要", True), ("人员变动", True),
        ("本年新招录6名公务员，工资支出增加", False), ("增加防汛物资采购", False),
        ("职级晋升，基本工资标准提高", False),
    ],
)  # fmt: skip
def test_tx_38_a_reason_that_would_fit_any_unit_is_vague(reason: str, fires: bool) -> None:
    assert bool(found(spending("120|100", reason), "TX-38")) is fires


@pytest.mark.spares("TX-38")
def test_tx_38_a_small_change_may_have_a_short_reason() -> None:
    assert not found(spending("1001|1000", "经费增加"), "TX-38")


@pytest.mark.fires("TX-39")
@pytest.mark.spares("TX-39")
@pytest.mark.parametrize(
    ("name", "reason", "fires"),
    [
        ("住房公积金", "医疗保险缴费基数提高，缴费增加", True),
        ("机关事业单位基本养老保险缴费支出", "职业年金缴费增加", True),
        ("行政单位医疗", "住房公积金基数提高", True),
        ("住房公积金", "在职人员增加，住房公积金缴费增加", False),
        ("住房公积金", "在职人员增加，养老、公积金等缴费增加", False),
        ("行政运行", "医疗保险缴费增加", False),
        ("其他行政事业单位医疗支出", "失业保险缴费增加", False),
    ],
)
def test_tx_39_a_reason_speaks_of_its_own_line(name: str, reason: str, fires: bool) -> None:
    checked = report(
        statements=statements(
            s05=(line("2210201", name, ("住房保障支出", "住房改革支出"), total="120|100"),)
        ),
        texts={"s5.3.item.reason#2210201": reason},
    )
    assert bool(found(checked, "TX-39")) is fires


@pytest.mark.fires("TX-40")
@pytest.mark.spares("TX-40")
def test_tx_40_the_score_in_the_text_is_that_of_the_table() -> None:
    table = unit_table()  # 9.74 + 90
    right = "部门整体支出绩效自评综合得分99.74分，评价结果为“优”"
    checked = report(unit_evaluation=table, texts={"s11.body.achieve": right})
    assert not found(checked, "TX-40")
    wrong = replace(checked, texts={"s11.body.achieve": right.replace("99.74", "97.47")})
    assert [item.values["computed"] for item in found(wrong, "TX-40")] == ["99.74"]
    graded = replace(checked, texts={"s11.body.achieve": right.replace("优", "良")})
    assert [item.values["computed"] for item in found(graded, "TX-40")] == ["优"]


@pytest.mark.spares("TX-40")
def test_tx_40_scores_of_other_things_are_not_compared() -> None:
    said = "部门整体支出管理规范；满意度调查得分92分。服务窗口评价等级为良"
    assert not found(
        report(unit_evaluation=unit_table(), texts={"s11.body.achieve": said}), "TX-40"
    )


@pytest.mark.fires("TX-41")
@pytest.mark.spares("TX-41")
@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("本年在职人员减少6人，人员经费减少", False),
        ("本年在职人员减少，人员经费减少", False),
        ("本年在职人员减少8人，人员经费减少", True),
        ("本年在职人员增加，人员经费增加", True),
        ("本年退休人员增加", False),  # how many retired is unknown
        ("缴费人数减少8人", False),  # another count
    ],
)
def test_tx_41_what_is_said_of_the_staff_is_what_the_first_part_says(
    text: str, fires: bool
) -> None:
    checked = report(staff=Staff(active=190, active_last=196), texts={"s1.cmp.reason": text})
    assert bool(found(checked, "TX-41")) is fires
