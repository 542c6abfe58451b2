"""PDF of a standalone page: tagged for screen readers, the same bytes on every run."""

from __future__ import annotations

import re
from pathlib import Path

import weasyprint
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

from disclosures.collector import without_collector

VARIANT = "pdf/ua-1"
_BASE_CSS = Path(weasyprint.__file__).parent / "css" / "html5_ua.css"
# Rules such as ``::footnote-call {…}``: six styles more for every cell, used by none of them.
_PSEUDO_RULES = re.compile(r"^::.*$", re.MULTILINE)


class _Page(HTML):  # type: ignore[misc]
    """A page under WeasyPrint's own base style sheet without markers and footnotes."""

    _base = CSS(string=_PSEUDO_RULES.sub("", _BASE_CSS.read_text(encoding="utf-8")))

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [self._base]


def render_pdf(page: str) -> bytes:
    """PDF/UA-1 of ``page`` (from ``html.render_page``), deterministic for the same fonts.

    Dates come from the page's own metadata. There is no file identifier, which PDF/UA does not
    ask for: making one writes and compresses the whole document a second time.
    The page stands alone: whatever it might ask for, file or network, is not fetched.
    """
    with without_collector():
        html = _Page(string=page, url_fetcher=URLFetcher(allowed_protocols=()))
        pdf: bytes = html.write_pdf(pdf_variant=VARIANT)
    return pdf
