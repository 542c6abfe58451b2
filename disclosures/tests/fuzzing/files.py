"""The files that are damaged: fictional ones of every format, and real ones where there are any."""

from __future__ import annotations

from pathlib import Path

from disclosures.compose import compose
from disclosures.demo import reports, units
from disclosures.render.docx import render_docx
from disclosures.render.text import render_text
from disclosures.render.xlsx import render_xlsx
from disclosures.tests.workbook_files import as_xls, opened, saved
from disclosures.workbooks import template
from disclosures.workbooks.performance import write_performance
from units.reference import shipped_reference

_SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
YEAR = 2024


def fictional() -> dict[str, bytes]:
    (unit,) = units(1)
    (report,) = reports(unit, YEAR, YEAR)
    reference = shipped_reference(YEAR)
    document = compose(report, reference, imported=True)
    statements = render_xlsx(document)
    return {
        "text.txt": render_text(document).encode(),
        "word.docx": render_docx(document),
        "statements.xlsx": statements,
        "template.xlsx": template(report, reference),
        "performance.xlsx": write_performance(report, reference),
        "statements.xls": as_xls(_statements_alone(statements)),
    }


def _statements_alone(content: bytes) -> bytes:
    book = opened(content)
    for name in book.sheetnames:
        if not name[:2].isdecimal():
            book.remove(book[name])
    return saved(book)


def real() -> dict[str, bytes]:
    kinds = (".txt", ".xlsx", ".docx", ".xls")
    found = sorted(_SAMPLES.glob("*")) if _SAMPLES.is_dir() else []
    return {path.name: path.read_bytes() for path in found if path.suffix in kinds}
