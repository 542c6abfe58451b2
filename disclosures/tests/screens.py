"""What a screen shows of a document, as one piece."""

from __future__ import annotations

from disclosures.render.html import render_parts
from fiscal.document import Document


def on_screen(document: Document, base: str = "") -> str:
    """The parts of the page that come from the document, one after the other."""
    inner = "".join(render_parts(document, base))
    return f'<article class="document">{inner}</article>'
