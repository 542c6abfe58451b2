"""Pieces of a text export: lines, and table cells where a line starts with a tab.

A cell is a tab and its paragraphs, one a line; an empty line (or one of spaces) ends the row.
So inside a table an untabbed line right behind a cell continues it.
"""

from __future__ import annotations

from dataclasses import replace

from disclosures.readers.layout import ends_tables, starts_table, table_title
from disclosures.readers.model import Piece, squeeze

_LONGEST_GAP = 1  # empty lines inside a cell; more of them end the table


def read_plain(text: str) -> list[Piece]:
    """Pieces of decoded text; blank cells stay, empty lines become gaps and row ends."""
    pieces: list[Piece] = []
    row, empty, in_table = 0, 0, False
    for number, line in enumerate(text.split("\n"), 1):
        if not line or (line[0] != "\t" and not line.strip()):
            empty += 1
            continue
        source = f"第{number}行"
        key = squeeze(line) if len(line) <= 60 else line
        in_table = not ends_tables(key) and (in_table or starts_table(key))
        cell = line.startswith("\t")
        if cell:
            row += empty > 0
            pieces.append(Piece(line[1:], source, row, empty > 0))
        elif in_table and _continues(pieces, key, empty):
            last = pieces[-1]
            pieces[-1] = replace(last, text=f"{last.text}\n{line}")
        else:
            pieces.append(Piece(line, source, None, empty > 0))
        empty = 0
    return pieces


def _continues(pieces: list[Piece], key: str, empty: int) -> bool:
    """True for a line that is a further paragraph of the cell before it."""
    behind_cell = bool(pieces) and pieces[-1].row is not None
    return behind_cell and empty <= _LONGEST_GAP and bool(key) and table_title(key) is None
