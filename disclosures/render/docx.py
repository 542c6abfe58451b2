"""A Word document of a Document, for officers to work on and units to hand round.

The four parts with heading styles, the evaluation tables after 十一, target tables at the end
and the nine statements in 第四部分, all from the grids that page and text print. Findings are
not printed: the file is the disclosure itself, and the readers give its Report back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT

from disclosures.render.grids import Grid, statement_grid
from disclosures.render.imprint import Imprint
from disclosures.render.tables import WIDE_FROM
from disclosures.render.text import TABLES_AFTER, evaluation_grids, target_grids
from disclosures.render.word.package import fixed, printable
from disclosures.render.word.pages import number_pages, text_width, turn
from disclosures.render.word.styles import (
    BODY,
    CAPTION,
    NOTE,
    ROLES,
    SUBTITLE,
    TABLE_TITLE,
    define_styles,
)
from disclosures.render.word.table import add_table
from fiscal.document import Document
from fiscal.report import Report
from units.reference import shipped_reference


def render_docx(document: Document, imprint: Imprint | None = None) -> bytes:
    """The .docx file. The same document gives the same bytes.

    Its properties name the version where ``imprint`` does.
    """
    word = docx.Document()
    define_styles(word)
    number_pages(word)
    _describe(word, document)
    if imprint:
        word.core_properties.identifier = f"{imprint.address} {imprint.sha256}"
    _write(word, document)
    return fixed(word)


def _describe(word: WordDocument, document: Document) -> None:
    report, core = document.report, word.core_properties
    core.title = printable(f"{report.unit.name}{report.year}年度")[:255]
    core.author = core.last_modified_by = printable(report.unit.name)[:255]
    core.language, core.comments, core.revision = "zh-CN", "", 1


def _write(word: WordDocument, document: Document) -> None:
    report = document.report
    evaluations = list(evaluation_grids(report))
    for paragraph in document.paragraphs:
        turn(word, wide=False)
        word.add_paragraph(printable(paragraph.text), ROLES.get(paragraph.role, BODY))
        if paragraph.id == TABLES_AFTER:
            _add_sheets(word, evaluations)
            evaluations = []
    _add_sheets(word, [*evaluations, *target_grids(report), *_statements(report)])


def _statements(report: Report) -> Iterator[Grid]:
    """Those of the nine that the report carries."""
    reference = shipped_reference(report.year)
    for number in sorted(report.statements):
        yield statement_grid(report.statements[number], report, reference)


def _add_sheets(word: WordDocument, grids: Iterable[Grid]) -> None:
    """Each table on a page of its own, a wide one across the page."""
    for grid in grids:
        section = turn(word, wide=len(grid.widths) >= WIDE_FROM)
        room = text_width(section)
        word.add_paragraph(grid.title, TABLE_TITLE)
        word.add_paragraph(grid.subtitle, SUBTITLE)
        if grid.department:
            caption = word.add_paragraph(printable(f"{grid.department}\t{grid.unit}"), CAPTION)
            caption.paragraph_format.tab_stops.add_tab_stop(room, WD_TAB_ALIGNMENT.RIGHT)
        add_table(word, grid, room)
        for note in grid.notes:
            word.add_paragraph(printable(note), NOTE)
