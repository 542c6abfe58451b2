"""HTML of a document: the article for the portal's page, and a file that stands alone.

Both come from ``templates/documents``. The portal wraps the article and links
``css/document.css`` (all media) and ``css/paged.css`` (print).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from disclosures.render.article import article
from disclosures.render.imprint import Imprint
from fiscal.document import Document

SCREEN_CSS, PAPER_CSS = "css/document.css", "css/paged.css"


def render_fragment(document: Document, base: str = "") -> SafeString:
    """The ``<article>`` as the portal shows it: no style, no script, headings h2 to h4.

    The page around it has the title.

    ``base`` is the address of the version, where every figure has a page that says what it is
    made of; without it figures lead nowhere.
    """
    return render_to_string("documents/article.html", {"article": article(document, base=base)})


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
