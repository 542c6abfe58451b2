"""CSV of a document: every table by itself, and all of them in one archive.

With a byte order mark, without which Excel takes it for GB18030; text is never taken for a
formula. Figures are plain numbers in the unit that their heading names, unknown ones empty.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from disclosures.render.imprint import Imprint
from disclosures.render.tidy import TidyTable, Value, tidy_tables
from fiscal.document import Document
from units.guarding import guarded

CONTENTS = "contents"
_EPOCH = (2000, 1, 1, 0, 0, 0)  # the same document must give the same bytes


def render_csv_archive(document: Document, imprint: Imprint | None = None) -> bytes:
    """A ZIP with ``contents.csv`` and ``<name>.csv`` of every table.

    The contents name the version where ``imprint`` does.
    """
    tables = tidy_tables(document)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in [
            (CONTENTS, _contents(document, tables, imprint)),
            *map(_named, tables),
        ]:
            member = ZipInfo(f"{name}.csv", _EPOCH)
            member.compress_type, member.create_system = ZIP_DEFLATED, 0
            archive.writestr(member, content)
    return packed.getvalue()


def render_csv(table: TidyTable) -> bytes:
    return _bytes([[column.label for column in table.columns], *table.rows])


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table in the archive of a version."""

    name: str
    title: str


def read_contents(archive: IO[bytes]) -> list[CsvTable]:
    """What the archive says is in it."""
    _, *rows = csv.reader(StringIO(read_member(archive, CONTENTS).decode("utf-8-sig"), newline=""))
    return [CsvTable(row[0].removesuffix(".csv"), row[1]) for row in rows]


def read_member(archive: IO[bytes], name: str) -> bytes:
    """The bytes of ``<name>.csv``. Raises ``KeyError``."""
    with ZipFile(archive) as opened:
        return opened.read(f"{name}.csv")


def _named(table: TidyTable) -> tuple[str, bytes]:
    return table.name, render_csv(table)


def _contents(document: Document, tables: Iterable[TidyTable], imprint: Imprint | None) -> bytes:
    report = document.report
    head = ["文件", "表", "行数", "单位名称", "年度"]
    about = [report.unit.name, str(report.year)]
    if imprint:
        head += ["永久网址", "SHA-256 摘要"]
        about += [imprint.address, imprint.sha256]
    rows = [[f"{one.name}.csv", one.title, str(len(one.rows)), *about] for one in tables]
    return _bytes([head, *rows])


def _bytes(rows: Iterable[Iterable[Value]]) -> bytes:
    out = StringIO(newline="")
    csv.writer(out).writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> object:
    return f"{value:f}" if isinstance(value, Decimal) else guarded(value)
