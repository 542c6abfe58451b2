"""Grids made ready for a template: bands with their own head, scopes and ids.

A form such as 项目支出绩效自评表 stacks several small tables in one grid. Each *band* starts at
a row of headings and becomes a ``<table>`` of its own, so that its head repeats on every
page and a screen reader announces the right heading for each cell.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString

from disclosures.render.anchors import anchor, figure_url
from disclosures.render.grids import Grid, GridCell
from disclosures.render.widths import fitted, lines

WIDE_FROM = 8  # columns: so many do not fit upright A4
WIDE_ROOM, UPRIGHT_ROOM = 166, 108  # half-width characters of table text across the page
# In points, as ``css/paged.css`` sets them: what a page has for a table below its title, a row
# without its text, a line of text as it is and where there is room to spare.
_PAGES = {True: 465, False: 660}  # across, upright
_NOTE = 13  # a line of a note, and what the head of a statement has more than that of a form
_ROW, _LINE, _AIRY_LINE = 1.9, 11.2, 14
_SHARED = 0.6  # of a page: lower tables may have others below or above them

_TOTALS = ("合计", "总计")  # end the labels of rows that add up others
_FIGURES = ("amount", "rate", "score")  # kinds of cells that hold figures

Row = tuple[GridCell | None, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell; ``scope`` is ``col`` or ``row`` for a heading and empty for data.

    ``html`` is the whole element: a template would take eight times as long over five thousand.
    """

    text: str
    scope: str
    id: str
    html: str


@dataclass(frozen=True, slots=True)
class Band:
    """One ``<table>``: column widths in whole percent, head rows and body rows."""

    widths: tuple[int, ...]
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]

    @property
    def head_html(self) -> SafeString:
        return _rows_html(self.head)

    @property
    def body_html(self) -> SafeString:
        return _rows_html(self.body)


def _rows_html(rows: Sequence[Sequence[Cell]]) -> SafeString:
    # Every text in it was escaped, every address quoted by ``_cell``.
    return SafeString("\n".join(map(_row_html, rows)))


def _row_html(row: Sequence[Cell]) -> str:
    is_total = any(cell.scope != "col" and cell.text.endswith(_TOTALS) for cell in row)
    cells = "".join(cell.html for cell in row)
    return f'<tr class="total">{cells}</tr>' if is_total else f"<tr>{cells}</tr>"


@dataclass(frozen=True, slots=True)
class Links:
    """What a table on a screen has and a printed one does without.

    ``base`` is the address below which the figures have pages of their own, empty where they have
    none. ``flagged`` are the ids of the cells that findings name.
    """

    base: str = ""
    flagged: Container[str] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A titled sheet: the short bands of a form's ``opening``, then its ``main`` table.

    ``wide`` sheets are printed across the page. ``fit`` are classes: ``tall`` has a page of its
    own, ``airy`` much room between the lines and ``tight`` as little as can be.
    """

    id: str
    title: str
    subtitle: str
    department: str
    unit: str
    notes: tuple[str, ...]
    wide: bool
    fit: str
    opening: tuple[Band, ...]
    main: Band

    @property
    def bands(self) -> tuple[Band, ...]:
        return (*self.opening, self.main)


def table(grid: Grid, addressed: Container[str] | None = None, links: Links | None = None) -> Table:
    """The printed form of ``grid``; its figures carry their ids, or only those ``addressed``.

    With ``links`` they lead to their origins, and the rows of a statement are headed by their
    labels.
    """
    writer = _Writer(addressed, links, links is not None and grid.id.startswith("statements/"))
    edges = [*_band_starts(grid.rows), len(grid.rows)]
    wide = len(grid.widths) >= WIDE_FROM
    # One set of widths, so that the columns of all bands stand in line.
    widths = fitted(grid.rows, WIDE_ROOM if wide else UPRIGHT_ROOM)
    *opening, main = (_band(grid.rows[start:end], widths, writer) for start, end in pairwise(edges))
    return Table(
        id=anchor(grid.id),
        title=grid.title,
        subtitle=grid.subtitle,
        department=grid.department,
        unit=grid.unit,
        notes=grid.notes,
        wide=wide,
        fit=_fit(grid, widths, wide),
        opening=tuple(opening),
        main=main,
    )


def _fit(grid: Grid, widths: tuple[int, ...], wide: bool) -> str:
    """The classes of a sheet for the page that its rows, some lines each, shall be on."""
    text = lines(grid.rows, widths, WIDE_ROOM if wide else UPRIGHT_ROOM)
    page = _PAGES[wide] - _NOTE * (len(grid.notes) + bool(grid.department))
    ruled = len(grid.rows) * _ROW
    if wide and ruled + text * _LINE <= page * _SHARED:
        return ""
    if ruled + text * _AIRY_LINE <= page:
        return "tall airy"
    return "tall tight" if ruled + text * _LINE > page else "tall"


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


def _band(rows: Sequence[Row], widths: tuple[int, ...], writer: _Writer) -> Band:
    rows, widths = _with_used_columns(rows, widths)
    heads = next((index for index, row in enumerate(rows) if not _is_head(row)), len(rows))
    printed = tuple(writer.cells(row, heads - index) for index, row in enumerate(rows))
    # A head that reaches into the body cannot be repeated: HTML cuts spans at the head's end.
    held = all(cell.scope != "row" for row in printed[:heads] for cell in row)
    split = heads if held and heads < len(rows) else 0
    return Band(widths, printed[:split], printed[split:])


def _with_used_columns(
    rows: Sequence[Row], widths: tuple[int, ...]
) -> tuple[Sequence[Row], tuple[int, ...]]:
    """The same band with the columns in which no cell begins joined to those before them.

    HTML allows no other columns, and the edges that are left stay in line with other bands.
    """
    edges = [at for at in range(len(widths)) if any(row[at] is not None for row in rows)]
    if len(edges) == len(widths):
        return rows, widths

    def spanning(at: int, cell: GridCell | None) -> GridCell | None:
        if cell is None:
            return None
        return replace(cell, colspan=sum(at <= edge < at + cell.colspan for edge in edges))

    joined = tuple(sum(widths[start:end]) for start, end in pairwise([*edges, len(widths)]))
    return [tuple(spanning(at, row[at]) for at in edges) for row in rows], joined


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the cells of one grid; ``headed``: labels are the headings of their rows."""

    addressed: Container[str] | None
    links: Links | None
    headed: bool

    def cells(self, row: Row, rows_of_head: int) -> tuple[Cell, ...]:
        """``rows_of_head`` counts the head rows from this one on; none or less in the body."""
        return tuple(self._cell(cell, rows_of_head) for cell in row if cell is not None)

    def _cell(self, cell: GridCell, rows_of_head: int) -> Cell:
        scope = self._scope(cell, rows_of_head)
        own_id = anchor(cell.path)
        if self.addressed is not None and own_id not in self.addressed:
            own_id = ""
        attributes = {
            "id": own_id,
            "class": self._style(cell, own_id),
            "scope": scope,
            "colspan": cell.colspan if cell.colspan > 1 else "",
            "rowspan": cell.rowspan if cell.rowspan > 1 else "",
        }
        # Django's flatatt does the same at eight times the cost, for five thousand cells a page.
        printed = "".join(
            f' {name}="{escape(str(value))}"' for name, value in attributes.items() if value
        )
        tag = "th" if scope else "td"
        return Cell(cell.text, scope, own_id, f"<{tag}{printed}>{self._content(cell)}</{tag}>")

    def _content(self, cell: GridCell) -> str:
        text = escape(cell.text)
        is_figure = cell.path and cell.kind in _FIGURES and cell.text.strip("-—")
        if not (is_figure and self.links and self.links.base):
            return text
        return f'<a href="{figure_url(self.links.base, cell.path)}">{text}</a>'

    def _scope(self, cell: GridCell, rows_of_head: int) -> str:
        if not cell.text:
            return ""
        if cell.header:
            return "col" if cell.rowspan <= rows_of_head else "row"
        return "row" if self.headed and cell.kind == "label" else ""

    def _style(self, cell: GridCell, own_id: str) -> str:
        """Classes of the style sheets; plain text, most of all cells, goes without."""
        style = "" if cell.kind == "text" else cell.kind
        if cell.level > 1:
            style += f" level-{cell.level}"
        flagged = self.links is not None and own_id and own_id in self.links.flagged
        return f"{style} flagged" if flagged else style
