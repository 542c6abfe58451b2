"""The published schema: what is published fits it, what was altered in form does not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest

from disclosures.compose import compose
from disclosures.demo import reports, units
from disclosures.render.data import render_json
from disclosures.tests import fictional
from disclosures.tests.reading import ALL_SAMPLES, read_text, sample, targets_report, whole
from fiscal.document import AttachedFile, Document, Explanation
from fiscal.schema import document_schema
from units.reference import shipped_reference

ADDRESS = "https://example.test/schema/document-1.json"
SCHEMA = document_schema(ADDRESS)
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
Plain = dict[str, Any]


def published(document: Document) -> Plain:
    plain: Plain = json.loads(render_json(document))
    return plain


def composed(name: str) -> Document:
    report = whole(read_text(sample(name)))
    return compose(report, shipped_reference(report.year))


def with_everything() -> Document:
    """Also with what only later documents have."""
    attached = AttachedFile("项目", "评价报告", "报告", "a.pdf", "application/pdf", 7, "0" * 64)
    return replace(
        fictional.document(fictional.remarks()),
        attachments=(attached,),
        explanations=(Explanation("TX-02", "0" * 16, "已核实"),),
        passed=("ST-02",),
        inputs={"report": "0" * 64},
        correction="更正一处笔误",
    )


def test_the_schema_is_one_and_says_where_it_is() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    assert SCHEMA["$id"] == ADDRESS
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_full_document_fits() -> None:
    for document in (fictional.document(), with_everything()):
        VALIDATOR.validate(published(document))


def test_documents_of_every_kind_of_unit_fit() -> None:
    for unit in units(8):
        for report in reports(unit, 2023, 2024):
            VALIDATOR.validate(published(compose(report, shipped_reference(report.year))))
    targets = targets_report()
    VALIDATOR.validate(published(compose(targets, shipped_reference(targets.year))))


@pytest.mark.samples
@pytest.mark.parametrize("name", ALL_SAMPLES)
def test_a_real_document_fits(name: str) -> None:
    VALIDATOR.validate(published(composed(name)))


def _cell(plain: Plain) -> Plain:
    cell: Plain = plain["report"]["statements"]["05"]["lines"][1]["cells"]["total"]
    return cell


ALTERED: dict[str, Callable[[Plain], object]] = {
    "an amount as a number": lambda one: _cell(one).update(this=12.5),
    "an amount with separators": lambda one: _cell(one).update(this="1,204.57"),
    "an amount that is a word": lambda one: _cell(one).update(this="无"),
    "a cell without last year": lambda one: _cell(one).pop("last"),
    "a field that nobody knows": lambda one: one["report"].update(note="?"),
    "a report without its year": lambda one: one["report"].pop("year"),
    "a year in words": lambda one: one["report"].update(year="二〇二四"),
    "a severity that there is not": lambda one: one["findings"][0].update(severity="fatal"),
    "paragraphs that are no list": lambda one: one.update(paragraphs={}),
    "another schema": lambda one: one.update(schema=2),
}


@pytest.mark.parametrize("altered", ALTERED)
def test_what_was_altered_in_form_is_refused(altered: str) -> None:
    plain = published(fictional.document(fictional.remarks()))
    assert VALIDATOR.is_valid(plain)
    changed = copy.deepcopy(plain)
    ALTERED[altered](changed)
    assert not VALIDATOR.is_valid(changed)
