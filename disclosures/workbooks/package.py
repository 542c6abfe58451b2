"""Sheets of an .xlsx workbook (also .xlsm and .xltx), read as a stream.

The XML is walked directly. Libraries were tried: openpyxl takes two minutes and 3.5 GB for a
million blank rows and stumbles over the styles of some programs; calamine allocates the whole
rectangle between the first and the last cell, so that two cells can end the process, and
gives error values and formulas without a result as blanks.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from disclosures.collector import without_collector
from disclosures.readers.decode import MAX_MEMBERS, UnreadableError
from disclosures.workbooks.markup import local, text_of, unescaped
from disclosures.workbooks.model import (
    Area,
    Cell,
    Place,
    Sheet,
    column_of,
    date_text,
    in_order,
    place_of,
    problem_of,
)
from disclosures.workbooks.stream import MAX_UNPACKED, elements
from units.packages import number_text, refusal

MAX_SHEETS = 100
MAX_CELLS = 400_000
MAX_MERGED = 20_000
MAX_EXPONENT = 308  # of a number: written out, one of 1e999999 is a megabyte
MAX_DIGITS = 400
MAX_TEXT = 40_000  # characters; the format's own limit is 32,767
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NO_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
NOT_CALCULATED = "公式没有保存计算结果，请用 Excel 或 WPS 打开、保存后再试"
_WORD = "这是 Word 文件，不是 Excel 工作簿"


def read_package(content: bytes) -> tuple[Sheet, ...]:
    """The sheets in the order of the workbook. Raises ``UnreadableError``."""
    try:
        with without_collector(), ZipFile(BytesIO(content)) as archive:
            _check(archive)
            return tuple(_Package(archive).sheets())
    except (BadZipFile, LookupError, OSError, EOFError, ValueError, RuntimeError, zlib.error):
        # RuntimeError covers encrypted members and unsupported compression.
        raise UnreadableError("工作簿已损坏或已加密，无法打开") from None


def is_package(content: bytes) -> bool:
    """True for an archive that holds a workbook, whatever kind of one."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return any(_path(name).startswith("xl/") for name in archive.namelist())
    except (BadZipFile, OSError, EOFError, ValueError, RuntimeError):
        return False


def _check(archive: ZipFile) -> None:
    if why := refusal(
        archive, name="工作簿", advice="请删除空白的行和列后另存再试",
        most_members=MAX_MEMBERS, most_bytes=MAX_UNPACKED,
    ):  # fmt: skip
        raise UnreadableError(why)
    if "xl/workbook.bin" in archive.namelist():
        raise UnreadableError("这是二进制工作簿（.xlsb），请另存为 .xlsx 后再试")


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
        self.names = {_path(name): name for name in archive.namelist()}
        self.strings = {str(index): text for index, text in enumerate(self._strings())}
        self.date_styles = self._date_styles()
        self.cells = 0

    def sheets(self) -> Iterator[Sheet]:
        entries = list(self._entries())
        if not entries:
            word = any(name.startswith("word/") for name in self.names)
            raise UnreadableError(_WORD if word else "工作簿中没有工作表")
        if len(entries) > MAX_SHEETS:
            raise UnreadableError(f"工作簿有 {len(entries)} 个工作表，超过 {MAX_SHEETS} 个")
        for entry in entries:
            yield self._sheet(entry)

    def _walk(self, part: str, *names: str) -> Iterator[Element]:
        member = self.names.get(_path(part))
        if member is not None:
            with self.archive.open(member) as file:
                yield from elements(file, *names)

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
            text = text_of(element)
            yield text[:MAX_TEXT] if text.strip() else ""

    def _date_styles(self) -> frozenset[int]:
        """Indexes of the cell styles that show a number as a date."""
        custom: set[int] = set()
        dates: list[int] = []
        for element in self._walk("xl/styles.xml", "numFmt", "cellXfs"):
            if local(element.tag) == "cellXfs":
                formats = [_whole(xf.get("numFmtId")) for xf in element]
                dates = [i for i, f in enumerate(formats) if f in custom or f in _DATE_FORMATS]
            elif _is_date(element.get("formatCode", "")):
                custom.add(_whole(element.get("numFmtId")))
        return frozenset(dates)

    def _sheet(self, entry: _Entry) -> Sheet:
        cells: dict[Place, Cell] = {}
        merged: list[Area] = []
        row = 0
        for element in self._walk(entry.part, "row", "mergeCell"):
            if local(element.tag) == "row":
                row = _whole(element.get("r"), row + 1)
                self._add_row(element, row, cells)
                if self.cells + len(cells) > MAX_CELLS:
                    raise UnreadableError(f"工作簿的单元格超过 {MAX_CELLS:,} 个")
            elif len(merged) < MAX_MERGED:
                merged += _area(element.get("ref", ""))
        self.cells += len(cells)
        return Sheet(entry.name, in_order(cells), tuple(merged), entry.hidden)

    def _add_row(self, element: Element, row: int, cells: dict[Place, Cell]) -> None:
        """Add the cells of a row that hold something."""
        strings, digits, column = self.strings, str(row), 0
        space = element.tag.removesuffix("row")
        a_cell, a_value = f"{space}c", f"{space}v"
        for child in element:
            if child.tag != a_cell:
                continue
            reference = child.get("r", "")
            named = column_of(reference.removesuffix(digits))
            place = (row, named) if named else place_of(reference) or (row, column + 1)
            column = place[1]
            parts = len(child)
            # Nearly every cell is a string; strings that are blank or unknown go the long way.
            plain = parts == 1 and child.get("t") == "s" and child[0].tag == a_value
            if plain and (text := strings.get(child[0].text or "")):
                cells[place] = Cell(*place, text)
            elif parts and (cell := self._cell(child, place)):
                cells[place] = cell

    def _cell(self, element: Element, place: Place) -> Cell | None:
        value, formula, inline = "", False, ""
        for child in element:
            name = local(child.tag)
            if name == "v":
                value = child.text or ""
            elif name == "f":
                formula = True
            elif name == "is":
                inline = text_of(child)
        kind = element.get("t", "n")
        if kind == "s" and value:
            text = self.strings[value]
            return Cell(*place, text) if text else None
        if kind == "inlineStr":
            return _worded(*place, inline)
        if not value and formula and kind != "str":
            return Cell(*place, "", problem=NOT_CALCULATED)
        if not value:
            return None
        return self._valued(element, kind, value, place)

    def _valued(self, element: Element, kind: str, value: str, place: Place) -> Cell | None:
        match kind:
            case "str":
                return _worded(*place, unescaped(value))
            case "e":
                return Cell(*place, value, problem=problem_of(value))
            case "b":
                return Cell(*place, "TRUE" if value == "1" else "FALSE")
            case "d":
                return _worded(*place, value)
        is_date = _whole(element.get("s")) in self.date_styles
        shown = _shown(value, is_date) if len(value) <= MAX_DIGITS else None
        return Cell(*place, *shown) if shown else _worded(*place, value)


def _worded(row: int, column: int, text: str) -> Cell | None:
    return Cell(row, column, text[:MAX_TEXT]) if text.strip() else None


def _area(reference: str) -> Iterator[Area]:
    first, _, last = reference.partition(":")
    start, end = place_of(first), place_of(last or first)
    if start and end:
        yield Area(*start, *end)


def _path(name: str) -> str:
    """A member's name for comparing; some programs write it with backslashes."""
    return name.replace("\\", "/").lower()


def _part(target: str) -> str:
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _is_date(code: str) -> bool:
    """Whether a number format shows a date: it names years or days outside of quotations."""
    return re.search("[ydYD]", _NO_DATE.sub("", code)) is not None


@lru_cache(maxsize=10_000)
def _shown(value: str, is_date: bool) -> tuple[str, bool] | None:
    """Text of a number or date, and whether it is a number; None of anything else.

    That is also what is larger or smaller than any program's numbers.
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > MAX_EXPONENT:
        return None
    return (date_text(number), False) if is_date else (number_text(number), True)


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() else default
