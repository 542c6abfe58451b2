"""The figures of 绩效自评 and 绩效目标: money, rates, scores, and the texts beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fiscal.money import format_amount, plain, to_wan
from fiscal.provenance.model import Formula, LastYear, Provenance, Term
from fiscal.provenance.scores import (
    POINTS,
    budget_rate_formula,
    budget_score_formula,
    rate_formula,
    score_formula,
    whole,
)
from fiscal.provenance.statements import WAN, summed
from fiscal.reference import Reference
from fiscal.report import FundLine, Indicator, ProjectTarget, Report
from fiscal.scoring import grade_of, total_line

_MONEY = {"initial": "年初预算数", "full_year": "全年预算数", "executed": "全年执行数"}
_FUND = {**_MONEY, "weight": "分值", "rate": "执行率", "score": "得分"}
_ROW = {
    "target": "目标值", "actual": "业绩值", "prior": "上年完成情况", "weight": "权重",
    "rate": "完成率", "score": "得分",
}  # fmt: skip
_TOTALS = {"total": "总分", "weight": "总分值"}
_TARGET_MONEY = {"total": "年度预算总额", "fiscal": "财政拨款", "other": "其他资金"}
_TABLES = {
    "unit_evaluation": "单位整体支出绩效自评表",
    "projects": "项目支出绩效自评表",
    "targets": "项目支出绩效目标表",
}
_DASHES = " -—－"
_UNITS = {"rate": "%", "score": POINTS, "weight": POINTS, "total": POINTS}


@dataclass(frozen=True, slots=True)
class Forms:
    """The evaluation and target tables of a Report."""

    report: Report
    reference: Reference

    def figure(self, address: str) -> Provenance | None:
        """Where a figure of a table comes from; None where the table does not print one."""
        group, *path = address.split("/")
        record = getattr(self.report, group, None)
        if group != "unit_evaluation":
            index, *path = path or [""]
            record = _at(record or (), index)
            group_path = f"{group}/{index}"
        else:
            group_path = group
        if record is None or not path:
            return None
        table = _Table(self, group, group_path, record)
        match path:
            case ["funds", index, field] if field in _FUND:
                return table.fund(index, field)
            case ["indicators", index, field] if field in _ROW:
                return table.indicator(index, field)
            case [field] if group == "targets" and field in _TARGET_MONEY:
                return table.target(field)
            case [field] if group == "projects" and field in _TOTALS:
                return table.total(field)
        return None

    def term(self, address: str, label: str) -> Term:
        """A figure of a table as a part of something else."""
        found = self.figure(address)
        return Term(f"{found.value}{found.unit}" if found else "", label, address)


def _at(items: Sequence[Any], index: str) -> Any:
    # "07" would be a second address of the same figure.
    number = int(index) if index.isdecimal() and str(int(index)) == index else len(items)
    return items[number] if number < len(items) else None


@dataclass(frozen=True, slots=True)
class _Table:
    """One table: its group, its address and its record."""

    forms: Forms
    group: str
    path: str
    record: Any

    @property
    def unit(self) -> bool:
        return self.group == "unit_evaluation"

    def _facts(self, row: str, column: str) -> tuple[tuple[str, str], ...]:
        name = () if self.unit else (("项目", self.record.name),)
        return (("表", _TABLES[self.group]), *name, ("行", row), ("栏", column))

    # --- money -------------------------------------------------------------------------------

    def fund(self, index: str, field: str) -> Provenance | None:
        line = _at(self.record.funds, index)
        value = getattr(line, field) if line is not None else None
        if value is None:
            return None
        address = f"{self.path}/funds/{index}/{field}"
        money = field in _MONEY
        return Provenance(
            address=address,
            title=f"{self._source(line)}：{_FUND[field]}",
            value=format_amount(value) if money else f"{value:f}",
            unit=WAN if money else _UNITS[field],
            facts=(
                *self._facts(line.source, _FUND[field]),
                *((("填报数", f"{value:,.2f}元"),) if money else ()),
            ),
            place=address,
            formulas=tuple(one for one in (self._of_fund(line, field),) if one),
        )

    def _source(self, line: FundLine) -> str:
        """The total row of a project is named by the project."""
        whole_of_project = not self.unit and line is total_line(self.record.funds)
        return str(self.record.name) if whole_of_project else line.source

    def _of_fund(self, line: FundLine, field: str) -> Formula | None:
        at = f"{self.path}/funds/{self.record.funds.index(line)}"
        if field in _MONEY:
            return self._fund_sum(line, field)
        if field == "rate":
            above = total_line(self.record.funds) or line
            place = f"{self.path}/funds/{self.record.funds.index(above)}"
            terms = tuple(
                _amount(f"{place}/{name}", f"{above.source}：{_MONEY[name]}", amount)
                for name in ("executed", "full_year")
                if (amount := getattr(above, name)) is not None
            )
            return budget_rate_formula(above, line.rate, terms)
        if field == "score":
            terms = tuple(
                Term(f"{getattr(line, name):f}{_UNITS[name]}", _FUND[name], f"{at}/{name}")
                for name in ("weight", "rate")
                if getattr(line, name) is not None
            )
            return budget_score_formula(line, terms, unit=self.unit)
        return None

    def _fund_sum(self, line: FundLine, field: str) -> Formula | None:
        """The total row as the sum of the others, where these are known."""
        if line is not total_line(self.record.funds):
            return None
        others = [
            (f"{self.path}/funds/{index}/{field}", one.source, getattr(one, field))
            for index, one in enumerate(self.record.funds)
            if one is not line
        ]
        known = [one for one in others if one[2] is not None]
        if not known or len(known) < len(others):
            return None
        parts = [("＋", _amount(*one), one[2]) for one in known]
        return summed("各项资金来源相加", parts, getattr(line, field))

    # --- indicators --------------------------------------------------------------------------

    def indicator(self, index: str, field: str) -> Provenance | None:
        row = _at(self.record.indicators, index)
        value = getattr(row, field) if row is not None else None
        if value is None or (isinstance(value, str) and not value.strip(_DASHES)):
            return None
        address = f"{self.path}/indicators/{index}/{field}"
        levels = " › ".join(one for one in (row.level1, row.level2, row.name) if one)
        said = (("目标值", row.target), ("业绩值", row.actual), ("赋分规则", row.rule),
                ("偏差原因和改进措施", row.deviation))  # fmt: skip
        return Provenance(
            address=address,
            title=f"{row.name}：{_ROW[field]}",
            value=value if isinstance(value, str) else f"{value:f}",
            unit="" if isinstance(value, str) else _UNITS[field],
            facts=(*self._facts(levels, _ROW[field]), *(one for one in said if one[1])),
            place=address,
            formulas=tuple(one for one in (self._of_indicator(row, index, field),) if one),
            last=LastYear(row.prior) if row.prior and field == "actual" else None,
        )

    def _of_indicator(self, row: Indicator, index: str, field: str) -> Formula | None:
        year, at = self.forms.report.year, f"{self.path}/indicators/{index}"
        if field == "rate":
            said = (("actual", row.actual), ("target", row.target))
            terms = tuple(Term(text, _ROW[name], f"{at}/{name}") for name, text in said if text)
            return rate_formula(row, year, terms)
        if field == "score" and self.group != "targets":
            names = ("weight",) if self.unit else ("weight", "rate")
            terms = tuple(
                Term(f"{getattr(row, name):f}{_UNITS[name]}", _ROW[name], f"{at}/{name}")
                for name in names
                if getattr(row, name) is not None
            )
            return score_formula(row, year, self.forms.reference, terms, unit=self.unit)
        return None

    # --- totals ------------------------------------------------------------------------------

    def total(self, field: str) -> Provenance | None:
        """总分 and 总分值 of a project."""
        name = "score" if field == "total" else "weight"
        parts = [
            (f"{self.path}/{rows}/{index}/{name}", label, getattr(one, name))
            for rows, label, index, one in self._scored()
            if getattr(one, name) is not None
        ]
        value = whole(tuple(amount for _, _, amount in parts))
        printed = f"{value}" if field == "total" else plain(sum(one[2] for one in parts))
        expression = " ＋ ".join(plain(amount) for _, _, amount in parts)
        terms = tuple(Term(f"{amount:f}{POINTS}", label, at) for at, label, amount in parts)
        title = "各项分值相加" if field == "weight" else "预算执行率得分与各指标得分相加"
        grade = grade_of(value, self.forms.reference) if field == "total" else ""
        return Provenance(
            address=f"{self.path}/{field}",
            title=f"{self.record.name}：{_TOTALS[field]}",
            value=printed,
            unit=POINTS,
            facts=(*self._facts(_TOTALS["total"], _TOTALS[field]),
                   *((("等级", grade),) if grade else ())),
            place=f"{self.path}/{field}",
            formulas=(Formula(title, expression, f"{printed}{POINTS}", terms),) if terms else (),
        )  # fmt: skip

    def _scored(self) -> list[tuple[str, str, int, FundLine | Indicator]]:
        funds = [("funds", "预算执行率", index, one) for index, one in enumerate(self.record.funds)]
        rows = [
            ("indicators", one.name, index, one) for index, one in enumerate(self.record.indicators)
        ]
        return [*funds, *rows]

    def target(self, field: str) -> Provenance | None:
        record: ProjectTarget = self.record
        value: Decimal | None = getattr(record, field)
        if value is None:
            return None
        parts = [
            ("＋", _amount(f"{self.path}/{name}", _TARGET_MONEY[name], amount), amount)
            for name in ("fiscal", "other")
            if (amount := getattr(record, name)) is not None
        ]
        added = field == "total" and len(parts) == 2
        return Provenance(
            address=f"{self.path}/{field}",
            title=f"{record.name}：{_TARGET_MONEY[field]}",
            value=plain(to_wan(value)),
            unit=WAN,
            facts=self._facts("项目资金", _TARGET_MONEY[field]),
            place=f"{self.path}/{field}",
            formulas=(summed("财政拨款与其他资金相加", parts, value),) if added else (),
        )


def _amount(address: str, label: str, yuan: Decimal) -> Term:
    return Term(f"{format_amount(yuan)}{WAN}", label, address)
