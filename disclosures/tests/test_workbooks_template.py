"""Our own workbook: pre-filled, filled in, read back, and written again the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.demo import reports as demo_reports
from disclosures.demo import units
from disclosures.tests.workbook_files import cells_of, opened, saved
from disclosures.workbooks import WorkbookReading, onto, read, template
from disclosures.workbooks.pages import HEADER_ROW, META
from fiscal.edits import Change, apply, difference
from fiscal.lines import TOTAL_NAME
from fiscal.report import FINAL_ACCOUNTS, Line, Report, Staff, Statement, UnitFacts
from fiscal.statements import DECLARATIONS, SINGLE_LINE
from fiscal.tests.strategies import AMOUNTS, reports, statements
from units.reference import shipped_reference

YEAR = 2024
BOOKS = shipped_reference(YEAR)
EMPTY = Report(UnitFacts("云溪县水利局", "001"), YEAR)
SPENDING = "05 一般公共预算财政拨款支出决算表"


@cache
def demo(position: int = 0) -> Report:
    unit = next(islice(units(position + 1), position, None))
    return next(demo_reports(unit, YEAR, YEAR))


def without_evaluations(report: Report) -> Report:
    """What this workbook is about; evaluations have their own."""
    return replace(report, unit_evaluation=None, projects=(), targets=(), terms=())


def reading(content: bytes, report: Report = EMPTY) -> WorkbookReading:
    return read("模板.xlsx", content, shipped_reference, report.unit.name, YEAR)


def loaded(content: bytes, draft: Report) -> Report:
    found = reading(content, draft)
    assert found.complete, [finding.message for finding in found.findings]
    return onto(draft, found)


def blank(report: Report) -> Report:
    return Report(report.unit, report.year)


# --- round trip ---------------------------------------------------------------------------


@pytest.mark.parametrize("position", range(8))
def test_an_untouched_template_changes_nothing(position: int) -> None:
    report = demo(position)
    content = template(report, BOOKS)
    assert reading(content, report).findings == ()
    assert difference(report, loaded(content, report)) == ()


@pytest.mark.parametrize("position", range(8))
def test_a_full_workbook_fills_an_empty_draft_whole(position: int) -> None:
    report = demo(position)
    content = template(report, BOOKS)
    filled = loaded(content, blank(report))
    assert difference(without_evaluations(report), filled) == ()
    assert template(filled, BOOKS) == content


def test_an_empty_template_brings_nothing() -> None:
    assert loaded(template(EMPTY, BOOKS), EMPTY) == EMPTY


@st.composite
def accounts(draw: st.DrawFn) -> Report:
    """Demo accounts with cells changed or taken away, so that totals differ or are open."""
    report = demo(draw(st.integers(0, 11)))
    places = [
        f"statements/{number}/{line.key}/{column}/{year}"
        for number, statement in report.statements.items()
        for line in statement.lines
        for column in line.cells
        for year in ("this", "last")
    ]
    changes = draw(st.lists(st.tuples(st.sampled_from(places), AMOUNTS), max_size=12))
    edits = [Change(path, None, amount and f"{amount:f}") for path, amount in changes]
    gone = draw(st.sets(st.sampled_from(sorted(report.statements)), max_size=3))
    edits += [Change(f"statements/{number}", None, None) for number in sorted(gone)]
    staff = draw(st.builds(Staff, *[st.none() | st.integers(0, 9999)] * 6))
    return replace(apply(report, edits), staff=staff)


@settings(max_examples=15, deadline=None)
@given(accounts())
def test_download_upload_and_download_again_give_the_same_file(report: Report) -> None:
    content = template(report, BOOKS)
    once = loaded(content, report)
    assert template(once, BOOKS) == content
    assert template(loaded(content, blank(report)), BOOKS) == content


def _written(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word.strip())


@settings(max_examples=8, deadline=None)
@given(reports())
def test_whole_accounts_come_back(drawn: Report) -> None:
    """Everything this workbook is about, whatever it is; blank paragraphs are none."""
    organisation = replace(
        drawn.organisation,
        offices=_written(drawn.organisation.offices),
        subordinates=_written(drawn.organisation.subordinates),
    )
    report = replace(
        without_evaluations(drawn), unit=replace(EMPTY.unit, nature_group=drawn.unit.nature_group),
        year=YEAR, kind=FINAL_ACCOUNTS, organisation=organisation,
        functions=_written(drawn.functions), other_matters=_written(drawn.other_matters),
        texts={key: text for key, text in drawn.texts.items() if text.strip()},
        statements={n: _as_accounts_have_it(one) for n, one in drawn.statements.items()},
    )  # fmt: skip
    content = template(report, BOOKS)
    again = loaded(content, EMPTY)
    assert template(again, BOOKS) == content
    assert replace(again, statements={}) == replace(report, statements={})


def _as_accounts_have_it(statement: Statement) -> Statement:
    """No name of white space alone, a blank cell to every program; and 09 has its one line."""
    lines = [replace(line, name=line.name.strip() and line.name) for line in statement.lines]
    if statement.number == "09":
        lines = [Line(SINGLE_LINE, TOTAL_NAME, (), line.cells) for line in lines[:1]]
    return replace(statement, lines=tuple(lines))


@settings(max_examples=10, deadline=None)
@given(st.fixed_dictionaries({item.number: statements(item.number) for item in DECLARATIONS}))
def test_lines_of_any_kind_come_back(found: dict[str, Statement]) -> None:
    drawn = {number: _as_accounts_have_it(statement) for number, statement in found.items()}
    report = replace(EMPTY, statements=drawn)
    content = template(report, BOOKS)
    again = loaded(content, EMPTY)
    assert template(again, BOOKS) == content
    for number, statement in drawn.items():
        for line in statement.lines:
            for column, cell in line.cells.items():
                back = again.cell(number, line.key, column)
                assert cell.this in (None, back.this)
                assert cell.last == back.last


@settings(max_examples=5, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=20, max_size=20))
def test_any_text_comes_back_as_it_was(words: list[str]) -> None:
    written = [text for text in words if text.strip()]
    texts = {f"s1.cmp.reason{number}": text for number, text in enumerate(written)}
    report = replace(EMPTY, functions=tuple(written), texts=texts)
    assert loaded(template(report, BOOKS), EMPTY) == report


# --- what the sheets look like ---------------------------------------------------------------


def test_each_statement_has_a_sheet_of_its_name_and_the_rest_is_hidden() -> None:
    book = opened(template(demo(), BOOKS))
    visible = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert visible == [
        "填表说明", *(f"{entry.number} {entry.title}" for entry in DECLARATIONS),
        "基本情况", "文字说明",
    ]  # fmt: skip
    assert book[META].sheet_state == "veryHidden"
    assert {row[0].value: row[1].value for row in book[META]} == {
        "schema": "mingzhang-workbook/1", "unit": demo().unit.name, "code": demo().unit.code,
        "year": "2024", "kind": "final_accounts", "amounts": "元",
    }  # fmt: skip


def test_totals_are_locked_formulas_with_their_results() -> None:
    content = template(demo(), BOOKS)
    sheet = opened(content)[SPENDING]
    total = sheet["E5"]
    assert str(total.value).startswith("=")
    assert total.protection.locked
    assert sheet.protection.sheet
    assert cells_of(content)[SPENDING]["E5"] == float(demo().amount("05", "total", "total") or 0)


def test_a_total_that_is_not_the_sum_of_its_parts_stays_a_number() -> None:
    report = apply(demo(), [Change("statements/05/total/total/this", None, "1.23")])
    content = template(report, BOOKS)
    cell = opened(content)[SPENDING]["E5"]
    assert cell.value == 1.23
    assert not cell.protection.locked
    assert loaded(content, report).amount("05", "total", "total") == Decimal("1.23")


def test_amounts_are_formatted_headings_stay_and_codes_drop_down() -> None:
    sheet = opened(template(demo(), BOOKS))[SPENDING]
    assert sheet["F7"].number_format == "#,##0.00"
    assert sheet.freeze_panes == f"D{HEADER_ROW + 1}"
    assert {rule.formula1 for rule in sheet.data_validations.dataValidation} == {"codes_05"}


# --- filled in by hand ------------------------------------------------------------------------


def _free_row(sheet: Any) -> int:
    return next(row for row in range(5, 500) if not sheet.cell(row, 1).value)


def test_a_code_typed_in_a_free_row_is_a_new_line_with_its_names() -> None:
    book = opened(template(EMPTY, BOOKS))
    sheet = book[SPENDING]
    row = _free_row(sheet)
    columns = {sheet.cell(1, column).value: column for column in range(2, 20)}
    sheet.cell(row, columns["code"]).value = "2130301"
    sheet.cell(row, columns["statements/05/*/basic/this"]).value = "１，２３４．５"
    sheet.cell(row, columns["texts/s5.3.item.reason#*"]).value = "新增人员"
    report = loaded(saved(book), EMPTY)
    line = report.statement("05").line("2130301")
    assert line is not None
    assert (line.name, line.parents) == ("行政运行", ("农林水支出", "水利"))
    assert report.amount("05", "2130301", "basic") == Decimal("1234.50")
    assert report.texts == {"s5.3.item.reason#2130301": "新增人员"}


def test_totals_that_no_program_calculated_are_computed() -> None:
    """Programs that keep formulas but no results leave them to the reader."""
    content = saved(opened(template(demo(), BOOKS)))
    assert difference(demo(), loaded(content, demo())) == ()


def test_facts_lists_and_choices_are_read_where_they_were_typed() -> None:
    book = opened(template(EMPTY, BOOKS))
    sheet = book["基本情况"]
    typed = {
        "staff/active": 12, "budgets/general": "1,000.50", "unit/nature_group": "事业单位",
        "organisation/offices": "办公室", "assets/area": 88.5,
    }  # fmt: skip
    for row in range(HEADER_ROW + 1, sheet.max_row + 1):
        if (key := sheet.cell(row, 1).value) in typed:
            sheet.cell(row, 5).value = typed.pop(key)
    report = loaded(saved(book), EMPTY)
    assert report.staff.active == 12
    assert report.budgets.general == Decimal("1000.50")
    assert report.unit.nature_group == "institution"
    assert report.organisation.offices == ("办公室",)
    assert report.assets.area == Decimal("88.5")


def test_an_emptied_cell_empties_the_draft_and_a_deleted_sheet_does_not() -> None:
    report = demo()
    book = opened(template(report, BOOKS))
    sheet = book["文字说明"]
    row = next(r for r in range(5, 99) if sheet.cell(r, 1).value == "texts/s1.cmp.reason")
    sheet.cell(row, 4).value = None
    del book[SPENDING]
    again = loaded(saved(book), report)
    assert "s1.cmp.reason" not in again.texts
    assert again.statement("05") == report.statement("05")


# --- what is wrong is named ------------------------------------------------------------------


def test_wrong_entries_are_named_by_sheet_and_cell() -> None:
    book = opened(template(demo(), BOOKS))
    book[SPENDING]["F7"].value = "很多"
    facts = book["基本情况"]
    row = next(row for row in range(5, 99) if facts.cell(row, 1).value == "staff/active")
    facts.cell(row, 5).value = "十二人"
    book[SPENDING]["P60"].value = "草稿"
    found = reading(saved(book), demo())
    assert not found.complete
    named = {finding.source for finding in found.findings}
    assert {f"{SPENDING}!F7", f"基本情况!E{row}", f"{SPENDING}!P60"} <= named


@pytest.mark.fires("WB-04")
def test_a_code_that_stands_twice_is_refused() -> None:
    book = opened(template(demo(), BOOKS))
    sheet = book[SPENDING]
    sheet.cell(_free_row(sheet), 2).value = sheet["B7"].value
    found = reading(saved(book), demo())
    assert "WB-04" in {finding.rule for finding in found.findings}


@pytest.mark.fires("WB-02")
def test_an_own_formula_without_a_result_is_refused() -> None:
    book = opened(template(demo(), BOOKS))
    sheet = book[SPENDING]
    last = next(c for c in range(2, 20) if str(sheet.cell(1, c).value).endswith("/last"))
    sheet.cell(7, last).value = "=1+1"
    found = reading(saved(book), demo())
    assert "WB-02" in {finding.rule for finding in found.findings}


@pytest.mark.fires("WB-05", "WB-12")
@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [("year", "2023", "WB-05"), ("unit", "别的单位", "WB-12"), ("schema", "mingzhang/9", "WB-12"),
     ("year", "去年", "WB-12")],
)  # fmt: skip
def test_the_workbook_of_another_unit_year_or_version_is_refused(
    name: str, value: str, rule: str
) -> None:
    book = opened(template(demo(), BOOKS))
    for row in book[META]:
        if row[0].value in (name, "code" if name == "unit" else name):
            row[1].value = value
    found = reading(saved(book), demo())
    assert not found.complete
    assert rule in {finding.rule for finding in found.findings}
