"""What stands around the text: the title, a table of contents, page numbers and bookmarks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fiscal.finding import Finding, info, warning
from fiscal.narrative.collect import Collector
from fiscal.narrative.grammar import Grammar
from fiscal.narrative.normal import Compared, normal, without_space
from fiscal.narrative.source import SourceLine

TITLE_LINES = 4  # a title may be spread over so many
LONGEST_TITLE = 200  # characters
MAX_PREAMBLE = 300  # lines searched for it

_APPARATUS = re.compile(
    r"(?:第?[\-—·]*\d{1,4}[\-—·]*页?(?:[,/]?共\d{1,4}页)?|\[bookmark:.*\])\Z", re.IGNORECASE
)
_LIKE_A_TITLE = re.compile(
    r"(?P<unit>[^,;:。]{2,60}?)(?P<year>\d{4})年?度?(?:单位)?决算[^。]{0,12}\Z"
)


def is_apparatus(text: str) -> bool:
    """Page numbers and bookmarks that a text export leaves between the paragraphs."""
    return _APPARATUS.match(text) is not None


def note_apparatus(line: SourceLine, findings: list[Finding]) -> None:
    message = f"目录、页码或书签不属于正文，未收录：“{line.text.strip()[:40]}”"
    findings.append(info("TX-08", "", message).at(line.source))


def read_preamble(
    lines: Sequence[SourceLine], grammar: Grammar, collector: Collector
) -> Iterator[int]:
    """Take unit and year from the title; yields the indexes of the lines understood."""
    title = _title(lines, grammar, collector)
    yield from title
    if not title:
        collector.findings.append(warning("TX-06", "", "缺少标题“…部门决算公开说明”"))
    for index, line in enumerate(lines):
        text = normal(line.text)
        contents = text == "目录" or grammar.headings.find_in_contents(text)
        if index not in title and (not text or is_apparatus(text) or contents):
            if text:
                note_apparatus(line, collector.findings)
            yield index


def _title(lines: Sequence[SourceLine], grammar: Grammar, collector: Collector) -> range:
    """Lines of the title: as the template words it, else something like it."""
    windows = list(_windows(lines))
    for window, text in windows:
        found = grammar.title.match(Compared(text)) if grammar.title else None
        if found:
            collector.add(found, lines[window.start].source)
            return window
    for window, text in windows:
        compared = Compared(text)
        if like := _LIKE_A_TITLE.match(compared.text):
            source = lines[window.start].source
            collector.names.append((without_space(compared.cut(*like.span("unit"))), source))
            collector.years.append((like["year"], source))
            message = f"标题“{text.strip()[:60]}”与规定格式不符"
            collector.findings.append(warning("TX-06", "", message).at(source))
            return window
    return range(0)


def _windows(lines: Sequence[SourceLine]) -> Iterator[tuple[range, str]]:
    """Neighbouring lines, joined, that are short enough for a title."""
    for start in range(min(len(lines), MAX_PREAMBLE)):
        for stop in range(start + 1, min(start + TITLE_LINES, len(lines)) + 1):
            text = "".join(lines[index].text for index in range(start, stop))
            if len(text) <= LONGEST_TITLE:
                yield range(start, stop), text
