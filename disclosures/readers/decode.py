"""From the bytes of an uploaded file to text or to a Word document's XML.

The kind is told by content, never by the file's name. Everything that is not readable ends
in an ``UnreadableError`` with a sentence for the officer.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sized
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from units.packages import refusal

MAX_FILE = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_MEMBERS = 5000
MAX_PIECES = 60_000  # lines and cells; a large disclosure has 5,000
_MAIN_PART = re.compile(r"word/document\d*\.xml")
_LIST_PARTS = ("word/numbering.xml", "word/styles.xml")
_CONTROL = re.compile(r"[\x00-\x06\x0e-\x1a\x1c\x7f]")
# Byte order marks, cell marks, soft line breaks and page breaks of word processors.
_LAYOUT = {0xFEFF: None, 0x07: None, 0x0B: " ", 0x0C: " "}
_COMMON = re.compile(r"年度|万元|支出|收入|决算|预算|绩效|项目|指标|单位|部分")
_SIGNATURES = (
    (b"\x89PNG", "PNG 图片"), (b"\xff\xd8\xff", "JPEG 图片"), (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"), (b"II*\x00", "TIFF 图片"), (b"MM\x00*", "TIFF 图片"),
    (b"%PDF", "PDF 文件"), (b"Rar!", "RAR 压缩包"), (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "GZIP 压缩包"), (b"{\\rtf", "RTF 文档"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件（.doc/.xls）或加密的 Office 文件"),
)  # fmt: skip


class UnreadableError(Exception):
    """The bytes are not a readable file; ``str(error)`` says why."""


def is_zip(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def check_size(content: bytes) -> None:
    if not content.strip():
        raise UnreadableError("文件是空的")
    if len(content) > MAX_FILE:
        raise UnreadableError(f"文件超过 {MAX_FILE // 1024 // 1024} MB")


def check_length(pieces: Sized) -> None:
    """Refuse what no disclosure is as long as, before time is spent on understanding it."""
    if len(pieces) > MAX_PIECES:
        raise UnreadableError(f"文件超过 {MAX_PIECES} 行")


def decode_text(content: bytes) -> str:
    """Text in UTF-8, UTF-16 or GB18030, told by byte order mark, then by trial."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature) and not (signature == b"BM" and b"\x00" not in content):
            raise UnreadableError(f"这是{kind}，请上传 .docx 或 .txt 文件")
    text = _decode(content)
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise UnreadableError(f"不是文本文件：第{line}行含有二进制内容")
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_LAYOUT)


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16")
    if b"\x00" in content:
        raise UnreadableError("不是文本文件，也不是 Word 文档（.docx）")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _decode_gb18030(content, error)


def _decode_gb18030(content: bytes, utf8_error: UnicodeDecodeError) -> str:
    """GB18030, unless the file is UTF-8 with some broken bytes."""
    line = content.count(b"\n", 0, utf8_error.start) + 1
    broken = UnreadableError(f"文件编码有误：第{line}行有不能识别的字节，请另存为 UTF-8 后重试")
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        raise broken from None
    if len(_COMMON.findall(content.decode("utf-8", "ignore"))) > len(_COMMON.findall(text)):
        raise broken
    return text


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError("文件编码有误，请另存为 UTF-8 后重试") from None


@dataclass(frozen=True, slots=True)
class WordParts:
    """The parts of a .docx that carry text: the document, and how its lists are numbered."""

    document: bytes
    numbering: bytes | None = None
    styles: bytes | None = None


def word_parts(content: bytes) -> WordParts:
    """The parts of a .docx, after checks that keep an archive bomb from unfolding."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            if why := refusal(
                archive, name="压缩包", advice="已拒绝读取",
                most_members=MAX_MEMBERS, most_bytes=MAX_UNPACKED,
            ):  # fmt: skip
                raise UnreadableError(why)
            names = set(archive.namelist())
            documents = [name for name in names if _MAIN_PART.fullmatch(name)]
            if not documents:
                raise UnreadableError("压缩包中没有 Word 文档，请上传 .docx 或 .txt 文件")
            numbering, styles = (
                _member(archive, name) if name in names else None for name in _LIST_PARTS
            )
            return WordParts(_member(archive, min(documents)), numbering, styles)
    except (BadZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error):
        # RuntimeError covers encrypted members and unsupported compression.
        raise UnreadableError("Word 文档已损坏或已加密，无法打开") from None


def _member(archive: ZipFile, name: str) -> bytes:
    """One member; its declared size is not trusted."""
    with archive.open(name) as stream:
        data = stream.read(MAX_UNPACKED + 1)
    if len(data) > MAX_UNPACKED:
        raise UnreadableError("压缩包展开后过大，已拒绝读取")
    return data
