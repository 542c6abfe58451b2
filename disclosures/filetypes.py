"""What kind of file an attachment really is, told by its content, and a name safe to give it.

Nothing is opened further than telling needs: attachments are only ever handed out as downloads.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import PureWindowsPath
from zipfile import BadZipFile, ZipFile

from disclosures.readers.decode import MAX_MEMBERS, MAX_UNPACKED
from units.packages import refusal

MAX_SIZE = 20 * 1024 * 1024
_MAX_STEM = 100
_OFFICE = "application/vnd.openxmlformats-officedocument"
_ENCRYPTED = 0x1
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_PDF, _PDF_END = b"%PDF-", b"%%EOF"
_TAIL = 2048  # an end mark stands this close to the end


class UnfitFileError(Exception):
    """The file cannot be an attachment; ``str(error)`` says why."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that may be attached; ``suffixes`` are its names' ends, the usual first."""

    label: str
    content_type: str
    suffixes: tuple[str, ...]


PDF = FileType("PDF 文件", "application/pdf", (".pdf",))
PNG = FileType("PNG 图片", "image/png", (".png",))
JPEG = FileType("JPEG 图片", "image/jpeg", (".jpg", ".jpeg"))
DOCX = FileType("Word 文档", f"{_OFFICE}.wordprocessingml.document", (".docx",))
XLSX = FileType("Excel 工作簿", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",))
ACCEPTED = tuple(suffix for kind in (PDF, DOCX, XLSX, PNG, JPEG) for suffix in kind.suffixes)
_MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}


def type_of(name: str, content: bytes) -> FileType:
    """The type of ``content``, which must be the one that ``name`` promises.

    Raises ``UnfitFileError``.
    """
    if not content:
        raise UnfitFileError("文件是空的")
    if len(content) > MAX_SIZE:
        raise UnfitFileError(f"文件超过 {MAX_SIZE // 1024 // 1024} MB")
    suffix = PureWindowsPath(name).suffix.lower()
    if suffix not in ACCEPTED:
        raise UnfitFileError("只接受 PDF、Word（.docx）、Excel（.xlsx）文件和 PNG、JPEG 图片")
    kind = _sniffed(content)
    if kind is None or suffix not in kind.suffixes:
        found = f"是{kind.label}" if kind else "已损坏或不是这种文件"
        raise UnfitFileError(f"文件名以 {suffix} 结尾，内容却{found}")
    return kind


def safe_name(name: str, kind: FileType) -> str:
    """The last part of ``name`` without what file systems, headers or readers stumble over."""
    last = PureWindowsPath(name.replace("\x00", "")).name  # knows both separators
    suffix = PureWindowsPath(last).suffix
    stem = unicodedata.normalize("NFC", last.removesuffix(suffix))
    # Control and format characters, such as those that reverse the direction of writing.
    stem = "".join(char for char in stem if unicodedata.category(char)[0] != "C")
    stem = _FORBIDDEN.sub("_", stem).strip(" .")[:_MAX_STEM]
    return f"{stem or '附件'}{kind.suffixes[0]}"


def _sniffed(content: bytes) -> FileType | None:
    tail = content[-_TAIL:]
    if content.startswith(_PDF):
        return PDF if _PDF_END in tail else None
    if content.startswith(_PNG):
        return PNG if content.endswith(_PNG_END) else None
    if content.startswith(_JPEG):
        return JPEG if _JPEG_END in tail else None
    return _office(content) if content.startswith(b"PK\x03\x04") else None


def _office(content: bytes) -> FileType | None:
    """Word or Excel, without macros, and no larger unpacked than such a file can be."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except (BadZipFile, OSError, EOFError, ValueError):
        return None
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names or any(m.flag_bits & _ENCRYPTED for m in members):
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnfitFileError("文件含有宏，请另存为不含宏的 .docx 或 .xlsx")
    if why := refusal(
        archive, name="文件", advice="疑似压缩炸弹",
        most_members=MAX_MEMBERS, most_bytes=MAX_UNPACKED,
    ):  # fmt: skip
        raise UnfitFileError(why)
    return next((kind for part, kind in _MAIN_PARTS.items() if part in names), None)
