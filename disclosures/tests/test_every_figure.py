"""Every figure is the same in all that is handed out: page, PDF, Word, Excel, CSV, JSON, text."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from disclosures.compose import compose
from disclosures.demo import reports, units
from disclosures.render.csv import render_csv_archive
from disclosures.render.data import render_json
from disclosures.render.docx import render_docx
from disclosures.render.grids import Grid
from disclosures.render.html import render_page
from disclosures.render.pdf import render_pdf
from disclosures.render.text import render_text
from disclosures.render.xlsx import TEXTS, render_xlsx
from disclosures.tests import carried, fictional
from disclosures.tests.carried import Figures
from disclosures.tests.reading import ALL_SAMPLES, read_text, sample, targets_report, whole
from disclosures.tests.screens import on_screen
from fiscal.document import Document
from fiscal.report import Report
from units.reference import shipped_reference

DOCUMENTS = ("everything", "demo", "targets")


def full() -> Document:
    """Nine statements, evaluations of the unit and of projects, target tables and the sentences."""
    (unit,) = units(1)
    (demo,) = reports(unit, 2024, 2024)
    report = fictional.report()
    whole_one = replace(
        demo,
        statements=report.statements,
        unit_evaluation=report.unit_evaluation,
        projects=(*demo.projects, *report.projects),
        targets=targets_report().targets,
    )
    return compose(whole_one, shipped_reference(2024))


@cache
def document_of(name: str) -> Document:
    if name == "everything":
        return full()
    if name == "demo":
        report = next(reports(list(units(3))[2], 2024, 2024))
    elif name == "targets":
        report = targets_report()
    else:
        report = whole(read_text(sample(name)))
    return compose(report, shipped_reference(report.year))


@pytest.fixture(
    params=[*DOCUMENTS, *(pytest.param(name, marks=pytest.mark.samples) for name in ALL_SAMPLES)],
    scope="module",
)
def document(request: pytest.FixtureRequest) -> Document:
    return document_of(request.param)


@pytest.fixture(scope="module")
def grids(document: Document) -> list[Grid]:
    return carried.grids_of(document)


@pytest.fixture(scope="module")
def expected(grids: list[Grid]) -> Figures:
    found = carried.printed(grids)
    assert len(found) > 10
    return found


def sentences(document: Document) -> list[str]:
    return [one.text for one in document.paragraphs if one.role != "title"]


def is_in_order(wanted: list[str], found: list[str]) -> bool:
    rest = iter(found)
    return all(one in rest for one in wanted)


def test_the_document_with_everything_has_everything() -> None:
    report = document_of("everything").report
    assert len(report.statements) == 9
    assert report.unit_evaluation and report.projects and report.targets
    assert len(carried.in_sentences(document_of("everything"))) > 100


def test_the_page(document: Document, grids: list[Grid], expected: Figures) -> None:
    page = on_screen(document)
    assert carried.of_page(page, grids) == expected
    assert carried.sentences_of_page(page, document.paragraphs) == sentences(document)


def test_the_pdf(document: Document, grids: list[Grid], expected: Figures, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(render_pdf(render_page(document)))
    assert carried.of_pdf(path, grids) == expected
    rest = carried.told_by_pdf(path)
    for sentence in sentences(document):
        _, found, rest = rest.partition(carried.squeezed(sentence))
        assert found, sentence


def test_the_word_document(document: Document, grids: list[Grid], expected: Figures) -> None:
    content = render_docx(document)
    assert carried.of_docx(content, grids) == expected
    assert is_in_order(sentences(document), carried.sentences_of_docx(content))


def test_the_workbook(document: Document, grids: list[Grid], expected: Figures) -> None:
    content = render_xlsx(document)
    assert carried.of_xlsx(content, grids, [sheet_of(grid) for grid in grids]) == expected
    said = carried.in_sentences(document)
    assert not said or carried.in_sentences_of_xlsx(content, TEXTS) == said


def sheet_of(grid: Grid) -> str:
    where, _, place = grid.id.partition("/")
    match where:
        case "unit_evaluation":
            return "整体自评"
        case "statements":
            return f"{place} {grid.title}"
        case _:
            names = {"projects": "项目自评", "targets": "绩效目标"}
            return f"{names[where]}{int(place) + 1}"


def test_the_csv_tables(document: Document, grids: list[Grid], expected: Figures) -> None:
    """They also have what is recorded and no form has a place for, such as weights added up."""
    archive = render_csv_archive(document)
    found = carried.of_csv(archive, document)
    places = {cell.path for grid in grids for row in grid.rows for cell in row if cell}
    assert {path: value for path, value in found.items() if path in places} == expected
    said = carried.in_sentences(document)
    assert not said or carried.in_sentences_of_csv(archive) == said


def test_the_json(document: Document, grids: list[Grid], expected: Figures) -> None:
    assert carried.of_json(render_json(document), grids) == expected


def test_the_text(document: Document, expected: Figures) -> None:
    """It has the sentences, the evaluation and the target tables, but none of the statements."""
    grids = [one for one in carried.grids_of(document) if not one.id.startswith("statements/")]
    text = render_text(document)
    in_forms = {key: one for key, one in expected.items() if not key.startswith("statements/")}
    assert carried.of_text(text, grids) == in_forms
    assert is_in_order(sentences(document), text.split("\n"))


def test_another_figure_in_one_cell_is_noticed_in_every_format(tmp_path: Path) -> None:
    """The proof that the readers read: one amount differs by a cent of 万元, in one cell."""
    document, path = document_of("demo"), "statements/05/total/total"
    grids = carried.grids_of(document)
    expected = carried.printed(grids)
    altered = compose(_with_another_total(document), shipped_reference(2024))
    pdf = tmp_path / "altered.pdf"
    pdf.write_bytes(render_pdf(render_page(altered)))
    found = (
        carried.of_page(on_screen(altered), grids),
        carried.of_pdf(pdf, grids),
        carried.of_docx(render_docx(altered), grids),
        carried.of_xlsx(render_xlsx(altered), grids, [sheet_of(grid) for grid in grids]),
        carried.of_json(render_json(altered), grids),
        carried.of_csv(render_csv_archive(altered), altered),
    )
    for figures in found:
        differing = {key for key in expected if figures[key] != expected[key]}
        assert differing == {path}


def _with_another_total(document: Document) -> Report:
    statement = document.report.statements["05"]
    first, *rest = statement.lines
    cell = first.cells["total"]
    assert cell.this is not None
    cells = {**first.cells, "total": replace(cell, this=cell.this + Decimal(100))}
    lines = (replace(first, cells=cells), *rest)
    statements = {**document.report.statements, "05": replace(statement, lines=lines)}
    return replace(document.report, statements=statements)
