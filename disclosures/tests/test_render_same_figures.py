"""Page, PDF, JSON and text of one document carry the same figures."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped]

from disclosures.compose import compose
from disclosures.render.article import article
from disclosures.render.data import render_json
from disclosures.render.grids import Grid, statement_grid
from disclosures.render.html import render_page
from disclosures.render.pdf import render_pdf
from disclosures.render.text import evaluation_grids, render_text, target_grids
from disclosures.tests import fictional
from disclosures.tests.paper import text_of_pdf
from disclosures.tests.reading import ALL_SAMPLES, read_text, sample, whole
from disclosures.tests.screens import on_screen
from fiscal.codec import from_plain
from fiscal.document import Document
from fiscal.report import TARGETS
from units.reference import shipped_reference

FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


def figures(text: str) -> Counter[str]:
    return Counter(FIGURE.findall(text))


def exact(counted: Counter[str]) -> Counter[str]:
    """Those with decimals, which are neither a year nor the number of an item or a page."""
    return Counter({figure: n for figure, n in counted.items() if "." in figure})


def recorded(document: Document) -> Counter[str]:
    """Every amount, percentage, count, rate and score that the text and the forms print."""
    report = document.report
    parts = [part.text for p in document.paragraphs for part in p.parts if part.field]
    grids = [*evaluation_grids(report), *target_grids(report)]
    return sum((figures(text) for text in [*parts, *_cells(grids)]), Counter())


def stated(document: Document) -> Counter[str]:
    """Every amount of the statements, which the plain text does not print."""
    report = document.report
    reference = shipped_reference(report.year)
    grids = [statement_grid(item, report, reference) for item in report.statements.values()]
    return sum((figures(text) for text in _cells(grids)), Counter())


def _cells(grids: list[Grid]) -> Iterator[str]:
    return (cell.text for grid in grids for row in grid.rows for cell in row if cell and cell.path)


# What a screen says a second time: the cards before the forms, all projects at a glance.
_AGAIN = "//div[@class='card']|//table[@class='overview']|//details[@class='remarks']"


def body_of(page: str) -> str:
    """Text of the document itself on a page, with a space after each cell."""
    tree = html.fromstring(page)
    for part in tree.xpath(f"//nav|//head|//section[@class='findings']|//header|{_AGAIN}"):
        part.getparent().remove(part)
    return " ".join(tree.itertext())


def said_again(page: str) -> str:
    parts = html.fromstring(page).xpath("//div[@class='card']|//table[@class='overview']")
    return " ".join(" ".join(part.itertext()) for part in parts)


def from_sample(name: str) -> Document:
    report = whole(read_text(sample(name)))
    return compose(report, shipped_reference(report.year))


@pytest.fixture(params=["fictional", *ALL_SAMPLES], scope="module")
def document(request: pytest.FixtureRequest) -> Document:
    name = request.param
    return fictional.document() if name == "fictional" else from_sample(name)


def test_page_and_text_carry_every_figure(document: Document) -> None:
    expected = recorded(document)
    assert sum(expected.values()) > 100
    assert expected <= figures(render_text(document))
    assert expected + stated(document) <= figures(body_of(on_screen(document)))


def test_page_and_text_carry_no_other_figure(document: Document) -> None:
    on_page = exact(figures(body_of(on_screen(document))))
    names = exact(
        figures(" ".join(block.text for block in article(document).blocks if block.table))
    )
    assert (
        on_page - names == exact(figures(render_text(document))) + exact(stated(document)) - names
    )


def test_cards_and_overview_say_nothing_that_the_forms_do_not(document: Document) -> None:
    page = on_screen(document)
    scores = exact(figures(said_again(page)))
    assert scores or document.report.kind == TARGETS
    assert set(scores) <= set(figures(body_of(page)))


def test_the_pdf_carries_the_figures_of_the_page(document: Document, tmp_path: Path) -> None:
    page = render_page(document)
    path = tmp_path / "document.pdf"
    path.write_bytes(render_pdf(page))
    printed = figures(text_of_pdf(path))
    expected = figures(body_of(page))
    assert exact(expected) - exact(printed) == Counter()
    assert recorded(document) + stated(document) <= printed


def test_the_json_is_the_document_itself(document: Document) -> None:
    again = from_plain(Document, json.loads(render_json(document)))
    assert again == document
    assert on_screen(again) == on_screen(document)
    assert render_text(again) == render_text(document)
