"""Where the reader is: the heading it stands under and what it has met so far."""

from __future__ import annotations

from collections.abc import Iterator

from fiscal.finding import Finding, warning
from fiscal.narrative.damage import opening
from fiscal.narrative.grammar import Grammar
from fiscal.narrative.pattern import Pattern
from fiscal.narrative.template import Entry


class Outline:
    """The place in the template; moves with every heading and paragraph understood."""

    def __init__(self, grammar: Grammar, findings: list[Finding]) -> None:
        self.grammar = grammar
        self.findings = findings
        self.heading = ""
        self._position = -1  # of the last heading or paragraph
        self._headings: dict[str, int] = {}  # those met, with their position
        self._paragraphs: set[str] = set()

    @property
    def part(self) -> str:
        return self.grammar.headings.part_of(self.heading)

    def enter(self, heading: Entry, source: str) -> None:
        """Go under a heading of the file."""
        latest = max(self._headings.values(), default=-1)
        if heading.position <= latest:
            message = f"标题“{heading.text}”重复或次序不对"
            self.findings.append(warning("TX-06", "", message).at(source))
        self._headings[heading.id] = heading.position
        self.heading, self._position = heading.id, heading.position

    def take(self, paragraph: Entry, source: str) -> None:
        """Note a paragraph; one from elsewhere moves the place, as its heading may be missing."""
        if paragraph.heading != self.heading and paragraph.heading in self._headings:
            message = f"段落“{opening(paragraph)}…”不在它的标题之下"
            self.findings.append(warning("TX-06", "", message).at(source))
        self.heading, self._position = paragraph.heading, paragraph.position
        self._paragraphs.add(paragraph.id)

    def follows(self, *paragraphs: str) -> bool:
        """Whether the last thing understood is one of these paragraphs."""
        here = self.grammar.under(self.heading)
        return any(p.entry.position == self._position and p.entry.id in paragraphs for p in here)

    def near(self) -> list[Pattern]:
        """Paragraphs to expect here.

        One with too little wording to be told by itself counts only behind its predecessor.
        """
        here = self.grammar.under(self.heading)
        return [p for p in here if p.strong or 0 <= p.entry.position - self._position <= 1]

    def all(self) -> Iterator[Pattern]:
        """Paragraphs in the order of likelihood: those near, then the others."""
        yield from self.near()
        yield from self.grammar.elsewhere(self.heading)

    def report_missing(self, expected: set[str]) -> None:
        """Findings for headings, and for ``expected`` paragraphs, that the file lacks."""
        headings = [item.entry for item in self.grammar.headings.items]
        lacking = "、".join(f"“{e.text}”" for e in headings if e.id not in self._headings)
        if lacking:
            self.findings.append(warning("TX-06", "", f"缺少标题：{lacking}"))
        absent = expected - self._paragraphs
        missing = [opening(p.entry) for p in self.grammar.patterns if p.entry.id in absent]
        if missing:
            names = "、".join(f"“{name}…”" for name in missing)
            self.findings.append(warning("TX-10", "", f"缺少段落：{names}"))
