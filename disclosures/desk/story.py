"""The narrative as the desk shows it: the text to be published, with fields where it is free.

``tell`` lays out the paragraphs of ``fiscal.narrative`` by section. A free text is a field in its
sentence, a recorded fact a field beside the section, a computed figure text with its origin.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from disclosures.desk.fields import NOTHING_WRONG, TEXT, Answer, Field, recorded_value
from disclosures.render.anchors import paragraph_anchor
from fiscal.document import Paragraph, Part
from fiscal.finding import Finding
from fiscal.narrative import narrative
from fiscal.narrative.bindings import text_key
from fiscal.narrative.inputs import INPUTS, Input, InputKind, free_text_label
from fiscal.narrative.origins import Origin, origin
from fiscal.narrative.required import FreeText, demand_of, free_texts_of
from fiscal.reference import Reference
from fiscal.report import Report

_CONSTANT_FROM = "p3"  # 专业名词解释 and the list of statements are never typed
_MARKS = "。；，"


@dataclass(frozen=True, slots=True)
class Row:
    """A computed figure with its origin."""

    id: str
    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph: wording, a value (which has an id), or a field.

    ``kind`` is that of the template's slot, ``row`` the origin of a computed figure, ``mark`` the
    punctuation behind a field.
    """

    text: str
    id: str = ""
    kind: str = ""
    row: Row | None = None
    field: Field | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    id: str
    runs: tuple[Run, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(run.row for run in self.runs if run.row)

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(run.field for run in self.runs if run.field)


@dataclass(frozen=True, slots=True)
class Block:
    """What stands under one heading; ``title`` is empty right under that of the section."""

    id: str
    title: str
    texts: tuple[Text, ...]
    fields: tuple[Field, ...]  # beside the text

    @property
    def is_free(self) -> bool:
        """Whether the whole text is typed, paragraph by paragraph."""
        return any(field.kind == InputKind.PARAGRAPHS for field in self.fields)


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section: 一、收入支出决算总体情况说明."""

    id: str
    title: str
    part: str  # heading of the part that begins here, else empty
    blocks: tuple[Block, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, as they stand on the page."""
        return tuple(self._fields())

    @property
    def short(self) -> str:
        """Its number, or the word that tells it from others: 一, 主要职能."""
        number, _, title = self.title.partition("、")
        return title[:4] if self.id.startswith("p1") else number

    @property
    def missing(self) -> int:
        return sum(field.is_missing for field in self.fields)

    def _fields(self) -> Iterator[Field]:
        for block in self.blocks:
            for text in block.texts:
                yield from text.fields
            yield from block.fields


def tell(
    recorded: Report,
    whole: Report,
    reference: Reference,
    *,
    missing: Collection[str] = (),
    last_years: Collection[str] = (),
    findings: Iterable[Finding] = (),
    answer: Answer = NOTHING_WRONG,
) -> tuple[Section, ...]:
    """The sections of the first two parts.

    ``whole`` is the recorded Report with what follows from it; it is what gets published.
    ``missing``: addresses of what must still be typed; ``last_years``: of texts that were taken
    over and not looked at; ``findings``: of the checks, shown at their fields.
    """
    paragraphs = narrative(whole, reference)
    texts = {one.path: one for one in free_texts_of(paragraphs, whole, reference)}
    found: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        found[finding.where] = (*found.get(finding.where, ()), finding)
    teller = _Teller(recorded, whole, texts, missing, last_years, found, answer)
    return tuple(teller.sections(paragraphs))


@dataclass(frozen=True, slots=True)
class _Teller:
    recorded: Report
    whole: Report
    texts: Mapping[str, FreeText]
    missing: Collection[str]
    last_years: Collection[str]
    findings: Mapping[str, tuple[Finding, ...]]
    answer: Answer

    def sections(self, paragraphs: tuple[Paragraph, ...]) -> Iterator[Section]:
        part = ""
        for heading, inside in _under(paragraphs, ("part", "section")):
            if heading.id == _CONSTANT_FROM:
                return
            if heading.role == "part":
                part = heading.text
            elif heading.role == "section":
                blocks = tuple(self._blocks(heading, inside))
                yield Section(heading.id, heading.text, part, blocks)
                part = ""

    def _blocks(self, section: Paragraph, inside: list[Paragraph]) -> Iterator[Block]:
        for heading, texts in _under((section, *inside), ("section", "subsection")):
            title = heading.text if heading.role == "subsection" else ""
            printed = "\n".join(paragraph.text for paragraph in texts)
            beside = tuple(self._input(one, printed) for one in INPUTS.get(heading.id, ()))
            told = tuple(self._text(paragraph) for paragraph in texts)
            if told or beside:
                yield Block(heading.id, title, told, beside)

    def _text(self, paragraph: Paragraph) -> Text:
        name = paragraph_anchor(paragraph)
        runs: list[Run] = []
        for part in paragraph.parts:
            run = self._run(paragraph, part, name)
            if runs and runs[-1].field and run.text[:1] in _MARKS:
                runs[-1] = replace(runs[-1], mark=run.text[:1])
                run = replace(run, text=run.text[1:])
            runs.append(run)
        return Text(name, tuple(runs))

    def _run(self, paragraph: Paragraph, part: Part, name: str) -> Run:
        if part.kind == TEXT:
            return Run(part.text, field=self._free_text(paragraph, part))
        if not part.kind:
            return Run(part.text)
        run_id = f"{name}.{part.field}"
        found = origin(self.whole, paragraph.id, paragraph.key, part)
        row = Row(f"{run_id}.origin", part.text, found) if found else None
        return Run(part.text, run_id, part.kind, row)

    def _free_text(self, paragraph: Paragraph, part: Part) -> Field:
        text = self.texts[f"texts/{text_key(paragraph.id, part.field, paragraph.key)}"]
        about = free_text_label(paragraph.id, part.field)
        labels = [one.text for one in paragraph.parts if one.kind == "label"]
        return self._field(
            text.path,
            label="：".join([*labels[-1:], about]),
            kind=TEXT,
            value=text.text,
            proposal=text.proposal,
            demand=demand_of(text),
            is_last_years=text.path in self.last_years,
        )

    def _input(self, fact: Input, printed: str) -> Field:
        value, filled = (recorded_value(report, fact) for report in (self.recorded, self.whole))
        if fact.kind is InputKind.PARAGRAPHS and not value:
            filled = printed
        return self._field(
            fact.path,
            label=fact.label,
            kind=fact.kind,
            value=value,
            unit=fact.unit,
            proposal="" if value else filled,
            choices=fact.choices,
        )

    def _field(self, path: str, **given: Any) -> Field:
        return Field(
            path,
            is_missing=path in self.missing,
            typed=self.answer.typed.get(path),
            problem=self.answer.problems.get(path, ""),
            is_clash=path in self.answer.clashes,
            findings=self.findings.get(path, ()),
            **given,
        )


def _under(
    paragraphs: tuple[Paragraph, ...], roles: tuple[str, ...]
) -> Iterator[tuple[Paragraph, list[Paragraph]]]:
    """Each heading of these roles with the paragraphs up to the next one."""
    heading: Paragraph | None = None
    inside: list[Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.role in roles:
            if heading:
                yield heading, inside
            heading, inside = paragraph, []
        else:
            inside.append(paragraph)
    if heading:
        yield heading, inside
