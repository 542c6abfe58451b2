"""Our own workbook, read back: every cell by the keys of its row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from disclosures.workbooks.classified import classified_line
from disclosures.workbooks.fact_pages import FACTS, TEXTS, value_at
from disclosures.workbooks.figures import Context, by_column, code_text
from disclosures.workbooks.keys import WITHOUT_ADDRESS, is_column, is_fact, is_pattern
from disclosures.workbooks.model import Cell, Sheet
from disclosures.workbooks.package import NOT_CALCULATED
from disclosures.workbooks.pages import (
    CODE,
    GUIDE,
    HEADER_KEY,
    LABEL,
    LISTED,
    MARK,
    META,
    NAME,
    PARENTS,
    SCHEMA,
    address,
)
from disclosures.workbooks.rules import Notes, quotes
from disclosures.workbooks.statement_pages import SEPARATOR
from disclosures.workbooks.totals import Totals
from fiscal.edits import Change, replay
from fiscal.lines import declared_lines
from fiscal.narrative.inputs import BY_PATH, InputKind
from fiscal.reference import Reference
from fiscal.report import Cell as Amount
from fiscal.report import Line, Report, Statement, UnitFacts
from fiscal.statements import BY_NUMBER, SINGLE_LINE, Kind

_YUAN = Decimal(1)
_STATEMENTS = "statements/"
_LISTS = (InputKind.NAMES, InputKind.PARAGRAPHS)


@dataclass
class OwnParts:
    """What the sheets of a workbook of ours carry, while they are read."""

    statements: dict[str, Statement] = field(default_factory=dict)
    facts: list[tuple[str, str | list[str] | None, Cell | None]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    carried: set[str] = field(default_factory=set)


def meta_of(sheets: Sequence[Sheet]) -> dict[str, str] | None:
    """What the hidden sheet of a workbook of ours says; None for any other workbook."""
    sheet = next((sheet for sheet in sheets if sheet.name == META), None)
    if sheet is None:
        return None
    rows = (by_column(row) for row in sheet.rows().values())
    return {row[1].text: row[2].text for row in rows if 1 in row and 2 in row}


def read_own(
    sheets: Sequence[Sheet], meta: Mapping[str, str], reference: Reference, notes: Notes
) -> tuple[Report, frozenset[str]]:
    """The part of a Report that the workbook carries, and its addresses."""
    if meta.get("schema") != SCHEMA:
        notes.add("WB-12", f"模板版本“{meta.get('schema', '')}”不能读取，请重新下载模板")
    parts = OwnParts()
    for sheet in sheets:
        mark = sheet.cells.get((1, 1))
        if mark is not None and mark.text.startswith(MARK):
            _Reader(sheet, mark.text.removeprefix(MARK), reference, notes).read(parts)
    report = Report(
        UnitFacts(meta.get("unit", ""), meta.get("code", "")), reference.year,
        statements=dict(sorted(parts.statements.items())), texts=parts.texts,
    )  # fmt: skip
    return _with_facts(report, parts, notes), frozenset(parts.carried)


def _with_facts(report: Report, parts: OwnParts, notes: Notes) -> Report:
    changes = [
        Change(path, value_at(report, path), value)
        for path, value, _ in parts.facts
        if value is not None
    ]
    cells = {path: cell for path, _, cell in parts.facts}
    outcome = replay(report, changes)
    for problem in outcome.problems:
        cell = cells.get(problem.path)
        source = f"基本情况!{cell.ref}" if cell else "基本情况"
        notes.add("RD-06", problem.message, source, problem.path)
    return outcome.report


class _Reader:
    """One sheet of ours."""

    def __init__(self, sheet: Sheet, page: str, reference: Reference, notes: Notes) -> None:
        self.sheet, self.page, self.notes = sheet, page, notes
        self.context = Context(sheet, page.rpartition("/")[2], _YUAN, reference, notes)
        rows = sheet.rows()
        self.patterns = dict(self._patterns(rows.get(1, ())))
        header = (cell.row for cell in sheet.cells.values() if cell.text == HEADER_KEY)
        self.start = next(header, 1)
        self.rows = {number: row for number, row in rows.items() if number > self.start}
        self.texts: dict[str, str] = {}
        self.listed: set[str] = set()  # lines to be kept though they have no amounts

    def _patterns(self, row: Sequence[Cell]) -> Iterator[tuple[int, str]]:
        for cell in row:
            known = cell.column == 1 or is_pattern(cell.text, self.page)
            if not known:
                self._unknown(cell)
            elif cell.column > 1:
                yield cell.column, cell.text

    def _unknown(self, cell: Cell) -> None:
        message = f"标记“{cell.quote}”不能识别，请重新下载模板"
        self.notes.at("WB-12", message, self.sheet, [cell])

    def read(self, parts: OwnParts) -> None:
        cells = self.sheet.cells.values()
        self.notes.take(self.sheet, (cell for cell in cells if cell.row <= self.start))
        labels = {c for c, p in self.patterns.items() if p in WITHOUT_ADDRESS}
        self.notes.take(self.sheet, (c for c in cells if c.column == 1 or c.column in labels))
        if self.page.startswith(_STATEMENTS) and self.context.number in BY_NUMBER:
            self._statement(parts)
        elif self.page in (FACTS, TEXTS):
            self._facts(parts)
        elif self.page != GUIDE:
            self.notes.add("WB-12", f"工作表标记“{self.page}”不能识别", self.sheet.name)

    # --- statements ---

    def _statement(self, parts: OwnParts) -> None:
        number = self.context.number
        single = BY_NUMBER[number].kind is Kind.SINGLE
        lines = self._single() if single else self._lines(parts)
        self._compute(lines)
        kept = tuple(line for line in lines.values() if self._is_kept(line))
        if kept:
            parts.statements[number] = Statement(number, kept)
        parts.carried.add(f"{_STATEMENTS}{number}")
        parts.texts |= self.texts

    def _compute(self, lines: dict[str, Line]) -> None:
        """Totals whose formulas have no result: blank ones, and those of programs that keep none.

        Any other formula without a result is an amount that nobody knows.
        """
        number = self.context.number
        totals = Totals(Statement(number), list(lines.values()))
        for cell, (key, column, period) in self._uncalculated():
            if period == "last" or not any(totals.ways((key, column))):
                where = self.context.where(key, column)
                self.notes.at("WB-02", cell.problem, self.sheet, [cell], where)
                continue
            self.notes.take(self.sheet, [cell])
            amount = totals.amount((key, column))
            if amount is not None and (line := lines.get(key)):
                known = replace(line.cells.get(column, Amount()), this=amount)
                lines[key] = replace(line, cells={**line.cells, column: known})

    def _is_kept(self, line: Line) -> bool:
        """Lines that say something: amounts, or a line that every unit's sheet does not have."""
        number, key = self.context.number, line.key
        economic = BY_NUMBER[number].kind is Kind.ECONOMIC
        listed = economic and self.context.reference.find("economic", key) is not None
        said = bool(line.cells) or key in self.listed
        return said or not (listed or key in declared_lines(number))

    def _lines(self, parts: OwnParts) -> dict[str, Line]:
        lines: dict[str, Line] = {}
        for row in self.rows.values():
            cells = by_column(row)
            line = self._line(cells, lines)
            amounts = dict(self._addressed(cells, line.key if line else ""))
            if line is None:
                self._nameless(row, amounts)
                continue
            texts = {path: cell for path, cell in amounts.items() if path.startswith("texts/")}
            self._line_texts(line.key, texts, parts)
            if line.key in lines:
                message = f"“{line.key}{line.name}”出现了两次"
                self.notes.at("WB-04", message, self.sheet, row, self.context.where(line.key))
                continue
            lines[line.key] = replace(line, cells=self._amounts(amounts))
            if self._text(cells, LISTED):
                self.listed.add(line.key)
        return lines

    def _line(self, cells: Mapping[int, Cell], lines: Mapping[str, Line]) -> Line | None:
        """The line of a row: by its code, else by its key."""
        key = cells[1].text if 1 in cells else ""
        code = code_text(cells, self._column(CODE))
        name = self._text(cells, NAME) or self._text(cells, LABEL)
        if code.isdecimal() and code != key:
            return classified_line(code, name, lines, self.context)
        if not key:
            return None
        above = self._text(cells, PARENTS)
        return Line(key, name, tuple(above.split(SEPARATOR)) if above else ())

    def _column(self, pattern: str) -> int:
        return next((column for column, p in self.patterns.items() if p == pattern), 0)

    def _text(self, cells: Mapping[int, Cell], pattern: str) -> str:
        cell = cells.get(self._column(pattern))
        return "" if cell is None or cell.problem else cell.text

    def _addressed(self, cells: Mapping[int, Cell], key: str) -> Iterator[tuple[str, Cell]]:
        for column, pattern in self.patterns.items():
            if "*" in pattern and column in cells:
                yield address(pattern, key), cells[column]

    def _amounts(self, found: Mapping[str, Cell]) -> dict[str, Amount]:
        """Cells of a line, from addresses such as ``statements/05/2010301/total/this``."""
        amounts: dict[str, Amount] = {}
        for path, cell in found.items():
            if path.startswith("texts/") or cell.problem == NOT_CALCULATED:
                continue
            *_, line, column, period = path.split("/")
            if not is_column(self.context.number, column):
                self._unknown(cell)
                continue
            yuan = self.context.amount(cell, line, column)
            if yuan is not None:
                amounts[column] = replace(amounts.get(column, Amount()), **{period: yuan})
        return amounts

    def _nameless(self, row: Sequence[Cell], found: Mapping[str, Cell]) -> None:
        cells = [cell for cell in found.values() if cell.problem != NOT_CALCULATED]
        self.notes.take(self.sheet, found.values())
        if cells and not self.context.is_nothing(cells):
            message = f"这一行没有科目编码：{quotes(cells)}"
            self.notes.at("WB-03", message, self.sheet, cells, self.context.where())

    def _line_texts(self, line: str, found: Mapping[str, Cell], parts: OwnParts) -> None:
        for pattern in self.patterns.values():
            if pattern.startswith("texts/"):
                path = address(pattern, line)
                parts.carried.add(path)
                cell = found.get(path)
                if cell is not None and cell.problem:
                    self.notes.at("WB-02", cell.problem, self.sheet, [cell], path)
                elif cell is not None:
                    self.notes.take(self.sheet, [cell])
                    self.texts[path.removeprefix("texts/")] = cell.text

    def _single(self) -> dict[str, Line]:
        amounts: dict[str, Amount] = {}
        for row in self.rows.values():
            cells = by_column(row)
            found = dict(self._addressed(cells, cells[1].text if 1 in cells else ""))
            amounts |= self._amounts(found)
        name = declared_lines("09")[SINGLE_LINE]
        return {SINGLE_LINE: Line(SINGLE_LINE, name, (), amounts)}

    def _uncalculated(self) -> Iterator[tuple[Cell, tuple[str, str, str]]]:
        """Formulas without a result in columns of amounts, with line, column and period."""
        for row in self.rows.values():
            cells = by_column(row)
            key = self._key(cells)
            for path, cell in self._addressed(cells, key) if key else ():
                if cell.problem == NOT_CALCULATED and path.startswith(_STATEMENTS):
                    *_, line, column, period = path.split("/")
                    yield cell, (line, column, period)

    def _key(self, cells: Mapping[int, Cell]) -> str:
        code = code_text(cells, self._column(CODE))
        return code if code.isdecimal() else cells[1].text if 1 in cells else ""

    # --- facts and texts ---

    def _facts(self, parts: OwnParts) -> None:
        lists: dict[str, list[str]] = {}
        column = self._column("*")
        for row in self.rows.values():
            cells = by_column(row)
            path = cells[1].text if 1 in cells else ""
            cell = cells.get(column)
            if not path:
                continue
            if not is_fact(path):
                self._unknown(cells[1])
                continue
            self.notes.take(self.sheet, [cell] if cell else [])
            if cell is not None and cell.problem:
                self.notes.at("WB-02", cell.problem, self.sheet, [cell], path)
                continue
            parts.carried.add(path)
            if path.startswith("texts/"):
                if cell is not None:
                    parts.texts[path.removeprefix("texts/")] = cell.text
            elif path in BY_PATH and BY_PATH[path].kind in _LISTS:
                lists.setdefault(path, []).extend([cell.text] if cell else [])
            else:
                parts.facts.append((path, _value(path, cell), cell))
        parts.facts += [(path, values, None) for path, values in lists.items()]


def _value(path: str, cell: Cell | None) -> str | None:
    """What was typed; a choice by its label stands for its value."""
    if cell is None:
        return None
    choices = BY_PATH[path].choices if path in BY_PATH else None
    labels = {label: value for value, label in (choices or {}).items()}
    return labels.get(cell.text, cell.text)
