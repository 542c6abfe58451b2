"""Plain text of a Document, in the layout of a word processor's text export.

A paragraph is a line. A table prints one cell per line behind a tab; a merged or empty cell
is a tab alone, and an empty line ends the row.
"""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.render.grids import (
    Grid,
    GridCell,
    project_evaluation_grid,
    target_grid,
    unit_evaluation_grid,
)
from fiscal.document import Document
from fiscal.report import Report

TABLES_AFTER = "s11.body"  # the paragraph that the evaluation tables follow


def render_text(document: Document) -> str:
    """The whole document; 绩效自评表 follow 十一, 绩效目标表 stand at the end."""
    tables = ["", "", *_tables(evaluation_grids(document.report))]
    lines: list[str] = []
    for paragraph in document.paragraphs:
        if paragraph.role == "part":
            lines += ["", ""]
        lines.append(paragraph.text)
        if paragraph.id == TABLES_AFTER:
            lines += tables
            tables = []
    lines += [*tables, *_tables(target_grids(document.report))]
    return "\n".join(lines).strip("\n") + "\n"


def evaluation_grids(report: Report) -> Iterator[Grid]:
    """The unit-level table, then the projects, in the order of the Report."""
    if report.unit_evaluation is not None:
        yield unit_evaluation_grid(report.unit_evaluation, report.year)
    for index, project in enumerate(report.projects):
        yield project_evaluation_grid(project, report.year, f"projects/{index}")


def target_grids(report: Report) -> Iterator[Grid]:
    for index, target in enumerate(report.targets):
        yield target_grid(target, report.year, f"targets/{index}")


def _tables(grids: Iterator[Grid]) -> Iterator[str]:
    for grid in grids:
        yield from grid_lines(grid)
        yield from ("", "", "")


def grid_lines(grid: Grid) -> Iterator[str]:
    """Lines of one table, its title and year as rows of a single cell."""
    for heading in (grid.title, grid.subtitle):
        yield from (f"\t{heading}", "")
    below: dict[int, int] = {}  # column -> rows still covered from above
    for row in grid.rows:
        for column, cell in enumerate(row):
            if cell is not None:
                yield f"\t{cell.text}"
                _cover(below, column, cell)
            elif below.get(column, 0):
                below[column] -= 1
                yield "\t"
        yield ""


def _cover(below: dict[int, int], column: int, cell: GridCell) -> None:
    below[column] = cell.rowspan - 1
