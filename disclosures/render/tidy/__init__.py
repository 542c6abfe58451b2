"""A document's figures as tables for programs: what CSV and the last sheets of XLSX carry."""

from __future__ import annotations

from disclosures.render.tidy.evaluations import evaluation_tables
from disclosures.render.tidy.model import NUMBERS, PLACE, Column, TidyTable, Value
from disclosures.render.tidy.statements import statement_tables
from disclosures.render.tidy.texts import text_figures
from fiscal.document import Document
from units.reference import shipped_reference

__all__ = ["NUMBERS", "PLACE", "Column", "TidyTable", "Value", "tidy_tables"]


def tidy_tables(document: Document) -> tuple[TidyTable, ...]:
    """The statements, the evaluation and target tables that there are, the figures of the text."""
    report = document.report
    texts = text_figures(document.paragraphs)
    return (
        *statement_tables(report),
        *evaluation_tables(report, shipped_reference(report.year)),
        *((texts,) if texts.rows else ()),
    )
