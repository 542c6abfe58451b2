"""Which lines a statement has by declaration, and where a line belongs among the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from fiscal.report import TOTAL
from fiscal.statements import (
    BY_NUMBER,
    PERSONNEL_CLASSES,
    PERSONNEL_TOTAL,
    PUBLIC_CLASSES,
    PUBLIC_TOTAL,
    SINGLE_LINE,
    Kind,
)

Rank = tuple[int, str]

TOTAL_NAME = "合计"
_ECONOMIC = ((PERSONNEL_CLASSES, PERSONNEL_TOTAL), (PUBLIC_CLASSES, PUBLIC_TOTAL))
_LAST = 99


@cache
def declared_lines(number: str) -> Mapping[str, str]:
    """Lines that a statement has whatever the unit: key → label, in printing order."""
    declaration = BY_NUMBER[number]
    if declaration.kind is Kind.FIXED:
        return {row.key: row.label for row in declaration.rows}
    if declaration.kind is Kind.SINGLE:
        return {SINGLE_LINE: TOTAL_NAME}
    if declaration.kind is Kind.ECONOMIC:
        return {PERSONNEL_TOTAL: "人员经费合计", PUBLIC_TOTAL: "公用经费合计"}
    return {TOTAL: TOTAL_NAME}


def rank(number: str, key: str) -> Rank:
    """Sorts the lines of a statement into printing order; lines without a code come last."""
    declared = tuple(declared_lines(number))
    if BY_NUMBER[number].kind is Kind.ECONOMIC:
        for place, (classes, total) in enumerate(_ECONOMIC):
            if key == total:
                return 2 * place + 1, ""
            if key[:3] in classes:
                return 2 * place, f"{classes.index(key[:3])}{key}"
    elif key in declared:
        return declared.index(key), ""
    return (_LAST, key) if key.isdigit() else (_LAST + 1, "")


def place_for(number: str, key: str, present: Sequence[str]) -> int:
    """Index at which a new line ``key`` goes among the keys that are ``present``."""
    own = rank(number, key)
    return next((i for i, other in enumerate(present) if rank(number, other) > own), len(present))
