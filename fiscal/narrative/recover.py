"""Reading the text of a disclosure back: the inverse of ``narrative``.

Lines are taken in order. Headings set the place; under a heading its own paragraphs are tried
first, then all others (a heading may be missing). A paragraph may be broken over lines or
share a line with its neighbour. What matches no paragraph whole is read in part, with a
finding; what resembles none is left to the caller as not placed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from fiscal.finding import Finding, error, info, warning
from fiscal.narrative.build import build
from fiscal.narrative.collect import Collector
from fiscal.narrative.damage import damage_finding, opening
from fiscal.narrative.grammar import grammar_of
from fiscal.narrative.normal import Compared, normal
from fiscal.narrative.partial import read_partly
from fiscal.narrative.pattern import Found, Pattern
from fiscal.narrative.preamble import is_apparatus, note_apparatus, read_preamble
from fiscal.narrative.render import narrative
from fiscal.narrative.source import Recovered, SourceLine
from fiscal.narrative.template import Entry
from fiscal.reference import Reference
from fiscal.report import Report

MAX_DAMAGED = 200  # paragraphs read in part; a file with more is another document
MAX_JOINED = 80  # lines a broken paragraph may be spread over
MAX_LENGTH = 40_000  # characters of a paragraph

_TERMS = "p3"
_SUBORDINATES = ("p1.2.multi3", "p1.2.multi4")
_NUMBERING = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*")


def recover(lines: Sequence[SourceLine], reference: Reference) -> Recovered:
    """Read the non-table paragraphs of a disclosure, in order; never raises on strange text."""
    return _Reader(lines, reference).run()


class _Reader:
    """One pass over the lines; the place is the heading the current line stands under."""

    def __init__(self, lines: Sequence[SourceLine], reference: Reference) -> None:
        self.lines = lines
        self.texts = [Compared(line.text) for line in lines]
        self.grammar = grammar_of(reference)
        self.collector = Collector(reference)
        self.standard_terms = {normal(item.name) for item in reference.book("term")}
        self.findings: list[Finding] = self.collector.findings
        self.placed: set[int] = set()
        self.heading = ""
        self.position = -1  # of the last heading or paragraph understood
        self.seen: dict[str, int] = {}  # headings by id, with their position
        self.read: set[str] = set()  # ids of the paragraphs understood
        self.damaged = 0

    def run(self) -> Recovered:
        index = self._begin()
        while index < len(self.lines):
            index += self._line(index)
        self._report_missing_headings()
        report = build(self.collector)
        self._report_missing_paragraphs(report)
        return Recovered(report, tuple(self.findings), frozenset(self.placed))

    # --- the place ------------------------------------------------------------------------

    def _begin(self) -> int:
        """Read title and contents before the text; the index of the text's first line.

        The text begins with the last heading of the first part (an earlier one belongs to a
        table of contents) that still has all paragraphs behind it.
        """
        count = len(self.lines)
        first_text = next((i for i in range(count) if self._whole(self.texts[i])), count)
        found = [(i, h.position) for i in range(first_text) if (h := self._heading_at(i))]
        first = min((position for _, position in found), default=0)
        start = max((i for i, position in found if position == first), default=first_text)
        self.placed.update(read_preamble(self.lines[:start], self.grammar, self.collector))
        return start

    def _heading_at(self, index: int) -> Entry | None:
        part = self.grammar.headings.part_of(self.heading)
        return self.grammar.headings.find(self.texts[index].text, part)

    def _enter(self, heading: Entry, index: int) -> None:
        if heading.id in self.seen or heading.position < max(self.seen.values(), default=-1):
            message = f"标题“{heading.text}”重复或次序不对"
            self.findings.append(warning("TX-06", "", message).at(self.lines[index].source))
        self.seen[heading.id] = heading.position
        self.heading, self.position = heading.id, heading.position

    def _report_missing_headings(self) -> None:
        headings = [item.entry for item in self.grammar.headings.items]
        missing = "、".join(f"“{entry.text}”" for entry in headings if entry.id not in self.seen)
        if missing and self.placed:
            self.findings.append(warning("TX-06", "", f"缺少标题：{missing}", missing=missing))

    def _report_missing_paragraphs(self, report: Report) -> None:
        """Paragraphs that such a Report has and the text has not."""
        openings = {p.entry.id: f"“{opening(p.entry)}”" for p in self.grammar.patterns}
        expected = dict.fromkeys(p.id for p in narrative(report, self.collector.reference))
        missing = [openings[i] for i in expected if i in openings and i not in self.read]
        if missing and self.placed:
            message = f"缺少段落：{'、'.join(missing)}"
            self.findings.append(warning("TX-10", "", message))

    # --- one line -------------------------------------------------------------------------

    def _line(self, index: int) -> int:
        """Read the line at ``index``; the number of lines that its paragraph takes."""
        if is_apparatus(self.texts[index].text):
            note_apparatus(self.lines[index], self.findings)
            taken = 1
        elif heading := self._heading_at(index):
            self._enter(heading, index)
            taken = 1
        else:
            taken = self._paragraph(index)
        self.placed.update(range(index, index + taken))
        return taken or 1

    def _paragraph(self, index: int) -> int:
        """Lines understood from ``index`` on: 0 when this one resembles no paragraph."""
        line, source = self.texts[index], self.lines[index].source
        pieces = self._pieces(line)
        if len(pieces) > 1:
            for piece in pieces:
                self._piece(piece, source)
            return 1
        if found := self._whole(line):
            self._accept(found, source)
            return 1
        if joined := self._joined(index):
            found, taken = joined
            self._accept(found, source)
            message = f"一个段落分成了{taken}行，已合并"
            self.findings.append(info("TX-09", "", message).at(source))
            return taken
        return int(self._free(index) or self._partly(line, source))

    def _piece(self, piece: Compared, source: str) -> None:
        if found := self._whole(piece):
            self._accept(found, source)
        elif not self._partly(piece, source):
            message = f"段落中有未识别的文字：“{piece.source[:80]}”"
            self.findings.append(error("TX-02", "", message, unread=piece.source).at(source))

    def _pieces(self, line: Compared) -> list[Compared]:
        """The line, cut where another paragraph of the same heading begins inside it."""
        starts = {at for p in self.grammar.under(self.heading) for at in p.later_starts(line)}
        cuts = [0, *sorted(starts), len(line.text)]
        if len(cuts) == 2:
            return [line]
        return [Compared(line.cut(a, b)) for a, b in pairwise(cuts)]

    def _whole(self, line: Compared) -> Found | None:
        found = (pattern.match(line) for pattern in self._candidates())
        return next(filter(None, found), None)

    def _candidates(self) -> Iterator[Pattern]:
        """Paragraphs in the order of likelihood: of this heading, then the nearest others."""
        for pattern in self.grammar.under(self.heading):
            # Wording too short to tell a paragraph by counts only behind its predecessor.
            if pattern.strong or 0 <= pattern.entry.position - self.position <= 1:
                yield pattern
        others = (p for p in self.grammar.patterns if p.strong and p.entry.heading != self.heading)
        yield from sorted(others, key=lambda p: abs(p.entry.position - self.position))

    def _joined(self, index: int) -> tuple[Found, int] | None:
        """A paragraph broken over several lines, and their number."""
        starting = [p for p in self.grammar.patterns if p.starts(self.texts[index])]
        text = self.lines[index].text
        for taken in range(2, MAX_JOINED + 1 if starting else 0):
            following = index + taken - 1
            if following >= len(self.lines) or len(text) > MAX_LENGTH:
                return None
            if self._heading_at(following) or self._begins_paragraph(following):
                return None
            text += self.lines[following].text
            for pattern in starting:
                if found := pattern.match(Compared(text)):
                    return found, taken
        return None

    def _begins_paragraph(self, index: int) -> bool:
        return any(pattern.starts(self.texts[index]) for pattern in self.grammar.patterns)

    def _accept(self, found: Found, source: str) -> None:
        entry = found.entry
        if entry.heading != self.heading and entry.heading in self.seen:
            message = "段落不在它的标题之下"
            self.findings.append(warning("TX-06", "", message, paragraph=entry.id).at(source))
        self.heading, self.position = entry.heading, entry.position
        self.read.add(entry.id)
        self.collector.add(found, source)

    # --- free paragraphs and damaged ones ---------------------------------------------------

    def _free(self, index: int) -> bool:
        """Take the line as a free paragraph where the template allows them."""
        text, line = self.lines[index].text.strip(), self.texts[index]
        if line.text in self.standard_terms:
            self.heading = _TERMS
        if self._after_subordinates() and "。" not in text:
            self.collector.add_subordinate(_NUMBERING.sub("", text))
            return True
        keep = self._keepers().get(self.heading)
        if keep:
            keep(text)
        return keep is not None

    def _keepers(self) -> dict[str, Callable[[str], None]]:
        collector = self.collector
        return {
            "p1": collector.functions.append,
            "p1.1": collector.functions.append,
            "s12": collector.other_matters.append,
            _TERMS: collector.terms.append,
        }

    def _after_subordinates(self) -> bool:
        return any(
            pattern.entry.position == self.position and pattern.entry.id in _SUBORDINATES
            for pattern in self.grammar.under(self.heading)
        )

    def _partly(self, line: Compared, source: str) -> bool:
        """Read what can be read of a damaged paragraph, with a finding."""
        if self.damaged >= MAX_DAMAGED or len(line.text) > MAX_LENGTH:
            return False
        suspects = [
            pattern
            for pattern in self._candidates()
            if any(anchor in line.text for anchor in pattern.anchors)
        ]
        readings = [found for p in suspects if (found := read_partly(p, line))]
        if not readings:
            return False
        self.damaged += 1
        best = max(readings, key=lambda found: found.explained)
        self._accept(best, source)
        self.findings.append(damage_finding(best).at(source))
        return True
