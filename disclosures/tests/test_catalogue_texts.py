"""The audit list where it speaks of the text: one figure of the text is changed, then it is read.

In a draft these sentences are computed, so only a file from outside can break such a relation.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import islice

import pytest

from disclosures.compose import compose
from disclosures.demo import reports, units
from disclosures.readers import READER_RULES, Reading, read
from disclosures.render.docx import render_docx
from disclosures.render.text import render_text
from fiscal.checks.registry import entries
from fiscal.document import Document, Part
from fiscal.narrative import TEXT_BASES
from units.reference import shipped_reference

YEAR = 2024
REFERENCE = shipped_reference(YEAR)
OFFICE, SCHOOL = 0, 1  # places of an administration and of an institution in the fictional region

# Catalogue id, rule, unit, paragraph, slot; whether the nine statements stand beside the text.
SENTENCES = (
    ("C064", "TX-01", OFFICE, "s10.1.admin", "amt", True),
    ("C064", "TX-05", OFFICE, "s10.1.admin", "amt", False),
    ("C065", "TX-01", SCHOOL, "s10.1.inst", "amt", True),
    ("C065", "TX-05", SCHOOL, "s10.1.inst", "amt", False),
    ("C069", "TX-01", OFFICE, "s1.cmp", "diff", True),
    ("C069", "TX-01", OFFICE, "s1.cmp", "diff", False),
    ("C069", "TX-01", OFFICE, "s5.3.item", "pct", False),
    ("C070", "TX-01", OFFICE, "s7.cmp", "pct", False),
    ("C071", "TX-01", OFFICE, "s4.cmp", "var", False),
    ("C072", "TX-01", OFFICE, "s3.body", "basic_pct", False),
    ("C073", "TX-01", OFFICE, "s5.1.body", "share", False),
    ("C074", "TX-01", OFFICE, "s5.2.item", "amt", True),
    ("C074", "TX-01", OFFICE, "s5.3.item", "amt", True),
    ("C075", "TX-01", OFFICE, "s6.a", "list", True),
    ("C075", "TX-01", OFFICE, "s6.b", "list", True),
    ("C076", "TX-01", OFFICE, "s9.body", "total", True),
    ("C076", "TX-05", OFFICE, "s9.recep", "amt", False),
    ("C076", "TX-01", OFFICE, "s9.body", "car_share", False),
    ("C076", "TX-01", OFFICE, "s9.budget", "var", False),
    ("C080", "TX-01", OFFICE, "s10.3.body", "cars", False),
    ("C082", "TX-01", OFFICE, "s10.2.b", "sme_pct", False),
    ("C083", "TX-01", OFFICE, "p1.2.staff", "total", False),
    ("C086", "TX-01", OFFICE, "s11.body", "budget", False),
    ("C086", "TX-01", OFFICE, "s11.body", "executed", False),
    ("C087", "TX-01", OFFICE, "s11.body", "n_proj", False),
    ("C087", "TX-01", OFFICE, "s11.body", "p_budget", False),
    ("C087", "TX-01", OFFICE, "s11.body", "p_executed", False),
    ("C096", "TX-01", OFFICE, "s9.budget", "budget", True),
    ("C098", "TX-05", OFFICE, "s10.1.admin", "unit", False),
    ("C098", "TX-05", OFFICE, "s4.body", "year", False),
)


@cache
def document(position: int) -> Document:
    unit = next(islice(units(position + 1), position, None))
    return compose(next(reports(unit, YEAR, YEAR)), REFERENCE)


def reading_of(shown: Document, tables: bool) -> Reading:
    content = render_docx(shown) if tables else render_text(shown).encode()
    return read("公开.docx" if tables else "公开.txt", content, shipped_reference)


def changed(shown: Document, paragraph: str, slot: str) -> Document:
    """The document with another figure, or without the first name of a list, in one slot."""
    index = next(i for i, item in enumerate(shown.paragraphs) if item.id == paragraph)
    parts = tuple(
        replace(part, text=_other(part)) if part.field == slot else part
        for part in shown.paragraphs[index].parts
    )
    assert parts != shown.paragraphs[index].parts
    before, after = shown.paragraphs[:index], shown.paragraphs[index + 1 :]
    return replace(
        shown, paragraphs=(*before, replace(shown.paragraphs[index], parts=parts), *after)
    )


def _other(part: Part) -> str:
    if part.kind == "list":
        return part.text.partition("、")[2]
    if part.kind == "name":
        return f"{part.text}机关"
    if part.kind == "difference":  # a small one would not show in the percentage
        return f"1{part.text}"
    last = int(part.text[-1])
    return f"{part.text[:-1]}{last - 1 if last else 7}"


@pytest.mark.fires("TX-01", "TX-05")
@pytest.mark.parametrize(("entry", "rule", "unit", "paragraph", "slot", "tables"), SENTENCES)
def test_a_figure_of_the_text_unlike_the_account_is_found(
    entry: str, rule: str, unit: int, paragraph: str, slot: str, tables: bool
) -> None:
    reading = reading_of(changed(document(unit), paragraph, slot), tables)
    assert rule in {item.rule for item in reading.findings}
    basis = TEXT_BASES[rule] if rule in TEXT_BASES else READER_RULES[rule].basis
    assert entry in set(entries(basis))


@pytest.mark.spares("TX-01", "TX-05")
@pytest.mark.parametrize("unit", [OFFICE, SCHOOL])
@pytest.mark.parametrize("tables", [False, True], ids=["text", "Word"])
def test_the_text_of_the_account_itself_is_not(unit: int, tables: bool) -> None:
    assert not reading_of(document(unit), tables).findings
