"""Paragraphs as HTML: figures lead to their origins, terms to their definitions."""

from __future__ import annotations

import re
from html import escape

from django.utils.safestring import SafeString

from disclosures.render.anchors import anchor, figure_url
from fiscal.document import Document, Paragraph, Part
from fiscal.provenance import definitions, figure_address, is_figure
from fiscal.provenance.terms import PARAGRAPH


class Prose:
    """Writes the paragraphs of a document in their order.

    The first mention of a term in each numbered section is linked. ``base`` is the address below
    which figures have pages of their own; without it they stand as they are.
    """

    def __init__(self, document: Document, base: str) -> None:
        self.base = base
        self.terms = {one.name: anchor(f"{PARAGRAPH}#{one.key}") for one in definitions(document)}
        names = sorted(self.terms, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, names))) if names else None
        self.section = ""
        self.seen: set[str] = set()

    def html(self, paragraph: Paragraph) -> SafeString:
        section = paragraph.id.partition(".")[0]
        if section != self.section:
            self.section, self.seen = section, set()
        explains = section.startswith("s") and paragraph.role in ("body", "item")
        # Every piece was escaped, every address quoted.
        return SafeString(
            "".join(self._part(paragraph, part, explains) for part in paragraph.parts)
        )

    def _part(self, paragraph: Paragraph, part: Part, explains: bool) -> str:
        text = escape(part.text)
        if self.base and is_figure(part):
            return f'<a href="{figure_url(self.base, figure_address(paragraph, part))}">{text}</a>'
        if explains and not part.field and self.pattern:
            return self.pattern.sub(self._term, part.text) if text == part.text else text
        return text

    def _term(self, found: re.Match[str]) -> str:
        name = found[0]
        if name in self.seen:
            return name
        self.seen.add(name)
        place = self.terms[name].replace("#", "%23")
        return f'<a class="term" href="#{place}">{name}</a>'
