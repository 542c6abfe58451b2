"""A part of a workbook as a stream of XML elements: the tree never grows with the file.

Of the parsers ElementTree's is the fastest: lxml makes a new object of every element looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import IO, NoReturn
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from xml.parsers import expat

from disclosures.readers.decode import UnreadableError
from disclosures.workbooks.markup import local

MAX_UNPACKED = 256 * 1024 * 1024  # a million blank rows are 130 MB
MAX_AT_ONCE = 8 * 1024 * 1024  # of a row, a string: what the tree holds until it ends
_CHUNK = 16 * 1024
_DAMAGED = "工作簿内容已损坏，请用 Excel 或 WPS 打开后另存为 .xlsx"


def elements(file: IO[bytes], *names: str) -> Iterator[Element]:
    """Elements of these local names, children of the root or of its children, as each has ended.

    Raises ``UnreadableError``.
    """
    try:
        yield from _elements(file, names)
    except (ParseError, expat.ExpatError):
        raise UnreadableError(_DAMAGED) from None


def _elements(file: IO[bytes], names: Collection[str]) -> Iterator[Element]:
    chunk = file.read(_CHUNK)
    _check_beginning(chunk)
    tree = TreeBuilder()
    above = tree.start("", {})  # the root's parent: what is built can be seen on the way
    parser = XMLParser(target=tree)  # noqa: S314 - there is no document type to unfold
    left, held = MAX_UNPACKED, 0
    while chunk:
        left -= len(chunk)
        held += len(chunk)
        if left < 0 or held > MAX_AT_ONCE:
            raise UnreadableError("工作簿展开后过大，已拒绝读取")
        parser.feed(chunk)
        for element in _ended(above, names):
            held = 0
            yield element
        chunk = file.read(_CHUNK)
    parser.close()
    for child in above[0]:
        yield from _named(child, names)


def _check_beginning(chunk: bytes) -> None:
    """A document type stands before the root, which is never far from the beginning."""
    begun: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, _: begun.append(name)
    parser.Parse(chunk)
    if not begun:
        raise UnreadableError(_DAMAGED)


def _refuse(*_: object) -> NoReturn:
    raise UnreadableError("工作簿含有外部实体声明，已拒绝读取")


def _ended(above: Element, names: Collection[str]) -> Iterator[Element]:
    """What has ended of the root's children and of the children of the last; it leaves the tree."""
    for root in above:
        for child in _all_but_last(root):
            yield from _named(child, names)
        for last in root:
            if local(last.tag) not in names:
                yield from (child for child in _all_but_last(last) if local(child.tag) in names)


def _all_but_last(parent: Element) -> list[Element]:
    """The last may go on."""
    children = parent[:-1]
    del parent[:-1]
    return children


def _named(element: Element, names: Collection[str]) -> Iterator[Element]:
    if local(element.tag) in names:
        yield element
    else:
        yield from (child for child in element if local(child.tag) in names)
