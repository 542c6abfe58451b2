"""The figures that a file of each format carries, by their addresses in the Report.

Each reader goes by the structure of its format: the id of an element, the cell of a sheet, the
heading of a column, the order of cells in a tagged table. None searches for a figure.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import groupby
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl  # type: ignore[import-untyped]
from docx.oxml.ns import qn
from lxml import html  # type: ignore[import-untyped]

from disclosures.render.anchors import anchor, paragraph_anchor
from disclosures.render.grids import Grid, GridCell, statement_grid
from disclosures.render.text import evaluation_grids, target_grids
from disclosures.render.tidy import PLACE, tidy_tables
from disclosures.tests.tagged import blocks
from fiscal.addresses import locate
from fiscal.document import Document, Paragraph
from fiscal.money import format_amount, half_up, plain, to_wan
from units.guarding import unguarded
from units.reference import shipped_reference

Figures = dict[str, Decimal]
_KINDS = frozenset({"amount", "rate", "score"})
_IN_TEXT = frozenset({"money", "difference", "area", "count", "percent", "share", "variance"})
_TAGS = re.compile(r"TD|TH|P|H\d|LI")  # of what holds text in a PDF
_COMPUTED = ("total", "weight")  # of a project's table: sums that no field of the Report holds


def number(text: str) -> Decimal | None:
    """A printed figure; None where there is none."""
    bare = text.strip().replace(",", "").removesuffix("%").removesuffix("分")
    return Decimal(bare) if bare.removeprefix("-").replace(".", "", 1).isdecimal() else None


def grids_of(document: Document) -> list[Grid]:
    """In printing order."""
    report = document.report
    reference = shipped_reference(report.year)
    statements = (
        statement_grid(report.statements[one], report, reference)
        for one in sorted(report.statements)
    )
    return [*evaluation_grids(report), *target_grids(report), *statements]


def printed(grids: Iterable[Grid]) -> Figures:
    """What the tables print."""
    return _placed(((one, one.text) for _, _, one in _cells(grids)))


def in_sentences(document: Document) -> list[Decimal]:
    """The figures that stand in sentences, in order."""
    parts = (part for one in document.paragraphs for part in one.parts if part.kind in _IN_TEXT)
    return [found for part in parts if (found := number(part.text)) is not None]


def _cells(grids: Iterable[Grid]) -> Iterator[tuple[int, int, GridCell]]:
    for grid in grids:
        for row, cells in enumerate(grid.rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    yield row, column, cell


def _placed(cells: Iterable[tuple[GridCell, str]]) -> Figures:
    """Figures by address: what stands where the form has the figure of that address."""
    found = {}
    for cell, text in cells:
        if cell.kind in _KINDS and cell.path and (value := number(text)) is not None:
            assert cell.path not in found
            found[cell.path] = value
    return found


# --- the page ----------------------------------------------------------------------------------


def of_page(page: str, grids: Sequence[Grid]) -> Figures:
    by_id = {one.get("id"): one for one in html.fromstring(page).xpath("//*[@id]")}
    return _placed(
        (cell, "".join(by_id[anchor(cell.path)].itertext()))
        for _, _, cell in _cells(grids)
        if cell.path and cell.kind in _KINDS
    )


def sentences_of_page(page: str, paragraphs: Iterable[Paragraph]) -> list[str]:
    tree = html.fromstring(page)
    ids = (paragraph_anchor(one) for one in paragraphs if one.role != "title")
    return ["".join(tree.get_element_by_id(one).itertext()).strip() for one in ids]


# --- paper -------------------------------------------------------------------------------------


def of_pdf(path: Path, grids: Sequence[Grid]) -> Figures:
    """The data cells of the tagged tables that hold something, in their order."""
    texts = [text for tag, text in _tagged(path) if tag == "TD" and text]
    expected = [cell for _, _, cell in _cells(grids) if cell.text.strip() and not cell.header]
    return _placed(_paired(expected, texts))


def _paired(cells: Sequence[GridCell], texts: Iterable[str]) -> Iterator[tuple[GridCell, str]]:
    """A cell that spans rows says its text again where they go on, on the next page.

    Behind the last table stands the list of what the checks found.
    """
    spanning = {squeezed(cell.text) for cell in cells if cell.rowspan > 1}
    told = iter(texts)
    for cell in cells:
        text = next(told)
        while text != squeezed(cell.text) and text in spanning:
            text = next(told)
        yield cell, text


def told_by_pdf(path: Path) -> str:
    """All that stands outside of tables: a paragraph that goes over a page is two elements."""
    return "".join(text for tag, text in _tagged(path) if tag[0] in "PHL")


def _tagged(path: Path) -> Iterator[tuple[str, str]]:
    """Blocks and cells with their texts, as the structure tree of the PDF tells them."""
    return ((tag, squeezed(text)) for tag, text in blocks(path, _TAGS))


def squeezed(text: str) -> str:
    """Without white space: where a line ends is no part of a text."""
    return re.sub(r"\s+", "", text)


def of_docx(content: bytes, grids: Sequence[Grid]) -> Figures:
    tables = docx.Document(BytesIO(content)).tables
    assert len(tables) == len(grids)
    texts = [text for one in tables for text in _of_word_table(one._tbl)]
    return _placed(zip((cell for _, _, cell in _cells(grids)), texts, strict=True))


def _of_word_table(table: object) -> Iterator[str]:
    for cell in table.iter(qn("w:tc")):  # type: ignore[attr-defined]
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merged is None or merged.get(qn("w:val")) == "restart":
            yield "".join(text.text or "" for text in cell.iter(qn("w:t")))


def sentences_of_docx(content: bytes) -> list[str]:
    return [one.text for one in docx.Document(BytesIO(content)).paragraphs]


def of_text(text: str, grids: Sequence[Grid]) -> Figures:
    """A row is a run of lines that begin with a tab, one line a cell."""
    runs = groupby(text.split("\n"), key=lambda line: line.startswith("\t"))
    rows = iter([[line[1:] for line in lines] for is_row, lines in runs if is_row])
    found = []
    for grid in grids:
        assert [next(rows), next(rows)] == [[grid.title], [grid.subtitle]]
        reach: dict[int, int] = {}  # column -> the last row that a cell above reaches into
        for row, cells in enumerate(grid.rows):
            reach |= {at: row + one.rowspan - 1 for at, one in enumerate(cells) if one}
            places = [at for at, one in enumerate(cells) if one or reach.get(at, -1) >= row]
            for place, said in zip(places, next(rows), strict=True):
                cell = cells[place]
                found += [(cell, said)] if cell else []
    return _placed(found)


# --- numbers -----------------------------------------------------------------------------------


def of_xlsx(content: bytes, grids: Sequence[Grid], sheets: Sequence[str]) -> Figures:
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    return _placed(
        (cell, _shown(book[name].cell(row + 3, column + 1)))
        for grid, name in zip(grids, sheets, strict=True)
        for row, column, cell in _cells([grid])
    )


def _shown(cell: object) -> str:
    """A number as its format shows it; text, which no figure may be, as nothing."""
    value, shape = cell.value, cell.number_format  # type: ignore[attr-defined]
    if not isinstance(value, int | float):
        return ""
    exact = Decimal(repr(value)) * (100 if shape.endswith("%") else 1)
    decimals = len(shape.partition(".")[2].rstrip('%分"'))
    assert exact == round(exact, decimals), "the format hides a digit"
    return f"{exact:.{decimals}f}"


def in_sentences_of_xlsx(content: bytes, sheet: str) -> list[Decimal]:
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    heads, *rows = book[sheet].iter_rows(values_only=True)
    values = [row[heads.index("数值")] for row in rows]
    return [Decimal(repr(value)) for value in values if value is not None]


def of_csv(content: bytes, document: Document) -> Figures:
    """By the address of the row and the heading of the column."""
    found: Figures = {}
    for table in tidy_tables(document):
        fields = {column.label: column.field for column in table.columns if column.field}
        for row in csv_rows(content, table.name):
            for label, field in fields.items():
                value = number(row[label])
                is_figure = next(c for c in table.columns if c.label == label).kind in _KINDS
                if is_figure and value is not None:
                    found[f"{row[PLACE]}/{field}"] = value
    return found


def csv_rows(archive: bytes, name: str) -> list[dict[str, str]]:
    with ZipFile(BytesIO(archive)) as opened:
        content = opened.read(f"{name}.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
    return [{key: unguarded(value) for key, value in row.items()} for row in rows]


def in_sentences_of_csv(archive: bytes) -> list[Decimal]:
    values = (number(row["数值"]) for row in csv_rows(archive, "text-figures"))
    return [value for value in values if value is not None]


def of_json(content: bytes, grids: Sequence[Grid]) -> Figures:
    """What stands at each address in the published data, in the unit that is printed."""
    report = json.loads(content)["report"]
    found = {}
    for _, _, cell in _cells(grids):
        value = _at(report, cell) if cell.kind in _KINDS and cell.path else None
        if value is not None:
            found[cell.path] = value
    return found


def _at(report: Mapping[str, object], cell: GridCell) -> Decimal | None:
    owner, _, field = cell.path.rpartition("/")
    if owner.startswith("projects/") and owner.count("/") == 1 and field in _COMPUTED:
        project = locate(dict(report), owner).get()
        rows = [*project["funds"], *project["indicators"]]
        name = "score" if field == "total" else field
        known = (Decimal(row[name]) for row in rows if row[name] is not None)
        whole = sum(known, Decimal(0))
        return half_up(whole) if field == "total" else whole
    address = f"{cell.path}/this" if owner.startswith("statements/") else cell.path
    value = locate(dict(report), address).get()
    if value is None:
        return None
    return _wan(cell, Decimal(value)) if cell.kind == "amount" else Decimal(value)


def _wan(cell: GridCell, yuan: Decimal) -> Decimal | None:
    in_targets = cell.path.startswith("targets/")
    return number(plain(to_wan(yuan)) if in_targets else format_amount(yuan))
