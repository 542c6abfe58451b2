"""How the amounts of the nine statements follow from one another, as sums to compute them by.

The checks judge what is recorded; here the same relations have a direction: totals from parts,
01 and 04 from the statements by classification.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fiscal.lines import declared_lines
from fiscal.reference import Reference
from fiscal.report import TOTAL, Line, Statement
from fiscal.statements import (
    BY_NUMBER,
    DECLARATIONS,
    EXPENDITURE_CLASSES,
    PERSONNEL_CLASSES,
    PERSONNEL_TOTAL,
    PUBLIC_CLASSES,
    PUBLIC_TOTAL,
    Declaration,
    Kind,
)

Address = tuple[str, str, str]  # statement, line, column

_ECONOMIC_GROUPS = {
    **dict.fromkeys(PERSONNEL_CLASSES, PERSONNEL_TOTAL),
    **dict.fromkeys(PUBLIC_CLASSES, PUBLIC_TOTAL),
}
_NON_FISCAL = ("superior_subsidy", "institutional", "business", "subordinate", "other")
_BUDGETS = (("general", "05"), ("gov_fund", "07"), ("state_capital", "08"))


@dataclass(frozen=True, slots=True)
class Sum:
    """``target`` is the sum of ``plus`` less ``minus``; all must be known where ``strict``."""

    target: Address
    plus: tuple[Address, ...]
    minus: tuple[Address, ...] = ()
    strict: bool = False


def sums(lines: Mapping[str, Mapping[str, Line]]) -> Iterator[Sum]:
    """All sums over ``lines`` (by statement and key), the preferred for a target first."""
    yield from _carries()
    for declaration in DECLARATIONS:
        known = lines.get(declaration.number, {})
        yield from _levels(declaration, known)
        yield from _columns(declaration, known)
        yield from _rows(declaration)


def with_levels(statement: Statement, reference: Reference) -> dict[str, Line]:
    """The lines of a statement by key, with those of the levels above that it lacks."""
    found = {line.key: line for line in statement.lines}
    kind = BY_NUMBER[statement.number].kind
    for key, label in declared_lines(statement.number).items():
        if statement.lines or kind in (Kind.FIXED, Kind.SINGLE):
            found.setdefault(key, Line(key, label))
    if kind in (Kind.FUNCTIONAL, Kind.ECONOMIC):
        for line in statement.lines:
            for above in _above(kind, line, reference):
                found.setdefault(above.key, above)
    return found


def _above(kind: Kind, line: Line, reference: Reference) -> Iterator[Line]:
    """类 and 款 of a line by its code, named by the line or by the classification."""
    if line.key.isdigit():
        book = "functional" if kind is Kind.FUNCTIONAL else "economic"
        codes = [line.key[:length] for length in (3, 5) if length < len(line.key)]
        names = line.parents if len(line.parents) == len(codes) else ()
        for depth, code in enumerate(codes):
            item = reference.find(book, code)
            name = names[depth] if names else item.name if item else code
            above = tuple(names[:depth]) if names else _names(reference, book, codes[:depth])
            yield Line(code, name, above)


def _names(reference: Reference, book: str, codes: Iterable[str]) -> tuple[str, ...]:
    items = (reference.find(book, code) for code in codes)
    return tuple(item.name for item in items if item)


def _levels(declaration: Declaration, lines: Mapping[str, Line]) -> Iterator[Sum]:
    """合计, 类 and 款 as the sum of what stands directly below."""
    if declaration.kind not in (Kind.FUNCTIONAL, Kind.ECONOMIC):
        return
    by_names = {(*line.parents, line.name): line.key for line in lines.values()}
    below: dict[str, list[str]] = {}
    for line in lines.values():
        if (parent := _parent(declaration.kind, line, by_names)) is not None:
            below.setdefault(parent, []).append(line.key)
    number = declaration.number
    for parent, children in below.items():
        for column in dict.fromkeys(column.key for column in declaration.columns):
            parts = tuple((number, child, column) for child in children)
            yield Sum((number, parent, column), parts)


def _parent(kind: Kind, line: Line, by_names: Mapping[tuple[str, ...], str]) -> str | None:
    if line.key in (TOTAL, PERSONNEL_TOTAL, PUBLIC_TOTAL):
        return None
    if len(line.key) > 3 and line.key.isdigit():
        return line.key[:-2]
    if kind is Kind.ECONOMIC:
        return _ECONOMIC_GROUPS.get(line.key[:3])
    return by_names.get(line.parents) if line.parents else TOTAL


def _columns(declaration: Declaration, lines: Mapping[str, Line]) -> Iterator[Sum]:
    for line in lines.values():
        for column in declaration.columns:
            if column.parts and _on_side(declaration, line.key, column.side):
                address = (declaration.number, line.key)
                yield Sum(
                    (*address, column.key),
                    tuple((*address, part) for part in column.parts if part[0] != "-"),
                    tuple((*address, part[1:]) for part in column.parts if part[0] == "-"),
                )


def _on_side(declaration: Declaration, row: str, side: str) -> bool:
    return not declaration.rows or any(
        declared.key == row and declared.side == side for declared in declaration.rows
    )


def _rows(declaration: Declaration) -> Iterator[Sum]:
    number = declaration.number
    for row in declaration.rows:
        for column in declaration.columns:
            if row.parts and column.side == row.side:
                parts = tuple((number, part, column.key) for part in row.parts)
                yield Sum((number, row.key, column.key), parts)


def _carries() -> Iterator[Sum]:
    """01 and 04 from 02, 03, 05, 07 and 08, and 04 from 01."""
    yield _same(("01", "income_total", "amount"), ("02", TOTAL, "total"))
    yield _same(("01", "expenditure_total", "amount"), ("03", TOTAL, "total"))
    for column in _NON_FISCAL:
        yield _same(("01", f"income_{column}", "amount"), ("02", TOTAL, column))
    for name, number in _BUDGETS[1:]:
        yield _same(("01", f"income_{name}", "amount"), (number, TOTAL, "income"))
        yield _same(("04", f"opening_{name}", "amount"), (number, TOTAL, "opening"))
        yield _same(("04", "closing_balance", name), (number, TOTAL, "closing"))
    funds = tuple((number, TOTAL, "income") for _, number in _BUDGETS[1:])
    general = ("01", "income_general", "amount")
    yield Sum(general, (("02", TOTAL, "fiscal"),), funds, strict=True)
    for name, number in _BUDGETS:
        income = f"income_{name}"
        yield _same(("04", income, "amount"), ("01", income, "amount"))
        yield _same(("04", "expenditure_total", name), (number, TOTAL, "total"))
        yield Sum(
            ("04", "closing_balance", name),
            (("04", income, "amount"), ("04", f"opening_{name}", "amount")),
            (("04", "expenditure_total", name),),
            strict=True,
        )
        for code, _ in EXPENDITURE_CLASSES:
            yield _same(("04", f"exp_{code}", name), (number, code, "total"))
    for code, _ in EXPENDITURE_CLASSES:
        yield _same(("01", f"exp_{code}", "amount"), ("03", code, "total"))


def _same(target: Address, source: Address) -> Sum:
    return Sum(target, (source,))
