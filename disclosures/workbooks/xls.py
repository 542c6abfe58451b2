"""Sheets of an old .xls workbook, read by calamine in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from disclosures.readers.decode import UnreadableError
from disclosures.workbooks.model import Area, Cell, Sheet, in_reading_order, number_text

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_SECONDS = 90
_CHILD = Path(__file__).with_name("xls_child.py")


def read_xls(content: bytes) -> tuple[Sheet, ...]:
    """The sheets in the order of the workbook. Raises ``UnreadableError``.

    Error values and formulas without a result are blanks here: calamine does not tell them.
    """
    try:
        done = subprocess.run(  # noqa: S603  our own program, nothing of the file in its arguments
            [sys.executable, "-I", str(_CHILD)],
            input=content,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        raise UnreadableError(
            "旧版工作簿（.xls）已损坏或已加密，请用 Excel 或 WPS 另存为 .xlsx 后再试"
        ) from None
    return tuple(_sheet(entry) for entry in json.loads(done.stdout))


def _sheet(entry: dict[str, Any]) -> Sheet:
    cells = (_cell(*given) for given in entry["cells"])
    return Sheet(
        entry["name"],
        in_reading_order(cell for cell in cells if cell.text.strip()),
        tuple(Area(*area) for area in entry["merged"]),
        entry["hidden"],
    )


def _cell(row: int, column: int, value: bool | float | str | dict[str, str]) -> Cell:
    match value:
        case bool():
            return Cell(row, column, str(value).upper())
        case int() | float():
            return Cell(row, column, number_text(value), is_number=True)
        case str():
            return Cell(row, column, value)
        case _:
            return Cell(row, column, value["date"])
