"""Sheets of an old .xls workbook, read by calamine in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from disclosures.readers.decode import UnreadableError
from disclosures.workbooks.model import Area, Cell, Sheet, in_reading_order, problem_of
from units.packages import number_text

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_SECONDS = 90
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DAMAGED = "旧版工作簿（.xls）已损坏或已加密，请用 Excel 或 WPS 另存为 .xlsx 后再试"
_CHILD = Path(__file__).with_name("xls_child.py")


def read_xls(content: bytes) -> tuple[Sheet, ...]:
    """The sheets in the order of the workbook. Raises ``UnreadableError``.

    A formula without a result is a zero here: the format has no other way to write it.
    """
    if _ENCRYPTED in content:
        raise UnreadableError("工作簿已加密，请取消密码后另存再试")
    try:
        done = subprocess.run(  # noqa: S603  our own program, nothing of the file in its arguments
            [sys.executable, "-I", str(_CHILD)],
            input=content,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        raise UnreadableError(_DAMAGED) from None
    sheets = json.loads(done.stdout, parse_float=Decimal, parse_constant=str)
    return tuple(_sheet(entry) for entry in sheets)


def _sheet(entry: dict[str, Any]) -> Sheet:
    cells = [cell for given in entry["cells"] if (cell := _cell(*given)).text.strip()]
    cells += [
        Cell(row, column, text, problem=problem_of(text)) for row, column, text in entry["errors"]
    ]
    return Sheet(
        entry["name"],
        in_reading_order(cells),
        tuple(Area(*area) for area in entry["merged"]),
        entry["hidden"],
    )


def _cell(row: int, column: int, value: bool | int | Decimal | str | dict[str, str]) -> Cell:
    match value:
        case bool():
            return Cell(row, column, str(value).upper())
        case int() | Decimal():
            return Cell(row, column, number_text(Decimal(value)), is_number=True)
        case str():
            return Cell(row, column, value)
        case _:
            return Cell(row, column, value["date"])
