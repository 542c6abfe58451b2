"""The workbook of targets and evaluations: what is written is read, what is wrong is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.workbook import Workbook  # type: ignore[import-untyped]

from disclosures.demo import reports, units
from disclosures.tests.reading import targets_report
from disclosures.workbooks import WorkbookReading, onto, read
from disclosures.workbooks.performance import PARTS, write_performance
from fiscal.codec import canonical_json
from fiscal.report import FundLine, Indicator, ProjectEvaluation, Report, UnitFacts
from fiscal.tests import strategies
from units.reference import shipped_reference

REFERENCE = shipped_reference(2024)
UNIT = "云岭州教育局"


def demo() -> Report:
    return next(reports(next(iter(units(1))), 2024, 2024))


def full() -> Report:
    """Evaluations of a unit and its projects, and two targets."""
    return replace(demo(), targets=targets_report().targets)


def workbook(report: Report) -> bytes:
    return write_performance(report, REFERENCE)


def read_back(content: bytes, unit: str = UNIT) -> WorkbookReading:
    return read("绩效.xlsx", content, shipped_reference, unit=unit, year=2024)


def changed(report: Report, change: Callable[[Workbook], None]) -> WorkbookReading:
    """Reading of the workbook after somebody typed in it."""
    book = load_workbook(BytesIO(workbook(report)))
    change(book)
    target = BytesIO()
    book.save(target)
    return read_back(target.getvalue())


def typed(sheet: str, cell: str, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def plain(report: Report) -> bytes:
    """What the workbook carries, digit by digit: 7.5 and 7.50 differ."""
    return canonical_json((report.unit_evaluation, report.projects, report.targets))


# --- there and back -----------------------------------------------------------------------


@pytest.mark.parametrize("report", [full(), demo(), targets_report()])
def test_what_is_written_is_read_as_it_was(report: Report) -> None:
    reading = read_back(workbook(report), report.unit.name)
    assert not reading.findings
    assert reading.complete
    assert reading.carried == PARTS
    assert reading.report is not None
    assert plain(reading.report) == plain(report)
    assert workbook(onto(report, reading)) == workbook(report)


WORDS = strategies.WORDS.map(str.strip)
FUNDS = st.builds(
    FundLine, WORDS, strategies.AMOUNTS, strategies.AMOUNTS, strategies.AMOUNTS,
    weight=strategies.FIGURES, rate=strategies.FIGURES, score=strategies.FIGURES,
    midyear=strategies.AMOUNTS,
)  # fmt: skip
INDICATORS = st.builds(
    Indicator, WORDS, WORDS, WORDS, WORDS,
    weight=strategies.FIGURES, actual=WORDS, rate=strategies.FIGURES, score=strategies.FIGURES,
    rule=WORDS, deviation=WORDS, lower_is_better=st.booleans(), midyear=WORDS,
)  # fmt: skip
PROJECTS = st.builds(
    ProjectEvaluation, strategies.NAMES, WORDS, WORDS,
    st.lists(FUNDS, max_size=2).map(tuple), WORDS, WORDS,
    st.lists(INDICATORS, max_size=3).map(tuple),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PROJECTS, max_size=3).map(tuple))
def test_any_evaluations_come_back_with_every_digit(
    projects: tuple[ProjectEvaluation, ...],
) -> None:
    report = Report(UnitFacts(UNIT), 2024, projects=projects)
    reading = read_back(workbook(report))
    assert not reading.findings
    assert reading.report is not None
    assert plain(reading.report) == plain(report)


def test_only_the_carried_parts_of_a_draft_are_replaced() -> None:
    draft = full()
    reading = read_back(workbook(replace(draft, projects=draft.projects[:1], targets=())))
    merged = onto(draft, reading)
    assert merged == replace(draft, projects=draft.projects[:1], targets=())
    assert merged.statements == draft.statements


@pytest.mark.fires("WB-05")
def test_the_workbook_says_whose_it_is_and_of_which_year() -> None:
    report = demo()
    reading = read("绩效.xlsx", workbook(report), shipped_reference)
    assert reading.report is not None
    assert (reading.report.unit.name, reading.report.year) == (report.unit.name, 2024)
    other = read("绩效.xlsx", workbook(report), shipped_reference, year=2023)
    assert {finding.rule for finding in other.findings} == {"WB-05"}
    assert not other.complete


# --- the form of the file -----------------------------------------------------------------


def test_lists_offer_the_words_of_the_year() -> None:
    book = load_workbook(BytesIO(workbook(demo())))
    words = {cell.value: [c.value for c in column[1:] if c.value]
             for column in book["词汇"].columns for cell in column[:1]}  # fmt: skip
    assert "计划标准" in words["指标值设定依据"]
    assert {"数量指标", "社会效益指标"} <= set(words["二级指标"])
    offered = book["指标"].data_validations.dataValidation
    assert {item.formula1.partition("!")[0] for item in offered} == {"项目", "词汇"}


def test_totals_are_locked_formulas_with_their_values_and_the_rest_is_open() -> None:
    report = demo()
    content = workbook(report)
    formulas = load_workbook(BytesIO(content))["项目"]
    values = load_workbook(BytesIO(content), data_only=True)["项目"]
    total, entry = formulas["M3"], formulas["C3"]
    assert formulas.protection.sheet
    assert total.value.startswith("=SUMPRODUCT(")
    assert (total.protection.locked, entry.protection.locked) == (True, False)
    project = report.projects[0]
    weights = [*(line.weight for line in project.funds), *(i.weight for i in project.indicators)]
    assert values["M3"].value == float(sum(weight for weight in weights if weight))


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    report = demo()
    item = replace(report.projects[0].indicators[0], target="=95%", actual="=HYPERLINK(1)")
    project = replace(report.projects[0], indicators=(item,))
    reading = read_back(workbook(replace(report, projects=(project,))))
    assert reading.report is not None
    assert reading.report.projects[0].indicators[0] == item


def test_a_text_longer_than_a_cell_is_refused_rather_than_dropped() -> None:
    report = demo()
    long = replace(report.projects[0], goal="长" * 32_768)
    with pytest.raises(ValueError, match="年度总体目标"):
        workbook(replace(report, projects=(long,)))


# --- what officers type -------------------------------------------------------------------


def test_an_amount_typed_as_text_with_separators_is_an_amount() -> None:
    reading = changed(full(), typed("资金", "C2", "1,234，567.80元"))
    assert reading.report is not None
    assert reading.report.unit_evaluation is not None
    assert reading.report.unit_evaluation.funds[0].initial == Decimal("1234567.80")


@pytest.mark.fires("RD-06", "WB-02", "WB-03", "WB-04", "WB-12")
@pytest.mark.parametrize(
    ("sheet", "cell", "value", "rule", "where"),
    [
        ("资金", "C2", "很多", "RD-06", "unit_evaluation/funds/0/initial"),
        ("指标", "F2", "十分", "RD-06", "unit_evaluation/indicators/0/weight"),
        ("指标", "P2", "也许", "RD-06", "unit_evaluation/indicators/0/lower_is_better"),
        ("指标", "F2", "#DIV/0!", "WB-02", "unit_evaluation/indicators/0/weight"),
        ("指标", "A2", 999, "WB-03", ""),
        ("指标", "A2", None, "WB-03", ""),
        ("项目", "B2", "别的", "WB-03", ""),
        ("项目", "C3", None, "WB-03", "projects/0"),
        ("项目", "A3", 1, "WB-04", ""),
        ("项目", "B3", "单位整体支出自评", "WB-04", ""),
        ("指标", "E1", "目标", "WB-12", ""),
    ],
)
def test_what_cannot_be_read_is_named_by_sheet_and_cell(
    sheet: str, cell: str, value: object, rule: str, where: str
) -> None:
    reading = changed(full(), typed(sheet, cell, value))
    finding = next(item for item in reading.findings if item.rule == rule)
    assert finding.source.startswith(sheet)
    assert finding.where == where
    if rule in ("RD-06", "WB-02"):
        assert finding.source == f"{sheet}!{cell}"
    assert not reading.complete


@pytest.mark.fires("WB-07", "WB-09")
@pytest.mark.parametrize(
    ("sheet", "cell", "rule"), [("指标", "T7", "WB-07"), ("项目", "F2", "WB-09")]
)
def test_a_cell_without_a_place_is_named_and_does_not_stop_the_rest(
    sheet: str, cell: str, rule: str
) -> None:
    reading = changed(full(), typed(sheet, cell, "备注"))
    (finding,) = reading.findings
    assert (finding.rule, finding.source) == (rule, f"{sheet}!{cell}")
    assert reading.complete
    assert reading.report is not None
    assert plain(reading.report) == plain(full())


def test_columns_may_be_moved_and_rows_left_blank() -> None:
    def change(book: Workbook) -> None:
        sheet = book["资金"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        book.remove(sheet)
        moved = book.create_sheet("资金")
        for row in rows:
            moved.append([*row[1:], row[0]])
            moved.append([])

    report = full()
    book = load_workbook(BytesIO(workbook(report)))
    change(book)
    book["资金"].delete_rows(2)  # the heading is the first row, its blank the second
    target = BytesIO()
    book.save(target)
    reading = read_back(target.getvalue())
    assert reading.complete
    assert reading.report is not None
    assert plain(reading.report) == plain(report)


def test_a_deleted_row_is_deleted_from_the_draft() -> None:
    reading = changed(full(), lambda book: book["指标"].delete_rows(2))
    assert reading.report is not None
    evaluation, before = reading.report.unit_evaluation, full().unit_evaluation
    assert evaluation is not None
    assert before is not None
    assert evaluation.indicators == before.indicators[1:]
