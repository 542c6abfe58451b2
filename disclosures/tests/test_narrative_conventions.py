"""The formatting and rounding conventions of the published text, one real case each."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.tests.narrative_example import NIL_07, REFERENCE, cell, coded, example, fixed, wan
from fiscal.narrative import default_text, narrative
from fiscal.report import Cell, FundLine, ProjectEvaluation, Report, Statement, UnitEvaluation
from fiscal.statements import DECLARATIONS


def text(report: Report, paragraph: str, key: str = "") -> str:
    (found,) = [p for p in narrative(report, REFERENCE) if (p.id, p.key) == (paragraph, key)]
    return found.text


def compared(this: str, last: str | None) -> str:
    """Section one's comparison of 收入总计 with last year."""
    return text(example(fixed("01", grand_total_income=cell(this, last))), "s1.cmp")


def budgeted(actual: str, budget: str) -> str:
    report = example(coded("05", {"total": cell(actual, actual)}))
    changed = replace(report, budgets=replace(report.budgets, general=wan(budget)))
    return text(changed, "s5.1.body").partition("与年初预算相比")[2]


def test_amounts_have_two_decimals_and_separators_counts_are_plain() -> None:
    assert text(example(), "s1.income") == (
        "2024年度收入总计1,810.06万元，其中：本年收入合计1,800.05万元，"
        "使用非财政拨款结余（含专用结余）10.00万元，年初结转和结余0.01万元。"
    )
    assert text(example(), "s10.3.body").startswith(
        "截至2024年12月31日，房屋19,646.98平方米，价值2,719.44万元。车辆3辆，价值42.50万元，其中："
        "副部（省）级及以上领导用车0辆、主要负责人用车0辆、机要通信用车1辆、"
    )


def test_percentages_come_from_published_figures_not_from_yuan() -> None:
    # 0.17 万元 after 0.18 万元; in yuan it would be 5.00 %.
    table = fixed("01", grand_total_income=Cell(Decimal("1710.00"), Decimal("1800.00")))
    assert "减少0.01万元，下降5.56%" in text(example(table), "s1.cmp")


def test_a_share_that_would_print_zero_gets_four_decimals() -> None:
    table = coded(
        "02",
        {"total": cell("18013.65"), "fiscal": cell("18013.61"), "other": cell("0.04")}
        | {key: cell("0.00") for key in ("superior_subsidy", "institutional", "business")}
        | {"subordinate": cell("0.00")},
    )
    body = text(example(table), "s2.body")
    assert "财政拨款收入18,013.61万元，占100.00%；上级补助收入0.00万元，占0.00%；" in body
    assert body.endswith("其他收入0.04万元，占0.0002%。")


@pytest.mark.parametrize(
    ("this", "last", "printed"),
    [
        ("1787.23", "1978.38", "减少191.15万元，下降9.66%"),
        ("17.95", "18.33", "减少0.38万元，下降2.07%"),
        ("5.00", "5.00", "增加0.00万元，增长0.00%"),
        ("9.46", "0.00", "增加9.46万元，增长100.00%"),
        ("0.00", "0.00", "增加0.00万元，增长0.00%"),
        ("0.00", "106.47", "减少106.47万元，下降100.00%"),
        ("18013.66", "788.51", "增加17,225.15万元，增长2,184.52%"),
        ("18013.66", None, "——万元，——%"),
    ],
)
def test_change_against_last_year(this: str, last: str | None, printed: str) -> None:
    assert compared(this, last).startswith(f"收入支出总体与上年相比，{printed}，主要原因是：")


@pytest.mark.parametrize(
    ("actual", "budget", "rate"),
    [
        ("1693.16", "1753.38", "-3.43"),
        ("18013.61", "612.12", "2842.82"),
        ("17000.00", "0.00", "100.00"),
        ("0.00", "0.00", "0.00"),
        ("691.43", "612.12", "12.96"),
    ],
)
def test_variance_is_signed_and_without_separators(actual: str, budget: str, rate: str) -> None:
    assert f"万元，预决算差异率{rate}%，主要原因是：" in budgeted(actual, budget)


def test_sums_in_sentences_come_from_yuan() -> None:
    funds = (FundLine("年度资金总额", full_year=Decimal("10050.00"), executed=Decimal("10049.00")),)
    project = ProjectEvaluation("甲", "", "", funds, "", "", ())
    total = FundLine("合计", full_year=wan("1,810.06"), executed=wan("1,790.00"))
    report = replace(
        example(),
        unit_evaluation=UnitEvaluation("", (total,), "", "", ()),
        projects=(project, project),
    )
    assert text(report, "s11.body").startswith(
        "根据预算绩效管理要求，本单位2024年度预算绩效管理形成整体支出绩效自评表1个，"
        "全年预算总额1,810.06万元，实际执行总额1,790.00万元；"
        "预算绩效评价项目2个，全年预算数2.01万元，全年执行数2.01万元。"
    )


def test_punctuation_is_mixed_as_in_the_statutory_text() -> None:
    assert "退休人员52人,增加1人。" in text(example(), "p1.2.staff")
    assert "。与年初预算相比,年初预算数820.00万元" in text(example(), "s5.1.body")
    assert "。与年初预算相比，年初预算数1,850.00万元" in text(example(), "s4.cmp")
    assert text(example(), "s5.2.item", "201") == "1.一般公共服务支出(类)700.00万元,占88.61%。"
    assert text(example(), "s5.3.item", "2210201").startswith(
        "4.住房保障支出(类)住房改革支出(款)住房公积金(项):支出决算数为89.96万元，"
        "比上年决算减少40.28万元，下降30.93%,主要原因是："
    )
    subordinate = example(subordinates=("云岭州档案服务中心",))
    assert text(subordinate, "p1.2.multi4", "1") == "1. 云岭州档案服务中心"


@pytest.mark.parametrize(
    "typed", ["人员减少", "人员减少。", "人员减少；", "人员减少。。 ", "人员\n减少"]
)
def test_free_text_gets_exactly_one_final_stop(typed: str) -> None:
    report = replace(example(), texts={"s1.cmp.reason": typed})
    assert text(report, "s1.cmp").endswith("主要原因是：人员减少。")


def test_items_ascend_by_code_and_lists_are_joined() -> None:
    table = example().statements["05"]
    turned = replace(table, lines=tuple(reversed(table.lines)))
    paragraphs = narrative(example(turned), REFERENCE)
    keys = [p.key for p in paragraphs if p.id == "s5.3.item" and p.key.isdigit()]
    assert keys == ["2012601", "2080501", "2210201"]
    assert (
        text(example(), "s6.b") == "公用经费100.10万元，包括：办公费、维修（护）费、办公设备购置。"
    )
    assert text(example(), "s6.a").endswith("包括：基本工资、津贴补贴、退休费、援疆补贴。")


def test_classes_need_an_amount_and_items_one_of_either_year() -> None:
    paragraphs = narrative(example(), REFERENCE)
    assert [p.key for p in paragraphs if p.id == "s5.2.item"] == ["201", "221"]
    assert "支出决算数为0.00万元，比上年决算减少19.75万元，下降100.00%" in text(
        example(), "s5.3.item", "2080501"
    )


@pytest.mark.parametrize(
    ("key", "wording"),
    [
        ("s9.budget.abroad_reason", "本单位无因公出国（境）费"),
        ("s9.budget.buy_reason", "本单位无公务用车购置费"),
        ("s9.budget.recep_reason", "严格按照预算执行，预决算无差异"),
        ("s9.body.abroad_reason", "2023年与2024年均未安排因公出国（境）费支出"),
        ("s9.abroad.content", "本单位无因公出国（境）费"),
        ("s9.car.diff_reason", "本单位固定资产车辆与公务用车保有量一致无差异"),
        ("s9.body.car_reason", ""),
        ("s9.recep.content", ""),
        ("s10.3.body.other", ""),
        ("s1.cmp.reason", ""),
    ],
)
def test_default_wording_is_proposed_only_where_nothing_happened(key: str, wording: str) -> None:
    paragraph, slot = key.rsplit(".", 1)
    assert default_text(example(), REFERENCE, paragraph, slot) == wording


def test_empty_fund_tables_are_stated_in_one_sentence() -> None:
    assert text(example(NIL_07), "s7.none").endswith("政府性基金预算财政拨款收入支出决算表为空表。")
    assert not [p for p in narrative(example(NIL_07), REFERENCE) if p.id == "s7.body"]


def test_only_section_eight_compares_without_总体() -> None:
    assert text(example(), "s7.cmp").startswith("政府性基金预算财政拨款收入支出总体与上年相比，")
    assert text(example(), "s8.cmp").startswith("国有资本经营预算财政拨款收入支出与上年相比，")


def test_an_institution_speaks_of_公用经费() -> None:
    report = example(nature_group="institution")
    assert text(report, "s10.1.inst").startswith(
        "2024年度云岭州档案馆（事业单位）公用经费支出100.10万元，比上年增加1.10万元，增长1.11%，"
    )


def test_terms_and_statement_titles_close_the_text() -> None:
    report = replace(example(), terms=())
    paragraphs = narrative(report, REFERENCE)
    terms = [p.text for p in paragraphs if p.id == "p3.term"]
    assert len(terms) == 14
    assert terms[0] == "一、财政拨款收入：指同级财政当年拨付的资金。"
    assert [p.text for p in paragraphs][-1] == "九、《财政拨款“三公”经费支出决算表》"
    assert len([p for p in paragraphs if p.id == "p4.item"]) == len(DECLARATIONS)


def test_every_value_is_a_part_of_its_own() -> None:
    (paragraph,) = [p for p in narrative(example(), REFERENCE) if p.id == "s1.cmp"]
    values = {part.field: (part.kind, part.text) for part in paragraph.parts if part.field}
    assert values["diff"] == ("difference", "1,730.83")
    assert values["pct"] == ("percent", "2,184.56")
    assert values["dir"] == ("direction", "增加")


def test_a_statement_without_lines_does_not_stop_the_text() -> None:
    assert text(example(Statement("06")), "s6.b") == "公用经费—万元，包括：。"
