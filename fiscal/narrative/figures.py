"""Published figures of a Report by address.

An address is the ``where`` of a Finding: ``statements/05/2010301/total``, ``staff/active``,
``budgets/fiscal``, ``procurement/total``, ``assets/area``. Addresses below ``computed/`` name
what follows from recorded figures. Amounts are answered in published 万元, counts and areas
as they are; unknown is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from fiscal.money import ZERO, half_up, to_wan
from fiscal.report import TOTAL, FundLine, Report

Figure = Decimal | int | None

_IN_YUAN = ("statements/", "budgets/", "procurement/", "assets/area_value", "assets/vehicles_value")


def statement_address(number: str, line: str, column: str) -> str:
    return f"statements/{number}/{line}/{column}"


def split_statement_address(address: str) -> tuple[str, str, str]:
    """(number, line, column); the line key of an unknown code holds slashes itself."""
    _, number, *line, column = address.split("/")
    return number, "/".join(line), column


def in_yuan(address: str) -> bool:
    """Whether the figure is recorded in yuan and published in 万元."""
    return address.startswith(_IN_YUAN)


def figure(report: Report, address: str) -> Figure:
    """This year's figure as published."""
    if address in COMPUTED:
        return COMPUTED[address](report)
    return _published(address, recorded(report, address)[0])


def figure_last(report: Report, address: str) -> Figure:
    """Last year's figure as published."""
    return _published(address, recorded(report, address)[1])


def _published(address: str, value: Figure) -> Figure:
    if not isinstance(value, Decimal):
        return value
    return to_wan(value) if in_yuan(address) else half_up(value)


def recorded(report: Report, address: str) -> tuple[Figure, Figure]:
    """This year's figure and last year's as recorded: yuan, counts, areas."""
    group, _, name = address.partition("/")
    if group == "statements":
        cell = report.cell(*split_statement_address(address))
        return cell.this, cell.last
    holder = getattr(report, group)
    return getattr(holder, name), getattr(holder, f"{name}_last", None)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """万元 of a sum of yuan; sums in the text come from yuan, not from published figures."""
    known = list(amounts)
    if any(amount is None for amount in known):
        return None
    return to_wan(sum((amount for amount in known if amount is not None), ZERO))


def _expenditure(number: str) -> Callable[[Report], Figure]:
    """支出总计 of table 07 or 08: 本年支出 and 年末结转和结余."""
    return lambda report: _sum(report.amount(number, TOTAL, key) for key in ("total", "closing"))


def _staff(report: Report) -> Figure:
    staff = report.staff
    if staff.active is None or staff.veteran is None or staff.retired is None:
        return None
    return staff.active + staff.veteran + staff.retired


def _overall(report: Report) -> FundLine:
    """The 合计 row of the unit-level table; a row of zeros when there is no table."""
    if report.unit_evaluation is None:
        return FundLine("合计", ZERO, ZERO, ZERO)
    funds = report.unit_evaluation.funds
    return next((line for line in funds if line.source == "合计"), FundLine("合计"))


def _projects(column: str) -> Callable[[Report], Figure]:
    return lambda report: _sum(
        getattr(project.funds[0], column) if project.funds else None for project in report.projects
    )


COMPUTED: dict[str, Callable[[Report], Figure]] = {
    "computed/staff": _staff,
    "computed/vehicles": lambda report: report.assets.vehicles,
    "computed/expenditure_07": _expenditure("07"),
    "computed/expenditure_08": _expenditure("08"),
    "computed/unit_evaluations": lambda report: int(report.unit_evaluation is not None),
    "computed/unit_full_year": lambda report: _sum([_overall(report).full_year]),
    "computed/unit_executed": lambda report: _sum([_overall(report).executed]),
    "computed/projects": lambda report: len(report.projects),
    "computed/projects_full_year": _projects("full_year"),
    "computed/projects_executed": _projects("executed"),
}
