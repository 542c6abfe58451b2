"""How far a draft is: what each part of a disclosure needs, and what of it is there.

The parts are the sections of the desk. A Report is judged as completed (``fiscal.fill``): what
follows from what was entered counts as entered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fiscal.lines import declared_lines
from fiscal.narrative.inputs import INPUTS, InputKind
from fiscal.narrative.required import free_texts
from fiscal.reference import Reference
from fiscal.report import (
    TARGETS,
    TOTAL,
    FundLine,
    Indicator,
    Line,
    ProjectEvaluation,
    ProjectTarget,
    Report,
    UnitEvaluation,
)
from fiscal.statements import DECLARATIONS, Column, Declaration, Kind

# Facts that a unit need not have; the budgets of funds count where the funds do.
_OPTIONAL = ("organisation/subordinates", "other_matters", "unit/nature_group")
_FUND_BUDGETS = {"budgets/fund": "07", "budgets/capital": "08"}
_CLASS = "exp_"
# Total of a statement, and whether a line is one of those it must come from.
_ITEMISED: Mapping[Kind, tuple[str, Callable[[Line], bool]]] = {
    Kind.FUNCTIONAL: (TOTAL, lambda line: line.depth == 3),
    Kind.FIXED: ("expenditure_total", lambda line: line.key.startswith(_CLASS)),
}
_AMOUNTS = ("initial", "full_year", "executed")

_Need = tuple[str, bool]  # address, whether it is there


@dataclass(frozen=True, slots=True)
class Completeness:
    """One part: ``filled`` of ``required``, and the addresses of what is ``missing``, in order.

    ``part`` is ``statements/05``, ``narrative``, ``unit_evaluation``, ``projects`` or
    ``targets``.
    """

    part: str
    filled: int
    required: int
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing


def completeness(report: Report, reference: Reference) -> tuple[Completeness, ...]:
    """Every part of a draft, in the order of the desk."""
    if report.kind == TARGETS:
        return (_part("targets", _targets(report.targets)),)
    statements = (
        _part(f"statements/{item.number}", _statement(item, report)) for item in DECLARATIONS
    )
    return (
        *statements,
        _part("narrative", [*_facts(report), *_texts(report, reference)]),
        _part("unit_evaluation", _unit_evaluation(report.unit_evaluation)),
        _part("projects", _projects(report)),
    )


def _part(part: str, needs: Iterable[_Need]) -> Completeness:
    all_needs = list(needs)
    missing = tuple(path for path, there in all_needs if not there)
    return Completeness(part, len(all_needs) - len(missing), len(all_needs), missing)


def _statement(declaration: Declaration, report: Report) -> Iterator[_Need]:
    """The amounts of the rows that every unit has, and a 项 or 款 wherever there is a total."""
    number = declaration.number
    for key in declared_lines(number):
        for column in declaration.printed_columns:
            if _is_needed(declaration, key, column):
                amount = report.amount(number, key, column.key)
                yield f"statements/{number}/{key}/{column.key}/this", amount is not None
    if declaration.kind in _ITEMISED:
        total, is_item = _ITEMISED[declaration.kind]
        if any(report.amount(number, total, column.key) for column in declaration.columns):
            yield f"statements/{number}", any(map(is_item, report.statement(number).lines))


def _is_needed(declaration: Declaration, key: str, column: Column) -> bool:
    """Not the 类 of 01 and 04 one by one: a unit spends on few of them."""
    if not declaration.rows:
        return True
    return declaration.row(key).side == column.side and not key.startswith(_CLASS)


def _facts(report: Report) -> Iterator[_Need]:
    for one in (one for group in INPUTS.values() for one in group):
        if one.path in _OPTIONAL or one.kind is InputKind.CHOICE:
            continue
        fund = _FUND_BUDGETS.get(one.path)
        if fund is None or not report.statement(fund).is_empty:
            yield one.path, _value(report, one.path) not in (None, ())


def _value(report: Report, path: str) -> object:
    group, _, name = path.partition("/")
    held = getattr(report, group)
    return getattr(held, name) if name else held


def _texts(report: Report, reference: Reference) -> Iterator[_Need]:
    for text in free_texts(report, reference):
        if text.required:
            yield text.path, not text.says_nothing


# --- performance --------------------------------------------------------------------------------


def _unit_evaluation(evaluation: UnitEvaluation | None) -> Iterator[_Need]:
    if evaluation is None:
        yield "unit_evaluation", False
    else:
        yield from _evaluation("unit_evaluation", evaluation)


def _projects(report: Report) -> Iterator[_Need]:
    """Every project, and at least one where money was spent on projects."""
    if not report.projects and report.amount("03", TOTAL, "project"):
        yield "projects", False
    for index, project in enumerate(report.projects):
        yield from _evaluation(f"projects/{index}", project)


def _evaluation(path: str, evaluation: UnitEvaluation | ProjectEvaluation) -> Iterator[_Need]:
    for name in ("goal", "result"):
        yield f"{path}/{name}", bool(getattr(evaluation, name).strip())
    yield from _funds(f"{path}/funds", evaluation.funds)
    yield from _indicators(
        f"{path}/indicators", evaluation.indicators, ("target", "weight", "actual", "score")
    )


def _funds(path: str, funds: Sequence[FundLine]) -> Iterator[_Need]:
    if not funds:
        yield path, False
    for index, line in enumerate(funds):
        yield from ((f"{path}/{index}/{name}", getattr(line, name) is not None)
                    for name in _AMOUNTS)  # fmt: skip


def _indicators(
    path: str, indicators: Sequence[Indicator], names: tuple[str, ...]
) -> Iterator[_Need]:
    if not indicators:
        yield path, False
    for index, indicator in enumerate(indicators):
        for name in names:
            yield f"{path}/{index}/{name}", getattr(indicator, name) not in (None, "")


def _targets(targets: Sequence[ProjectTarget]) -> Iterator[_Need]:
    if not targets:
        yield "targets", False
    for index, target in enumerate(targets):
        path = f"targets/{index}"
        yield f"{path}/goal", bool(target.goal.strip())
        yield f"{path}/total", target.total is not None
        yield from _indicators(f"{path}/indicators", target.indicators, ("target", "weight"))
