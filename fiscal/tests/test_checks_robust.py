"""Whatever people write, the checks answer with findings: they never raise."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fiscal.checks import run
from fiscal.narrative.required import free_texts
from fiscal.report import Indicator, Organisation, Report, Staff, ThreePublic
from fiscal.tests.books import (
    REFERENCE,
    line,
    project,
    report,
    statements,
    target_table,
    unit_table,
)

# Pieces that rules look for, next to ones that break careless ones.
_WORDS = """
截至 2024年 13月45日 2月30日前 一是 二是 （十二） 目标9： 3. 1、 。 ； ， ： 万元 亿元 元 % ％％
人次 批次 人 家 / 0 00 1,23 - — >= ≤ ½ ② ٣ １２ 在职人员 增加 减少 收入总计 本年支出合计 项目支出
预算执行率为 全年执行数 完成时间 前完成 培训场次 出勤率 得分 整体支出 评价结果为优 【】 XX ？ 会会
本部门 帐户 一行 团组 项目项目 无 达到预期指标 约 余 𠀀 [ ( \\ {year} 【【【【【【
"""
_PIECES = (*_WORDS.split(), "\n", "\u3000", "9" * 30, "9" * 5000, "0." + "0" * 40)
TEXTS = st.lists(st.sampled_from(_PIECES), max_size=10).map("".join)
PATHS = tuple(f"s5.3.item.reason#{code}" for code in ("2010301", "2010302", "2010399"))


def account() -> Report:
    """Some of everything that a text may be compared with."""
    parents = ("一般公共服务支出", "政府办公厅（室）及相关机构事务")
    items = [line(path[-7:], "行政运行", parents, total=f"{i}0|20") for i, path in enumerate(PATHS)]
    return report(
        statements=statements(
            s01=(line("grand_total_income", "总计", amount="60|60"),),
            s03=(line("total", "合计", total="60", basic="50", project="10"),),
            s05=(line("total", "合计", total="60|60"), *items),
            s09=(line("amount", "金额", actual_total="2|3", actual_reception="2|3"),),
        ),
        staff=Staff(45, 44, 0, 0, 52, 52),
        three_public=ThreePublic(0, 0, 0, 1, 3, 20),
    )


BASE = account()
KEYS = (*(text.path.removeprefix("texts/") for text in free_texts(BASE, REFERENCE)), *PATHS)


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    return Indicator(
        level1=draw(st.sampled_from(("产出指标", "成本指标", ""))),
        level2=draw(TEXTS),
        name=draw(TEXTS),
        target=draw(TEXTS),
        actual=draw(TEXTS),
        prior=draw(TEXTS),
        evidence=draw(TEXTS),
        deviation=draw(TEXTS),
        rule=draw(st.sampled_from(("按照完成比例赋分", "按评判等级赋分", "直接赋分", "怪"))),
        weight=draw(st.sampled_from((None, *(item.weight for item in project().indicators)))),
    )


@st.composite
def written(draw: st.DrawFn) -> Report:
    """The account with anything in every place where people write."""
    rows = tuple(draw(st.lists(indicators(), max_size=3)))
    goal, result = draw(TEXTS), draw(TEXTS)
    unit = unit_table(*rows[:1], unit_name=draw(TEXTS), goal=goal, result=result)
    projects = (
        project(*rows, name=draw(TEXTS), goal=goal, result=result),
        project(department=draw(TEXTS), implementer=draw(TEXTS), result=draw(TEXTS)),
    )
    paragraphs = tuple(draw(st.lists(TEXTS, max_size=3)))
    return replace(
        BASE,
        texts={key: draw(TEXTS) for key in draw(st.sets(st.sampled_from(KEYS), max_size=6))},
        functions=paragraphs,
        terms=paragraphs[::-1],
        other_matters=paragraphs,
        organisation=Organisation(3, paragraphs, tuple(draw(st.lists(TEXTS, max_size=1)))),
        unit_evaluation=unit,
        projects=projects,
        targets=(target_table(*rows, goal=draw(TEXTS)),),
    )


@given(written())
def test_the_checks_answer_whatever_is_written(checked: Report) -> None:
    found = run(checked, REFERENCE, entered=True)
    assert all(item.message and "\n" not in item.rule for item in found)


@given(TEXTS)
def test_one_odd_text_does_not_hide_what_is_wrong_elsewhere(text: str) -> None:
    checked = replace(BASE, texts={"s1.cmp.reason": text, "s4.cmp.reason": "本年增加XX项目"})
    places = {item.where for item in run(checked, REFERENCE) if item.rule == "TX-31"}
    assert "texts/s4.cmp.reason" in places
