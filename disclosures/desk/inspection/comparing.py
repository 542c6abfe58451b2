"""Measures of units: those of one unit beside others', last year's, the median of its like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from statistics import median

from disclosures.desk.inspection.rows import Region, Row
from fiscal.money import format_amount

MOST = 5  # units beside each other
_FEWEST = 3  # units of which a median says something

Number = int | Decimal | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that every row has, and how it is shown."""

    label: str
    of: Callable[[Row], Number]
    unit: str = ""

    def show(self, number: Number) -> str:
        if number is None:
            return "—"
        if self.unit == "万元":
            return format_amount(Decimal(number))
        if self.unit == "分":
            return f"{number:.2f}"
        return f"{number:,.1f}".removesuffix(".0") + self.unit


def _days(row: Row) -> int | None:
    return row.timing.days_late if row.timing.published else None


MEASURES = (
    Measure("公开早于（-）或晚于期限（日）", _days),
    Measure("完整性", lambda row: row.percent, "%"),
    Measure("缺项", lambda row: row.missing),
    Measure("细化程度", lambda row: row.detail, "%"),
    Measure("错误", lambda row: row.errors),
    Measure("警告", lambda row: row.warnings),
    Measure("其中已说明", lambda row: row.explained),
    Measure("提示", lambda row: row.remarks),
    Measure("整体自评得分", lambda row: row.score, "分"),
    Measure("异常迹象", lambda row: row.signs),
    Measure("收入总计（万元）", lambda row: row.income, "万元"),
    Measure("支出总计（万元）", lambda row: row.expenditure, "万元"),
)
_SIZES = ("收入总计（万元）", "支出总计（万元）")  # big units are no norm for small ones


@dataclass(frozen=True, slots=True)
class Line:
    """A measure of several rows, as shown; ``is_even``: they are all the same."""

    label: str
    values: tuple[str, ...]

    @property
    def is_even(self) -> bool:
        return len(set(self.values)) <= 1


class Comparison:
    """Units beside each other, in the order in which they were asked for."""

    def __init__(self, region: Region, unit_ids: Sequence[int]) -> None:
        self.region, self._ids = region, tuple(dict.fromkeys(unit_ids))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        found = {
            row.unit_id: row
            for row in self.region.rows(self.region.units().filter(pk__in=self._ids).values())
        }
        return tuple(found[one] for one in self._ids if one in found)

    @property
    def lines(self) -> list[Line]:
        return [
            Line(one.label, tuple(one.show(one.of(row)) for row in self.rows)) for one in MEASURES
        ]


def beside(row: Row, last: Row | None, like: Iterable[Row]) -> list[Line]:
    """Each measure of a row, of its last year, and the median of the rows that are like it."""
    others = list(like)
    return [
        Line(
            one.label,
            (
                one.show(one.of(row)),
                one.show(one.of(last)) if last else "—",
                "—" if one.label in _SIZES else one.show(_median(one, others)),
            ),
        )
        for one in MEASURES
    ]


def _median(measure: Measure, rows: Iterable[Row]) -> Number:
    numbers = [Decimal(number) for row in rows if (number := measure.of(row)) is not None]
    return median(numbers) if len(numbers) >= _FEWEST else None
