"""The nine statements inside a Word document: its tables, read as a workbook's sheets are.

A statement's title, unit and department usually stand in lines above the table and its
footnotes below; they go with it. What is taken here is no part of the narrative.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from disclosures.readers.layout import starts_table
from disclosures.readers.model import Piece
from disclosures.workbooks.foreign import read_statements
from disclosures.workbooks.model import Area, Cell, Sheet, normal, place_of
from disclosures.workbooks.recognise import number_of
from disclosures.workbooks.rules import Notes
from disclosures.workbooks.tables import tables_of
from disclosures.workbooks.titles import (
    department_of,
    factor_of,
    is_form_number,
    statement_of_title,
    year_of_text,
)
from fiscal.finding import Finding
from fiscal.lines import place_for
from fiscal.reference import Reference
from fiscal.report import UNKNOWN, Line, Report, Statement
from fiscal.report import Cell as Amount

_MOST_ABOVE, _MOST_BELOW, _LONGEST = 8, 8, 80
_NOTE = re.compile(r"注\d*[:：.、]|.*(?:为空表|本表无数据|空表列示)")
_REF = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")


@dataclass
class Annex:
    """The statements of a document by number, and the pieces that are none of them."""

    rest: list[Piece]
    statements: Mapping[str, Statement] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass
class _Block:
    """A table with the lines that belong to it, as a sheet; ``pieces`` by the sheet's place."""

    sheet: Sheet
    pieces: Mapping[tuple[int, int], Piece]


def read_annex(pieces: Sequence[Piece], reference: Reference) -> Annex:
    """Take the statements out of the pieces. Findings name table, row and cell."""
    blocks = [
        block
        for block in _blocks(pieces)
        if any(number_of(table, reference) for table in tables_of(block.sheet))
    ]
    if not blocks:
        return Annex(list(pieces))
    notes = Notes()
    statements = read_statements([block.sheet for block in blocks], reference, notes)
    taken = {id(piece) for block in blocks for piece in block.pieces.values()}
    tables = {piece.spot.table for b in blocks for piece in b.pieces.values() if piece.spot}
    rest = [
        piece
        for piece in pieces
        if id(piece) not in taken and not (piece.spot and piece.spot.table in tables)
    ]
    by_name = {block.sheet.name: block for block in blocks}
    return Annex(rest, statements, tuple(_placed(item, by_name) for item in notes.findings))


def with_statements(report: Report, statements: Mapping[str, Statement]) -> Report:
    """The Report of a text with this year's amounts from the tables.

    Last year's amounts and memo figures stand in the text only and stay. A code that the books
    do not know has its names for a key in the text; it gets the code that the table gives it.
    """
    codes = {
        "/".join((*line.parents, line.name)): line.key
        for statement in statements.values()
        for line in statement.lines
    }
    merged = {
        number: _merged(report.statement(number), statements[number], codes)
        if number in statements
        else report.statement(number)
        for number in sorted({*report.statements, *statements})
    }
    return replace(report, statements=merged, texts=_recoded(report.texts, codes))


# --- from pieces to sheets --------------------------------------------------------------------


def _blocks(pieces: Sequence[Piece]) -> Iterator[_Block]:
    """Every table that could be a statement, with its lines above and below."""
    runs = [list(run) for _, run in groupby(pieces, key=_table_of)]
    for index, run in enumerate(runs):
        number = _table_of(run[0])
        if not number or any(starts_table(piece.key) for piece in run):
            continue
        titled = any(statement_of_title(piece.text) for piece in run)
        above, below = (_lines(runs, index + step) for step in (-1, 1))
        yield _block(number, _above(above, titled), run, _below(below))


def _lines(runs: Sequence[list[Piece]], index: int) -> list[Piece]:
    """The run with this index, if it is one of lines outside of tables."""
    run = runs[index] if 0 <= index < len(runs) else []
    return [piece for piece in run if not piece.spot]


def _table_of(piece: Piece) -> int:
    return piece.spot.table if piece.spot else 0


def _above(lines: Sequence[Piece], titled: bool) -> list[Piece]:
    """The last lines before a table that say what it is, up to its title."""
    taken: list[Piece] = []
    for piece in reversed(lines[-_MOST_ABOVE:]):
        is_title = bool(statement_of_title(piece.text)) and "《" not in piece.text
        if (is_title and titled) or not (is_title or piece.blank or _says_what(piece.text)):
            break
        taken.append(piece)
        titled = titled or is_title
    return [piece for piece in reversed(taken) if not piece.blank]


def _says_what(text: str) -> bool:
    """Form number, department, unit of amounts or year, and nothing else."""
    key = normal(text)
    known = is_form_number(text) or factor_of(text) or department_of(text)
    return len(key) <= _LONGEST and (bool(known) or (len(key) <= 9 and bool(year_of_text(text))))


def _below(lines: Sequence[Piece]) -> list[Piece]:
    """Footnotes and the sentence of an empty statement right behind a table."""
    taken: list[Piece] = []
    for piece in lines[:_MOST_BELOW]:
        if not (piece.blank or _NOTE.match(piece.key)):
            break
        taken.append(piece)
    return [piece for piece in taken if not piece.blank]


def _block(
    number: int, above: Sequence[Piece], run: Sequence[Piece], below: Sequence[Piece]
) -> _Block:
    first, last = len(above), max(piece.spot.row for piece in run if piece.spot)
    placed = {(row, 1): piece for row, piece in enumerate(above, 1)}
    placed |= {(first + p.spot.row, p.spot.column): p for p in run if p.spot and not p.blank}
    placed |= {(first + last + row, 1): piece for row, piece in enumerate(below, 1)}
    cells = {place: Cell(*place, piece.text) for place, piece in placed.items()}
    return _Block(Sheet(f"表{number}", cells, tuple(_areas(run, first))), placed)


def _areas(run: Sequence[Piece], first: int) -> Iterator[Area]:
    """Merged cells; a cell goes on below as long as ``continues`` stands under it."""
    spots = {(p.spot.row, p.spot.column): p.spot for p in run if p.spot}
    for (row, column), spot in spots.items():
        if spot.continues:
            continue
        bottom = row
        while (under := spots.get((bottom + 1, column))) is not None and under.continues:
            bottom += 1
        if bottom > row or spot.width > 1:
            yield Area(first + row, column, first + bottom, column + spot.width - 1)


def _placed(finding: Finding, blocks: Mapping[str, _Block]) -> Finding:
    """The finding with Word's way of naming cells: ``表4第6行第5格`` of ``表4!E6``."""
    name, _, refs = finding.source.partition("!")
    if name not in blocks:
        return finding
    pieces = (blocks[name].pieces.get(place_of(ref) or (0, 0)) for ref in _REF.findall(refs))
    sources = [piece.source for piece in pieces if piece is not None]
    return finding.at("、".join(sources)) if sources else finding.at(name)


# --- text and tables together -----------------------------------------------------------------


def _merged(text: Statement, table: Statement, codes: Mapping[str, str]) -> Statement:
    said = {codes.get(line.key, line.key): line for line in text.lines}
    lines = [_line(line, said.pop(line.key, None)) for line in table.lines]
    for key, line in said.items():  # such that only the text has
        present = [other.key for other in lines]
        lines.insert(place_for(table.number, key, present), replace(line, key=key))
    return Statement(table.number, tuple(lines))


def _line(printed: Line, said: Line | None) -> Line:
    if said is None:
        return printed
    cells = {
        column: Amount(
            printed.cells.get(column, said.cells.get(column, UNKNOWN)).this,
            said.cells.get(column, UNKNOWN).last,
        )
        for column in dict.fromkeys([*said.cells, *printed.cells])
    }
    return replace(printed, cells=cells)


def _recoded(texts: Mapping[str, str], codes: Mapping[str, str]) -> dict[str, str]:
    recoded = {}
    for key, text in texts.items():
        paragraph, mark, line = key.partition("#")
        recoded[f"{paragraph}{mark}{codes.get(line, line)}"] = text
    return recoded
