"""A grid as a Word table with merged cells, fixed widths and a head that every page repeats.

Written as XML at once: cell by cell, a disclosure of five thousand cells takes a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length

from disclosures.render.grids import Grid, GridCell
from disclosures.render.tables import UPRIGHT_ROOM, WIDE_FROM, WIDE_ROOM
from disclosures.render.widths import fitted
from disclosures.render.word.package import printable
from disclosures.render.word.styles import CELL

_TWIPS = 635  # EMU of a twentieth of a point
_RIGHT, _CENTRED = frozenset({"amount"}), frozenset({"rate", "score", "code"})
_LEVEL = 160  # twips a level of a classification is set in
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>' for side in _SIDES)
_MARGINS = '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
_HEAD = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>'


def add_table(word: WordDocument, grid: Grid, room: Length) -> None:
    """Append ``grid``, as wide as ``room``."""
    writer = _Writer(grid, _twips(grid, room), word.styles[CELL].style_id)
    table = parse_xml(writer.xml())
    word.element.body[-1].addprevious(table)


def _twips(grid: Grid, room: Length) -> list[int]:
    """Column widths that fill ``room``."""
    characters = WIDE_ROOM if len(grid.widths) >= WIDE_FROM else UPRIGHT_ROOM
    whole = room // _TWIPS
    edges = [whole * upto // 100 for upto in accumulate(fitted(grid.rows, characters), initial=0)]
    return [end - start for start, end in pairwise(edges)]


@dataclass
class _Writer:
    """Writes the rows in order; ``reach`` are the cells from above that go on, by column."""

    grid: Grid
    widths: list[int]
    style: str
    reach: dict[int, tuple[int, GridCell]] = field(default_factory=dict)

    def xml(self) -> str:
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        rows = "".join(self._row(index) for index in range(len(self.grid.rows)))
        return (
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(self.widths)}" w:type="dxa"/>'
            f'<w:jc w:val="center"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_MARGINS}</w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        )

    def _row(self, index: int) -> str:
        head = "<w:tblHeader/>" if index < self.grid.header_rows else ""
        cells = "".join(self._cells(index))
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"

    def _cells(self, index: int) -> Iterator[str]:
        for column, cell in enumerate(self.grid.rows[index]):
            if cell is not None:
                if cell.rowspan > 1:
                    self.reach[column] = index + cell.rowspan, cell
                yield self._cell(column, cell, "restart" if cell.rowspan > 1 else "")
            elif column in self.reach and index < self.reach[column][0]:
                yield self._cell(column, self.reach[column][1], "continue")

    def _cell(self, column: int, cell: GridCell, merge: str) -> str:
        width = sum(self.widths[column : column + cell.colspan])
        span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
        merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
        head = _HEAD if cell.header else ""
        lines = [""] if merge == "continue" else printable(cell.text).split("\n")
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merged}{head}'
            f'<w:vAlign w:val="center"/></w:tcPr>'
            + "".join(self._paragraph(line, cell) for line in lines)
            + "</w:tc>"
        )

    def _paragraph(self, text: str, cell: GridCell) -> str:
        indent = f'<w:ind w:left="{(cell.level - 1) * _LEVEL}"/>' if cell.level > 1 else ""
        run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{self.style}"/>{indent}<w:jc w:val="{_align(cell)}"/>'
            f"</w:pPr>{run}</w:p>"
        )


def _align(cell: GridCell) -> str:
    if cell.kind in _RIGHT:
        return "right"
    return "center" if cell.header or cell.kind in _CENTRED else "left"
