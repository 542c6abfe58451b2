"""XLSX of a document: contents, the nine statements, the evaluation and target tables as printed,
then the scores to recompute and the figures of the sentences.

Figures are numbers as published (万元, two decimals; rates as percentages), so that they can be
reckoned with; text is never taken for a formula. The same document gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from disclosures.render.grids import (
    Grid,
    project_evaluation_grid,
    statement_grid,
    target_grid,
    unit_evaluation_grid,
)
from disclosures.render.imprint import Imprint
from disclosures.render.tidy.texts import text_figures
from disclosures.render.xlsx.contents import Listed, write_contents
from disclosures.render.xlsx.grids import write_grid
from disclosures.render.xlsx.lists import write_list
from disclosures.render.xlsx.scores import write_scores
from disclosures.render.xlsx.styles import OPTIONS, Styles, fitting
from fiscal.document import Document
from fiscal.report import Report
from units.reference import shipped_reference

__all__ = ["OPTIONS", "Styles", "fitting", "render_xlsx"]

CONTENTS, SCORES, TEXTS = "目录", "得分复核", "正文数据"


def render_xlsx(document: Document, imprint: Imprint | None = None) -> bytes:
    """The workbook. Without ``imprint`` its first sheet calls it a draft."""
    buffer = BytesIO()
    book = Workbook(buffer, OPTIONS)
    report = document.report
    book.set_properties({
        "title": fitting(document.title)[:255], "author": report.unit.name,
        "created": datetime(report.year, 12, 31),
    })  # fmt: skip
    styles, first = Styles(book), book.add_worksheet(CONTENTS)
    listed = []
    for name, about, grid in _grids(report):
        form = grid.subtitle if grid.id.startswith("statements/") else ""
        listed.append(Listed(name, about, form))
        write_grid(book.add_worksheet(name), grid, styles, report.year)
    if report.unit_evaluation or report.projects:
        write_scores(book.add_worksheet(SCORES), report, styles)
        listed.append(Listed(SCORES, "各指标的目标、权重、结果和赋分规则，按规则重算得分"))
    texts = text_figures(document.paragraphs)
    if texts.rows:
        write_list(book.add_worksheet(TEXTS), texts, styles)
        listed.append(Listed(TEXTS, "文字说明中的每一个数据和它所在的句子"))
    write_contents(first, document, imprint, listed, styles)
    book.close()
    return buffer.getvalue()


def _grids(report: Report) -> Iterator[tuple[str, str, Grid]]:
    """Printed tables with the names of their sheets and what they are about."""
    reference = shipped_reference(report.year)
    for number in sorted(report.statements):
        grid = statement_grid(report.statements[number], report, reference)
        yield f"{number} {grid.title}", grid.title, grid
    if report.unit_evaluation:
        grid = unit_evaluation_grid(report.unit_evaluation, report.year)
        yield "整体自评", grid.title, grid
    for index, project in enumerate(report.projects):
        grid = project_evaluation_grid(project, report.year, f"projects/{index}")
        yield f"项目自评{index + 1}", f"{grid.title}：{project.name}", grid
    for index, target in enumerate(report.targets):
        grid = target_grid(target, report.year, f"targets/{index}")
        yield f"绩效目标{index + 1}", f"{grid.title}：{target.name}", grid
