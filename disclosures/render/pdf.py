"""PDF of a standalone page: an archive that a screen reader can read, the same on every run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pydyf
import weasyprint
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

from disclosures.collector import without_collector
from disclosures.render.pdf_finish import Attached, finish
from disclosures.render.pdf_layout import settle

VARIANT = "pdf/a-3a"  # ``finish`` makes it PDF/UA-1 besides
_BASE_CSS = Path(weasyprint.__file__).parent / "css" / "html5_ua.css"
# Rules such as ``::footnote-call {…}``: six styles more for every cell, used by none of them.
_PSEUDO_RULES = re.compile(r"^::.*$", re.MULTILINE)
_XREF = b"/Type /XRef"


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    """As in pydyf, which writes all of them anew for each of ten thousand tags."""
    kids = pdf.pages["Kids"]
    if len(kids) != 3 * len(getattr(pdf, "told", ())):
        pdf.told = tuple(f"{number} 0 R".encode() for number in kids[::3])
    told: tuple[bytes, ...] = pdf.told
    return told


pydyf.PDF.page_references = property(_page_references)


class _Page(HTML):  # type: ignore[misc]
    """A page under WeasyPrint's own base style sheet without markers and footnotes."""

    _base = CSS(string=_PSEUDO_RULES.sub("", _BASE_CSS.read_text(encoding="utf-8")))

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [self._base]


def render_pdf(page: str, attached: Sequence[Attached] = ()) -> bytes:
    """PDF/A-3a and PDF/UA-1 of ``page`` (from ``html.render_page``) with files inside.

    The same page and files give the same bytes for the same fonts. Dates come from the page's
    own metadata. The page stands alone: whatever it might ask for, file or network, is not
    fetched.
    """
    with without_collector():
        html = _Page(string=page, url_fetcher=URLFetcher(allowed_protocols=()))
        document = html.render(pdf_variant=VARIANT, pdf_identifier=False)
        settle(document.pages)
        pdf: bytes = document.write_pdf(
            finisher=partial(finish, attached=attached), pdf_variant=VARIANT, pdf_identifier=False
        )
    return _identified(pdf)


def _identified(pdf: bytes) -> bytes:
    """Put the digest of its bytes into the trailer, as the identifier that archives ask for.

    WeasyPrint would write and compress the whole document a second time for it. The trailer is
    the last object and all offsets point before it.
    """
    at = pdf.rindex(_XREF)
    own = sha256(pdf).hexdigest()[:32].encode()
    return b"%b/ID [<%b> <%b>] %b" % (pdf[:at], own, own, pdf[at:])
