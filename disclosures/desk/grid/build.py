"""Building the sheet of a statement from a Report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate, zip_longest

from disclosures.desk.amounts import AmountUnit
from disclosures.desk.grid.layout import PERIODS, Place, Side, sides
from disclosures.desk.grid.sheet import Entry, Field, Sheet
from disclosures.desk.links import field_id
from disclosures.render.grids.statements import header_rows
from fiscal.equations import Address, Sum, sums
from fiscal.finding import Finding, Severity
from fiscal.lines import declared_lines
from fiscal.reference import Reference
from fiscal.report import Line, Report, Statement
from fiscal.statements import BY_NUMBER, Column, Declaration, Kind

_WORST_FIRST = [severity.value for severity in Severity]
_BY_CODE = (Kind.FUNCTIONAL, Kind.ECONOMIC)


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What a form brought that was not saved, and why, by address."""

    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


def build_sheet(
    report: Report,
    number: str,
    reference: Reference,
    unit: AmountUnit,
    *,
    findings: Sequence[Finding] = (),
    prior: Report | None = None,
    unsaved: Unsaved | None = None,
) -> Sheet:
    """The sheet of statement ``number``.

    ``prior`` is last year's published Report: last year's amounts are held against it.
    """
    statement = report.statement(number)
    builder = _Builder(
        declaration=BY_NUMBER[number],
        statement=statement,
        unit=unit,
        findings=_by_place(findings),
        published=prior.statements.get(number) if prior else None,
        unsaved=unsaved or Unsaved(),
    )
    if builder.declaration.kind is Kind.SINGLE:
        return builder.single_line()
    return builder.lines(sides(statement, reference))


def _by_place(findings: Sequence[Finding]) -> dict[str, list[tuple[int, Severity]]]:
    places: dict[str, list[tuple[int, Severity]]] = {}
    for index, finding in enumerate(findings, 1):
        places.setdefault(finding.where, []).append((index, finding.severity))
    return places


@dataclass(slots=True)
class _Builder:
    declaration: Declaration
    statement: Statement
    unit: AmountUnit
    findings: Mapping[str, list[tuple[int, Severity]]]
    published: Statement | None
    unsaved: Unsaved
    parts: Mapping[str, str] = field(default_factory=dict)

    def lines(self, sides: list[Side]) -> Sheet:
        shown = [place[1] for side in sides for place in side.lines if place]
        self.parts = _parts(self.declaration.number, {line.key: line for line in shown})
        starts = accumulate((len(side.columns) for side in sides), initial=0)
        entries = (
            [self._entry(place, side, start) for place in side.lines]
            for side, start in zip(sides, starts, strict=False)
        )
        return Sheet(
            self.declaration.number,
            tuple(header_rows([path for side in sides for path in side.paths])),
            tuple(zip_longest(*entries)),
            tuple(side.width for side in sides),
            self.unit,
            has_numbers=self.declaration.kind is Kind.FIXED,
        )

    def single_line(self) -> Sheet:
        """09 as printed: one row of twelve columns, last year's below it."""
        number, columns = self.declaration.number, self.declaration.columns
        ((key, name),) = declared_lines(number).items()
        line = Line(key, name)
        self.parts = _parts(number, {key: line})
        rows = tuple(
            (
                Entry(
                    f"statements/{number}/{key}/{period}".removesuffix("/this"), key, "", label, 1,
                    tuple(self._field("", line, column, period, index)
                          for index, column in enumerate(columns)),
                ),
            )
            for period, label in PERIODS.items()
        )  # fmt: skip
        head = header_rows([("年度",), *(column.header for column in columns)])
        return Sheet(number, tuple(head), rows, (1 + len(columns),), self.unit)

    def _entry(self, place: Place, side: Side, start: int) -> Entry | None:
        if place is None:
            return None
        number, line = place
        code = number if self.declaration.kind in _BY_CODE else ""
        name = f"{code} {line.name}".strip()
        fields = tuple(
            self._field(name, line, column, period, start + index)
            for index, (period, column) in enumerate(side.columns)
        )
        return Entry(
            f"statements/{self.declaration.number}/{line.key}", line.key, number, line.name,
            self._depth(line), fields, self._is_sum(line), self._is_removable(line),
            self.statement.line(line.key) is not None, self._is_listed(line),
        )  # fmt: skip

    def _field(self, name: str, line: Line, column: Column, period: str, index: int) -> Field:
        where = f"statements/{self.declaration.number}/{line.key}/{column.key}"
        path = f"{where}/{period}"
        cell = self.statement.cell(line.key, column.key)
        amount = cell.this if period == "this" else cell.last
        label = " ".join(word for word in (name, *column.header, PERIODS[period]) if word)
        remarks = self.findings.get(where, []) if period == "this" else []
        return Field(
            path,
            label,
            self.unit.show(amount),
            index,
            parts=self.parts.get(path, ""),
            published=self._published(line, column, amount) if period == "last" else "",
            remarks=tuple(place for place, _ in remarks),
            severity=min((one.value for _, one in remarks), key=_WORST_FIRST.index, default=""),
            typed=self.unsaved.typed.get(path),
            problem=self.unsaved.problems.get(path, ""),
        )

    def _published(self, line: Line, column: Column, amount: Decimal | None) -> str:
        """Last year's published amount where it is not ``amount``."""
        if self.published is None:
            return ""
        published = self.published.cell(line.key, column.key).this
        return "" if published is None or published == amount else self.unit.show(published)

    def _depth(self, line: Line) -> int:
        if self.declaration.kind is Kind.ECONOMIC and line.key.isdigit():
            return 1 if len(line.key) == 3 else 2
        return line.depth

    def _is_sum(self, line: Line) -> bool:
        if self.declaration.rows:
            return bool(self.declaration.row(line.key).parts)
        return line.key in declared_lines(self.declaration.number)

    def _is_removable(self, line: Line) -> bool:
        """A line by classification that the statement has, with none below it."""
        if self.declaration.kind not in _BY_CODE or self._is_sum(line):
            return False
        others = (other.key for other in self.statement.lines if other.key != line.key)
        below = line.key.isdigit() and any(key.startswith(line.key) for key in others)
        return self.statement.line(line.key) is not None and not below

    def _is_listed(self, line: Line) -> bool:
        """A 款 of 06 that somebody put there without an amount."""
        named = self.declaration.kind is Kind.ECONOMIC and line.depth > 1
        return named and not line.has_amounts and self.statement.line(line.key) is not None


def _parts(number: str, lines: Mapping[str, Line]) -> dict[str, str]:
    """By path, how an amount is filled from others of the same statement."""
    ways: dict[str, list[str]] = {}
    for one in sums({number: lines}):
        if all(address[0] == number for address in (one.target, *one.plus, *one.minus)):
            for period in PERIODS:
                ways.setdefault(_path(one.target, period), []).append(_way(one, period))
    return {path: "|".join(formulas) for path, formulas in ways.items()}


def _way(one: Sum, period: str) -> str:
    plus = (_id(address, period) for address in one.plus)
    minus = (f"-{_id(address, period)}" for address in one.minus)
    return " ".join((*plus, *minus))


def _path(address: Address, period: str) -> str:
    return f"statements/{'/'.join(address)}/{period}"


def _id(address: Address, period: str) -> str:
    return field_id(_path(address, period).removesuffix("/this"))
