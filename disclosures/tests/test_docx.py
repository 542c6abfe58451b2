"""The Word document: its figures, its form, its bytes, and the Report that is read from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc

from disclosures.compose import compose
from disclosures.demo import reports, units
from disclosures.readers import read
from disclosures.render.docx import render_docx
from disclosures.render.grids import Grid, statement_grid
from disclosures.render.tables import WIDE_FROM
from disclosures.render.text import evaluation_grids, target_grids
from disclosures.tests import fictional
from disclosures.tests.reading import (
    ALL_SAMPLES,
    fictional_text,
    read_text,
    sample,
    targets_report,
    whole,
)
from disclosures.tests.word_file import cell, paragraph, table, word_file
from fiscal.document import Document
from fiscal.money import format_amount
from fiscal.report import Report
from fiscal.statements import BY_NUMBER, DECLARATIONS
from units.reference import shipped_reference

REFERENCE = shipped_reference(2024)


def demo(position: int = 0) -> Report:
    return next(reports(list(units(position + 1))[position], 2024, 2024))


def saved(report: Report) -> bytes:
    return render_docx(compose(report, shipped_reference(report.year)))


def read_again(content: bytes) -> Report:
    return whole(read("公开.docx", content, shipped_reference))


def grids_of(document: Document) -> list[Grid]:
    report, reference = document.report, shipped_reference(document.report.year)
    statements = [statement_grid(item, report, reference) for item in report.statements.values()]
    return [*evaluation_grids(report), *target_grids(report), *statements]


def cells_of(word: WordDocument) -> list[CT_Tc]:
    """Every cell as the file has it; python-docx itself repeats merged ones."""
    return [tc for part in word.tables for row in part._tbl.tr_lst for tc in row.tc_lst]


# --- what is printed ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["fictional", *ALL_SAMPLES])
def test_the_word_document_prints_the_cells_of_the_grids_and_no_others(name: str) -> None:
    if name == "fictional":
        document = fictional.document()
    else:
        report = whole(read_text(sample(name)))
        document = compose(report, shipped_reference(report.year))
    expected = Counter(
        cell.text for grid in grids_of(document) for row in grid.rows for cell in row if cell
    )
    word = docx.Document(BytesIO(render_docx(document)))
    printed = Counter(
        "\n".join(p.text for p in tc.p_lst) for tc in cells_of(word) if tc.vMerge != "continue"
    )
    assert printed == expected


def test_the_paragraphs_are_those_of_the_document_under_heading_styles() -> None:
    document = compose(demo(), REFERENCE)
    word = docx.Document(BytesIO(render_docx(document)))
    styles = {item.text: item.style.name for item in word.paragraphs if item.style}
    printed = [item.text for item in word.paragraphs]
    places = [printed.index(item.text) for item in document.paragraphs]
    assert places == sorted(places)
    assert styles["第一部分 单位概况"] == "Heading 1"
    assert styles["十二、其他需说明的事项"] == "Heading 2"
    assert {styles[entry.title] for entry in DECLARATIONS} == {"Heading 4"}


def test_the_head_of_a_statement_is_repeated_on_every_page() -> None:
    word = docx.Document(BytesIO(saved(demo())))
    last = word.tables[-1]
    heads = [row._tr.trPr is not None and bool(row._tr.trPr.xpath("w:tblHeader"))
             for row in last.rows]  # fmt: skip
    grid = statement_grid(demo().statement("09"), demo(), REFERENCE)
    assert heads.count(True) == grid.header_rows
    assert all(heads[: grid.header_rows])


def test_wide_tables_lie_across_the_page_and_fill_it() -> None:
    report = demo()
    word = docx.Document(BytesIO(saved(report)))
    wide = [len(grid.widths) >= WIDE_FROM for grid in grids_of(compose(report, REFERENCE))]
    assert {section.orientation for section in word.sections} == set(WD_ORIENT)
    widths = [sum(column.width or 0 for column in table.columns) for table in word.tables]
    across = max(widths)
    assert [width > across * 0.9 for width in widths] == wide


def test_chinese_fonts_are_named_for_east_asian_text() -> None:
    word = docx.Document(BytesIO(saved(demo())))
    fonts = {
        name: word.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1", "Heading 3")
    }
    assert fonts == {"Normal": "仿宋", "Title": "黑体", "Heading 1": "黑体", "Heading 3": "楷体"}


def test_the_same_document_gives_the_same_bytes() -> None:
    assert saved(demo()) == saved(demo())


def test_characters_that_no_file_can_hold_are_left_out() -> None:
    report = demo()
    project = replace(report.projects[0], goal="修缮\x0b库房\x00。<b>&amp;")
    word = docx.Document(BytesIO(saved(replace(report, projects=(project,)))))
    assert "修缮库房。<b>&amp;" in [tc.p_lst[0].text for tc in cells_of(word)]


# --- read again ---------------------------------------------------------------------------


@pytest.mark.parametrize("position", range(3))
def test_a_word_document_read_again_is_the_same_report(position: int) -> None:
    once = read_again(saved(demo(position)))
    assert read_again(saved(once)) == once


@pytest.mark.parametrize("position", range(3))
def test_every_amount_of_the_nine_statements_is_read_as_printed(position: int) -> None:
    report = demo(position)
    again = read_again(saved(report))
    for declaration in DECLARATIONS:
        for line in report.statement(declaration.number).lines:
            for column in declaration.printed_columns:
                before = line.cells.get(column.key)
                after = again.amount(declaration.number, line.key, column.key)
                where = (declaration.number, line.key, column.key)
                if before is None or before.this is None:
                    assert after is None, where
                else:
                    assert after is not None, where
                    assert format_amount(after) == format_amount(before.this), where


def test_evaluations_and_free_texts_come_back_as_they_were() -> None:
    report = whole(read_text(fictional_text()))
    again = read_again(saved(report))
    assert again == report
    assert again.projects and again.texts and again.unit_evaluation


@pytest.mark.parametrize("name", ALL_SAMPLES)
def test_a_real_disclosure_saved_as_word_is_read_as_from_its_text(name: str) -> None:
    report = whole(read_text(sample(name)))
    assert read_again(saved(report)) == report


def test_target_tables_come_back_as_they_were() -> None:
    assert read_again(saved(targets_report())) == targets_report()


# --- statements of other documents ---------------------------------------------------------

TABLE_08 = [
    ["项目", "", "本年支出", "", ""],
    ["科目编码", "科目名称", "小计", "基本支出", "项目支出"],
    ["合计", "", "12.00", "0.00", "12.00"],
    ["2230102", "“三供一业”移交补助支出", "12.00", "0.00", "12.00"],
]


def with_annex(*blocks: str) -> bytes:
    """A disclosure without statements of its own, and what these add at its end."""
    lines = [line for line in fictional_text().split("\n") if not line.startswith("\t")]
    return word_file("".join(paragraph(line) for line in lines if line) + "".join(blocks))


def plain(rows: list[list[str]]) -> str:
    return table([cell(text) for text in row] for row in rows)


def test_a_statement_under_its_title_is_found_by_title_and_unit() -> None:
    title = paragraph("国有资本经营预算财政拨款支出决算表")
    annex = (title, paragraph("公开08表"), paragraph("单位：元"), plain(TABLE_08))
    reading = read("公开.docx", with_annex(*annex), shipped_reference)
    assert reading.report is not None
    assert reading.report.amount("08", "2230102", "project") == Decimal("12.00")
    assert not [item for item in reading.findings if item.rule == "RD-05"]


@pytest.mark.fires("RD-06")
def test_a_cell_that_is_no_amount_is_named_in_the_words_of_a_document() -> None:
    wrong = [*TABLE_08[:3], [*TABLE_08[3][:4], "十二"]]
    title = paragraph(BY_NUMBER["08"].title)
    reading = read("公开.docx", with_annex(title, plain(wrong)), shipped_reference)
    (finding,) = [item for item in reading.findings if item.rule == "RD-06"]
    assert finding.source == "表1第4行第5格"
    assert not reading.complete


@pytest.mark.fires("RD-05")
def test_a_table_that_is_no_statement_is_still_a_finding() -> None:
    other = [["会议", "日期"], ["党组会", "3月"]]
    reading = read("公开.docx", with_annex(plain(other)), shipped_reference)
    assert {item.rule for item in reading.findings} >= {"RD-05"}
    assert not reading.complete


@pytest.mark.fires("TX-01")
def test_figures_of_text_and_table_that_disagree_are_a_finding_at_the_text() -> None:
    report = demo()
    content = render_docx(compose(report, REFERENCE))
    word = docx.Document(BytesIO(content))
    printed = format_amount(report.amount("03", "total", "total") or Decimal(0))
    changed = 0
    for tc in cells_of(word):
        if tc.p_lst[0].text == printed:
            tc.p_lst[0].r_lst[0].text = "1.23"
            changed += 1
    target = BytesIO()
    word.save(target)
    reading = read("公开.docx", target.getvalue(), shipped_reference)
    assert changed
    assert reading.report is not None
    assert reading.report.amount("03", "total", "total") == Decimal("12300.00")
    assert any(item.rule == "TX-01" and item.source.startswith("段落") for item in reading.findings)
