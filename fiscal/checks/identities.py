"""Figures beside the statements: counts, procurement, and what the evaluations repeat."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fiscal.checks.across import equation, judge
from fiscal.checks.figures import Figures, Precision
from fiscal.checks.registry import Rule, rule
from fiscal.finding import Finding, Severity
from fiscal.money import ZERO
from fiscal.reference import Reference
from fiscal.report import FundLine, Report, ThreePublic
from fiscal.scoring import total_line

COUNTS = rule("XS-15", "有费用即有团组、批次，无费用即没有", Severity.ERROR, "C077 C079")
VEHICLES = rule("XS-16", "公务用车购置、运行费用与车辆数相符", Severity.WARNING, "C078")
PROCUREMENT = rule("XS-17", "政府采购支出总额等于货物、工程、服务之和", Severity.ERROR, "C081")
CONTRACTS = rule(
    "XS-18", "小微企业合同额不大于中小企业，中小企业不大于采购总额", Severity.ERROR, "C082"
)
OFFICES = rule("XS-19", "下设科室数等于列出的科室数", Severity.ERROR, "机构设置说明")
EXECUTED = rule("XS-20", "整体支出实际执行总额等于本年支出", Severity.ERROR, "C085")
FULL_BUDGET = rule(
    "XS-21", "整体支出全年预算总额等于收入总计", Severity.WARNING, "整体支出绩效自评表"
)
SOURCES = rule(
    "XS-22", "整体支出各资金来源的执行数与财政拨款支出相符", Severity.WARNING, "整体支出绩效自评表"
)
INITIAL = rule("XS-23", "整体支出年初预算数等于财政拨款年初预算数", Severity.WARNING, "C095")
PROJECTS = rule("XS-24", "各项目执行数之和不大于项目支出", Severity.WARNING, "C094")
PERSONS = rule(
    "XS-31", "出国人次不少于团组数，接待人次不少于批次", Severity.ERROR, "C079",
    rule_set="2026.3",
)  # fmt: skip

_EQUATIONS = (
    equation(PROCUREMENT, "procurement/total = procurement/goods + procurement/works"
                          " + procurement/services"),
    equation(CONTRACTS, "procurement/small_micro <= procurement/small_medium"),
    equation(CONTRACTS, "procurement/small_medium <= procurement/total"),
)  # fmt: skip
_OTHER = "其他"


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """All XS findings about figures beside the statements."""
    for item in _EQUATIONS:
        yield from judge(item, figures)
    yield from _counts(report, figures)
    yield from _persons(report.three_public)
    yield from _offices(report)
    yield from _unit_evaluation(report, figures)
    yield from _projects(report, figures)


def _counts(report: Report, figures: Figures) -> Iterator[Finding]:
    three = report.three_public
    rows: tuple[tuple[Rule, str, int | None, str, str, bool], ...] = (
        (COUNTS, "actual_overseas", three.delegations, "delegations", "因公出国（境）团组", True),
        (COUNTS, "actual_overseas", three.travellers, "travellers", "因公出国（境）人次", True),
        (COUNTS, "actual_reception", three.reception_batches, "reception_batches",
         "国内公务接待批次", True),
        (COUNTS, "actual_reception", three.reception_guests, "reception_guests",
         "国内公务接待人次", True),
        (VEHICLES, "actual_vehicle_purchase", three.vehicles_bought, "vehicles_bought",
         "公务用车购置数", True),
        (VEHICLES, "actual_vehicle_operation", three.vehicles_held, "vehicles_held",
         "公务用车保有量", False),
    )  # fmt: skip
    for declared, column, count, name, label, both_ways in rows:
        amount = figures.amount(f"09/amount/{column}")
        if amount is None or count is None:
            continue
        if (amount > 0 and count == 0) or (both_ways and amount == 0 and count > 0):
            cost = figures.precision.show(amount)
            yield declared.finding(
                f"three_public/{name}",
                f"{label}{count}，而{figures.label(f'09/amount/{column}')}为{cost}，两者不符",
                printed=count,
                amount=cost,
            )


def _persons(three: ThreePublic) -> Iterator[Finding]:
    """Nobody travels or is received in a group of none."""
    for name, label, persons, groups in (
        ("travellers", "因公出国（境）", three.travellers, three.delegations),
        ("reception_guests", "国内公务接待", three.reception_guests, three.reception_batches),
    ):
        if persons is not None and groups is not None and 0 < persons < groups:
            yield PERSONS.finding(
                f"three_public/{name}",
                f"{label}{persons}人次，少于{groups}个团组或批次",
                printed=persons,
                computed=groups,
            )


def _offices(report: Report) -> Iterator[Finding]:
    count, listed = report.organisation.office_count, len(report.organisation.offices)
    if count is not None and listed and count != listed:
        yield OFFICES.finding(
            "organisation/office_count",
            f"下设{count}个科室，实际列出{listed}个",
            printed=count,
            computed=listed,
        )


def _unit_evaluation(report: Report, figures: Figures) -> Iterator[Finding]:
    if report.unit_evaluation is None:
        return
    funds = report.unit_evaluation.funds
    whole = total_line(funds)
    if whole is None:
        return
    where = f"unit_evaluation/funds/{funds.index(whole)}"
    fiscal = [line for line in funds if line is not whole and _OTHER not in line.source]
    other = [line for line in funds if line is not whole and _OTHER in line.source]
    spending = figures.amount("04/expenditure_total/total")
    all_spending = figures.amount("03/total/total")
    beyond = None if all_spending is None or spending is None else all_spending - spending
    rows: tuple[tuple[Rule, str, str, Decimal | None, Decimal | None], ...] = (
        (EXECUTED, f"{where}/executed", "整体支出全年执行数合计与03表本年支出合计不符",
         whole.executed, all_spending),
        (FULL_BUDGET, f"{where}/full_year", "整体支出全年预算数合计与01表收入总计不符",
         whole.full_year, figures.amount("01/grand_total_income/amount")),
        (SOURCES, f"{where}/executed", "上级、本级资金全年执行数与04表财政拨款支出不符",
         _sum(fiscal, "executed"), spending),
        (SOURCES, f"{where}/executed", "其他资金全年执行数与非财政拨款支出不符",
         _sum(other, "executed"), beyond),
        (INITIAL, f"{where}/initial", "上级、本级资金年初预算数与财政拨款年初预算数不符",
         _sum(fiscal, "initial"), report.budgets.fiscal),
    )  # fmt: skip
    precision = Precision.of([amount for _, _, _, *pair in rows for amount in pair])
    for declared, place, subject, printed, computed in rows:
        if printed is not None and computed is not None:
            yield from precision.judge(declared, place, subject, printed, computed, 2)


def _sum(lines: list[FundLine], name: str) -> Decimal | None:
    amounts: list[Decimal | None] = [getattr(line, name) for line in lines]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if known and len(known) == len(amounts) else None


def _projects(report: Report, figures: Figures) -> Iterator[Finding]:
    spending = figures.amount("03/total/project")
    lines = [total_line(project.funds) for project in report.projects]
    executed = _sum([line for line in lines if line is not None], "executed")
    if spending is None or executed is None or None in lines:
        return
    precision = Precision.of([spending, executed])
    if executed - spending > precision.tolerance(len(lines)):
        yield PROJECTS.finding(
            "projects",
            f"{len(lines)}个项目全年执行数之和{precision.show(executed)}大于03表项目支出"
            f"{precision.show(spending)}，请核实是否重复或口径不同",
            printed=precision.show(executed),
            computed=precision.show(spending),
            difference=precision.show(executed - spending),
        )
