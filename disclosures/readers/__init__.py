"""From an uploaded file to a Report.

``read`` tells the kind of a file by its content, takes it apart into lines and table cells,
recovers the Report from them, and compares the text that this Report gives with the file.
Nothing is dropped silently: what has no place in the Report is a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from disclosures.compose import compose
from disclosures.readers.annex import Annex, read_annex, with_statements
from disclosures.readers.compare import compare, source_lines
from disclosures.readers.decode import (
    UnreadableError,
    check_length,
    check_size,
    decode_text,
    is_zip,
    word_parts,
)
from disclosures.readers.evaluations import Tables, read_tables
from disclosures.readers.layout import Parts, is_disclosure, missing_parts, take_apart, year_of
from disclosures.readers.model import Piece
from disclosures.readers.notes import Notes
from disclosures.readers.plain import read_plain
from disclosures.readers.rules import READER_RULES, ReaderRule, capped, finding
from disclosures.readers.word import read_word
from fiscal.finding import Finding, Severity
from fiscal.narrative import SourceLine, recover
from fiscal.reference import Reference
from fiscal.report import TARGETS, Report, UnitFacts

__all__ = ["READER_RULES", "ReaderRule", "Reading", "read"]

# Findings that already name a whole line or cell: its text is not compared once more.
_NAME_A_LINE = {"RD-05", "RD-06", "PE-09"}
ReferenceFor = Callable[[int], Reference]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a file. ``complete`` False: not read whole, must not be loaded."""

    report: Report | None
    findings: tuple[Finding, ...]
    complete: bool


def read(name: str, content: bytes, reference_for: ReferenceFor) -> Reading:
    """Read a disclosure or a target-table document (.txt or .docx), whatever its name says.

    Never raises on bad input: the answer then carries ERROR findings of the ``RD-`` rules
    and is not complete. Findings name the line (``第113行``) or cell (``表4第7行第3格``).
    """
    try:
        check_size(content)
        if is_zip(content):
            pieces = read_word(word_parts(content))
        else:
            pieces = read_plain(decode_text(content))
        check_length(pieces)
    except UnreadableError as error:
        return _refused("RD-01", f"{name}：{error}")
    parts = take_apart(pieces)
    if not is_disclosure(parts):
        return _refused("RD-02", f"{name}：不是部门决算公开说明或绩效目标表")
    year = year_of(pieces)
    if year is None:
        return _refused("RD-03", f"{name}：找不到“20××年度”，不能确定年度")
    return _understand(pieces, year, reference_for(year))


def _refused(rule: str, message: str) -> Reading:
    return Reading(None, (finding(rule, message),), complete=False)


def _understand(pieces: list[Piece], year: int, reference: Reference) -> Reading:
    annex, notes = read_annex(pieces, reference), Notes()
    notes.findings += annex.findings
    parts = take_apart(annex.rest)
    tables = read_tables(parts.tables, reference, notes)
    for piece in parts.furniture:
        notes.add("RD-07", f"“{piece.quote}”是页码或目录，未读入", piece)
    if _is_targets(parts, tables):
        report = _targets_report(tables, year)
        for piece in parts.lines:
            notes.unplaced(piece)
    else:
        report = _with_narrative(parts, tables, annex, reference, notes)
    explained = {item.source for item in notes.findings if item.rule in _NAME_A_LINE}
    differences = _differences(annex.rest, parts, report, reference)
    found = notes.findings + [item for item in differences if item.source not in explained]
    whole = not any(
        f.rule.startswith(("RD-", "WB-")) and f.severity is Severity.ERROR for f in found
    )
    return Reading(report, tuple(capped(found)), complete=whole)


def _is_targets(parts: Parts, tables: Tables) -> bool:
    """True for a document that carries 绩效目标表 and none of the four parts."""
    no_parts = not is_disclosure(Parts(lines=parts.lines))
    return no_parts and bool(tables.targets) and not (tables.projects or tables.units)


def _targets_report(tables: Tables, year: int) -> Report:
    """The unit is the one that files most of the tables."""
    names = Counter(target.unit_name for target in tables.targets)
    unit = UnitFacts(name=names.most_common(1)[0][0])
    return Report(unit=unit, year=year, kind=TARGETS, targets=tuple(tables.targets))


def _with_narrative(
    parts: Parts, tables: Tables, annex: Annex, reference: Reference, notes: Notes
) -> Report:
    for part in missing_parts(parts.lines):
        notes.add("RD-03", f"文件不完整，缺少“{part}”")
    lines = [SourceLine(piece.text.strip(), piece.source) for piece in parts.lines]
    recovered = recover(lines, reference)
    notes.findings += recovered.findings
    for index, piece in enumerate(parts.lines):
        if index not in recovered.placed:
            notes.unplaced(piece)
    return replace(
        with_statements(recovered.report, annex.statements),
        unit_evaluation=tables.units[0] if tables.units else None,
        projects=tuple(tables.projects),
        targets=tuple(tables.targets),
    )


def _differences(
    pieces: list[Piece], parts: Parts, report: Report, reference: Reference
) -> list[Finding]:
    """What the text of the Report says otherwise than the file, page furniture left out."""
    furniture = {id(piece) for piece in parts.furniture}
    source = source_lines([piece for piece in pieces if id(piece) not in furniture])
    return compare(source, compose(report, reference))
