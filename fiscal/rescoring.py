"""What follows from typed targets, results and money: rates, scores, totals of 项目资金.

As in ``recalculation``, a recorded figure *follows* while it says what is computed (a rate at any
precision). One that differs stays where the reason for the override is written, and is refused
where somebody types it without one. Rates that only a person can judge are left as recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from fiscal.edits import Change, EditError, Problem, difference, replay
from fiscal.money import CENT, ZERO
from fiscal.reference import Reference
from fiscal.report import FundLine, Indicator, ProjectEvaluation, Report, UnitEvaluation
from fiscal.scoring import (
    exact_budget_rate,
    fill_project,
    fill_unit_evaluation,
    indicator_score,
    rate_of,
    same_rate,
    scored_line,
    total_line,
    unit_indicator_score,
)

_Table = TypeVar("_Table", ProjectEvaluation, UnitEvaluation)
_Funds = tuple[FundLine, ...]

_MONEY = ("initial", "full_year", "executed", "midyear")
_SCORED = {
    "target", "weight", "actual", "rate", "score", "rule", "lower_is_better", "override_reason",
}  # fmt: skip
_ROW = re.compile(r"(indicators|funds)/(\d+)/(\w+)")


def rescoring(report: Report, typed: Sequence[Change], reference: Reference) -> tuple[Change, ...]:
    """The changes that bring rates, scores and totals in line with what was typed.

    To be done after ``typed``. Empty when ``typed`` itself conflicts or cannot be done. Raises
    ``EditError`` for a typed rate or score that is not the computed one and gives no reason.
    """
    outcome = replay(report, typed)
    if outcome.conflicts or outcome.problems:
        return ()
    paths = {change.path for change in outcome.changes}
    following = difference(outcome.report, _settled(report, outcome.report, paths, reference))
    if refused := [_refusal(one) for one in following if one.path in paths and one.old]:
        raise EditError(refused)
    return following


def _refusal(following: Change) -> Problem:
    computed = f"应为{following.new}" if following.new else "尚无法计算"
    return Problem(following.path, f"按规则{computed}，填写其他数值须先写明调整理由")


def _settled(before: Report, after: Report, paths: Collection[str], reference: Reference) -> Report:
    unit = after.unit_evaluation
    if unit is not None and (typed := _Typed.of("unit_evaluation", paths)):
        old = before.unit_evaluation
        unit = replace(unit, indicators=_rows(old, unit, typed, reference))
        unit = fill_unit_evaluation(replace(unit, funds=typed.funds(old, unit)), after.year)
    projects = list(after.projects)
    for index, project in enumerate(projects):
        if typed := _Typed.of(f"projects/{index}", paths):
            was = before.projects[index] if index < len(before.projects) else None
            now = replace(project, indicators=_rows(was, project, typed, reference))
            now = replace(now, funds=typed.funds(was, now))
            projects[index] = fill_project(now, after.year, reference)
    return replace(after, unit_evaluation=unit, projects=tuple(projects))


# --- indicators --------------------------------------------------------------------------------


def _rows(
    before: _Table | None, table: _Table, typed: _Typed, reference: Reference
) -> tuple[Indicator, ...]:
    """The indicators of a table, those that were typed in with their rates and scores."""
    unit = isinstance(table, UnitEvaluation)
    old = before.indicators if before else ()
    return tuple(
        _Row(old[index] if index < len(old) else None, row, fields, unit, reference).settled()
        if (fields := typed.in_row(index)) & _SCORED
        else row
        for index, row in enumerate(table.indicators)
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """An indicator before and after typing; ``typed`` names the fields that were.

    ``unit``: it stands in the unit's table, which has no rates, and words have no score.
    """

    before: Indicator | None
    after: Indicator
    typed: Collection[str]
    unit: bool
    reference: Reference

    def settled(self) -> Indicator:
        stays = self.unit or self._stands("rate", self._followed_rate)
        row = self.after if stays else replace(self.after, rate=self._rate())
        if self._stands("score", self._followed_score):
            return row
        return replace(row, score=_kept(row.score, self._score(row)))

    def _stands(self, figure: str, followed: Callable[[Indicator], bool]) -> bool:
        """Whether an override holds: typed with its reason, or decided before."""
        if not self.after.override_reason or getattr(self.after, figure) is None:
            return False
        return figure in self.typed or (self.before is not None and not followed(self.before))

    def _rate(self) -> Decimal | None:
        return _computed_rate(self.after, self.reference.year) if self.after.actual else None

    def _score(self, row: Indicator) -> Decimal | None:
        if not self.unit:
            return indicator_score(row, self.reference.year, self.reference)
        computed = unit_indicator_score(row, self.reference.year)
        return row.score if computed is None and row.actual else computed

    def _followed_rate(self, row: Indicator) -> bool:
        return row.rate in (None, _computed_rate(row, self.reference.year))

    def _followed_score(self, row: Indicator) -> bool:
        return row.score in (None, _kept(row.score, self._score(row)))


def _computed_rate(row: Indicator, year: int) -> Decimal | None:
    return rate_of(replace(row, override_reason=""), year)


def _kept(recorded: Decimal | None, computed: Decimal | None) -> Decimal | None:
    """The recorded score while it is right: official tables differ by 0.01 now and then."""
    if recorded is None or computed is None:
        return computed
    return recorded if abs(recorded - computed) <= CENT else computed


# --- money -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Typed:
    """Which fields of one table were typed, by (``indicators`` or ``funds``, index)."""

    fields: Mapping[tuple[str, int], Collection[str]]

    @classmethod
    def of(cls, table: str, paths: Collection[str]) -> _Typed | None:
        """None when nothing of the table was."""
        fields: dict[tuple[str, int], set[str]] = {}
        touched = [path for path in paths if f"{path}/".startswith(f"{table}/")]
        for path in touched:
            if found := _ROW.fullmatch(path.removeprefix(f"{table}/")):
                fields.setdefault((found[1], int(found[2])), set()).add(found[3])
        return cls(fields) if touched else None

    def in_row(self, index: int) -> set[str]:
        """The fields of an indicator that were typed."""
        return set(self.fields.get(("indicators", index), ()))

    def in_column(self, column: str) -> set[int]:
        """The fund rows in which a column was typed."""
        return {
            index
            for (rows, index), names in self.fields.items()
            if rows == "funds" and column in names
        }

    def funds(self, before: _Table | None, table: _Table) -> _Funds:
        """The fund rows with their total added up, and 执行率 left open where it is not right."""
        funds = self._moved(table.funds)
        whole = total_line(funds)
        if whole is None or not any(rows == "funds" for rows, _ in self.fields):
            return funds
        own = funds.index(whole)
        sums: dict[str, Any] = {
            column: _total(funds, whole, column)
            for column in _MONEY
            if self._adds(column, own, before, whole)
        }
        funds = _with(funds, whole, replace(whole, **sums))
        scored = any(self.in_column(name) for name in ("full_year", "executed", "rate", "score"))
        return _rated(funds) if scored else funds

    def _moved(self, funds: _Funds) -> _Funds:
        """预算执行率 on the row whose 分值 was typed, and on no other; to be scored anew there."""
        typed = [row for row in self.in_column("weight") if funds[row].weight is not None]
        if len(typed) != 1:
            return funds
        scored = self.in_column("score")
        return tuple(
            replace(line, score=line.score if row in scored else None)
            if row in typed
            else replace(line, weight=None, rate=None, score=None)
            for row, line in enumerate(funds)
        )

    def _adds(self, column: str, own: int, before: _Table | None, whole: FundLine) -> bool:
        """Whether the total of a column is to be added up: it was cleared, or it followed."""
        typed = self.in_column(column)
        if own in typed:
            return getattr(whole, column) is None
        return bool(typed) and _followed(before.funds if before else (), column)


def _followed(funds: _Funds, column: str) -> bool:
    whole = total_line(funds)
    recorded = getattr(whole, column) if whole else None
    return whole is None or recorded is None or recorded == _total(funds, whole, column)


def _total(funds: _Funds, whole: FundLine, column: str) -> Decimal | None:
    parts = [getattr(line, column) for line in funds if line is not whole]
    known = [part for part in parts if part is not None]
    return sum(known, ZERO) if known else None


def _rated(funds: _Funds) -> _Funds:
    """执行率 and its score taken away where they are not right, for ``fill`` to compute."""
    whole, line = total_line(funds), scored_line(funds)
    if whole is None or line is None:
        return funds
    exact = exact_budget_rate(whole)
    right = exact is not None and line.rate is not None and same_rate(exact, line.rate)
    return _with(funds, line, line if right else replace(line, rate=None, score=None))


def _with(funds: _Funds, old: FundLine, new: FundLine) -> _Funds:
    return tuple(new if line is old else line for line in funds)
