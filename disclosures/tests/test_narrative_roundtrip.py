"""Printing a Report and reading the text back gives the Report again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.tests.narrative_example import (
    NIL_07,
    NIL_08,
    REFERENCE,
    cell,
    coded,
    example,
    functional,
)
from fiscal.finding import Severity
from fiscal.narrative import Recovered, SourceLine, narrative, recover
from fiscal.reference import Reference
from fiscal.report import Assets, Cell, Report, Staff, UnitFacts
from units.reference import csv_items


def read(texts: list[str]) -> Recovered:
    return recover([SourceLine(text, f"第{i}行") for i, text in enumerate(texts, 1)], REFERENCE)


def printed(report: Report) -> list[str]:
    return [paragraph.text for paragraph in narrative(report, REFERENCE)]


VARIANTS = {
    "all filled": example(),
    "fund tables empty": example(NIL_07, NIL_08),
    "only table 07 empty": example(NIL_07),
    "institution": example(nature_group="institution"),
    "with subordinate units": example(
        subordinates=("云岭州档案服务中心", "云岭州方志（年鉴）中心")
    ),
    "other matters": example(other_matters=("本单位2024年度机构改革，职能划转。", "无其他。")),
}


@pytest.mark.spares("TX-02", "TX-03", "TX-05", "TX-06", "TX-07", "TX-10")
@pytest.mark.parametrize("report", VARIANTS.values(), ids=VARIANTS.keys())
def test_a_printed_report_is_read_back_equal(report: Report) -> None:
    texts = printed(report)
    recovered = read(texts)
    assert recovered.report == report
    assert recovered.placed == frozenset(range(len(texts)))
    assert {f.rule for f in recovered.findings} == {"TX-04"}  # the two names without a code


@pytest.mark.fires("TX-04")
def test_names_outside_the_classification_are_warned_about_and_kept_in_place() -> None:
    recovered = read(printed(example()))
    assert [f.where for f in recovered.findings] == [
        "statements/05/一般公共服务支出/档案事务/口述史整理（试点）",
        "statements/06/人员经费/援疆补贴",
    ]
    assert all(f.severity is Severity.WARNING for f in recovered.findings)


def test_a_missing_text_with_a_default_is_printed_and_read_back_as_text() -> None:
    report = replace(example(), texts={})
    again = read(printed(report)).report
    assert again.texts["s9.body.abroad_reason"] == "2023年与2024年均未安排因公出国（境）费支出"
    assert again.texts["s9.budget.recep_reason"] == "严格按照预算执行，预决算无差异"
    assert "s1.cmp.reason" not in again.texts
    assert printed(again) == printed(report)


def test_an_almost_empty_draft_prints_dashes_and_reads_back_as_unknown() -> None:
    draft = Report(unit=UnitFacts("云岭州档案馆"), year=2024)
    texts = printed(draft)
    assert "2024年度收入总计—万元，其中：本年收入合计—万元" in texts[texts.index(
        "一、收入支出决算总体情况说明") + 1]  # fmt: skip
    again = read(texts)
    assert again.placed == frozenset(range(len(texts)))
    assert again.report.staff == Staff()
    assert again.report.assets == Assets()
    assert again.report.amount("01", "grand_total_income", "amount") is None


def test_another_wording_is_other_data_and_needs_no_code() -> None:
    change = "{dir:direction}{diff:difference}万元（{pct:percent}%）"
    wording = f"与上年比，收支总额{change}，因为{{reason:text}}。"
    original = REFERENCE.find("template", "s1.cmp")
    assert original is not None
    newer = replace(original, name=wording, valid_from=2025)
    other = Reference.of([*csv_items(), newer], 2025)
    report = replace(example(), year=2025)
    texts = [paragraph.text for paragraph in narrative(report, other)]
    reason = report.texts["s1.cmp.reason"]
    assert f"与上年比，收支总额增加1,730.83万元（2,184.56%），因为{reason}。" in texts
    assert recover([SourceLine(text, "") for text in texts], other).report == report


yuan = st.integers(0, 10**11).map(
    lambda hundreds: Decimal(hundreds * 100).quantize(Decimal("0.01"))
)
count = st.integers(0, 5000)


@settings(max_examples=60, deadline=None)
@given(st.tuples(yuan, yuan), st.tuples(yuan, yuan), st.lists(count, min_size=6, max_size=6), yuan)
def test_any_figures_survive_printing_and_reading(
    total: tuple[Decimal, Decimal],
    item: tuple[Decimal, Decimal],
    staff: list[int],
    budget: Decimal,
) -> None:
    table = coded("05", {"total": Cell(*total), "basic": cell("1.00")})
    if any(item):
        table = replace(table, lines=(*table.lines, functional("2012601", Cell(*item))))
    base = example(table)
    budgets = replace(base.budgets, general=budget)
    report = replace(base, staff=Staff(*staff), budgets=budgets)
    assert read(printed(report)).report == report


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("一二（）(),，、：；年度万元类款项0129.-—因公出国%"), max_size=60))
def test_any_reason_without_a_final_stop_survives_printing_and_reading(text: str) -> None:
    reason = text.strip().rstrip("。；; ")
    base = example()
    texts = {key: value for key, value in base.texts.items() if key != "s1.cmp.reason"}
    report = replace(base, texts={**texts, **({"s1.cmp.reason": reason} if reason else {})})
    assert read(printed(report)).report == report
