"""The last look of a reading: the text the Report gives, against the text that was read.

Both are taken without white space. Every difference becomes a finding at its line, so that an
export equals its source except where a finding says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import islice

from disclosures.readers.model import Piece, squeeze
from disclosures.readers.rules import finding
from disclosures.render.text import render_text
from fiscal.document import Document
from fiscal.finding import Finding, Severity
from fiscal.indicators import THOUSANDS
from fiscal.money import CENT, envelope
from fiscal.narrative.normal import half_width

WINDOW = 120  # lines looked at together where the texts part
AROUND = 8  # characters shown on either side of a difference
MOST_CHARACTERS = 4000  # of a paragraph pair compared by character
MOST_DIFFERENCES = 60  # of a file; a document that is quite another one has enough of them
_NEAR = 3  # differences with fewer equal characters between them are one
_SUMS = {"s11.body": ("p_budget", "p_executed"), "s7.body": ("out_total",),
         "s8.body": ("out_total",)}  # fmt: skip
_NUMBER = re.compile(r"(?:(?:^|(?<=率))-)?\d[\d,]*(?:\.\d+)?")  # only rates carry a sign
_UP, _DOWN = ("增加", "增长"), ("减少", "下降")
_MOVED = re.compile("|".join((*_UP, *_DOWN)))
_OF_NUMBER = frozenset("0123456789.,")


@dataclass(frozen=True, slots=True)
class SourceText:
    """A line of the source without white space, and its place."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Lines of the source against lines of the expected text; either may be empty."""

    printed: tuple[SourceText, ...]
    expected: tuple[str, ...]
    near: str  # source of the nearest line, for something that is missing
    at_end: bool  # nothing of the source follows


def source_lines(pieces: Sequence[Piece]) -> list[SourceText]:
    """Every line of text of the pieces, in order, without white space."""
    return [
        SourceText(text, piece.source)
        for piece in pieces
        for line in piece.text.split("\n")
        if (text := squeeze(line))
    ]


def compare(source: Sequence[SourceText], document: Document) -> list[Finding]:
    """``TX-01`` where the source says something else than the Report, ``RD-03`` where it stops."""
    expected = [text for line in render_text(document).split("\n") if (text := squeeze(line))]
    paragraph = document.paragraph("title")
    title = squeeze(paragraph.text) if paragraph else ""
    found: list[Finding] = []
    for difference in islice(differences(source, expected), MOST_DIFFERENCES):
        found += _findings(difference, title)
    sums = _sums(document)
    return [_within_rounding(item, sums) for item in found]


def _sums(document: Document) -> dict[str, Decimal]:
    """Printed sums of the document, with what rounding of their parts can make of them."""
    terms = {"s11.body": len(document.report.projects), "s7.body": 2, "s8.body": 2}
    return {
        part.text: envelope(terms[paragraph.id])
        for paragraph in document.paragraphs
        for part in paragraph.parts
        if part.field in _SUMS.get(paragraph.id, ()) and _NUMBER.fullmatch(part.text)
    }


def _within_rounding(found: Finding, sums: Mapping[str, Decimal]) -> Finding:
    """A hint where a sum differs from the sum of rounded figures by their rounding only."""
    printed, expected = (found.values.get(name, "") for name in ("printed", "expected"))
    if expected in sums and _NUMBER.fullmatch(printed):
        one, other = _numbers(printed)[0], _numbers(expected)[0]
        if abs(one - other) <= sums[expected]:
            return replace(found, severity=Severity.INFO)
    return found


def differences(source: Sequence[SourceText], expected: Sequence[str]) -> Iterator[Difference]:
    """Walk both texts in step; where they part, look for the next lines they share."""
    i = j = 0
    while i < len(source) or j < len(expected):
        if i < len(source) and j < len(expected) and source[i].text == expected[j]:
            i, j = i + 1, j + 1
            continue
        a, b = _parted(source[i : i + WINDOW], expected[j : j + WINDOW])
        near = source[min(i, len(source) - 1)].source if source else ""
        printed, wanted = tuple(source[i : i + a]), tuple(expected[j : j + b])
        i, j = i + a, j + b
        if "".join(line.text for line in printed) != "".join(wanted):
            yield Difference(printed, wanted, near, i == len(source))


def _parted(source: Sequence[SourceText], expected: Sequence[str]) -> tuple[int, int]:
    """How many lines of either text differ before they say the same again."""
    texts = [line.text for line in source]
    for tag, _, end, _, other in SequenceMatcher(None, texts, expected, False).get_opcodes():
        if tag != "equal":
            return end, other
    return len(source), len(expected)


def _findings(difference: Difference, title: str) -> list[Finding]:
    printed = "".join(line.text for line in difference.printed)
    expected = "".join(difference.expected)
    if difference.at_end and expected.startswith(printed):
        rest = _shown(expected[len(printed) :])
        return [finding("RD-03", f"文件在此处中断，后面缺少“{rest}”", difference.near)]
    if expected == title and not printed:
        return []  # TX-06 of the narrative says so
    return [_finding(difference, printed, expected, spot) for spot in _spots(printed, expected)]


Spot = tuple[int, int, int, int]


def _spots(printed: str, expected: str) -> list[Spot]:
    """Stretches that differ, as (start, end) in either text; near ones are taken together."""
    if not printed or not expected or max(len(printed), len(expected)) > MOST_CHARACTERS:
        head = _shared(printed, expected)
        tail = _shared(printed[head:][::-1], expected[head:][::-1])
        return [(head, len(printed) - tail, head, len(expected) - tail)]
    spots: list[Spot] = []
    for tag, a, b, c, d in SequenceMatcher(None, printed, expected, False).get_opcodes():
        if tag == "equal":
            continue
        if spots and a - spots[-1][1] <= _NEAR:
            first = spots.pop()
            a, c = first[0], first[2]
        spots.append((a, b, c, d))
    return spots


def _shared(one: str, other: str) -> int:
    """Length of the common beginning."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _finding(difference: Difference, printed: str, expected: str, spot: Spot) -> Finding:
    start, end = _whole_number(printed, *spot[:2])
    other_start, other_end = _whole_number(expected, *spot[2:])
    here, there = printed[start:end], expected[other_start:other_end]
    context = printed[max(0, start - AROUND) : end + AROUND]
    source, severity = _place(difference, start), _severity(here, there, printed[end:])
    if not printed:
        message = f"此处缺少“{_shown(there)}”"
    elif not here:
        message = f"“{_shown(context)}”处缺少“{_shown(there)}”"
    elif not there:
        message = f"“{_shown(here)}”没有对应的数据或模板文字"
    elif here == context:
        message = f"印为“{_shown(here)}”，按数据应为“{_shown(there)}”"
    else:
        message = f"“{_shown(context)}”印为“{_shown(here)}”，按数据应为“{_shown(there)}”"
    return finding(
        "TX-01", message, source, severity=severity, printed=_shown(here), expected=_shown(there)
    )


def _whole_number(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch, widened to the whole number where it cuts through one."""
    while start > 0 and text[start - 1] in _OF_NUMBER:
        start -= 1
    while end < len(text) and text[end] in _OF_NUMBER:
        end += 1
    return start, end


def _severity(here: str, there: str, behind: str) -> Severity:
    """A figure or a direction unlike the data is an error, a figure within rounding a warning,
    the same figure or word written otherwise a hint; words are warnings."""
    if _plain(here) == _plain(there):
        return Severity.INFO
    ours, theirs = _numbers(here), _numbers(there)
    if _turned(here, there) and any(_numbers(here + behind)[:1]):
        return Severity.ERROR
    if not ours or not theirs:
        return Severity.WARNING
    if len(ours) != len(theirs) or any(
        abs(one - other) > CENT for one, other in zip(ours, theirs, strict=True)
    ):
        return Severity.ERROR
    if ours != theirs:
        return Severity.WARNING
    words_differ = _NUMBER.sub("", here) != _NUMBER.sub("", there)
    return Severity.WARNING if words_differ else Severity.INFO


def _turned(here: str, there: str) -> bool:
    """Whether one says 增加 or 增长 where the other says 减少 or 下降."""
    ours, theirs = ([word in _UP for word in _MOVED.findall(text)] for text in (here, there))
    return len(ours) == len(theirs) and ours != theirs


def _plain(text: str) -> str:
    """Without what is a matter of writing: widths, thousands separators, 截止 for 截至."""
    return THOUSANDS.sub("", half_width(text)).replace("止", "至")


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(number.replace(",", "")) for number in _NUMBER.findall(text)]


def _place(difference: Difference, offset: int) -> str:
    """Source of the line in which the ``offset``-th printed character stands."""
    for line in difference.printed:
        if offset < len(line.text):
            return line.source
        offset -= len(line.text)
    return difference.printed[-1].source if difference.printed else difference.near


def _shown(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:40]}…{text[-15:]}"
