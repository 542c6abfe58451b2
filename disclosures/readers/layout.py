"""How the parts of a file are told apart: table titles, part headings, page furniture.

Everything here looks at text without white space (``squeeze``), never at positions.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from disclosures.readers.model import Piece, squeeze
from disclosures.render.grids.evaluations import PROJECT_TITLE, UNIT_TITLE
from disclosures.render.grids.targets import TITLE as TARGET_TITLE

UNIT, PROJECT, TARGET, UNTITLED = UNIT_TITLE, PROJECT_TITLE, TARGET_TITLE, ""
YEAR = re.compile(r"[（(]20\d\d年度?[）)]|20\d\d年度")

_DECORATED = r"(?:附[件表]\d*[:：.、]?)?(?:20\d\d年度?)?{}(?:[（(]20\d\d年度?[）)])?"
_TITLES = (
    (UNIT, re.compile(_DECORATED.format(r"(?:[（(]?(?:单位|部门)[）)]?)*整体支出绩效自评表"))),
    (PROJECT, re.compile(_DECORATED.format(r"项目支出绩效自评表"))),
    (TARGET, re.compile(_DECORATED.format(r"项目支出绩效目标(?:申报)?表"))),
)  # fmt: skip
_FIRST_LABELS = {"单位名称", "项目名称", "预算单位"}
_AFTER_TABLES = re.compile(r"十[二三]、其他|第[一二三四]部分")
_PARTS = (
    ("第一部分 单位概况", re.compile(r"第一部分.*概况")),
    ("第二部分 部门决算情况说明", re.compile(r"第二部分.*(?:决算|情况说明)")),
    ("第三部分 专业名词解释", re.compile(r"第三部分.*(?:名词|解释)")),
    ("第四部分 部门决算报表", re.compile(r"第四部分.*(?:报表|附表|决算表)")),
)
_PAGE_NUMBER = re.compile(r"[-—–_－]*\d{1,4}[-—–_－]*|第\d{1,4}页(?:[，,/]?共\d{1,4}页)?")
_CONTENTS = re.compile(r"目\s*录|.{2,60}?(?:[.．…·]{3,}|\t)\s*\d{1,3}")
_YEAR_IN_TEXT = re.compile(r"(20\d\d)\s*年\s*度")


@dataclass
class Table:
    """The pieces of one evaluation or target table, title first where it has one."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)


@dataclass
class Parts:
    """A file taken apart; every piece that is not blank is in exactly one of the lists."""

    lines: list[Piece] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    furniture: list[Piece] = field(default_factory=list)


def table_title(key: str) -> str | None:
    """The kind of table that this line is the title of."""
    if not key.endswith(("表", ")", "）")) or len(key) > 40:
        return None
    return next((kind for kind, pattern in _TITLES if pattern.fullmatch(key)), None)


def ends_tables(key: str) -> bool:
    """True for a heading that follows the tables."""
    return _AFTER_TABLES.match(key) is not None


def starts_table(key: str) -> bool:
    return table_title(key) is not None or key in _FIRST_LABELS


def take_apart(pieces: list[Piece]) -> Parts:
    """Narrative lines, tables and page furniture, in the order of the file."""
    parts = Parts()
    table: Table | None = None
    for piece in pieces:
        key = piece.key
        kind = table_title(key)
        if kind is not None:
            table = _begin(parts, kind)
        elif table is not None and piece.row is None and ends_tables(key):
            table = None
        elif key in _FIRST_LABELS and _begins(piece, table):
            table = _begin(parts, UNTITLED)
        if table is not None:
            table.pieces.append(piece)
            table.labels.add(key)
        elif key:
            (parts.furniture if is_furniture(piece) else parts.lines).append(piece)
    return parts


def _begins(piece: Piece, table: Table | None) -> bool:
    """Whether a first label starts a table that has no title."""
    return piece.row is not None if table is None else piece.key in table.labels


def _begin(parts: Parts, kind: str) -> Table:
    table = Table(kind)
    parts.tables.append(table)
    return table


def is_furniture(piece: Piece) -> bool:
    """Page numbers and lines of a table of contents."""
    return (
        _PAGE_NUMBER.fullmatch(piece.key) is not None
        or _CONTENTS.fullmatch(piece.text.strip()) is not None
    )


def missing_parts(lines: list[Piece]) -> list[str]:
    """Headings of the four parts that the text does not have."""
    keys = [squeeze(line.text) for line in lines if line.key.startswith("第")]
    return [name for name, pattern in _PARTS if not any(pattern.match(key) for key in keys)]


def is_disclosure(parts: Parts) -> bool:
    return bool(parts.tables) or len(missing_parts(parts.lines)) < len(_PARTS)


def year_of(pieces: list[Piece]) -> int | None:
    """The year that the text says most often: ``2024年度``."""
    years = Counter(year for piece in pieces for year in _YEAR_IN_TEXT.findall(piece.text))
    return int(years.most_common(1)[0][0]) if years else None
