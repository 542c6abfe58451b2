"""PDF of a standalone page: tagged for screen readers, the same bytes on every run."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from weasyprint import HTML
from weasyprint.urls import URLFetcher

VARIANT = "pdf/ua-1"


def render_pdf(page: str) -> bytes:
    """PDF/UA-1 of ``page`` (from ``html.render_page``), deterministic for the same fonts.

    Dates come from the page's own metadata and the file identifier from its digest.
    The page stands alone: whatever it might ask for, file or network, is not fetched.
    """
    identifier = hashlib.sha256(page.encode()).digest()[:16]
    with _without_collector():
        html = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=()))
        pdf: bytes = html.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier)
    return pdf


@contextmanager
def _without_collector() -> Iterator[None]:
    """Layout makes a million objects that live to the end: collecting on the way finds none
    to free and costs a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
        gc.collect()
