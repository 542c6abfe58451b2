"""Reading the text of a disclosure back: the inverse of ``narrative``.

Lines are taken in order. Headings set the place; under a heading its own paragraphs are tried
first, then all others (a heading may be missing). A paragraph may be broken over lines or
share a line with its neighbour. What matches no paragraph whole is read in part, with a
finding; what resembles none is left to the caller as not placed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fiscal.finding import error, info
from fiscal.narrative.build import build
from fiscal.narrative.collect import Collector
from fiscal.narrative.damage import damage_finding
from fiscal.narrative.defaults import standard_terms
from fiscal.narrative.grammar import grammar_of
from fiscal.narrative.normal import Compared, normal
from fiscal.narrative.outline import Outline
from fiscal.narrative.partial import read_partly
from fiscal.narrative.pattern import Found, Pattern
from fiscal.narrative.preamble import is_apparatus, note_apparatus, read_preamble
from fiscal.narrative.render import narrative
from fiscal.narrative.source import Recovered, SourceLine
from fiscal.narrative.template import Entry
from fiscal.reference import Reference

MAX_EFFORT = 250_000  # characters read with effort; a file with more is another document
MAX_LENGTH = 40_000  # characters of such a line
NEAR_LINES, MANY_LINES = 6, 80  # a broken paragraph is spread over so many

_TERMS = "p3"
_SUBORDINATES = ("p1.2.multi3", "p1.2.multi4")
_NUMBERING = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*")


def recover(lines: Sequence[SourceLine], reference: Reference) -> Recovered:
    """Read the non-table paragraphs of a disclosure, in order; never raises on strange text."""
    return _Reader(lines, reference).run()


@dataclass(frozen=True)
class _Piece:
    """A line, or a part of one that holds several paragraphs."""

    index: int
    line: Compared
    source: str
    is_part: bool = False


class _Reader:
    """One pass over the lines."""

    def __init__(self, lines: Sequence[SourceLine], reference: Reference) -> None:
        self.lines = lines
        self.reference = reference
        self.pieces = [_Piece(i, Compared(line.text), line.source) for i, line in enumerate(lines)]
        self.grammar = grammar_of(reference)
        self.collector = Collector(reference)
        self.findings = self.collector.findings
        self.outline = Outline(self.grammar, self.findings)
        self.placed: set[int] = set()
        self.effort = 0
        self.standard_terms = {normal(term) for term in standard_terms(reference)}
        self.free: dict[str, Callable[[str], None]] = {
            "p1": self.collector.functions.append,
            "p1.1": self.collector.functions.append,
            "s12": self.collector.other_matters.append,
            _TERMS: self.collector.terms.append,
        }

    def run(self) -> Recovered:
        at = self._begin()
        while at < len(self.pieces):
            at += self._read(at)
        report = build(self.collector)
        if self.placed:
            self.outline.report_missing({p.id for p in narrative(report, self.reference)})
        return Recovered(report, tuple(self.findings), frozenset(self.placed))

    def _begin(self) -> int:
        """Read title and contents before the text; the index of the text's first line.

        The text begins with the last heading of the first part (an earlier one belongs to a
        table of contents) that still has all paragraphs behind it.
        """
        count = len(self.pieces)
        first_text = next((i for i in range(count) if self._whole(self.pieces[i].line)), count)
        found = [(i, h.position) for i in range(first_text) if (h := self._heading(i))]
        first = min((position for _, position in found), default=0)
        start = max((i for i, position in found if position == first), default=first_text)
        self.placed.update(read_preamble(self.lines[:start], self.grammar, self.collector))
        return start

    # --- one piece ------------------------------------------------------------------------

    def _read(self, at: int) -> int:
        """Read the piece at ``at``; the number of pieces taken, 0 when it was cut first."""
        piece = self.pieces[at]
        if parts := self._parts(piece):
            self.pieces[at : at + 1] = parts
            return 0
        taken = self._understood(at)
        if not taken and piece.is_part:
            message = f"段落中有未识别的文字：“{piece.line.source[:80]}”"
            self.findings.append(error("TX-02", "", message).at(piece.source))
        if taken or piece.is_part:
            self.placed.update(self.pieces[i].index for i in range(at, at + (taken or 1)))
        return taken or 1

    def _understood(self, at: int) -> int:
        """The number of pieces that were understood from ``at`` on."""
        piece = self.pieces[at]
        if not piece.line.text:
            return 1
        if is_apparatus(piece.line.text):
            note_apparatus(self.lines[piece.index], self.findings)
            return 1
        if taken := self._headings(at):
            return taken
        if found := self._whole(piece.line):
            return self._completed(at, found)
        return self._joined(at) or int(self._taken_free(piece) or self._partly(piece))

    def _heading(self, at: int) -> Entry | None:
        return self.grammar.headings.find(self.pieces[at].line.text, self.outline.part)

    def _headings(self, at: int) -> int:
        """Enter the heading at ``at``, which may go on in the next line; its number of lines."""
        text = self.pieces[at].line.text
        following = self.pieces[at + 1].line.text if at + 1 < len(self.pieces) else ""
        broken = self.grammar.headings.find_broken(text, following)
        heading = broken or self._heading(at)
        if heading is None:
            return 0
        self.outline.enter(heading, self.pieces[at].source)
        return 2 if broken else 1

    def _parts(self, piece: _Piece) -> list[_Piece]:
        """The piece, cut where a heading or another paragraph of this place begins inside it."""
        text = piece.line.text
        cuts = {start for p in self.outline.near() for start in p.later_starts(piece.line)}
        cuts |= self.grammar.headings.cuts(text)
        inner = sorted(cuts - {0, len(text)})
        return [
            _Piece(piece.index, Compared(piece.line.cut(start, end)), piece.source, is_part=True)
            for start, end in pairwise([0, *inner, len(text)] if inner else [])
        ]

    def _whole(self, line: Compared) -> Found | None:
        found = (pattern.match(line) for pattern in self.outline.all())
        return next(filter(None, found), None)

    def _accept(self, found: Found, piece: _Piece, taken: int = 1) -> int:
        """Take over a paragraph that is spread over ``taken`` lines; their number."""
        self.outline.take(found.entry, piece.source)
        self.collector.add(found, piece.source)
        if taken > 1:
            message = f"一个段落分成了{taken}行，已合并"
            self.findings.append(info("TX-09", "", message).at(piece.source))
        return taken

    # --- broken, free and damaged paragraphs -------------------------------------------------

    def _completed(self, at: int, found: Found) -> int:
        """Accept a whole paragraph, with the lines its last sentence goes on in; their number."""
        piece = self.pieces[at]
        text = piece.line.source
        for taken in range(2, NEAR_LINES + 1):
            stops = not found.entry.text.endswith("。") or text.rstrip().endswith("。")
            if stops or not self._continues(at + taken - 1):
                break
            text += self.pieces[at + taken - 1].line.source
            longer = self.grammar.pattern(found.entry.id).match(Compared(text))
            if longer and text.rstrip().endswith("。"):
                return self._accept(longer, piece, taken)
        return self._accept(found, piece)

    def _joined(self, at: int) -> int:
        """Read a paragraph broken over several lines; their number."""
        piece = self.pieces[at]
        if not self._may_try(piece):
            return 0
        starting = [p for p in self.grammar.patterns if p.starts(piece.line)]
        patterns = [*starting, *(p for p in self.outline.near() if p not in starting)]
        most = MANY_LINES if starting else NEAR_LINES
        text = piece.line.source
        for taken in range(2, most + 1 if patterns else 0):
            if not self._continues(at + taken - 1) or len(text) > MAX_LENGTH:
                return 0
            text += self.pieces[at + taken - 1].line.source
            if found := next(filter(None, (p.match(Compared(text)) for p in patterns)), None):
                return self._accept(found, piece, taken)
        return 0

    def _continues(self, at: int) -> bool:
        """Whether the piece may be the rest of a paragraph: it exists and begins nothing."""
        if at >= len(self.pieces) or self._heading(at):
            return False
        line = self.pieces[at].line
        return not any(p.starts(line) for p in self.grammar.patterns) and not self._whole(line)

    def _may_try(self, piece: _Piece) -> bool:
        """Bounds the work that a hostile file can cause."""
        self.effort += len(piece.line.text) + 200
        return self.effort <= MAX_EFFORT and len(piece.line.text) <= MAX_LENGTH

    def _taken_free(self, piece: _Piece) -> bool:
        """Take a free paragraph where the template has them."""
        text = piece.line.source.strip()
        if piece.line.text in self.standard_terms:
            self.outline.heading = _TERMS
        if self.outline.follows(*_SUBORDINATES) and "。" not in text:
            self.collector.subordinates.append(_NUMBERING.sub("", text))
            return True
        keep = self.free.get(self.outline.heading)
        if keep:
            keep(text)
        return keep is not None

    def _partly(self, piece: _Piece) -> bool:
        """Read what can be read of a damaged paragraph, with a finding."""
        if not self._may_try(piece):
            return False
        near, text = self.outline.near(), piece.line.text
        others = [p for p in self.grammar.patterns if p.anchor and p.anchor in text]
        readings = self._readings(near, piece) or self._readings(others, piece)
        if not readings:
            return False
        best = max(readings, key=lambda found: found.explained)
        self._accept(best, piece)
        self.findings.append(damage_finding(best).at(piece.source))
        return True

    @staticmethod
    def _readings(patterns: Sequence[Pattern], piece: _Piece) -> list[Found]:
        return [found for p in patterns if (found := read_partly(p, piece.line))]
