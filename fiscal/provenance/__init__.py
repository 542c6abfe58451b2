"""“从哪来”: where every figure of a published document comes from.

``Tracer(document, reference).trace(address)`` answers for one figure; ``figure_address`` names
those of the text, cells are named by their address in the Report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from fiscal.document import Document
from fiscal.provenance.evaluations import Forms
from fiscal.provenance.facts import Facts
from fiscal.provenance.model import (
    Definition,
    Formula,
    LastYear,
    Mention,
    Noticed,
    Provenance,
    Term,
)
from fiscal.provenance.statements import Sheets
from fiscal.provenance.terms import definition_of, definitions
from fiscal.provenance.texts import Texts, figure_address, is_figure, paragraph_place
from fiscal.reference import Reference

__all__ = [
    "Definition", "Formula", "LastYear", "Mention", "Noticed", "Provenance", "Term", "Tracer",
    "definitions", "figure_address", "is_figure", "paragraph_place",
]  # fmt: skip


@dataclass(frozen=True)
class Tracer:
    """The figures of one Document with their origins."""

    document: Document
    reference: Reference

    def trace(self, address: str) -> Provenance | None:
        """The whole answer for a figure; None for an address of nothing printed."""
        found = self._found(address)
        if found is None:
            return None
        texts = () if found.mentions else tuple(self._texts.mentions(address))
        return replace(
            found,
            place=found.place or self._texts.place(address),
            definition=definition_of(_names(found), self._definitions),
            mentions=found.mentions or texts,
            noticed=tuple(self._noticed(found)),
        )

    def _found(self, address: str) -> Provenance | None:
        match address.partition("/")[0]:
            case "statements":
                return self._sheets.cell(address)
            case "unit_evaluation" | "projects" | "targets":
                return self._forms.figure(address)
            case "texts":
                return self._texts.figure(address)
            case _:
                return self._facts.fact(address)

    def _noticed(self, found: Provenance) -> Iterator[Noticed]:
        """What the checks found at the figure, or in its paragraph."""
        said = {one.finding: one for one in self.document.explanations}
        is_text = found.address.startswith("texts/")
        for finding in self.document.findings:
            where = finding.where
            if is_text and where.startswith("texts/"):
                slot, _, key = where.partition("#")
                at = f"{slot.rpartition('.')[0]}." + (f"#{key}" if key else "")
                concerned = at == found.place
            else:
                concerned = where == found.address
            if concerned:
                yield Noticed(finding, said.get(finding.fingerprint))

    @cached_property
    def _definitions(self) -> tuple[Definition, ...]:
        return definitions(self.document)

    @cached_property
    def _sheets(self) -> Sheets:
        return Sheets.of(self.document.report, self.reference)

    @cached_property
    def _forms(self) -> Forms:
        return Forms(self.document.report, self.reference)

    @cached_property
    def _facts(self) -> Facts:
        return Facts(self.document.report, self._sheets, self._forms)

    @cached_property
    def _texts(self) -> Texts:
        return Texts(self.document, self._facts)


def _names(found: Provenance) -> Iterator[str]:
    """What may name a term, from the figure itself outwards."""
    said = dict(found.facts)
    yield from (said[name] for name in ("行", "栏") if name in said)
    yield from (found.title, said.get("栏目", ""))
    if found.address.startswith("statements/"):
        yield said.get("表", "")
