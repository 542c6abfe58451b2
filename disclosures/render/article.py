"""A document as blocks in printing order: the one sequence that page and paper share.

Narrative paragraphs come as they stand in the document. The evaluation tables follow the
paragraph that announces them, target tables and the nine statements close the document.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from disclosures.render.anchors import anchor_of, paragraph_anchor
from disclosures.render.grids import Grid, statement_grid
from disclosures.render.tables import Table, table
from disclosures.render.text import TABLES_AFTER, evaluation_grids, target_grids
from fiscal.document import Document, Paragraph
from fiscal.finding import Finding
from fiscal.report import Report
from units.reference import shipped_reference

LEVELS = {"part": 2, "section": 3, "subsection": 4}
COVER_LINE = 18  # characters of a unit's name
FINDINGS_ID, FINDINGS_TITLE = "findings", "检查结果"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (``level`` 2 to 4), a paragraph (level 0) or a table with its own heading."""

    id: str
    text: str
    level: int = 0
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as printed; ``target`` is the id of its place on the page, or empty.

    ``explanation`` is what the unit says to it, empty where it says nothing.
    """

    finding: Finding
    target: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """Everything that the templates print of a document."""

    title: str
    unit: str
    year: int
    imported: bool
    rule_set: str
    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...]
    passed: int = 0

    @property
    def lead(self) -> str:
        """The unit's name where the title begins with it: the first line of a cover."""
        return self.unit if self.title.startswith(self.unit) else ""

    @property
    def lead_lines(self) -> tuple[str, ...]:
        """The lead in lines of equal length that fit on a cover, which cannot balance them."""
        lines = ceil(len(self.lead) / COVER_LINE)
        each = ceil(len(self.lead) / lines) if lines else 0
        return tuple(self.lead[at : at + each] for at in range(0, len(self.lead), each or 1))

    @property
    def rest(self) -> str:
        return self.title.removeprefix(self.lead)

    @property
    def has_findings_block(self) -> bool:
        return self.imported or bool(self.remarks) or bool(self.passed)

    @property
    def contents(self) -> tuple[Block, ...]:
        """The headings in order, the findings last."""
        headings = tuple(block for block in self.blocks if block.level)
        closing = Block(FINDINGS_ID, FINDINGS_TITLE, 2)
        return (*headings, closing) if self.has_findings_block else headings


def article(document: Document, every_figure: bool = True) -> Article:
    """Lay out ``document`` as blocks.

    Every figure of a table can be addressed by its id, or only those that a finding names:
    on paper five thousand ids cost a tenth of the time and serve nobody.
    """
    named = {anchor_of(finding.where) for finding in document.findings}
    blocks = tuple(_blocks(document, None if every_figure else named))
    places = dict.fromkeys(_places(blocks))
    said = {one.finding: one.text for one in document.explanations}
    return Article(
        title=document.title,
        unit=document.report.unit.name,
        year=document.report.year,
        imported=document.imported,
        rule_set=document.rule_set,
        blocks=blocks,
        remarks=tuple(
            _remark(finding, places, said.get(finding.fingerprint, ""))
            for finding in document.findings
        ),
        passed=len(document.passed),
    )


def _blocks(document: Document, addressed: Container[str] | None) -> Iterator[Block]:
    report, level = document.report, 1
    evaluations = list(evaluation_grids(report))
    for paragraph in document.paragraphs:
        if paragraph.role == "title":
            continue
        block = _paragraph(paragraph)
        level = block.level or level
        yield block
        if paragraph.id == TABLES_AFTER:
            yield from _sheets(report, evaluations, level + 1, addressed)
            evaluations = []
    yield from _sheets(report, evaluations, 2, addressed)
    yield from _sheets(report, target_grids(report), 2, addressed)
    yield from _sheets(report, _statements(report), 3, addressed)


def _paragraph(paragraph: Paragraph) -> Block:
    level = LEVELS.get(paragraph.role, 0)
    return Block(paragraph_anchor(paragraph), paragraph.text, level)


def _statements(report: Report) -> Iterator[Grid]:
    """Those of the nine that the report carries; a text export may carry none."""
    reference = shipped_reference(report.year)
    for number in sorted(report.statements):
        yield statement_grid(report.statements[number], report, reference)


def _sheets(
    report: Report, grids: Iterable[Grid], level: int, addressed: Container[str] | None
) -> Iterator[Block]:
    names = {f"projects/{index}": project.name for index, project in enumerate(report.projects)}
    names |= {f"targets/{index}": target.name for index, target in enumerate(report.targets)}
    for grid in grids:
        sheet = table(grid, addressed)
        text = f"{grid.title}：{names[grid.id]}" if grid.id in names else grid.title
        yield Block(sheet.id, text, level, sheet)


def _places(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield block.id
        for band in block.table.bands if block.table else ():
            yield from (cell.id for row in band.body for cell in row if cell.id)


def _remark(finding: Finding, places: Mapping[str, None], explanation: str) -> Remark:
    """Link a finding to its place, to the first cell below it, or to the nearest place above."""
    target = anchor_of(finding.where)
    while target and target not in places:
        below = next((place for place in places if place.startswith(f"{target}/")), "")
        target = below or target.rpartition("/")[0]
    return Remark(finding, target, explanation)
