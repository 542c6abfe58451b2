"""From the bytes of a workbook to the part of a Report that it carries."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from disclosures.readers.decode import UnreadableError, check_size, is_zip
from disclosures.readers.rules import capped
from disclosures.workbooks.foreign import (
    Surroundings,
    name_rest,
    read_statements,
    surroundings,
)
from disclosures.workbooks.model import Sheet, normal
from disclosures.workbooks.own import meta_of, read_own
from disclosures.workbooks.package import is_package, read_package
from disclosures.workbooks.pages import INTERNAL
from disclosures.workbooks.performance import NOTICE, PARTS, is_performance, read_performance
from disclosures.workbooks.rules import Notes
from disclosures.workbooks.xls import SIGNATURE, read_xls
from fiscal.edits import merge
from fiscal.finding import Finding, Severity
from fiscal.reference import Reference
from fiscal.report import Cell, Line, Report, Statement, UnitFacts

ReferenceFor = Callable[[int], Reference]
FIRST_YEAR, LAST_YEAR = 2000, 2100
_BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"
_YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """What came of a workbook.

    ``report`` holds the parts that the workbook carries and nothing else; ``carried`` are their
    addresses, as ``fiscal.edits.merge`` takes them. ``complete`` False: not read whole, must not
    be loaded. ``doubtful`` are the addresses at or below which something could not be read.
    """

    report: Report | None
    carried: frozenset[str]
    findings: tuple[Finding, ...]
    complete: bool
    doubtful: frozenset[str] = frozenset()


def is_workbook(content: bytes) -> bool:
    """True for .xlsx, .xlsm and .xls content, whatever the file is called."""
    return content.startswith(SIGNATURE) or (is_zip(content) and is_package(content))


def read(
    name: str, content: bytes, reference_for: ReferenceFor, unit: str = "", year: int | None = None
) -> WorkbookReading:
    """Read a workbook for ``unit`` and ``year``; without them, for those that it names.

    Never raises on bad input. Findings name sheet and cell (``支出决算表!E6``).
    """
    notes = Notes()
    try:
        check_size(content)
        sheets = read_package(content) if is_zip(content) else _old(content)
    except UnreadableError as error:
        notes.add("RD-01", f"{name}：{error}")
        return _reading(None, frozenset(), notes)
    meta = meta_of(sheets)
    if meta is not None:
        return _own(sheets, meta, reference_for, (unit, year), notes)
    own = is_performance(sheets)
    found = surroundings([s for s in sheets if s.name == NOTICE] if own else sheets)
    wanted = year or found.year or _year_of_name(name)
    if wanted is None:
        notes.add("RD-03", f"{name}：找不到“20××年度”，不能确定年度")
        return _reading(None, frozenset(), notes)
    _compare(found, unit, wanted, notes)
    if found.year is None:
        _guessed(wanted, year, _year_of_name(name), notes)
    if own:
        report = read_performance(sheets, unit or found.department or name, wanted, notes)
        return _reading(report, PARTS, notes)
    return _statements(sheets, unit or found.department or name, reference_for(wanted), notes)


def _old(content: bytes) -> tuple[Sheet, ...]:
    if not content.startswith(SIGNATURE):
        markup = content.lstrip(_BEFORE_MARKUP).startswith(b"<")
        what = "文件内容是网页或 XML，" if markup else ""
        raise UnreadableError(f"{what}不是 Excel 工作簿，请用 Excel 或 WPS 另存为 .xlsx 后再试")
    return read_xls(content)


def _statements(
    sheets: tuple[Sheet, ...], unit: str, reference: Reference, notes: Notes
) -> WorkbookReading:
    statements = read_statements(sheets, reference, notes)
    report = Report(UnitFacts(unit), reference.year, statements=statements) if statements else None
    return _reading(report, frozenset(f"statements/{number}" for number in statements), notes)


def _own(
    sheets: tuple[Sheet, ...], meta: dict[str, str], reference_for: ReferenceFor,
    wanted: tuple[str, int | None], notes: Notes,
) -> WorkbookReading:  # fmt: skip
    """A workbook of ours says whose it is; another unit's or year's is refused."""
    unit, year = wanted
    theirs = meta.get("year", "")
    if not (theirs.isdecimal() and FIRST_YEAR <= int(theirs) <= LAST_YEAR):
        notes.add("WB-12", "模板中没有写明年度，请重新下载模板")
        return _reading(None, frozenset(), notes)
    if year is not None and int(theirs) != year:
        notes.add("WB-05", f"这是{theirs}年度的模板，所选年度是{year}年度")
    if unit and normal(unit) not in (normal(meta.get("unit", "")), normal(meta.get("code", ""))):
        notes.add("WB-12", f"这是“{meta.get('unit', '')}”的模板，所选单位是“{unit}”")
    report, carried = read_own(sheets, meta, reference_for(int(theirs)), notes)
    for sheet in sheets:
        if not sheet.name.startswith(INTERNAL):
            name_rest(sheet, (1, 1) in sheet.cells, notes)
    return _reading(report, carried, notes)


def _reading(report: Report | None, carried: frozenset[str], notes: Notes) -> WorkbookReading:
    errors = [finding for finding in notes.findings if finding.severity is Severity.ERROR]
    whole, doubtful = report is not None and not errors, {one.where for one in errors}
    if carried == PARTS and "" in doubtful:  # a row of it can belong to any record
        doubtful |= PARTS
    findings = tuple(capped(notes.findings))
    return WorkbookReading(report, carried, findings, whole, frozenset(doubtful - {""}))


def _year_of_name(name: str) -> int | None:
    found = _YEAR_IN_NAME.search(name)
    return int(found[1]) if found else None


def _guessed(year: int, chosen: int | None, named: int | None, notes: Notes) -> None:
    """Say how the year of a file came about that does not name it."""
    how = "所选年度" if chosen else "文件名"
    notes.add("WB-10", f"文件中没有写明年度，按{how}作为{year}年度读入")
    if named and named != year:
        notes.add("WB-14", f"文件名中是{named}年，所选年度是{year}年度")


def _compare(found: Surroundings, unit: str, year: int, notes: Notes) -> None:
    """Say where the file is of another year or department."""
    if found.year is not None and found.year != year:
        notes.add("WB-05", f"文件是{found.year}年度的，所选年度是{year}年度")
    department = found.department
    if unit and department and normal(department) != normal(unit):
        notes.add("WB-06", f"文件中的部门是“{department}”，所选单位是“{unit}”")


def onto(draft: Report, reading: WorkbookReading) -> Report:
    """The draft with the carried parts as the workbook has them.

    A workbook without last year's columns does not empty the draft's.
    """
    if reading.report is None:
        return draft
    statements = {
        number: _with_last(statement, draft.statement(number))
        for number, statement in reading.report.statements.items()
    }
    return merge(draft, replace(reading.report, statements=statements), reading.carried)


def _with_last(statement: Statement, before: Statement) -> Statement:
    """The statement with last year's amounts of the draft, where it has none of its own."""
    if any(cell.last is not None for line in statement.lines for cell in line.cells.values()):
        return statement
    return replace(
        statement, lines=tuple(_line_with_last(line, before) for line in statement.lines)
    )


def _line_with_last(line: Line, before: Statement) -> Line:
    known = before.line(line.key)
    if known is None:
        return line
    cells = {
        column: Cell(line.cells.get(column, Cell()).this, known.cells.get(column, Cell()).last)
        for column in dict.fromkeys([*line.cells, *known.cells])
    }
    kept = {key: cell for key, cell in cells.items() if cell != Cell()}
    return replace(line, cells=kept)
