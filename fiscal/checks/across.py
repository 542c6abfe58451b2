"""Between statements: figures that stand in two places agree, parts do not exceed the whole.

The equations are data. ``a + b = c`` and ``a <= b`` over addresses of ``fiscal.checks.figures``;
one is judged only where all its figures are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fiscal.checks.figures import Figures, cell_label, where_of
from fiscal.checks.registry import Rule, rule
from fiscal.finding import Finding, Severity
from fiscal.money import ZERO
from fiscal.reference import Reference
from fiscal.report import TOTAL, Report
from fiscal.statements import EXPENDITURE_CLASSES

INCOME = rule("XS-01", "收入在01、02、04表一致", Severity.ERROR, "C045–C047 C050 C051")
SPENDING = rule("XS-02", "支出在01、03表一致", Severity.ERROR, "C048 C049 C061")
GENERAL = rule("XS-03", "一般公共预算支出在04、05表一致", Severity.ERROR, "C052 C053")
BASIC = rule("XS-04", "一般公共预算基本支出在05、06表一致", Severity.ERROR, "C054")
FUND = rule("XS-05", "政府性基金收支在04、07表一致", Severity.ERROR, "C055")
CAPITAL = rule("XS-06", "国有资本经营预算收支在04、08表一致", Severity.ERROR, "C056")
FISCAL = rule(
    "XS-07", "财政拨款支出等于05、07、08表之和", Severity.ERROR, "C061；财政拨款四本账勾稽"
)
BALANCE = rule("XS-08", "收入总计等于支出总计", Severity.ERROR, "C005 C023–C026 C059")
PART = rule("XS-09", "财政拨款支出不大于全部支出", Severity.ERROR, "C057 C058")
CARRIED = rule("XS-10", "财政拨款结转结余不大于全部结转结余", Severity.ERROR, "C060")
THREE_PUBLIC = rule("XS-11", "“三公”经费与基本支出、财政拨款支出相容", Severity.ERROR, "C062 C063")
OVERSPENT = rule("XS-12", "“三公”经费决算数不大于全年预算数", Severity.WARNING, "C044")
OPENING = rule("XS-13", "年初结转和结余等于上年年末", Severity.WARNING, "C066 C067")
BUDGETS = rule(
    "XS-14", "财政拨款年初预算数等于三本预算之和", Severity.ERROR, "四、五、七、八年初预算数"
)
# The openings of the other two kinds of fiscal money are those of 07 and 08 (XS-13).
OPENING_GENERAL = rule(
    "XS-29", "一般公共预算财政拨款年初结转和结余等于上年年末", Severity.WARNING, "C067",
    rule_set="2026.3",
)  # fmt: skip
BY_CLASS = rule(
    "XS-32", "政府性基金、国有资本经营预算分类支出在04、07、08表一致", Severity.ERROR,
    "C055 C056", rule_set="2026.3",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Equation:
    """``left = right`` or ``left <= right`` over addresses."""

    rule: Rule
    left: tuple[str, ...]
    right: tuple[str, ...]
    equal: bool


def equation(declared: Rule, formula: str) -> Equation:
    """Parse ``a + b = c`` or ``a <= b``."""
    equal = " <= " not in formula
    left, right = formula.split(" = " if equal else " <= ")
    return Equation(declared, tuple(left.split(" + ")), tuple(right.split(" + ")), equal)


_FORMULAS: tuple[tuple[Rule, str], ...] = (
    (INCOME, "01/income_total/amount = 02/total/total"),
    (INCOME, "02/total/fiscal = 01/income_general/amount + 01/income_gov_fund/amount"
             " + 01/income_state_capital/amount"),
    (INCOME, "01/income_superior_subsidy/amount = 02/total/superior_subsidy"),
    (INCOME, "01/income_institutional/amount = 02/total/institutional"),
    (INCOME, "01/income_business/amount = 02/total/business"),
    (INCOME, "01/income_subordinate/amount = 02/total/subordinate"),
    (INCOME, "01/income_other/amount = 02/total/other"),
    (INCOME, "01/income_general/amount = 04/income_general/amount"),
    (INCOME, "01/income_gov_fund/amount = 04/income_gov_fund/amount"),
    (INCOME, "01/income_state_capital/amount = 04/income_state_capital/amount"),
    (INCOME, "02/total/fiscal = 04/income_total/amount"),
    (SPENDING, "01/expenditure_total/amount = 03/total/total"),
    (GENERAL, "04/expenditure_total/general = 05/total/total"),
    (BASIC, "05/total/basic = 06/personnel_total/amount + 06/public_total/amount"),
    (FUND, "04/income_gov_fund/amount = 07/total/income"),
    (FUND, "04/opening_gov_fund/amount = 07/total/opening"),
    (FUND, "04/expenditure_total/gov_fund = 07/total/total"),
    (FUND, "04/closing_balance/gov_fund = 07/total/closing"),
    (CAPITAL, "04/income_state_capital/amount = 08/total/income"),
    (CAPITAL, "04/opening_state_capital/amount = 08/total/opening"),
    (CAPITAL, "04/expenditure_total/state_capital = 08/total/total"),
    (CAPITAL, "04/closing_balance/state_capital = 08/total/closing"),
    (FISCAL, "04/expenditure_total/total = 05/total/total + 07/total/total + 08/total/total"),
    (BALANCE, "01/grand_total_income/amount = 01/grand_total_expenditure/amount"),
    (BALANCE, "04/grand_total_income/amount = 04/grand_total_expenditure/total"),
    (BALANCE, "04/grand_total_expenditure/general = 04/income_general/amount"
              " + 04/opening_general/amount"),
    (BALANCE, "04/grand_total_expenditure/gov_fund = 04/income_gov_fund/amount"
              " + 04/opening_gov_fund/amount"),
    (BALANCE, "04/grand_total_expenditure/state_capital = 04/income_state_capital/amount"
              " + 04/opening_state_capital/amount"),
    (PART, "05/total/total + 07/total/total + 08/total/total <= 03/total/total"),
    (PART, "05/total/basic + 07/total/basic + 08/total/basic <= 03/total/basic"),
    (PART, "05/total/project + 07/total/project + 08/total/project <= 03/total/project"),
    (PART, "05/total/basic <= 03/total/basic"),
    (CARRIED, "04/opening_balance/amount <= 01/opening_balance/amount"),
    (CARRIED, "04/closing_balance/total <= 01/closing_balance/amount"),
    (THREE_PUBLIC, "06/30212/amount <= 09/amount/actual_overseas"),
    (THREE_PUBLIC, "06/30217/amount <= 09/amount/actual_reception"),
    (THREE_PUBLIC, "06/30231/amount <= 09/amount/actual_vehicle_operation"),
    (THREE_PUBLIC, "06/31013/amount <= 09/amount/actual_vehicle_purchase"),
    (THREE_PUBLIC, "09/amount/actual_total <= 04/expenditure_total/total"),
    (OVERSPENT, "09/amount/actual_total <= 09/amount/budget_total"),
    (OVERSPENT, "09/amount/actual_overseas <= 09/amount/budget_overseas"),
    (OVERSPENT, "09/amount/actual_vehicle_purchase <= 09/amount/budget_vehicle_purchase"),
    (OVERSPENT, "09/amount/actual_vehicle_operation <= 09/amount/budget_vehicle_operation"),
    (OVERSPENT, "09/amount/actual_reception <= 09/amount/budget_reception"),
    (OPENING, "01/opening_balance/amount = 01/closing_balance/amount@last"),
    (OPENING, "04/opening_balance/amount = 04/closing_balance/total@last"),
    (OPENING, "07/total/opening = 07/total/closing@last"),
    (OPENING, "08/total/opening = 08/total/closing@last"),
    (OPENING_GENERAL, "04/opening_general/amount = 04/closing_balance/general@last"),
)  # fmt: skip

EQUATIONS = tuple(equation(declared, formula) for declared, formula in _FORMULAS) + tuple(
    equation(declared, formula.format(code))
    for code, _ in EXPENDITURE_CLASSES
    for declared, formula in (
        (SPENDING, "01/exp_{0}/amount = 03/{0}/total"),
        (GENERAL, "04/exp_{0}/general = 05/{0}/total"),
        (BY_CLASS, "04/exp_{0}/gov_fund = 07/{0}/total"),
        (BY_CLASS, "04/exp_{0}/state_capital = 08/{0}/total"),
    )
)


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """All XS findings that follow from the statements alone."""
    for item in EQUATIONS:
        yield from judge(item, figures)
    yield from _lines_within(figures)
    yield from _last_year_fiscal(figures)
    yield from _opening_budgets(figures)


def judge(item: Equation, figures: Figures) -> Iterator[Finding]:
    """The finding of one equation, if all its figures are known and do not fit."""
    left = [figures.amount(address) for address in item.left]
    right = [figures.amount(address) for address in item.right]
    if None in left or None in right:
        return
    printed = sum((amount for amount in left if amount), ZERO)
    computed = sum((amount for amount in right if amount), ZERO)
    terms = len(left) + len(right) - 1
    if not item.equal and printed - computed <= figures.precision.tolerance(terms):
        return
    relation = "应等于" if item.equal else "应不大于"
    left_label, right_label = (
        "＋".join(figures.label(address) for address in side) for side in (item.left, item.right)
    )
    subject = f"{left_label}{relation}{right_label}"
    where = where_of(item.left[0])
    yield from figures.precision.judge(item.rule, where, subject, printed, computed, terms)


def _lines_within(figures: Figures) -> Iterator[Finding]:
    """Per code: what fiscal money spent is no more than all spending (05 + 07 + 08 <= 03)."""
    for (number, key), line in figures.lines.items():
        if number != "03" or key == TOTAL:
            continue
        for column in ("total", "basic", "project"):
            cell = line.cells.get(column)
            parts = [figures.cell(part, key, column).this for part in ("05", "07", "08")]
            fiscal = sum((amount for amount in parts if amount), ZERO)
            if cell is None or cell.this is None:
                continue
            if fiscal - cell.this > figures.precision.tolerance(3):
                label = cell_label("03", key, column, line.name)
                subject = f"03表{label}小于05、07、08表该科目之和"
                where = f"statements/03/{key}/{column}"
                yield from figures.precision.judge(PART, where, subject, cell.this, fiscal, 3)


def _last_year_fiscal(figures: Figures) -> Iterator[Finding]:
    """Last year's 财政拨款 total is that of the three budgets, if nothing was carried over.

    Only then do 总计 (四, 七, 八) and 支出 (五) of last year speak of the same money.
    """
    if figures.amount("04/opening_balance/amount") == 0:
        yield from judge(
            equation(
                FISCAL,
                "04/grand_total_income/amount@last = 05/total/total@last"
                " + 07/total/grand_total@last + 08/total/grand_total@last",
            ),
            figures,
        )


def _opening_budgets(figures: Figures) -> Iterator[Finding]:
    """年初预算数: 四 = 五 + 七 + 八; an empty statement that names no budget had none."""
    budgets = figures.report.budgets
    fund = _budget(budgets.fund, "07", figures)
    capital = _budget(budgets.capital, "08", figures)
    if budgets.fiscal is None or budgets.general is None or fund is None or capital is None:
        return
    computed = budgets.general + fund + capital
    subject = "财政拨款年初预算数应等于一般公共预算、政府性基金、国有资本经营预算年初预算数之和"
    yield from figures.precision.judge(
        BUDGETS, "budgets/fiscal", subject, budgets.fiscal, computed, 3
    )


def _budget(budget: Decimal | None, number: str, figures: Figures) -> Decimal | None:
    statement = figures.report.statements.get(number)
    if budget is None and statement is not None and statement.is_empty:
        return ZERO
    return budget
