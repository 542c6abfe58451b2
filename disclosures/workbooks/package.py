"""Sheets of an .xlsx workbook (also .xlsm and .xltx), read as a stream.

The XML is walked directly. Libraries were tried: openpyxl takes two minutes and 3.5 GB for a
million blank rows and stumbles over the styles of some programs; calamine allocates the whole
rectangle between the first and the last cell, so that two cells can end the process, and
gives error values and formulas without a result as blanks. See docs/decisions/0010.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import isfinite
from typing import IO
from zipfile import BadZipFile, ZipFile

from lxml import etree  # type: ignore[import-untyped]

from disclosures.readers.decode import MAX_MEMBERS, MAX_RATIO, UnreadableError
from disclosures.workbooks.model import (
    Area,
    Cell,
    Sheet,
    date_text,
    in_reading_order,
    number_text,
    place_of,
)

MAX_UNPACKED = 256 * 1024 * 1024  # read as a stream; a million blank rows are 130 MB
MAX_SHEETS = 100
MAX_CELLS = 400_000
MAX_MERGED = 20_000
MAX_TEXT = 40_000  # characters; the format's own limit is 32,767
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NO_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
NOT_CALCULATED = "公式没有保存计算结果"


def read_package(content: bytes) -> tuple[Sheet, ...]:
    """The sheets in the order of the workbook. Raises ``UnreadableError``."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check(archive)
            return tuple(_Package(archive).sheets())
    except etree.XMLSyntaxError:
        raise UnreadableError("工作簿内容已损坏，请用 Excel 或 WPS 打开后另存为 .xlsx") from None
    except (BadZipFile, LookupError, OSError, EOFError, ValueError, RuntimeError, zlib.error):
        # RuntimeError covers encrypted members and unsupported compression.
        raise UnreadableError("工作簿已损坏或已加密，无法打开") from None


def is_package(content: bytes) -> bool:
    """True for an archive that holds a workbook, whatever kind of one."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except (BadZipFile, OSError, EOFError, ValueError, RuntimeError):
        return False


def _check(archive: ZipFile) -> None:
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS or size > MAX_UNPACKED:
        raise UnreadableError("工作簿展开后过大，请删除空白的行和列后另存再试")
    if size > MAX_RATIO * max(packed, 1):
        raise UnreadableError("工作簿的压缩比异常（疑似压缩炸弹），已拒绝读取")
    if any(member.filename == "xl/workbook.bin" for member in members):
        raise UnreadableError("这是二进制工作簿（.xlsb），请另存为 .xlsx 后再试")


class _Limited:
    """A member as a stream that ends in an error when it is longer than it said."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.left = stream, MAX_UNPACKED

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise UnreadableError("工作簿展开后过大，已拒绝读取")
        return data


@dataclass(frozen=True, slots=True)
class _Entry:
    """A worksheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


class _Package:
    """One workbook: its strings and styles, and the cells counted so far."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}
        self.strings = tuple(self._strings())
        self.date_styles = self._date_styles()
        self.cells = 0

    def sheets(self) -> Iterator[Sheet]:
        entries = list(self._entries())
        if not entries:
            raise UnreadableError("工作簿中没有工作表")
        if len(entries) > MAX_SHEETS:
            raise UnreadableError(f"工作簿有 {len(entries)} 个工作表，超过 {MAX_SHEETS} 个")
        for entry in entries:
            yield self._sheet(entry)

    def _walk(self, part: str, *names: str) -> Iterator[etree._Element]:
        """Elements of these names as each ends. Nothing that is done with stays in memory."""
        member = self.names.get(part.lower())
        if member is None:
            return
        with self.archive.open(member) as stream:
            events = etree.iterparse(
                _Limited(stream), events=("end",), tag=[f"{{*}}{name}" for name in names],
                resolve_entities=False, no_network=True, load_dtd=False,
            )  # fmt: skip
            for number, (_, element) in enumerate(events):
                # It stands before the root, so that the first element tells.
                if not number and element.getroottree().docinfo.doctype:
                    raise UnreadableError("工作簿含有外部实体声明，已拒绝读取")
                yield element

    def _entries(self) -> Iterator[_Entry]:
        targets = {
            element.get("Id"): _part(element.get("Target", ""))
            for element in self._walk("xl/_rels/workbook.xml.rels", "Relationship")
            if element.get("Type", "").endswith("/worksheet")
        }
        for element in self._walk("xl/workbook.xml", "sheet"):
            link = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
            if link in targets:
                hidden = element.get("state", "visible") != "visible"
                yield _Entry(element.get("name", ""), targets[link], hidden)

    def _strings(self) -> Iterator[str]:
        for element in self._walk("xl/sharedStrings.xml", "si"):
            yield _text(element)
            _forget(element)

    def _date_styles(self) -> frozenset[int]:
        """Indexes of the cell styles that show a number as a date."""
        custom: set[int] = set()
        dates: list[int] = []
        for element in self._walk("xl/styles.xml", "numFmt", "cellXfs"):
            if _name(element) == "cellXfs":
                formats = [_whole(xf.get("numFmtId")) for xf in element]
                dates = [i for i, f in enumerate(formats) if f in custom or f in _DATE_FORMATS]
            elif _is_date(element.get("formatCode", "")):
                custom.add(_whole(element.get("numFmtId")))
        return frozenset(dates)

    def _sheet(self, entry: _Entry) -> Sheet:
        cells: list[Cell] = []
        merged: list[Area] = []
        row = column = 0
        for element in self._walk(entry.part, "c", "row", "mergeCell"):
            name = _name(element)
            if name == "c":
                here = _whole(element.getparent().get("r"), row + 1), column + 1
                place = place_of(element.get("r", "")) or here
                column = place[1]
                if cell := self._cell(element, *place):
                    cells.append(cell)
                    self._count()
                _forget(element)
            elif name == "row":
                row, column = _whole(element.get("r"), row + 1), 0
                _forget(element)
            elif len(merged) < MAX_MERGED:
                merged += _area(element.get("ref", ""))
        return Sheet(entry.name, in_reading_order(cells), tuple(merged), entry.hidden)

    def _count(self) -> None:
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise UnreadableError(f"工作簿的单元格超过 {MAX_CELLS:,} 个")

    def _cell(self, element: etree._Element, row: int, column: int) -> Cell | None:
        value, formula, inline = None, False, ""
        for child in element:
            match _name(child):
                case "v":
                    value = child.text or ""
                case "f":
                    formula = True
                case "is":
                    inline = _text(child)
        kind = element.get("t", "n")
        if kind == "inlineStr":
            return _worded(row, column, inline)
        if not value and formula and kind != "str":
            return Cell(row, column, "", problem=NOT_CALCULATED)
        if not value:
            return None
        return self._valued(element, kind, value, (row, column))

    def _valued(
        self, element: etree._Element, kind: str, value: str, place: tuple[int, int]
    ) -> Cell | None:
        match kind:
            case "s":
                index = _whole(value, len(self.strings))
                return _worded(*place, self.strings[index])
            case "str":
                return _worded(*place, _unescaped(value))
            case "e":
                return Cell(*place, value, problem=f"单元格是错误值 {value[:20]}")
            case "b":
                return Cell(*place, "TRUE" if value == "1" else "FALSE")
            case "d":
                return _worded(*place, value)
        number = _number(value)
        if number is None:
            return _worded(*place, value)
        if _whole(element.get("s")) in self.date_styles:
            return Cell(*place, date_text(number))
        return Cell(*place, number_text(number), is_number=True)


def _worded(row: int, column: int, text: str) -> Cell | None:
    return Cell(row, column, text[:MAX_TEXT]) if text.strip() else None


def _name(element: etree._Element) -> str:
    """Local name: transitional and strict workbooks differ in the namespace only."""
    return _local(element.tag)


@lru_cache(maxsize=1000)
def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _text(element: etree._Element) -> str:
    """Text of a string, rich or not; phonetic guides (``rPh``) are not part of it."""
    parts = []
    for child in element:
        name = _name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [part.text or "" for part in child if _name(part) == "t"]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """``_x000D_`` stands for a character that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")


def _forget(element: etree._Element) -> None:
    """Free an element and what stands before it: the tree must not grow with the file."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _area(reference: str) -> Iterator[Area]:
    first, _, last = reference.partition(":")
    start, end = place_of(first), place_of(last or first)
    if start and end:
        yield Area(*start, *end)


def _part(target: str) -> str:
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _is_date(code: str) -> bool:
    """Whether a number format shows a date: it names years or days outside of quotations."""
    return re.search("[ydYD]", _NO_DATE.sub("", code)) is not None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() else default
