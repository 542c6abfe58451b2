"""Amounts of a Report by address, and the comparison of sums that rounding may blur.

An address is ``<statement>/<line>/<column>`` with ``@last`` for last year's amount, or
``<group>/<field>`` for the figures beside the statements: ``procurement/total``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from fiscal.checks.passages import Passage, passages
from fiscal.checks.registry import Rule
from fiscal.finding import Finding, Severity
from fiscal.money import YUAN_PER_WAN, ZERO, envelope, format_amount, plain
from fiscal.narrative.required import FreeText, free_texts
from fiscal.reference import Reference
from fiscal.report import TOTAL, UNKNOWN, Cell, Line, Report
from fiscal.statements import BY_NUMBER, PERSONNEL_TOTAL, PUBLIC_TOTAL, SINGLE_LINE

_PUBLISHED_STEP = Decimal(100)  # 0.01 万元 in yuan
_GROUPS = {"budgets": "年初预算数", "procurement": "政府采购"}
_FIELDS = {
    "fiscal": "财政拨款", "general": "一般公共预算", "fund": "政府性基金预算",
    "capital": "国有资本经营预算", "total": "支出总额", "goods": "货物支出",
    "works": "工程支出", "services": "服务支出", "small_medium": "授予中小企业合同金额",
    "small_micro": "授予小微企业合同金额",
}  # fmt: skip
# Rows of 04 whose label repeats that of an income row.
_OPENING_ROWS = ("opening_general", "opening_gov_fund", "opening_state_capital")
_TOTALS = {TOTAL: "合计", PERSONNEL_TOTAL: "人员经费合计", PUBLIC_TOTAL: "公用经费合计"}


@dataclass(frozen=True, slots=True)
class Precision:
    """How exact a set of amounts (yuan) is: published 万元 with two places, or finer.

    Amounts that were only ever known in 万元 may miss their sum by the rounding of each;
    finer ones must add up to the last 分.
    """

    fine: bool

    @classmethod
    def of(cls, amounts: Iterable[Decimal | None]) -> Precision:
        return cls(any(amount % _PUBLISHED_STEP for amount in amounts if amount))

    def tolerance(self, terms: int) -> Decimal:
        """Largest gap in yuan that rounding can cause among ``terms`` addends and a sum."""
        return ZERO if self.fine else envelope(terms) * YUAN_PER_WAN

    def show(self, amount: Decimal) -> str:
        return f"{amount:,.2f}元" if self.fine else f"{format_amount(amount)}万元"

    def judge(
        self, rule: Rule, where: str, subject: str, printed: Decimal, computed: Decimal, terms: int
    ) -> Iterator[Finding]:
        """A finding when two amounts differ; INFO while rounding can explain the gap."""
        gap = printed - computed
        if not gap:
            return
        within = abs(gap) <= self.tolerance(terms)
        figures = {"printed": self.show(printed), "computed": self.show(computed)}
        figures["difference"] = self.show(gap)
        message = (
            f"{subject}：{figures['printed']}与{figures['computed']}相差{figures['difference']}"
        )
        if within:
            message += "，属四舍五入尾差"
        yield rule.finding(where, message, Severity.INFO if within else None, **figures)


class Figures:
    """The amounts and the texts of one Report, gathered once for all checks of a run."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._texts: tuple[FreeText, ...] | None = None
        self.lines: dict[tuple[str, str], Line] = {
            (number, line.key): line
            for number, statement in report.statements.items()
            for line in statement.lines
        }
        self.precision = Precision.of(
            amount
            for line in self.lines.values()
            for cell in line.cells.values()
            for amount in (cell.this, cell.last)
        )

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All texts that say anything, in the order of the document."""
        return tuple(passages(self.report))

    def texts(self, reference: Reference) -> tuple[FreeText, ...]:
        """The free texts of the narrative, with the figures that they explain."""
        if self._texts is None:
            self._texts = free_texts(self.report, reference)
        return self._texts

    def cell(self, number: str, line: str, column: str) -> Cell:
        """The cell; zero in a statement that is carried as an empty one (空表)."""
        found = self.lines.get((number, line))
        if found:
            return found.cells.get(column, UNKNOWN)
        return Cell(ZERO, ZERO) if self.is_nil(number) else UNKNOWN

    def is_nil(self, number: str) -> bool:
        """The statement is carried, may be empty and has no line at all."""
        statement = self.report.statements.get(number)
        return statement is not None and not statement.lines and BY_NUMBER[number].may_be_empty

    def amount(self, address: str) -> Decimal | None:
        """Amount in yuan at an address, None when unknown."""
        path, _, period = address.partition("@")
        number, _, rest = path.partition("/")
        if number not in BY_NUMBER:
            value: Decimal | None = getattr(getattr(self.report, number), rest)
            return value
        line, _, column = rest.partition("/")
        cell = self.cell(number, line, column)
        return cell.last if period == "last" else cell.this

    def label(self, address: str) -> str:
        """Chinese name of an address: ``01表“本年收入合计”``, ``上年05表“合计”（小计）``."""
        path, _, period = address.partition("@")
        number, _, rest = path.partition("/")
        if number not in BY_NUMBER:
            return _GROUPS[number] + _FIELDS[rest]
        key, _, column = rest.partition("/")
        line = self.lines.get((number, key))
        name = line.name if line else ""
        return f"{'上年' if period else ''}{number}表{cell_label(number, key, column, name)}"


def where_of(address: str) -> str:
    """The address in the form of ``Finding.where``."""
    path = address.partition("@")[0]
    return f"statements/{path}" if path.partition("/")[0] in BY_NUMBER else path


def cell_label(number: str, line: str, column: str, name: str = "") -> str:
    """Row and column of a cell in words: ``“合计”（小计）``, ``“一、一般公共服务支出”``."""
    declaration = BY_NUMBER[number]
    row = _TOTALS.get(line) or name
    declared = next((one for one in declaration.rows if one.key == line), None)
    if declared:  # a file may hold others
        row = ("年初" if line in _OPENING_ROWS else "") + declared.label
    header = declaration.column(column).header
    if line == SINGLE_LINE:
        return f"“{'·'.join(header)}”"
    return f"“{row or line}”" + (
        "" if len(declaration.printed_columns) < 3 else f"（{header[-1]}）"
    )


def show_rate(rate: Decimal) -> str:
    return f"{plain(rate)}%"
