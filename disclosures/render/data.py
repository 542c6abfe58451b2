"""JSON of a document: its canonical payload, byte for byte what the digest is taken of."""

from __future__ import annotations

from fiscal.codec import canonical_json
from fiscal.document import Document


def render_json(document: Document) -> bytes:
    """Canonical JSON: ``sha256sum`` of the file is the digest of the published version."""
    return canonical_json(document)
