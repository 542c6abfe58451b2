"""Bad cells of an uploaded file: what the draft holds there stays, and the preview says so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from disclosures import workbooks
from disclosures.compose import compose
from disclosures.intake import take_in
from disclosures.keeping import keeping
from disclosures.models import Disclosure
from disclosures.models.job import JobKind
from disclosures.proposal import Proposal, Sort
from disclosures.render.text import render_text
from disclosures.store import assemble
from disclosures.tests.uploading import YEAR, a_draft, a_report, an_officer
from disclosures.tests.workbook_files import Grid, opened, saved, xlsx
from disclosures.workbooks.performance import write_performance
from fiscal.report import Report
from units.reference import shipped_reference

pytestmark = pytest.mark.django_db

BOOKS = shipped_reference(YEAR)
SPENDING = "05 一般公共预算财政拨款支出决算表"
FOREIGN: Grid = [
    ["2024年度一般公共预算财政拨款支出决算表"],
    ["编制单位：云溪县水利局", None, None, None, "金额单位：元"],
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["合计", None, 300.5, 100.25, 200.25],
    ["213", "农林水支出", 300.5, 100.25, 200.25],
    ["21303", "水利", 300.5, 100.25, 200.25],
    ["2130301", "行政运行", 100.25, 100.25, None],
    ["2130305", "水利工程建设", 200.25, None, 200.25],
]


@pytest.fixture
def draft() -> Disclosure:
    return a_draft(an_officer(), a_report())


def proposed(draft: Disclosure, content: bytes, name: str = "报表.xlsx") -> Proposal:
    intake = take_in([(name, content)], draft, JobKind.WHOLE, lambda _: None)
    assert intake.acceptable
    assert not intake.complete
    return Proposal(assemble(draft), intake)


def spoiled(content: bytes, sheet: str, first: object, column: int, value: object = "abc") -> bytes:
    """The workbook with another value in the row whose first cell is ``first``."""
    book = opened(content)
    (row,) = (row for row in book[sheet].iter_rows() if row[0].value == first)
    row[column - 1].value = value
    return saved(book)


def own(report: Report, **changes: Any) -> bytes:
    return workbooks.template(replace(report, **changes), BOOKS)


def kept_paths(proposal: Proposal) -> list[str]:
    assert all(proposal.sort_of(one) is Sort.UNREAD for one in proposal.unread)
    return [one.path for one in proposal.unread]


def an_item(report: Report) -> tuple[str, Decimal]:
    """A line of 05 with an amount of 基本支出, and that amount."""
    return next(
        (line.key, amount)
        for line in report.statement("05").lines
        if len(line.key) == 7 and (amount := line.cells["basic"].this)
    )


# --- our own workbook ----------------------------------------------------------------------


def test_a_text_for_an_amount_keeps_the_amount_of_the_draft_and_its_sums(
    draft: Disclosure,
) -> None:
    key, amount = an_item(a_report())
    book = opened(own(a_report()))
    patterns = [cell.value for cell in book[SPENDING][1]]
    column = patterns.index("statements/05/*/basic/this") + 1
    proposal = proposed(draft, spoiled(saved(book), SPENDING, key, column))
    assert proposal.after.amount("05", key, "basic") == amount
    assert proposal.after == assemble(draft)
    assert f"statements/05/{key}/basic/this" in kept_paths(proposal)


def test_a_text_for_a_count_keeps_the_count_of_the_draft(draft: Disclosure) -> None:
    content = spoiled(own(a_report()), "基本情况", "staff/active", 5, "很多")
    proposal = proposed(draft, content)
    assert proposal.after.staff == a_report().staff
    assert kept_paths(proposal) == ["staff/active"]


def test_a_row_that_lost_its_code_empties_no_line_of_the_statement(draft: Disclosure) -> None:
    key, _ = an_item(a_report())
    book = opened(own(a_report()))
    (row,) = (row for row in book[SPENDING].iter_rows() if row[0].value == key)
    row[0].value = None
    (code,) = (cell for cell in row if cell.value == key)
    code.value = None
    proposal = proposed(draft, saved(book))
    assert proposal.after.statement("05") == assemble(draft).statement("05")


def test_where_the_draft_has_nothing_nothing_is_kept() -> None:
    empty = a_draft(an_officer())
    content = spoiled(own(a_report()), "基本情况", "staff/active", 5, "很多")
    proposal = proposed(empty, content)
    assert (proposal.after.staff.active, proposal.unread) == (None, ())


# --- a workbook of others --------------------------------------------------------------------


def test_a_bad_cell_of_another_programs_workbook_keeps_what_an_earlier_one_brought() -> None:
    empty = a_draft(an_officer())
    good = take_in([("一.xlsx", xlsx({"05": FOREIGN}))], empty, JobKind.WHOLE, lambda _: None)
    before = Proposal(assemble(empty), good).after
    bad = [list(row) for row in FOREIGN]
    bad[6][3], bad[7][4], bad[7][2] = "abc", 300, 300
    intake = take_in([("二.xlsx", xlsx({"05": bad}))], empty, JobKind.WHOLE, lambda _: None)
    proposal = Proposal(before, intake)
    assert proposal.after.amount("05", "2130301", "basic") == Decimal("100.25")
    assert proposal.after.amount("05", "2130305", "project") == Decimal(300)
    assert proposal.after.amount("05", "total", "project") == Decimal(300)  # follows
    assert "statements/05/2130301/basic/this" in kept_paths(proposal)


# --- the performance workbook ----------------------------------------------------------------


def test_bad_cells_of_an_indicator_keep_what_the_draft_has(draft: Disclosure) -> None:
    report = a_report()
    book = opened(write_performance(report, BOOKS))
    heads = [cell.value for cell in book["指标"][1]]
    first = 2 + len(report.unit_evaluation.indicators if report.unit_evaluation else ())
    book["指标"].cell(first, heads.index("权重") + 1).value = "很重"
    book["指标"].cell(first, heads.index("实际完成值") + 1).value = None
    proposal = proposed(draft, saved(book))
    after, before = proposal.after.projects[0].indicators[0], report.projects[0].indicators[0]
    assert (after.weight, after.actual) == (before.weight, "")
    assert kept_paths(proposal) == ["projects/0/indicators/0/weight"]


def test_a_bad_cell_of_a_table_in_a_document_keeps_what_the_draft_has(draft: Disclosure) -> None:
    report = a_report()
    last, row = len(report.projects) - 1, report.projects[-1].indicators[0]
    head, name, tail = render_text(compose(report, BOOKS)).rpartition(f"\t{row.name}\n")
    assert tail.startswith(f"\t{row.weight}\n")
    spoiled = "".join((head, name, "\t很重\n", tail.partition("\n")[2]))
    proposal = proposed(draft, spoiled.encode(), "决算公开.txt")
    assert proposal.after.projects[last].indicators[0] == row
    assert kept_paths(proposal) == [f"projects/{last}/indicators/0/weight"]


def test_a_row_of_nobody_takes_no_indicator_away(draft: Disclosure) -> None:
    book = opened(write_performance(a_report(), BOOKS))
    book["指标"].cell(2, 1).value = 9999
    assert proposed(draft, saved(book)).after == assemble(draft)


def test_projects_are_kept_by_name_wherever_they_stand() -> None:
    report = a_report()
    assert len(report.projects) > 1
    turned = replace(report, projects=tuple(reversed(report.projects)))
    blank = replace(turned.projects[0], goal="")
    placed = replace(turned, projects=(blank, *turned.projects[1:]))
    assert keeping(placed, report, ["projects/0/goal"]) == turned
    gone = replace(report, projects=report.projects[1:])
    assert keeping(gone, report, ["projects"]) == report
    assert keeping(gone, report, []) == gone
