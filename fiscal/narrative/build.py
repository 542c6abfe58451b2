"""The Report of what was collected: last year's cells, lines in order, names, texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from fiscal.finding import warning
from fiscal.money import ZERO, from_wan, to_wan
from fiscal.narrative.collect import Collector
from fiscal.narrative.figures import split_statement_address
from fiscal.narrative.lines import PERSONNEL, PUBLIC, merged
from fiscal.report import (
    TOTAL,
    Assets,
    Budgets,
    Cell,
    Line,
    Organisation,
    Procurement,
    Report,
    Staff,
    Statement,
    ThreePublic,
    UnitFacts,
)
from fiscal.statements import BY_NUMBER, SINGLE_LINE, Kind

TOTAL_NAME = "合计"
_ECONOMIC_TOTALS = {PERSONNEL: "personnel_total", PUBLIC: "public_total"}


def build(collected: Collector) -> Report:
    """Everything recorded that the text tells; evaluations are not part of it."""
    return Report(
        unit=UnitFacts(
            name=collected.unit_name(), nature_group=collected.nature_group or "administrative"
        ),
        year=collected.year(),
        functions=tuple(collected.functions),
        staff=replace(Staff(), **_fields(collected, "staff")),
        organisation=Organisation(
            offices=collected.offices,
            subordinates=tuple(collected.subordinates),
            **_fields(collected, "organisation"),
        ),
        statements=_statements(collected),
        budgets=Budgets(**_fields(collected, "budgets")),
        texts=dict(collected.texts),
        three_public=ThreePublic(**_fields(collected, "three_public")),
        procurement=Procurement(**_fields(collected, "procurement")),
        assets=Assets(**_fields(collected, "assets")),
        other_matters=tuple(collected.other_matters),
        terms=tuple(collected.terms),
    )


def _fields(collected: Collector, group: str) -> dict[str, Any]:
    """Figures of a record by field, last year's beside where a change was printed."""
    fields: dict[str, Any] = {}
    for address, fact in collected.facts.items():
        holder, _, name = address.partition("/")
        if holder == group:
            fields[name] = fact.value
            if address in collected.changes:
                fields[f"{name}_last"] = _last(collected, address)
    return fields


def _last(collected: Collector, address: str) -> Any:
    """Last year's figure: this year's less the printed change."""
    change = collected.changes.get(address)
    if change is None:
        return None
    this = collected.facts[address].value
    if isinstance(this, Decimal):
        return from_wan(to_wan(this) - change)
    return this - int(change)


Cells = dict[str, dict[str, Cell]]  # by line key and column key


def _statements(collected: Collector) -> dict[str, Statement]:
    cells: dict[str, Cells] = {}
    for address, fact in collected.facts.items():
        if address.startswith("statements/"):
            number, line, column = split_statement_address(address)
            cell = Cell(Decimal(fact.value), _last(collected, address))
            cells.setdefault(number, {}).setdefault(line, {})[column] = cell
    for number in sorted(collected.nil):
        if number in cells:
            message = f"《{BY_NUMBER[number].title}》写明为空表，却又列有金额，以金额为准"
            collected.findings.append(warning("TX-05", f"statements/{number}", message))
        else:
            cells[number] = {TOTAL: _zero_cells(number)}
    numbers = cells.keys() | collected.items.keys() | collected.classes.keys()
    if collected.economic:
        numbers |= {"06"}
    return {
        number: Statement(number, tuple(_lines(collected, number, cells.get(number, {}))))
        for number in sorted(numbers)
    }


def _zero_cells(number: str) -> dict[str, Cell]:
    """The 合计 line of a 空表: nothing in any column."""
    return {column.key: Cell(ZERO) for column in BY_NUMBER[number].columns}


def _lines(collected: Collector, number: str, cells: Cells) -> Iterator[Line]:
    """Lines of a statement in printing order."""
    for line in _skeleton(collected, number):
        if line.key in cells:
            yield replace(line, cells=cells[line.key])
        elif line.parents:
            yield line


def _skeleton(collected: Collector, number: str) -> Iterator[Line]:
    declaration = BY_NUMBER[number]
    if declaration.kind is Kind.FIXED:
        yield from (Line(row.key, row.label) for row in declaration.rows)
    elif declaration.kind is Kind.SINGLE:
        yield Line(SINGLE_LINE, TOTAL_NAME)
    elif declaration.kind is Kind.ECONOMIC:
        for group, total in _ECONOMIC_TOTALS.items():
            yield from collected.economic.get(group, {}).values()
            yield Line(total, f"{group}{TOTAL_NAME}")
    else:
        yield Line(TOTAL, TOTAL_NAME)
        yield from merged(
            collected.classes.get(number, {}).values(), collected.items.get(number, {}).values()
        )
