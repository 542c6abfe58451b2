"""Every printed figure answers “从哪来”, and what its formula gives is what is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from disclosures import demo
from disclosures.compose import compose
from disclosures.readers import read
from disclosures.render.grids import Grid, statement_grid
from disclosures.render.text import evaluation_grids, target_grids
from disclosures.tests import fictional
from fiscal.document import Document
from fiscal.provenance import Formula, Provenance, Tracer, figure_address, is_figure
from fiscal.report import Report, UnitFacts
from units.reference import shipped_reference

SAMPLES = ("changji-sasac-2024.txt", "changji-government-office-2024.txt",
           "urumqi-sasac-targets-2024.txt")  # fmt: skip
_FIGURE = {"money", "area", "count", "difference", "percent", "share", "variance"}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def composed(report: Report) -> Document:
    return compose(report, shipped_reference(report.year))


def demo_document() -> Document:
    unit = next(iter(demo.units(1)))
    (report,) = demo.reports(unit, 2024, 2024)
    return composed(report)


def sample(path: Path) -> Document:
    report = read(path.name, path.read_bytes(), shipped_reference).report
    assert report is not None
    return composed(report)


def tracer(document: Document) -> Tracer:
    return Tracer(document, shipped_reference(document.report.year))


def traced(document: Document, address: str) -> Provenance:
    found = tracer(document).trace(address)
    assert found is not None, address
    return found


# --- every figure ----------------------------------------------------------------------------


def printed(document: Document) -> Iterator[tuple[str, str]]:
    """Address and text of every figure of the document."""
    for paragraph in document.paragraphs:
        for part in paragraph.parts:
            if is_figure(part):
                yield figure_address(paragraph, part), part.text
    for grid in grids(document.report):
        for row in grid.rows:
            yield from ((cell.path, cell.text) for cell in row if cell and cell.path)


def grids(report: Report) -> Iterator[Grid]:
    yield from evaluation_grids(report)
    yield from target_grids(report)
    for statement in report.statements.values():
        yield statement_grid(statement, report, shipped_reference(report.year))


def assert_every_figure_answers(document: Document) -> None:
    made = tracer(document)
    count = 0
    for address, text in printed(document):
        found = made.trace(address)
        if text.strip("-—") == "":
            assert found is None, f"{address} prints nothing"
            continue
        assert found is not None, address
        assert text in (found.value, f"{found.value}{found.unit}"), address
        assert found.title
        assert found.facts
        for formula in found.formulas:
            assert_it_gives_its_result(formula, address)
            assert_it_gives_what_is_printed(formula, found)
        for term in terms(found):
            assert made.trace(term) is not None, f"{address} is made of {term}, which is unknown"
        count += 1
    assert count > 20


def terms(found: Provenance) -> Iterator[str]:
    for formula in found.formulas:
        yield from (term.address for term in formula.terms)
    yield from (term.address for term in found.part_of)
    yield from (mention.address for mention in found.mentions)


def assert_it_gives_its_result(formula: Formula, address: str) -> None:
    """The arithmetic, done again with the numbers that the answer shows."""
    if not formula.expression:
        assert formula.name
        return
    result = number(formula.result)
    places = Decimal(1).scaleb(int(result.as_tuple().exponent))
    value = computed(formula.expression)
    again = Decimal(value.numerator) / Decimal(value.denominator)
    again = again.quantize(places, rounding=ROUND_HALF_UP) + 0
    rounding = "四舍五入" in formula.note
    assert again == result or rounding, f"{address}: {formula.expression} = {again}"


def assert_it_gives_what_is_printed(formula: Formula, found: Provenance) -> None:
    """The printed figure, or an honest word that it differs."""
    if not formula.result:
        return
    agrees = number(formula.result) == number(found.value)
    assert formula.agrees == agrees, (found.address, formula)
    assert agrees or formula.note, found.address


def number(text: str) -> Decimal:
    found = re.search(r"-?\d[\d,]*(?:\.\d+)?", text)
    assert found, text
    return Decimal(found[0].replace(",", ""))


def computed(expression: str) -> Fraction:
    plain = expression.replace("100%", "100").replace(",", "")
    plain = re.sub(r"\|(.+?)\|", r"abs(\1)", plain)
    for sign, operator in (("＋", "+"), ("−", "-"), ("×", "*"), ("÷", "/")):
        plain = plain.replace(sign, operator)
    plain = _NUMBER.sub(lambda found: f"Fraction('{found[0]}')", plain)
    value: Fraction = eval(plain, {"Fraction": Fraction, "abs": abs})
    return value


def test_every_figure_of_a_full_report_answers_and_its_formula_gives_it() -> None:
    assert_every_figure_answers(demo_document())


def test_a_text_without_statements_answers_too() -> None:
    document = composed(Report(UnitFacts("云溪县水利局", "yx-01"), 2024))
    made = tracer(document)
    found = {address: made.trace(address) for address, _ in printed(document)}
    assert found
    assert all(found.values())


def test_figures_that_contradict_one_another_say_so() -> None:
    document = fictional.document()
    assert_every_figure_answers(document)
    made = tracer(document)
    found = [made.trace(address) for address, _ in printed(document)]
    formulas = [formula for one in found if one for formula in one.formulas]
    assert any(not formula.agrees for formula in formulas)


@pytest.mark.samples
@pytest.mark.parametrize("name", SAMPLES)
def test_every_figure_of_a_real_disclosure_answers(samples: Path, name: str) -> None:
    assert_every_figure_answers(sample(samples / name))


def test_every_numeric_value_of_the_text_is_a_figure() -> None:
    for paragraph in demo_document().paragraphs:
        for part in paragraph.parts:
            known = part.text not in ("", "—")
            assert is_figure(part) == (part.kind in _FIGURE and known)
