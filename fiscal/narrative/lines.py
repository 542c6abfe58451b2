"""Which lines of a statement the text lists, in which order, and how unknown codes are keyed.

A 类/款/项 that the year's classification does not hold has its names as key, joined with
``/``. A 经济分类款 without a code is keyed ``人员经费/<name>`` or ``公用经费/<name>``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fiscal.report import Line, Statement
from fiscal.statements import PERSONNEL_CLASSES

PERSONNEL, PUBLIC = "人员经费", "公用经费"


def group_of(classes: Sequence[str]) -> str:
    """人员经费 or 公用经费, by the economic classes of the group."""
    return PERSONNEL if tuple(classes) == PERSONNEL_CLASSES else PUBLIC


def merged(*levels: Iterable[Line]) -> list[Line]:
    """Lines of all levels ascending by code; one without a code follows its predecessor."""
    decorated: list[tuple[str, Line]] = []
    for lines in levels:
        carried = ""
        for line in lines:
            carried = line.key if line.key.isdigit() else carried
            decorated.append((carried, line))
    return [line for _, line in sorted(decorated, key=lambda pair: pair[0])]


def class_lines(statement: Statement) -> list[Line]:
    """类 lines with an amount."""
    return merged(line for line in statement.at_depth(1) if _spent(line, last_too=False))


def item_lines(statement: Statement) -> list[Line]:
    """项 lines with an amount this year or last year."""
    return merged(line for line in statement.at_depth(3) if _spent(line, last_too=True))


def economic_names(statement: Statement, classes: Sequence[str]) -> tuple[str, ...]:
    """Names of the 款 of a group with an amount, or with an unknown one."""
    return tuple(
        line.name
        for line in statement.at_depth(2)
        if _in_group(line.key, classes) and _listed(line)
    )


def _spent(line: Line, *, last_too: bool) -> bool:
    cell = line.cells.get("total")
    return cell is not None and bool(cell.this or (last_too and cell.last))


def _in_group(key: str, classes: Sequence[str]) -> bool:
    return key.startswith((*classes, f"{group_of(classes)}/"))


def _listed(line: Line) -> bool:
    cell = line.cells.get("amount")
    return cell is None or cell.this is None or cell.this != 0
