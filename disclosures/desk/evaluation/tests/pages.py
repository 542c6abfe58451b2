"""How the tests of the performance tables use their pages."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from disclosures.models import Disclosure
from disclosures.store import assemble
from fiscal.report import Indicator

FIRST = "projects/0/indicators/0"


def address(draft: Disclosure, name: str = "project", *more: object) -> str:
    return reverse(f"admin:desk_{name}", args=[draft.pk, *more])


def posted(
    desk: Client, draft: Disclosure, step: str, typed: dict[str, str], project: int = 0
) -> Any:
    """Post the form of a project as a browser without scripts does, with ``typed`` in it."""
    url = address(draft, "project", project)
    page = desk.get(url, {"step": step})
    form = page.context["form"]
    data = {"step": step, "do": "save", f"guard:{form.guard}": form.name}
    for sheet in form.sheets:
        data |= {f"guard:{one.guard}": one.meant for one in sheet.rows if one.guard}
    for cell in form.cells:
        if cell.column.is_typed:
            data |= {f"old:{cell.path}": cell.value, cell.path: cell.value}
    return desk.post(url, data | typed)


def first_row(draft: Disclosure) -> Indicator:
    return assemble(draft).projects[0].indicators[0]
