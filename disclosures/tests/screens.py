"""What a screen shows of a document, as one piece."""

from __future__ import annotations

from disclosures.render.html import render_parts
from fiscal.document import Document


def on_screen(document: Document, base: str = "") -> str:
    """The parts of the page that come from the document, in their order."""
    head, entries, body = render_parts(document, base)
    contents = f'<nav class="contents"><ol>{entries}</ol></nav>'
    return f'<article class="document">{head}{contents}{body}</article>'
