"""Prints the sheets of an .xls workbook on standard input as JSON; run by ``xls``.

A program of its own: calamine ends its process on some damaged files (an allocation as large as
a sheet's coordinates claim cannot be refused in Python). It imports nothing of the project but
the file beside it.
"""

from __future__ import annotations

import json
import resource
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

sys.path.append(str(Path(__file__).parent))
from xls_errors import errors_of  # type: ignore[import-not-found]

MAX_MEMORY = 2 * 1024**3
MAX_SECONDS = 60


def main() -> None:
    _limit(resource.RLIMIT_AS, MAX_MEMORY)
    _limit(resource.RLIMIT_CPU, MAX_SECONDS)
    content = sys.stdin.buffer.read()
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    errors = errors_of(content)
    sheets = [
        {
            "name": entry.name,
            "hidden": entry.visible is not SheetVisibleEnum.Visible,
            "errors": wrong,
            **_content(workbook.get_sheet_by_name(entry.name)),
        }
        for entry, wrong in zip(workbook.sheets_metadata, errors, strict=True)
    ]
    json.dump(sheets, sys.stdout, ensure_ascii=True)


def _limit(what: int, most: int) -> None:
    """Never above what the parent allows."""
    soft, hard = (most if old == resource.RLIM_INFINITY else min(most, old)
                  for old in resource.getrlimit(what))  # fmt: skip
    resource.setrlimit(what, (soft, hard))


def _content(sheet: CalamineSheet) -> dict[str, Any]:
    """Cells as [row, column, value], from 1; merged areas as [top, left, bottom, right].

    ``iter_rows`` begins with the first row of the sheet, but with its first column in use.
    """
    _, left = sheet.start or (0, 0)
    cells = [
        [row + 1, left + column + 1, _plain(value)]
        for row, values in enumerate(sheet.iter_rows())
        for column, value in enumerate(values)
        if value != ""
    ]
    merged = [[a + 1, b + 1, c + 1, d + 1] for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    return {"cells": cells, "merged": merged}


def _plain(value: Any) -> Any:
    """Numbers, texts and truth values as they are; dates and times in an object, as text."""
    return value if isinstance(value, (bool, int, float, str)) else {"date": str(value)}


if __name__ == "__main__":
    main()
