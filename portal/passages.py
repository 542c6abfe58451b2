"""A document in passages, for full-text search: its sections and its projects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fiscal.document import Document, Paragraph
from fiscal.report import Indicator, ProjectEvaluation, ProjectTarget, Report, UnitEvaluation
from portal.models import Current, Part, Passage
from portal.published import paragraph_anchor
from portal.tokens import HEAD, NAME, words

EDITION = 1
# The terms and the list of statements say the same in every document.
_SAME_EVERYWHERE = ("p3", "p4")
_LONGEST = 3000  # characters; a longer section makes several passages, see portal.words

Piece = tuple[str, str]


@dataclass(slots=True)
class _Section:
    """``pieces`` are (anchor, text)."""

    part: Part
    title: str
    anchor: str
    pieces: list[Piece] = field(default_factory=list)


def keep(current: Current, document: Document) -> None:
    """Write the passages of a document."""
    unit, year = document.report.unit.name, document.report.year
    head = words(f"{year} {unit}", HEAD)
    name = Passage(current=current, part=Part.NAME, title=unit, words=words(f"{unit} {year}", NAME))
    Passage.objects.bulk_create([name, *_passages(current, document, head)])


def _passages(current: Current, document: Document, head: str) -> Iterator[Passage]:
    for section in _sections(document):
        for pieces in _split(section.pieces):
            text = "\n".join([section.title, *(text for _, text in pieces)])
            yield Passage(
                current=current,
                part=section.part,
                title=section.title,
                anchor=section.anchor,
                pieces=pieces,
                words=f"{head} {words(text)}",
            )


def _sections(document: Document) -> Iterator[_Section]:
    yield from _of_text(document.paragraphs)
    report = document.report
    if report.unit_evaluation:
        yield _evaluation(
            Part.EVALUATION, "整体支出绩效自评", "unit_evaluation", report.unit_evaluation
        )
    for index, project in enumerate(report.projects):
        yield _evaluation(Part.PROJECT, project.name, f"projects/{index}", project)
    yield from _targets(report)


def _of_text(paragraphs: Iterable[Paragraph]) -> Iterator[_Section]:
    section: _Section | None = None
    for paragraph in paragraphs:
        if paragraph.id.partition(".")[0] in _SAME_EVERYWHERE or paragraph.role == "title":
            continue
        anchor = paragraph_anchor(paragraph)
        if paragraph.role in ("part", "section"):
            if section and section.pieces:
                yield section
            section = _Section(Part.TEXT, paragraph.text, anchor)
        elif section:
            section.pieces.append((anchor, paragraph.text))
    if section and section.pieces:
        yield section


def _evaluation(
    part: Part, title: str, where: str, record: UnitEvaluation | ProjectEvaluation
) -> _Section:
    told = [("年度总体目标", record.goal), ("实际完成情况", record.result)]
    pieces = [(where, f"{label}：{text}") for label, text in told if text]
    return _Section(part, title, where, [*pieces, *_indicators(where, record.indicators)])


def _targets(report: Report) -> Iterator[_Section]:
    for index, target in enumerate(report.targets):
        where = f"targets/{index}"
        yield _Section(Part.PROJECT, target.name, where, list(_target(where, target)))


def _target(where: str, target: ProjectTarget) -> Iterator[Piece]:
    if target.goal:
        yield where, f"年度总体目标：{target.goal}"
    yield from _indicators(where, target.indicators)


def _indicators(where: str, indicators: Sequence[Indicator]) -> Iterator[Piece]:
    for index, one in enumerate(indicators):
        text = f"{one.level2}·{one.name}：指标值 {one.target}"
        text += f"，完成值 {one.actual}" if one.actual else ""
        text += f"。{one.deviation}" if one.deviation else ""
        yield f"{where}/indicators/{index}/target", text


def _split(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Runs of pieces that are not too long, a longer piece alone."""
    run: list[Piece] = []
    length = 0
    for piece in pieces:
        if run and length + len(piece[1]) > _LONGEST:
            yield run
            run, length = [], 0
        run.append(piece)
        length += len(piece[1])
    yield run
