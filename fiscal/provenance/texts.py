"""The figures of the text: what they are made of, and the sentences that print them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from fiscal.document import Document, Paragraph, Part
from fiscal.narrative.bindings import addresses
from fiscal.narrative.origins import LAST, Source, label, origin
from fiscal.narrative.render import derive
from fiscal.narrative.template import HEADINGS, UNKNOWN_FIGURE, format_value
from fiscal.provenance.facts import Facts
from fiscal.provenance.model import Formula, Mention, Provenance, Term

_AS_IS = ("money", "area", "count")
_DERIVED = {
    "difference": "与上年的差额",
    "percent": "比上年的变化率",
    "share": "占比",
    "variance": "预决算差异率",
}
_UNIT = re.compile(r"万元|%|平方米|人次|批次|台（套）|[人辆个]")
_AROUND = 60  # characters of a sentence on each side of a figure
_STOPS = re.compile(r"[。；]")
_UNBOUND = "这个数按文件中的文字公开，没有与之对应的报表数"


def is_figure(part: Part) -> bool:
    """Whether a part of a paragraph prints a figure that can be asked about."""
    known = part.text not in ("", UNKNOWN_FIGURE)
    return bool(part.field) and known and (part.kind in _AS_IS or part.kind in _DERIVED)


def figure_address(paragraph: Paragraph, part: Part) -> str:
    """``texts/s1.cmp.diff``, ``texts/s5.3.item.amt/2010301`` in a repeated paragraph."""
    key = f"/{paragraph.key}" if paragraph.key else ""
    return f"texts/{paragraph.id}.{part.field}{key}"


def paragraph_place(paragraph: Paragraph, slot: str = "") -> str:
    """Where a paragraph stands, as findings name it: ``texts/s5.3.item.reason#2010301``."""
    return f"texts/{paragraph.id}.{slot}" + (f"#{paragraph.key}" if paragraph.key else "")


@dataclass(frozen=True)
class Texts:
    """The paragraphs of a Document, over its tables and facts."""

    document: Document
    facts: Facts

    def figure(self, address: str) -> Provenance | None:
        """Where a figure of the text comes from; None where the text prints none."""
        found = self._figures.get(address)
        return self._printed(address, *found) if found else None

    def mentions(self, address: str) -> Iterator[Mention]:
        """The sentences that print the figure at ``address`` as it is."""
        return (self._mention(*one) for one in self._printing.get(address, ()))

    def place(self, address: str) -> str:
        """The first paragraph that prints the figure, or nothing."""
        found = self._printing.get(address)
        return paragraph_place(found[0][0]) if found else ""

    @cached_property
    def _figures(self) -> Mapping[str, tuple[Paragraph, int]]:
        """Every printed figure; of one that a paragraph prints twice, the first."""
        found: dict[str, tuple[Paragraph, int]] = {}
        for paragraph in self.document.paragraphs:
            for index, part in enumerate(paragraph.parts):
                if is_figure(part):
                    found.setdefault(figure_address(paragraph, part), (paragraph, index))
        return found

    @cached_property
    def _printing(self) -> Mapping[str, list[tuple[Paragraph, int]]]:
        found: dict[str, list[tuple[Paragraph, int]]] = {}
        for paragraph, index in self._figures.values():
            part = paragraph.parts[index]
            if part.kind in _AS_IS:
                for one in addresses(paragraph.id, part.field, paragraph.key):
                    found.setdefault(one, []).append((paragraph, index))
        return found

    @cached_property
    def _headings(self) -> Mapping[str, str]:
        """The heading above each paragraph, by the paragraph's place."""
        found: dict[str, str] = {}
        heading = ""
        for paragraph in self.document.paragraphs:
            heading = paragraph.text if paragraph.role in HEADINGS else heading
            found[paragraph_place(paragraph)] = heading
        return found

    def _printed(self, address: str, paragraph: Paragraph, index: int) -> Provenance:
        part, mention = paragraph.parts[index], self._mention(paragraph, index)
        where = addresses(paragraph.id, part.field, paragraph.key)
        names = "、".join(dict.fromkeys(label(self.facts.report, one) for one in where[:1]))
        kind = _DERIVED.get(part.kind, "")
        title = f"{names}：{kind}" if names and kind else names or "文字中的一个数"
        as_is = where[0] if where and part.kind in _AS_IS else ""
        return Provenance(
            address=address,
            title=title,
            value=part.text,
            unit=_unit(paragraph, index),
            facts=(("栏目", mention.heading),) if mention.heading else (),
            place=paragraph_place(paragraph),
            formulas=tuple(self._formulas(paragraph, part, where, _unit(paragraph, index))),
            last=self.facts.last(as_is) if as_is else None,
            mentions=(mention,),
        )

    def _formulas(
        self, paragraph: Paragraph, part: Part, where: tuple[str, ...], unit: str
    ) -> Iterator[Formula]:
        report = self.facts.report
        if not where:
            yield Formula(_UNBOUND, "", f"{part.text}{unit}")
            return
        computed = format_value(part.kind, derive(report, part.kind, where))
        differs = computed != part.text
        note = f"文字中印的是{part.text}，按此应为{computed}；公开的数按单位填报的原样列出"
        if part.kind in _AS_IS:
            ways = list(self.facts.formulas(where[0]))  # none for a sum of nothing known
            if ways and differs:
                ways[0] = replace(ways[0], note=note, agrees=False)
            yield from ways
            return
        made = origin(report, paragraph.id, paragraph.key, part)
        assert made is not None
        terms = tuple(self._term(one) for one in made.sources)
        name = _DERIVED[part.kind] if made.arithmetic else made.formula.partition("，得")[0]
        arithmetic = f"|{made.arithmetic}|" if part.kind == "difference" else made.arithmetic
        formula = Formula(name, arithmetic, f"{computed}{unit}", terms)
        yield replace(formula, note=note, agrees=False) if differs else formula

    def _term(self, source: Source) -> Term:
        path = source.address.removesuffix(LAST)
        return Term(f"{source.value}{self.facts.unit(path)}", source.label, path)

    def _mention(self, paragraph: Paragraph, index: int) -> Mention:
        parts = paragraph.parts
        before = "".join(part.text for part in parts[:index])
        behind = "".join(part.text for part in parts[index + 1 :])
        start = max((found.end() for found in _STOPS.finditer(before)), default=0)
        end = next((found.end() for found in _STOPS.finditer(behind)), len(behind))
        before, behind = before[start:], behind[:end]
        return Mention(
            figure_address(paragraph, parts[index]),
            f"…{before[-_AROUND:]}" if len(before) > _AROUND else before,
            parts[index].text,
            f"{behind[:_AROUND]}…" if len(behind) > _AROUND else behind,
            self._headings.get(paragraph_place(paragraph), ""),
        )


def _unit(paragraph: Paragraph, index: int) -> str:
    """The unit printed behind a figure."""
    behind = paragraph.parts[index + 1].text if index + 1 < len(paragraph.parts) else ""
    found = _UNIT.match(behind)
    return found[0] if found else ""
