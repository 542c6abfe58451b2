"""HTML of a document: its parts for the portal's page, and a file that stands alone.

Both come from ``templates/documents``. The portal sets the parts into its page and links
``css/document.css`` (all media) and ``css/paged.css`` (print).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from disclosures.render.article import TableFile, article
from disclosures.render.imprint import Imprint
from fiscal.document import Document

SCREEN_CSS, PAPER_CSS = "css/document.css", "css/paged.css"


class Parts(NamedTuple):
    """A document on a screen: the page sets its own parts between these.

    ``head`` has the title (h1), ``entries`` are items of the list of contents, ``body`` the text
    and the tables (h2 to h4). No style, no script.
    """

    head: SafeString
    entries: SafeString
    body: SafeString


def render_parts(document: Document, base: str = "", files: Iterable[TableFile] = ()) -> Parts:
    """The parts of a document for its page.

    ``base`` is the address of the version, where every figure has a page that says what it is
    made of; without it figures lead nowhere. ``files`` stand beside the tables that they are of.
    """
    context = {"article": article(document, base=base, files=files)}
    return Parts(*(render_to_string(f"documents/{name}.html", context) for name in Parts._fields))


def render_page(document: Document, imprint: Imprint | None = None) -> SafeString:
    """A complete page that needs no other file: to keep, to print, to make the PDF from.

    Without ``imprint`` the cover calls it a draft.
    """
    context = {
        "article": article(document, every_figure=False),
        "imprint": imprint,
        "standalone": True,
        "screen_css": style_sheet(SCREEN_CSS),
        "paper_css": style_sheet(PAPER_CSS),
    }
    return render_to_string("documents/page.html", context)


@cache
def style_sheet(name: str) -> str:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"style sheet {name} is not among the static files")
    return Path(path).read_text(encoding="utf-8")
