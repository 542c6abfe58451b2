"""Word documents for tests, written as the few parts of the format that carry text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from disclosures.render.grids import Grid, GridCell
from disclosures.render.text import TABLES_AFTER, evaluation_grids, target_grids
from fiscal.document import Document

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def word_file(body: str) -> bytes:
    """A .docx with this body."""
    xml = f'<?xml version="1.0"?><w:document xmlns:w="{_MAIN}"><w:body>{body}</w:body></w:document>'
    return archive({
        "[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": xml,
    })  # fmt: skip


def archive(members: dict[str, str]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return target.getvalue()


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def cell(text: str, span: int = 1, merge: str = "") -> str:
    """A cell, one paragraph a line. ``merge`` is restart or continue of a vertical merge."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if merge:
        properties += f'<w:vMerge w:val="{merge}"/>'
    paragraphs = "".join(paragraph(line) for line in text.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def table(rows: Iterable[Iterable[str]]) -> str:
    """A table of cells already written."""
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def word_of_text(text: str) -> bytes:
    """The lines of a text export: tabbed lines become rows of exactly as many cells."""
    body: list[str] = []
    rows: list[list[str]] = []
    for block in re.split(r"\n(?=\n)", text):
        lines = block.removeprefix("\n")
        if lines.startswith("\t"):
            rows.append([cell(inner) for inner in lines[1:].split("\n\t")])
            continue
        if lines or (len(rows) > 1 and not block):
            body += [table(rows)] if rows else []
            rows = []
        body += [paragraph(line) for line in lines.split("\n")]
    return word_file("".join([*body, table(rows) if rows else ""]))


def word_of(document: Document, *, merged: bool) -> bytes:
    """The Document with real tables: covered cells merged, or blank cells of their own."""
    body: list[str] = []
    tables = [_grid(grid, merged) for grid in evaluation_grids(document.report)]
    for item in document.paragraphs:
        body.append(paragraph(item.text))
        if item.id == TABLES_AFTER:
            body += tables
    body += [_grid(grid, merged) for grid in target_grids(document.report)]
    return word_file("".join(body))


def _grid(grid: Grid, merged: bool) -> str:
    width = len(grid.widths)
    heads = [_heading(grid.title, width, merged), _heading(grid.subtitle, width, merged)]
    below: dict[int, GridCell] = {}
    left: dict[int, int] = {}
    rows = [list(_row(row, merged, below, left)) for row in grid.rows]
    return table([*heads, *rows]) + paragraph("")


def _heading(text: str, width: int, merged: bool) -> list[str]:
    return [cell(text, width)] if merged else [cell(text), *[cell("")] * (width - 1)]


def _row(
    row: tuple[GridCell | None, ...], merged: bool, below: dict[int, GridCell], left: dict[int, int]
) -> Iterator[str]:
    for column, item in enumerate(row):
        if item is not None:
            below[column], left[column] = item, item.rowspan - 1
            if merged:
                yield cell(item.text, item.colspan, "restart" if item.rowspan > 1 else "")
            else:
                yield cell(item.text)
        elif not merged:
            yield cell("")
        elif left.get(column, 0):
            left[column] -= 1
            yield cell("", below[column].colspan, "continue")
