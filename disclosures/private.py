"""Personal data in files that are to be published with a version: somebody is to look before.

The same is looked for as in texts (rule TX-35), in titles and names and in what Word and Excel
files hold. A warning only: in a table of figures an amount may look like a telephone number. PDF
files and pictures are not read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.core.cache import cache

from disclosures import files
from disclosures.filetypes import DOCX, XLSX
from disclosures.models import Attachment
from fiscal.checks.slips import private_kinds

_READ = (DOCX.content_type, XLSX.content_type)
_PARTS = re.compile(
    r"(?:word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)"
    r"|xl/(?:sharedStrings|comments\d*|worksheets/[^/]+))\.xml"
)
# Where a text ends; within it runs of different looks make one text.
_ENDS = re.compile(r"</(?:\w+:)?(?:p|tc|si|c|f|text)>|<w:(?:br|tab)\b[^>]*>")
_MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A file and what it seems to hold, in words."""

    attachment: Attachment
    kinds: tuple[str, ...]

    def __str__(self) -> str:
        return f"附件“{self.attachment}”疑似含有{'、'.join(self.kinds)}"


def suspects_of(ids: Collection[int]) -> Mapping[int, list[Suspect]]:
    """Of the files that would be published with these disclosures those to be looked at."""
    found: dict[int, list[Suspect]] = {one: [] for one in ids}
    for attachment in Attachment.objects.filter(disclosure__in=ids, is_public=True):
        if suspect := suspected(attachment):
            found[attachment.disclosure_id].append(suspect)
    return found


def suspected(attachment: Attachment) -> Suspect | None:
    """What there is to be looked at in a file, whoever it is for."""
    kinds = [*private_kinds(f"{attachment.title}\n{attachment.name}"), *_inside(attachment)]
    return Suspect(attachment, tuple(dict.fromkeys(kinds))) if kinds else None


def _inside(attachment: Attachment) -> list[str]:
    """What a content holds never changes, so it is looked for once."""
    if attachment.content_type not in _READ:
        return []
    sha256 = attachment.sha256
    return cache.get_or_set(f"private-{sha256}", lambda: _look(sha256), timeout=None) or []


def _look(sha256: str) -> list[str]:
    try:
        with files.open_kept(files.ATTACHMENTS, sha256) as file:
            return private_kinds(text_of(file.read()))
    except (OSError, BadZipFile, zlib.error, ValueError, RuntimeError):
        return []  # it is not there, or nobody can read it


def text_of(content: bytes) -> str:
    """The texts and values of a Word or Excel file, a line each, in any order."""
    lines = []
    with ZipFile(BytesIO(content)) as archive:
        for member in archive.infolist():
            if _PARTS.fullmatch(member.filename):
                xml = archive.read(member).decode("utf-8", "replace")
                lines.append(unescape(_MARKUP.sub("", _ENDS.sub("\n", xml))))
    return "\n".join(lines)
