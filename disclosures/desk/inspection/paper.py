"""The 检查表 on paper: to be signed and filed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from disclosures.desk.inspection.columns import COLUMNS, NAME, Column, Value
from disclosures.desk.inspection.rows import Region, Row
from disclosures.render.pdf import render_pdf

MOST_ROWS = 1000  # what takes half a minute to lay out
_CSS = "css/inspection-paper.css"


def render_paper(region: Region, rows: Sequence[Row]) -> bytes:
    """The PDF, on landscape A3."""
    return render_pdf(render_page(region, rows))


def render_page(region: Region, rows: Sequence[Row]) -> str:
    """The page that the PDF is made from."""
    columns = [one for one in COLUMNS if one.paper]
    late = sum(row.timing.is_late for row in rows)
    context = {
        "region": region,
        "organiser": settings.SITE["organiser"],
        "css": Path(str(finders.find(_CSS))).read_text(encoding="utf-8"),
        "groups": [
            (group, len(list(members)))
            for group, members in groupby(columns, lambda one: one.group)
        ],
        "columns": columns,
        "rows": [[_shown(one, one.of(row)) for one in columns] for row in rows],
        "late": late,
        "public": sum(row.timing.published is not None for row in rows),
        "wrong": sum(bool(row.errors) for row in rows),
        "flattered": sum(bool(row.signs) for row in rows),
    }
    return render_to_string("admin/desk/inspection/paper.html", context)


def _shown(column: Column, value: Value) -> tuple[str, str]:
    """A value as printed, and what it is: ``name``, ``word`` or ``number``."""
    if value is None or value == "":
        return "", "word"
    if isinstance(value, str):
        return value, "name" if column.title == NAME else "word"
    if isinstance(value, date):
        return f"{value}", "word"
    if isinstance(value, Decimal):
        return f"{value:.2f}", "number"
    return f"{value}%" if column.share else f"{value}", "number"
