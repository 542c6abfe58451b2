"""A performance table as the form of one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from disclosures.desk.evaluation.columns import (
    FUND_COLUMNS,
    INDICATOR_COLUMNS,
    PROGRESS,
    PROJECT_TEXTS,
    STATE,
    TARGET_PLAN,
    TARGET_TEXTS,
    UNIT_TEXTS,
    Columns,
    Step,
)
from disclosures.desk.evaluation.form import UNIT, Cell, Column, Form, Row, Sheet
from fiscal.finding import Finding, Severity
from fiscal.money import HUNDRED, plain
from fiscal.monitoring import Monitoring, Progress, monitor
from fiscal.reference import Reference
from fiscal.report import (
    FundLine,
    Indicator,
    ProjectEvaluation,
    ProjectTarget,
    UnitEvaluation,
)
from fiscal.scoring import total_line

Table = ProjectEvaluation | UnitEvaluation | ProjectTarget


def build_form(
    table: Table, path: str, step: Step, reference: Reference, findings: Iterable[Finding] = ()
) -> Form:
    """The form of one step; ``path`` is the table's address (``projects/3``)."""
    builder = _Builder(path, _worst(findings), reference)
    if isinstance(table, ProjectTarget):
        sheets = (builder.indicators(table.indicators, TARGET_PLAN, None),)
        return Form(path, table.name, f"{path}/name", builder.texts(table, TARGET_TEXTS), sheets)
    unit = isinstance(table, UnitEvaluation)
    monitoring = monitor(table.funds, table.indicators, reference) if step is Step.MIDYEAR else None
    columns = (UNIT_TEXTS if unit else PROJECT_TEXTS).get(step, ())
    return Form(
        path,
        table.unit_name if isinstance(table, UnitEvaluation) else table.name,
        "" if unit else f"{path}/name",
        builder.texts(table, columns),
        (
            builder.funds(table.funds, FUND_COLUMNS[step], monitoring),
            builder.indicators(
                table.indicators, INDICATOR_COLUMNS[unit][step], monitoring, step is Step.PLAN
            ),
        ),
    )


def options(reference: Reference, *, unit: bool = False) -> dict[str, list[str]]:
    """What is offered while typing, by the ``options`` of a column."""
    scheme = "overall" if unit else "project"
    tree = [item for item in reference.book("indicator_tree") if item.attrs.get("scheme") == scheme]
    words = reference.book("vocabulary")

    def of(field: str) -> list[str]:
        return [item.name for item in words if item.attrs.get("field") == field]

    return {
        "level1": list(dict.fromkeys(item.name for item in tree if not item.parent)),
        "level2": list(dict.fromkeys(item.name for item in tree if item.parent)),
        "basis": of("target_basis"),
        "rule": of("scoring_rule"),
    }


@dataclass(frozen=True, slots=True)
class _Builder:
    path: str
    severities: Mapping[str, str]
    reference: Reference

    def texts(self, table: Table, columns: Columns) -> tuple[Cell, ...]:
        return tuple(self._cell(self.path, column.label, column, table) for column in columns)

    def funds(
        self, funds: Sequence[FundLine], columns: Columns, monitoring: Monitoring | None
    ) -> Sheet:
        whole = total_line(funds)
        rows = tuple(
            self._row(f"{self.path}/funds/{index}", line.source, line, columns,
                      monitoring.execution if monitoring and line is whole else None)
            for index, line in enumerate(funds)
        )  # fmt: skip
        return Sheet(f"{self.path}/funds", f"资金（{UNIT.label}）", columns, rows)

    def indicators(
        self,
        indicators: Sequence[Indicator],
        columns: Columns,
        monitoring: Monitoring | None,
        may_grow: bool = True,
    ) -> Sheet:
        path = f"{self.path}/indicators"
        rows = tuple(
            self._row(f"{path}/{index}", item.name or f"第{index + 1}行", item, columns,
                      monitoring.indicators[index] if monitoring else None,
                      guard=f"{path}/{index}/name")
            for index, item in enumerate(indicators)
        )  # fmt: skip
        expected = f"（时间进度{plain(monitoring.expected)}%）" if monitoring else ""
        return Sheet(path, f"绩效指标{expected}", columns, rows, may_grow)

    def _row(
        self,
        path: str,
        name: str,
        record: FundLine | Indicator,
        columns: Columns,
        progress: Progress | None,
        guard: str = "",
    ) -> Row:
        known = record.midyear not in (None, "")
        cells = tuple(
            _progress_cell(path, name, column, progress if known else None)
            if column in (PROGRESS, STATE)
            else self._cell(path, f"{name} {column.label}", column, record)
            for column in columns
        )
        meant = record.name if isinstance(record, Indicator) else ""
        return Row(path, name, cells, guard, meant)

    def _cell(
        self, parent: str, label: str, column: Column, record: Table | FundLine | Indicator
    ) -> Cell:
        path = f"{parent}/{column.key}"
        value = getattr(record, column.key)
        required = column.key == "deviation" and is_reason_due(record)
        return Cell(
            path, label, column, _shown(column, value), required=required,
            severity=self.severities.get(path, ""),
        )  # fmt: skip


def is_reason_due(record: object) -> bool:
    """偏差原因 is required where the rate is known and is not 100%."""
    return isinstance(record, Indicator) and record.rate not in (None, HUNDRED)


def _shown(column: Column, value: Any) -> str:
    """A recorded value as its field shows it."""
    if column.key in ("initial", "full_year", "executed", "midyear", "total", "fiscal", "other"):
        return value if isinstance(value, str) else UNIT.show(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value or ""


def _progress_cell(path: str, name: str, column: Column, progress: Progress | None) -> Cell:
    text, mark = "", ""
    if progress is not None and column is STATE:
        text, mark = progress.state.label, progress.state.value
    elif progress is not None and progress.rate is not None:
        text = plain(progress.rate)
    return Cell(f"{path}/{column.key}", f"{name} {column.label}", column, text, mark=mark)


def _worst(findings: Iterable[Finding]) -> dict[str, str]:
    """The worst severity by address."""
    order = {severity: index for index, severity in enumerate(Severity)}
    worst: dict[str, Severity] = {}
    for finding in findings:
        known = worst.get(finding.where, finding.severity)
        worst[finding.where] = min(known, finding.severity, key=lambda one: order[one])
    return {where: severity.value for where, severity in worst.items()}
