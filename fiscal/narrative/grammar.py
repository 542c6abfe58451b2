"""The compiled template of one year: its paragraphs as patterns, and its headings."""

from __future__ import annotations

from functools import lru_cache

from fiscal.narrative.headings import Headings
from fiscal.narrative.pattern import Pattern
from fiscal.narrative.template import Entry, entries
from fiscal.reference import Reference


class Grammar:
    """``patterns`` in template order, without title, headings and wholly free paragraphs."""

    def __init__(self, template: tuple[Entry, ...]) -> None:
        readable = [Pattern(entry) for entry in template if _has_wording(entry)]
        self.title = next((p for p in readable if p.entry.role == "title"), None)
        self.patterns = tuple(pattern for pattern in readable if pattern is not self.title)
        self.headings = Headings.of(template)
        self._under: dict[str, list[Pattern]] = {}
        for pattern in self.patterns:
            self._under.setdefault(pattern.entry.heading, []).append(pattern)
        self._elsewhere: dict[str, list[Pattern]] = {}

    def pattern(self, paragraph: str) -> Pattern:
        return next(pattern for pattern in self.patterns if pattern.entry.id == paragraph)

    def under(self, heading: str) -> list[Pattern]:
        """Paragraphs right under a heading."""
        return self._under.get(heading, [])

    def elsewhere(self, heading: str) -> list[Pattern]:
        """Paragraphs of the other headings that tell themselves by their wording, nearest first."""
        if heading not in self._elsewhere:
            here = self.under(heading)
            place = here[0].entry.position if here else 0
            others = (p for p in self.patterns if p.strong and p not in here)
            nearest = sorted(others, key=lambda p: abs(p.entry.position - place))
            self._elsewhere[heading] = nearest
        return self._elsewhere[heading]


def _has_wording(entry: Entry) -> bool:
    return not entry.is_heading and all(slot.type != "paragraph" for slot in entry.slots)


def grammar_of(reference: Reference) -> Grammar:
    """The grammar of the reference's template, compiled once."""
    return _compiled(entries(reference))


@lru_cache(maxsize=16)
def _compiled(template: tuple[Entry, ...]) -> Grammar:
    return Grammar(template)
