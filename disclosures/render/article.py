"""A document as blocks in printing order: the one sequence that page and paper share.

Narrative paragraphs come as they stand in the document. The evaluation tables follow the
paragraph that announces them, target tables and the nine statements close the document.
On a screen figures lead to their origins, evaluations begin with what matters of them, and the
findings stand beside what they concern; paper has the document alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil

from disclosures.render.anchors import anchor_of, paragraph_anchor
from disclosures.render.cards import Card, cards
from disclosures.render.grids import Grid, statement_grid
from disclosures.render.prose import Prose
from disclosures.render.tables import Links, Table, table
from disclosures.render.text import TABLES_AFTER, evaluation_grids, target_grids
from fiscal.document import Document, Paragraph
from fiscal.finding import Finding
from fiscal.provenance import Tracer
from fiscal.report import Report
from units.reference import shipped_reference

LEVELS = {"part": 2, "section": 3, "subsection": 4}
COVER_LINE = 18  # characters of a unit's name
CONTENTS_LINE = 32  # characters of an entry
CONTENTS_LINES, CLOSE_LINES = 29, 45  # on a page, as ``css/paged.css`` sets them
FINDINGS_ID, FINDINGS_TITLE = "findings", "检查结果"
OVERVIEW_ID, OVERVIEW_TITLE = "projects", "项目一览"
# What ``tidy`` makes of all forms of a kind together: a form has no file of its own.
EVALUATION_FILES = ("evaluations", "funds", "indicators")
TARGET_FILES = ("targets", "target-indicators")


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table of the document as a file: its name in ``tidy``, its title, where it is."""

    name: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as printed; ``target`` is the id of its place on the page, or empty.

    ``explanation`` is what the unit says to it, empty where it says nothing; ``number`` counts the
    findings of the document from 1.
    """

    finding: Finding
    target: str
    explanation: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (``level`` 2 to 4), a paragraph (level 0) or a table with its own heading.

    ``name`` tells a form from others of its kind. ``html`` is the text with its links; ``card``
    sums up the form in ``table``, ``overview`` all projects; ``remarks`` are the findings about
    this block. ``files`` have what stands in ``table``; without one they have what stands in all
    the forms that follow.
    """

    id: str
    text: str
    level: int = 0
    table: Table | None = None
    name: str = ""
    html: str = ""
    card: Card | None = None
    overview: tuple[Card, ...] = ()
    remarks: tuple[Remark, ...] = ()
    files: tuple[TableFile, ...] = ()


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
    base: str = ""

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
        headings = _by_kind(block for block in self.blocks if block.level)
        closing = Block(FINDINGS_ID, FINDINGS_TITLE, 2)
        return (*headings, closing) if self.has_findings_block else tuple(headings)

    @property
    def has_close_contents(self) -> bool:
        """Whether their list takes a page less when its lines stand close."""
        lines = sum(1 + len(entry.text) // CONTENTS_LINE for entry in self.contents)
        return ceil(lines / CLOSE_LINES) < ceil(lines / CONTENTS_LINES)

    @property
    def parts(self) -> tuple[tuple[Block, tuple[Block, ...]], ...]:
        """The contents by part: the heading of each with those below it."""
        found: list[tuple[Block, list[Block]]] = []
        for entry in self.contents:
            if entry.level == 2 or not found:
                found.append((entry, []))
            else:
                found[-1][1].append(entry)
        return tuple((part, tuple(below)) for part, below in found)


def article(
    document: Document,
    every_figure: bool = True,
    base: str = "",
    files: Iterable[TableFile] = (),
) -> Article:
    """Lay out ``document`` as blocks.

    Every figure of a table can be addressed by its id, or only those that a finding names:
    on paper five thousand ids cost a tenth of the time and serve nobody. ``base`` is the address
    of the version, below which each figure has a page of its own; empty for a draft. ``files``
    are those of its tables that there are.
    """
    named = {anchor_of(finding.where) for finding in document.findings}
    by_name = {file.name: file for file in files}
    layout = _Layout(document, None if every_figure else named, named, base, by_name)
    blocks = tuple(layout.blocks())
    places = dict(_places(blocks))
    said = {one.finding: one.text for one in document.explanations}
    remarks = tuple(
        _remark(finding, number, places, said.get(finding.fingerprint, ""))
        for number, finding in enumerate(document.findings, 1)
    )
    return Article(
        title=document.title,
        unit=document.report.unit.name,
        year=document.report.year,
        imported=document.imported,
        rule_set=document.rule_set,
        blocks=_with_remarks(blocks, remarks, places) if every_figure else blocks,
        remarks=remarks,
        passed=len(document.passed),
        base=base,
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """The blocks of one document. ``addressed`` is None on a screen."""

    document: Document
    addressed: Container[str] | None
    flagged: Container[str]
    base: str
    files: Mapping[str, TableFile]

    def blocks(self) -> Iterator[Block]:
        report, level = self.document.report, 1
        evaluations = [*evaluation_grids(report)]
        prose = Prose(self.document, self.base)
        for paragraph in self.document.paragraphs:
            if paragraph.role == "title":
                continue
            block = _paragraph(paragraph, prose)
            level = block.level or level
            yield block
            if paragraph.id == TABLES_AFTER:
                yield from self._evaluations(evaluations, level + 1)
                evaluations = []
        yield from self._evaluations(evaluations, 2)
        yield from self._files(TARGET_FILES)
        yield from self._sheets(target_grids(report), 2)
        yield from self._sheets(_statements(report), 3)

    def _evaluations(self, grids: list[Grid], level: int) -> Iterator[Block]:
        """The forms; on a screen each with its card, and before them all projects at a glance."""
        if self.addressed is not None or not grids:
            yield from self._sheets(grids, level)
            return
        reference = shipped_reference(self.document.report.year)
        made = cards(Tracer(self.document, reference), self.base)
        projects = tuple(card for path, card in made.items() if path.startswith("projects/"))
        if len(projects) > 1:
            yield Block(OVERVIEW_ID, OVERVIEW_TITLE, level, overview=projects)
        yield from self._files(EVALUATION_FILES)
        for block in self._sheets(grids, level):
            yield replace(block, card=made[block.id])

    def _files(self, names: tuple[str, ...]) -> Iterator[Block]:
        """Before the forms, the files of them all."""
        files = tuple(self.files[name] for name in names if name in self.files)
        if files:
            yield Block(f"{names[0]}-files", "", files=files)

    def _sheets(self, grids: Iterable[Grid], level: int) -> Iterator[Block]:
        report = self.document.report
        names = {f"projects/{index}": one.name for index, one in enumerate(report.projects)}
        names |= {f"targets/{index}": one.name for index, one in enumerate(report.targets)}
        links = Links(self.base, self.flagged) if self.addressed is None else None
        for grid in grids:
            sheet = table(grid, self.addressed, links)
            name = names.get(grid.id, "")
            text = f"{grid.title}：{name}" if name else grid.title
            file = self.files.get(grid.id.removeprefix("statements/"))
            yield Block(sheet.id, text, level, sheet, name, files=(file,) if file else ())


def _by_kind(headings: Iterable[Block]) -> Iterator[Block]:
    """Forms of one kind by their names, below the title that they share."""
    for title, group in groupby(headings, lambda one: one.table.title if one.table else one.id):
        first, *others = forms = list(group)
        if not others:
            yield first
            continue
        yield Block(first.id, title, first.level)
        yield from (replace(form, text=form.name or title, level=form.level + 1) for form in forms)


def _paragraph(paragraph: Paragraph, prose: Prose) -> Block:
    level = LEVELS.get(paragraph.role, 0)
    html = "" if level else prose.html(paragraph)
    return Block(paragraph_anchor(paragraph), paragraph.text, level, html=html)


def _statements(report: Report) -> Iterator[Grid]:
    """Those of the nine that the report carries; a text export may carry none."""
    reference = shipped_reference(report.year)
    for number in sorted(report.statements):
        yield statement_grid(report.statements[number], report, reference)


def _places(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """The ids on the page, each with the id of its block."""
    for block in blocks:
        yield block.id, block.id
        for band in block.table.bands if block.table else ():
            yield from ((cell.id, block.id) for row in band.body for cell in row if cell.id)


def _remark(finding: Finding, number: int, places: Mapping[str, str], explanation: str) -> Remark:
    """Link a finding to its place, to the first cell below it, or to the nearest place above."""
    target = anchor_of(finding.where)
    while target and target not in places:
        below = next((place for place in places if place.startswith(f"{target}/")), "")
        target = below or target.rpartition("/")[0]
    return Remark(finding, target, explanation, number)


def _with_remarks(
    blocks: Iterable[Block], remarks: Iterable[Remark], places: Mapping[str, str]
) -> tuple[Block, ...]:
    """Each block with the findings about it."""
    found: dict[str, tuple[Remark, ...]] = {}
    for remark in remarks:
        if remark.target:
            block = places[remark.target]
            found[block] = (*found.get(block, ()), remark)
    return tuple(
        replace(block, remarks=found[block.id]) if block.id in found else block for block in blocks
    )
