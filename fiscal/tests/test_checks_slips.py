"""Slips in free texts: what fires, and what only looks alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscal.checks import run
from fiscal.finding import Finding
from fiscal.tests.books import REFERENCE, report


def found(text: str, rule: str, where: str = "s1.cmp.reason") -> list[Finding]:
    checked = report(texts={where: text})
    return [item for item in run(checked, REFERENCE) if item.rule == rule]


@pytest.mark.fires("TX-31")
@pytest.mark.parametrize(
    "text",
    [
        "本年增加XX项目", "本年增加××项目经费", "较上年增加（减少）人员经费", "增长(下降)的原因",
        "本年【单位名称】人员增加", "【】项目增加", "（请填写原因）", "资金用于____项目",
        "本年{reason}", "ＸＸ局拨款增加",
    ],
)  # fmt: skip
def test_tx_31_a_placeholder_of_the_template_is_an_error(text: str) -> None:
    assert found(text, "TX-31")


@pytest.mark.spares("TX-31")
@pytest.mark.parametrize(
    "text",
    [
        "根据新财预【2024】10号文件增加经费", "购置XXL号工作服", "房间为3×4米", "依据〔2024〕5号",
        "本年增加（含追加）项目经费", "X光机购置经费增加",
    ],
)  # fmt: skip
def test_tx_31_document_numbers_sizes_and_remarks_are_none(text: str) -> None:
    assert not found(text, "TX-31")


@pytest.mark.fires("TX-32")
@pytest.mark.parametrize(
    "text",
    [
        "人员增加。。", "人员增加，，经费增加", "主要原因是：，人员增加",
        "资产监督管理委员会会企业", "人员是否增加？经费增加", "项目的的经费增加", "人员增加，。",
        "机关运行机关运行经费增加",
    ],
)  # fmt: skip
def test_tx_32_doubled_marks_and_words_are_warned_of(text: str) -> None:
    assert found(text, "TX-32")


@pytest.mark.spares("TX-32")
@pytest.mark.parametrize(
    "text",
    [
        "召开委员会会议", "达到目的的项目", "为期三天……经费增加", "家家户户受益",
        "开展“为什么？”讨论", "人人参与，户户受益", "1.人员增加。2.项目增加",
        "县（市、区）人员增加", "方方面面工作",
        "加强管理，提高管理水平",
    ],
)  # fmt: skip
def test_tx_32_ordinary_writing_is_not(text: str) -> None:
    assert not found(text, "TX-32")


@pytest.mark.fires("TX-33")
@pytest.mark.spares("TX-33")
@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("截至2023年12月31日完成全部工作", True),
        ("截止2022年底完成", True),
        ("根据2021年度部门决算", True),
        ("截至2024年12月31日完成全部工作", False),
        ("与2023年度部门决算相比", False),
        ("2021年开工的工程本年完工", False),
        ("“十四五”规划至2025年", False),
    ],
)
def test_tx_33_a_closing_date_is_that_of_the_year(text: str, fires: bool) -> None:
    assert bool(found(text, "TX-33")) is fires


@pytest.mark.fires("TX-34")
@pytest.mark.spares("TX-34")
@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("于2月30日前完成", True), ("2023年2月29日拨付", True), ("于13月1日完成", True),
        ("2024年2月29日拨付", False), ("12月31日前完成", False), ("每月5日发放", False),
        ("全年12月10次", False),
    ],
)  # fmt: skip
def test_tx_34_a_day_exists(text: str, fires: bool) -> None:
    assert bool(found(text, "TX-34")) is fires


@pytest.mark.fires("TX-35")
@pytest.mark.spares("TX-35")
@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("张三，身份证号11010519491231002X", True),
        ("联系电话13800138000", True),
        ("账号4111111111111111", True),
        ("机密★一年", True),
        ("项目编号11010519491231002Y", False),
        ("编号110105194912310021，金额13800138000.00元", False),
        ("保密、机密文件柜购置", False),
        ("账号4111111111111112", False),
    ],
)
def test_tx_35_private_data_are_an_error_and_are_not_repeated(text: str, fires: bool) -> None:
    findings = found(text, "TX-35")
    assert bool(findings) is fires
    assert not any(digits in item.message for item in findings for digits in ("1101", "138", "411"))


def test_every_kind_of_free_text_is_looked_at() -> None:
    checked = replace(report(), functions=("负责XX工作",), other_matters=("无。。",))
    places = {item.where for item in run(checked, REFERENCE) if item.rule in ("TX-31", "TX-32")}
    assert places == {"functions", "other_matters"}
