"""Which texts are reasons of somebody's own, and when two say the same."""

from __future__ import annotations

import pytest

from fiscal.detail import lines_to_detail, not_detailed
from fiscal.likeness import alike, is_own, reasons_of, words_of
from fiscal.tests.books import found, line, project, report, row, statements

OWN = "上级提前下达农村饮水安全巩固提升补助资金，本年收入相应增加"


def test_only_reasons_are_compared_and_of_these_the_long_ones() -> None:
    texts = {"s1.cmp.reason": OWN, "s4.cmp.var_reason": "年中追加", "s11.body.achieve": OWN}
    deviating = project(row("=2场", "=1场", deviation=OWN))
    told = reasons_of(report(texts=texts, projects=(deviating,)))
    assert [one.where for one in told] == [
        "texts/s1.cmp.reason", "projects/0/indicators/0/deviation",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "严格落实中央八项规定精神，厉行节约",
        "认真贯彻落实中央八项规定及其实施细则精神，从严控制“三公”经费",
        "本单位本年度无政府性基金预算财政拨款收入、支出及结转和结余",
        "严格按照预算执行，预决算无差异",
        "人员增加，工资支出增加",
    ],
)
def test_words_of_regulations_and_short_ones_are_nobodys_own(text: str) -> None:
    assert not is_own(text)


def test_years_punctuation_and_the_units_own_name_make_no_difference() -> None:
    one = words_of("甲县水利局2024年新增泵站改造项目，支出增加。", "甲县水利局")
    other = words_of("乙县水利局2025年度新增泵站改造项目,支出增加", "乙县水利局")
    assert one == other == "@新增泵站改造项目支出增加"


def test_other_figures_are_other_reasons() -> None:
    one, other = (words_of(f"退休人员增加{count}人，离退休经费支出相应增加") for count in (1, 12))
    assert one != other


def test_texts_that_differ_by_a_word_are_alike_and_by_a_half_are_not() -> None:
    long = words_of(f"{OWN}；城区供水管网改造项目按合同进度付款")
    assert alike(long, long.replace("巩固", "稳固"))
    assert not alike(long, long.replace("农村饮水安全巩固提升", "中小河流治理"))
    assert not alike(words_of(OWN), words_of(OWN[:14]))


def test_the_innermost_lines_are_those_to_be_detailed() -> None:
    numbered = statements(
        s05=(
            line("201", "一般公共服务支出", total="5.00"),
            line("20103", "政府办公厅（室）及相关机构事务", ("一般公共服务支出",), total="5.00"),
            line("2010301", "行政运行", ("一般公共服务支出", "政府办公厅（室）及相关机构事务"),
                 total="5.00"),
            line("208", "社会保障和就业支出", total="2.00"),
            line("210", "卫生健康支出", total="0.00"),
        )
    )  # fmt: skip
    checked = report(statements=numbered)
    assert lines_to_detail(checked) == 2
    assert not_detailed(found(checked)) == 1
