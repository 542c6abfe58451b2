"""The .docx package in fixed bytes, and text that XML can carry."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as WordDocument

# A package says when it was made and changed; the same document must give the same bytes.
# python-docx wants a naive time in UTC.
_EPOCH = datetime(2000, 1, 1)
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text without what XML 1.0 has no place for, such as control characters."""
    return _FORBIDDEN.sub("", text)


def fixed(word: WordDocument) -> bytes:
    """The document's bytes, which depend on its content alone."""
    core = word.core_properties
    core.created = core.modified = _EPOCH
    saved = BytesIO()
    word.save(saved)
    packed = BytesIO()
    with ZipFile(saved) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = ZipInfo(name, _EPOCH.timetuple()[:6])
            member.compress_type, member.create_system = ZIP_DEFLATED, 0
            target.writestr(member, source.read(name))
    return packed.getvalue()
