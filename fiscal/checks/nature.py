"""What a unit of one kind does not usually have: income and spending of institutions.

A Report knows only whether its unit is run like an administration; 参照公务员法管理的事业单位 are,
and may have such money. So these are hints (INFO), never errors.
"""

from __future__ import annotations

from collections.abc import Iterator

from fiscal.checks.figures import Figures, where_of
from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.money import ZERO
from fiscal.reference import Reference
from fiscal.report import FINAL_ACCOUNTS, Report

UNUSUAL = rule(
    "XS-25", "行政单位一般没有事业、经营性质的收支", Severity.INFO, "C006 C015", rule_set="2026.3"
)
NO_INCOME = rule(
    "XS-26", "有经营支出即有经营收入或结余", Severity.WARNING, "C016", rule_set="2026.3"
)
SURPLUS = rule(
    "XS-27",
    "使用非财政拨款结余只弥补非财政收支差额",
    Severity.WARNING,
    "C007；政府会计制度",
    rule_set="2026.3",
)
OPENING = rule(
    "XS-28", "07、08表各科目年初结转等于上年年末", Severity.WARNING, "C068", rule_set="2026.3"
)

_UNUSUAL = (
    "01/income_institutional/amount", "01/income_business/amount",
    "01/income_subordinate/amount", "01/use_of_surplus/amount",
    "01/surplus_distribution/amount", "03/total/remit_to_superior", "03/total/business",
    "03/total/subsidy_to_subordinate",
)  # fmt: skip


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """XS-25 to XS-28."""
    if report.kind != FINAL_ACCOUNTS:
        return
    if report.unit.nature_group == "administrative" and not report.organisation.subordinates:
        yield from _unusual(figures)
    yield from _business(figures)
    yield from _surplus(figures)
    yield from _openings(report, figures)


def _unusual(figures: Figures) -> Iterator[Finding]:
    for address in _UNUSUAL:
        amount = figures.amount(address)
        if amount:
            shown = figures.precision.show(amount)
            yield UNUSUAL.finding(
                where_of(address),
                f"{figures.label(address)}为{shown}，行政单位一般没有，请核对单位性质或科目",
                printed=shown,
            )


def _business(figures: Figures) -> Iterator[Finding]:
    spent, earned = figures.amount("03/total/business"), figures.amount("02/total/business")
    if spent and earned is not None and not earned:
        shown = figures.precision.show(spent)
        yield NO_INCOME.finding(
            "statements/03/total/business",
            f"有经营支出{shown}而没有经营收入，请核对是否使用以前年度经营结余",
            printed=shown,
        )


def _surplus(figures: Figures) -> Iterator[Finding]:
    """01 使用非财政拨款结余 > 0 only where non-fiscal spending exceeds non-fiscal income."""
    used = figures.amount("01/use_of_surplus/amount")
    income = figures.amount("01/income_total/amount")
    spending = figures.amount("01/expenditure_total/amount")
    fiscal_income = figures.amount("04/income_total/amount")
    fiscal_spending = figures.amount("04/expenditure_total/total")
    if not used or None in (income, spending, fiscal_income, fiscal_spending):
        return
    earned = (income or ZERO) - (fiscal_income or ZERO)
    spent = (spending or ZERO) - (fiscal_spending or ZERO)
    if spent <= earned:
        show = figures.precision.show
        yield SURPLUS.finding(
            "statements/01/use_of_surplus/amount",
            f"使用非财政拨款结余{show(used)}，但非财政支出{show(spent)}不大于非财政收入{show(earned)}",
            printed=show(used),
            computed=show(spent - earned),
        )


def _openings(report: Report, figures: Figures) -> Iterator[Finding]:
    for number in ("07", "08"):
        for line in report.statement(number).lines:
            if not line.key.isdecimal():
                continue
            opening = figures.cell(number, line.key, "opening").this
            closing = figures.cell(number, line.key, "closing").last
            if opening is not None and closing is not None:
                subject = f"{number}表“{line.name}”年初结转和结余与上年年末不符"
                where = f"statements/{number}/{line.key}/opening"
                yield from figures.precision.judge(OPENING, where, subject, opening, closing, 1)
