"""Ids of the places on a page: the address of a figure in the Report is its id."""

from __future__ import annotations

import re
from urllib.parse import quote

from fiscal.document import Paragraph

_BLANK = re.compile(r"\s+")


def anchor(path: str) -> str:
    """Id of a place: its address in the Report without white space, which ids may not have."""
    return _BLANK.sub("_", path)


def paragraph_anchor(paragraph: Paragraph) -> str:
    """``s5.1.body``, or ``s5.3.item#2010301`` in a repeated paragraph."""
    key = f"#{paragraph.key}" if paragraph.key else ""
    return anchor(paragraph.id + key)


def anchor_of(where: str) -> str:
    """Id of the place that a finding's ``where`` names.

    ``texts/s5.3.item.reason#2010301`` is the paragraph ``s5.3.item#2010301``; every other
    address is that of a cell.
    """
    if not where.startswith("texts/"):
        return anchor(where)
    field, _, key = where.removeprefix("texts/").partition("#")
    paragraph = field.rpartition(".")[0]
    return anchor(f"{paragraph}#{key}" if key else paragraph)


def figure_url(base: str, address: str) -> str:
    """The page of a figure's own: ``base`` is the address of the version it belongs to."""
    return f"{base}figures/{quote(address)}/"
