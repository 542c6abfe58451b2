"""Grids made ready for a template: bands with their own head, scopes and ids.

A form such as 项目支出绩效自评表 stacks several small tables in one grid. Each *band* starts at
a row of headings and becomes a ``<table>`` of its own, so that its head repeats on every
page and a screen reader announces the right heading for each cell.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString

from disclosures.render.anchors import anchor
from disclosures.render.grids import Grid, GridCell
from disclosures.render.widths import fitted

WIDE_FROM = 8  # columns: so many do not fit upright A4
WIDE_ROOM, UPRIGHT_ROOM = 164, 108  # half-width characters of table text across the page

Row = tuple[GridCell | None, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell; ``scope`` is ``col`` or ``row`` for a heading and empty for data."""

    text: str
    scope: str
    id: str
    attributes: SafeString


@dataclass(frozen=True, slots=True)
class Band:
    """One ``<table>``: column widths in whole percent, head rows and body rows."""

    widths: tuple[int, ...]
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A titled sheet: the short bands of a form's ``opening``, then its ``main`` table.

    ``wide`` sheets are printed across the page.
    """

    id: str
    title: str
    subtitle: str
    department: str
    unit: str
    notes: tuple[str, ...]
    wide: bool
    opening: tuple[Band, ...]
    main: Band

    @property
    def bands(self) -> tuple[Band, ...]:
        return (*self.opening, self.main)


def table(grid: Grid, addressed: Container[str] | None = None) -> Table:
    """The printed form of ``grid``; its figures carry their ids, or only those ``addressed``."""
    edges = [*_band_starts(grid.rows), len(grid.rows)]
    wide = len(grid.widths) >= WIDE_FROM
    # One set of widths, so that the columns of all bands stand in line.
    widths = fitted(grid.rows, WIDE_ROOM if wide else UPRIGHT_ROOM)
    *opening, main = (
        _band(grid.rows[start:end], widths, addressed) for start, end in pairwise(edges)
    )
    return Table(
        id=anchor(grid.id),
        title=grid.title,
        subtitle=grid.subtitle,
        department=grid.department,
        unit=grid.unit,
        notes=grid.notes,
        wide=wide,
        opening=tuple(opening),
        main=main,
    )


def _is_head(row: Row) -> bool:
    """A row of two headings or more and nothing else."""
    cells = [cell for cell in row if cell is not None and cell.text]
    return len(cells) > 1 and all(cell.header for cell in cells)


def _band_starts(rows: Sequence[Row]) -> Iterator[int]:
    """Indexes of the rows where a band begins: heads that no span from above reaches into."""
    reach = 0
    for index, row in enumerate(rows):
        first_head = _is_head(row) and not (index and _is_head(rows[index - 1]))
        if index == 0 or (first_head and reach <= index):
            yield index
        reach = max([reach, *(index + cell.rowspan for cell in row if cell is not None)])


def _band(rows: Sequence[Row], widths: tuple[int, ...], addressed: Container[str] | None) -> Band:
    heads = next((index for index, row in enumerate(rows) if not _is_head(row)), len(rows))
    printed = tuple(_cells(row, heads - index, addressed) for index, row in enumerate(rows))
    # A head that reaches into the body cannot be repeated: HTML cuts spans at the head's end.
    held = all(cell.scope != "row" for row in printed[:heads] for cell in row)
    split = heads if held and heads < len(rows) else 0
    return Band(widths, printed[:split], printed[split:])


def _cells(row: Row, rows_of_head: int, addressed: Container[str] | None) -> tuple[Cell, ...]:
    """``rows_of_head`` counts the head rows from this one on; none or less in the body."""
    return tuple(_cell(cell, rows_of_head, addressed) for cell in row if cell is not None)


def _cell(cell: GridCell, rows_of_head: int, addressed: Container[str] | None) -> Cell:
    scope = _scope(cell, rows_of_head)
    own_id = anchor(cell.path)
    if addressed is not None and own_id not in addressed:
        own_id = ""
    attributes = {
        "id": own_id,
        "class": _style(cell),
        "scope": scope,
        "colspan": cell.colspan if cell.colspan > 1 else "",
        "rowspan": cell.rowspan if cell.rowspan > 1 else "",
    }
    # Django's flatatt does the same at eight times the cost, for five thousand cells a page.
    printed = "".join(
        f' {name}="{escape(str(value))}"' for name, value in attributes.items() if value
    )
    return Cell(cell.text, scope, own_id, SafeString(printed))


def _scope(cell: GridCell, rows_of_head: int) -> str:
    if not (cell.header and cell.text):
        return ""
    return "col" if cell.rowspan <= rows_of_head else "row"


def _style(cell: GridCell) -> str:
    """Classes of the style sheets; plain text, most of all cells, goes without."""
    if cell.kind == "text":
        return ""
    return f"{cell.kind} level-{cell.level}" if cell.level > 1 else cell.kind
