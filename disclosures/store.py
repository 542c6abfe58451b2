"""Drafts: a Report saved as rows, and assembled from them exactly as it was.

Amounts come back with two places, weights, rates and scores with the precision they were
recorded with, order as filed, unknown as unknown.
"""

from __future__ import annotations

import dataclasses
import typing
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction

from disclosures.models import Disclosure, NarrativeInput, StatementLine
from fiscal.finding import Finding, error
from fiscal.report import Cell, Line, Report, Statement
from fiscal.statements import DECLARATIONS
from performance import store as performance
from performance.store import Filing
from units.cleaning import DOES_NOT_FIT, UnstorableError, clean_rows

_Fact = int | Decimal | str
_TYPES = typing.get_type_hints(Report)
# Fields of the Report that are a group of facts (staff, budgets …), and those that are paragraphs.
_GROUPS = {name: kind for name, kind in _TYPES.items() if dataclasses.is_dataclass(kind)}
_PARAGRAPHS = [name for name, kind in _TYPES.items() if kind == tuple[str, ...]]
_INPUTS = (*_GROUPS, *_PARAGRAPHS, "texts")
_PERFORMANCE = ("unit_evaluation", "projects", "targets")


@transaction.atomic
def save_report(
    disclosure: Disclosure, report: Report, only: Collection[str] | None = None
) -> None:
    """Replace the rows of the draft by those of ``report``. Raises ``UnstorableError``.

    ``only`` names the parts that differ from the rows (``statements/05``, ``staff``,
    ``projects``), so that a single edit need not write everything again.
    """
    numbers = [item.number for item in DECLARATIONS if _among(f"statements/{item.number}", only)]
    statements = [report.statements[number] for number in numbers if number in report.statements]
    if unaddressable := list(_unaddressable_lines(statements)):
        raise UnstorableError(unaddressable)
    lines = list(_statement_rows(disclosure, statements))
    inputs = list(_input_rows(disclosure, report)) if _any_among(_INPUTS, only) else None
    clean_rows([*lines, *(inputs or ())])
    disclosure.lines.filter(statement__in=numbers).delete()
    StatementLine.objects.bulk_create(row for _, row in lines)
    if inputs is not None:
        disclosure.inputs.all().delete()
        NarrativeInput.objects.bulk_create(row for _, row in inputs)
    if _any_among(_PERFORMANCE, only):
        performance.save(_filing(disclosure), report)


def part_of(address: str) -> str:
    """The part of a Report that an address lies in: ``statements/05``, ``staff``."""
    group, _, rest = address.partition("/")
    return f"{group}/{rest.partition('/')[0]}" if group == "statements" else group


def _among(part: str, only: Collection[str] | None) -> bool:
    return only is None or part in only


def _any_among(parts: Iterable[str], only: Collection[str] | None) -> bool:
    return any(_among(part, only) for part in parts)


def assemble(disclosure: Disclosure) -> Report:
    """The draft as a Report, in seven queries."""
    facts = {row.key: _fact(row) for row in disclosure.inputs.order_by("position")}
    facts.setdefault("unit.name", disclosure.unit.name)
    filed = performance.assemble(_filing(disclosure))
    return Report(
        year=disclosure.year,
        kind=disclosure.kind,
        statements=_statements(disclosure.lines.order_by("statement", "position", "pk")),
        unit_evaluation=filed.unit_evaluation,
        projects=filed.projects,
        targets=filed.targets,
        **_recorded(facts),
    )


def _filing(disclosure: Disclosure) -> Filing:
    return Filing(disclosure.unit, disclosure.year, disclosure.kind)


# --- statements --------------------------------------------------------------------------


def _statement_rows(
    disclosure: Disclosure, statements: Iterable[Statement]
) -> Iterator[tuple[str, StatementLine]]:
    for statement in statements:
        number = statement.number
        base = {"disclosure": disclosure, "statement": number}
        if not statement.lines:
            yield f"statements/{number}", StatementLine(**base, position=0)
        for position, line in enumerate(statement.lines):
            base |= {
                "line": line.key,
                "name": line.name,
                "parents": list(line.parents),
                "position": position,
            }
            where = f"statements/{number}/{line.key}"
            if not line.cells:
                yield where, StatementLine(**base)
            for column, cell in line.cells.items():
                yield (
                    f"{where}/{column}",
                    StatementLine(**base, column=column, amount=cell.this, last_year=cell.last),
                )


def _unaddressable_lines(statements: Iterable[Statement]) -> Iterator[Finding]:
    """Two lines by one key would make every address of their cells mean two things."""
    for statement in statements:
        number = statement.number
        keys = Counter(line.key for line in statement.lines)
        for key, count in keys.items():
            if count > 1 or not key:
                name = f"“{key}”出现了{count}次" if key else "有一行没有科目"
                yield error(
                    DOES_NOT_FIT, f"statements/{number}/{key}", f"第{number}表{name}，无法保存"
                )


def _statements(rows: Iterable[StatementLine]) -> dict[str, Statement]:
    lines: dict[str, dict[str, Line]] = {}
    for row in rows:
        statement = lines.setdefault(row.statement, {})
        if not row.line:
            continue
        line = statement.setdefault(row.line, Line(row.line, row.name, tuple(row.parents), {}))
        if row.column:
            typing.cast(dict[str, Cell], line.cells)[row.column] = Cell(row.amount, row.last_year)
    return {number: Statement(number, tuple(found.values())) for number, found in lines.items()}


# --- facts and texts ---------------------------------------------------------------------


def _input_rows(disclosure: Disclosure, report: Report) -> Iterator[tuple[str, NarrativeInput]]:
    for position, (key, fact) in enumerate(_facts(report)):
        yield (
            key.replace(".", "/", 1) if key.partition(".")[0] in _GROUPS else key,
            NarrativeInput(
                disclosure=disclosure, key=key, position=position, **{_column(fact): fact}
            ),
        )


def _facts(report: Report) -> Iterator[tuple[str, _Fact]]:
    """Every recorded fact by its key: ``staff.active``, ``functions/0``, ``texts/…``."""
    for group, kind in _GROUPS.items():
        for field in dataclasses.fields(kind):
            yield from _fact_rows(
                f"{group}.{field.name}", getattr(getattr(report, group), field.name)
            )
    for name in _PARAGRAPHS:
        yield from _fact_rows(name, getattr(report, name))
    for key, text in report.texts.items():
        yield f"texts/{key}", text


def _fact_rows(key: str, value: _Fact | tuple[str, ...] | None) -> Iterator[tuple[str, _Fact]]:
    if isinstance(value, tuple):
        yield from ((f"{key}/{index}", item) for index, item in enumerate(value))
    elif value is not None:
        yield key, value


def _column(fact: _Fact) -> str:
    return {int: "count", Decimal: "amount", str: "text"}[type(fact)]


def _fact(row: NarrativeInput) -> Any:
    return next(value for value in (row.count, row.amount, row.text) if value is not None)


def _recorded(facts: dict[str, Any]) -> dict[str, Any]:
    """The fields of the Report that are made of facts and texts."""
    prefix = "texts/"
    texts = {key: text for key, text in facts.items() if key.startswith(prefix)}
    return {
        "texts": {key.removeprefix(prefix): text for key, text in texts.items()},
        **{name: _group(kind, name, facts) for name, kind in _GROUPS.items()},
        **{name: _paragraphs(name, facts) for name in _PARAGRAPHS},
    }


def _group(kind: Any, name: str, facts: dict[str, Any]) -> Any:
    """One group of facts (``staff``) rebuilt; what has no row keeps the field's default."""
    values = {}
    for field in dataclasses.fields(kind):
        key = f"{name}.{field.name}"
        if field.default == ():
            values[field.name] = _paragraphs(key, facts)
        elif key in facts:
            values[field.name] = facts[key]
    return kind(**values)


def _paragraphs(name: str, facts: dict[str, Any]) -> tuple[str, ...]:
    prefix = f"{name}/"
    return tuple(text for key, text in facts.items() if key.startswith(prefix))
