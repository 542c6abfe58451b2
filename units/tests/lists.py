"""Files for tests of lists: rows as .xlsx or .csv, and the way through the two pages."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl  # type: ignore[import-untyped]
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from units.exchange import Xlsx, read_table
from units.flat import FlatResource
from units.models import User

Rows = Sequence[Sequence[Any]]


def xlsx(*rows: Sequence[Any]) -> bytes:
    """A workbook whose texts are texts, also those that begin with an equals sign."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for cell in (cell for row in book.active.iter_rows() for cell in row):
        if isinstance(cell.value, str):
            cell.data_type = "s"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def exported(resource: type[FlatResource]) -> bytes:
    """The whole list as its page would give it to somebody who sees everything."""
    content: bytes = Xlsx().export_data(resource().export())
    return content


def rows_of(content: bytes) -> list[list[str]]:
    """Heading and rows of a file."""
    table = read_table(content)
    return [list(table.headers), *(list(row) for row in table)]


def imported(resource: type[FlatResource], content: bytes, by: User) -> Any:
    """The outcome of an import that was confirmed."""
    return resource().import_data(read_table(content), user=by, file_name="清单.xlsx")


def totals(result: Any) -> dict[str, int]:
    return {kind: count for kind, count in result.totals.items() if count}


def upload(client: Client, address: str, content: bytes, name: str = "清单.xlsx") -> Any:
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def confirm(client: Client, address: str, page: Any) -> Any:
    return client.post(address, {"confirm": page.context["preview"].digest})
