"""What uploaded files would put into a draft: one or several, of this year or the last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures import actions, workbooks
from disclosures.intake import Intake, take_in
from disclosures.models import Disclosure
from disclosures.models.job import JobKind
from disclosures.placing import place
from disclosures.proposal import Proposal, Sort, part_of, sort_of
from disclosures.store import assemble
from disclosures.tests.uploading import AT, YEAR, a_draft, a_file, a_report, an_officer
from fiscal.edits import Change
from fiscal.report import Cell, Line, Report, Statement, UnitFacts
from units.models import User
from units.reference import shipped_reference
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db

UNIT = UnitFacts("云溪县水利局")


@pytest.fixture
def officer() -> User:
    return an_officer()


@pytest.fixture
def draft(officer: User) -> Disclosure:
    return a_draft(officer)


def taken(draft: Disclosure, *files: tuple[str, bytes], kind: str = JobKind.WHOLE) -> Intake:
    return take_in(files, draft, kind, lambda _: None)


def rules(intake: Intake) -> set[str]:
    return {finding.rule for finding in intake.findings}


def one_line(amount: str, key: str = "2010301", last: str | None = None) -> Report:
    cells = {"total": Cell(Decimal(amount), None if last is None else Decimal(last))}
    return Report(UNIT, YEAR, statements={"05": Statement("05", (Line(key, "某项", (), cells),))})


def workbook(numbers: Iterable[str]) -> bytes:
    """Our own workbook with some of the statements only."""
    report = a_report()
    kept = {number: report.statements[number] for number in numbers}
    whole = replace(report, statements=kept, texts={}, projects=(), unit_evaluation=None)
    return workbooks.template(whole, shipped_reference(YEAR))


# --- documents ---------------------------------------------------------------------------


def test_a_document_states_its_texts_tables_and_some_figures(draft: Disclosure) -> None:
    intake = taken(draft, ("决算.txt", a_file()))
    assert (intake.complete, intake.acceptable, intake.carried) == (True, True, ())
    parts = {part_of(path) for path in intake.stated}
    assert {"staff", "texts", "projects", "unit_evaluation", "statements/09"} <= parts


def test_an_amount_that_is_published_alike_keeps_its_exact_value() -> None:
    printed, where = one_line("13874200"), ["statements/05/2010301"]
    exact = one_line("13874214.56")
    assert place(exact, printed, stated=where) == exact
    other = place(one_line("13884214.56"), printed, stated=where)
    assert other.amount("05", "2010301", "total") == Decimal("13874200")


def test_a_line_that_the_draft_lacks_comes_whole() -> None:
    where = ["statements/05/2010302"]
    placed = place(one_line("100"), one_line("100", "2010302"), stated=where)
    assert [line.key for line in placed.statement("05").lines] == ["2010301", "2010302"]


@pytest.mark.fires("UP-01")
def test_a_document_of_another_year_is_the_wrong_file(draft: Disclosure) -> None:
    intake = taken(draft, ("去年.txt", a_file(YEAR - 1)))
    assert not intake.acceptable
    assert "只取文字和机构信息" in intake.findings[0].message


@pytest.mark.fires("UP-02")
def test_a_document_of_another_registered_unit_is_the_wrong_file(draft: Disclosure) -> None:
    a_unit("yx-02", "云溪县林业局")
    intake = taken(draft, ("决算.txt", a_file(name="云溪县林业局")))
    assert ("UP-02" in rules(intake), intake.acceptable) == (True, False)


@pytest.mark.fires("UP-02")
def test_a_unit_that_nobody_knows_is_only_asked_about(draft: Disclosure) -> None:
    intake = taken(draft, ("决算.txt", a_file(name="云溪县水利局机关")))
    assert ("UP-02" in rules(intake), intake.acceptable) == (True, True)


# --- last year's texts as a start --------------------------------------------------------


@pytest.mark.spares("UP-01")
def test_texts_of_last_year_fill_blanks_only(officer: User, draft: Disclosure) -> None:
    mine = [Change("functions", [], ["我们自己的职能"])]
    actions.edit(disclosure=draft, changes=mine, by=officer, at=AT)
    intake = taken(draft, ("去年.txt", a_file(YEAR - 1)), kind=JobKind.TEXTS)
    assert intake.acceptable
    after = Proposal(assemble(draft), intake, only_blanks=True).after
    assert after.functions == ("我们自己的职能",)
    assert after.organisation.offices == a_report(YEAR - 1).organisation.offices
    assert after.staff.active_last == a_report(YEAR - 1).staff.active
    assert (after.staff.active, after.statements, after.projects) == (None, {}, ())
    assert after.texts


@pytest.mark.fires("UP-01")
def test_a_document_of_a_later_year_is_no_start(draft: Disclosure) -> None:
    intake = taken(draft, ("明年.txt", a_file(YEAR + 1)), kind=JobKind.TEXTS)
    assert (intake.acceptable, "UP-01" in rules(intake)) == (False, True)


# --- workbooks ---------------------------------------------------------------------------


def test_our_own_workbook_carries_whole_statements(draft: Disclosure) -> None:
    intake = taken(draft, ("报表.xlsx", workbook(["03", "05"])))
    assert intake.acceptable
    after = Proposal(assemble(draft), intake).after
    assert after.statement("05") == a_report().statement("05")


def test_several_files_are_one_upload(draft: Disclosure) -> None:
    intake = taken(draft, ("决算.txt", a_file()), ("x.pdf", b"%PDF-1.7"))
    assert (intake.acceptable, intake.complete) == (True, False)
    assert [one.source for one in intake.findings if one.rule == "RD-01"] == ["x.pdf"]


@pytest.mark.fires("UP-04")
def test_what_two_files_have_both_comes_from_the_first_and_is_said(draft: Disclosure) -> None:
    files = ("一.txt", a_file()), ("二.txt", a_file() + b"\n")
    intake = taken(draft, *files)
    assert ("UP-04" in rules(intake), intake.complete, intake.acceptable) == (True, False, True)
    assert len(set(intake.places)) == len(intake.places)


@pytest.mark.samples
def test_the_nine_sheets_of_another_region_arrive(draft: Disclosure, samples: Path) -> None:
    path = samples / "putuo-finance-2024.xlsx"
    intake = taken(draft, (path.name, path.read_bytes()))
    assert intake.acceptable
    assert {part_of(one) for one in intake.places} == {f"statements/0{n}" for n in range(1, 10)}


# --- what would change -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sort"),
    [
        (Change("staff/active", None, 3), Sort.NEW),
        (Change("staff/active", 0, 3), Sort.CHANGED),
        (Change("functions", ["一"], []), Sort.MISSING),
    ],
)
def test_a_change_is_new_changed_or_missing(change: Change, sort: Sort) -> None:
    assert sort_of(change) is sort


def test_whole_statements_say_what_is_missing_in_the_file() -> None:
    before = place(one_line("1"), one_line("2", "2010302"), stated=["statements/05/2010302"])
    after = Intake(one_line("5"), carried=("statements/05",), complete=True)
    proposal = Proposal(before, after)
    shown = [(one.path, proposal.sort_of(one)) for one in proposal.values]
    assert [one for one in shown if one[1] is not Sort.COMPUTED] == [
        ("statements/05/2010302/total/this", Sort.MISSING),
        ("statements/05/2010301/total/this", Sort.CHANGED),
    ]
    assert ("statements/05/total/total/this", Sort.COMPUTED) in shown
    assert proposal.touched == {"statements"}
    assert proposal.kept == ()


def test_a_workbook_without_last_years_columns_keeps_them() -> None:
    after = Intake(one_line("5"), carried=("statements/05",), complete=True)
    placed = Proposal(one_line("1", last="4"), after).after
    assert placed.cell("05", "2010301", "total") == Cell(Decimal("5"), Decimal("4"))


def test_what_the_file_does_not_mention_is_counted_as_kept() -> None:
    before = replace(one_line("1"), texts={"s1.cmp.reason": "甲", "s2.cmp.reason": "乙"})
    source = Report(UNIT, YEAR, texts={"s1.cmp.reason": "丙"})
    proposal = Proposal(before, Intake(source, stated=("texts/s1.cmp.reason",), complete=True))
    assert [one.path for one in proposal.kept] == ["texts/s2.cmp.reason"]


def test_an_address_that_no_report_has_is_a_problem_not_a_crash() -> None:
    proposal = Proposal(one_line("1"), Intake(one_line("1"), carried=("staff/ghosts",)))
    assert [one.rule for one in proposal.problems] == ["AC-07"]
    assert proposal.after == one_line("1")
