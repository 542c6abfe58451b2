"""Where a printed figure comes from: the recorded figures behind it and the formula in numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from fiscal.checks.figures import cell_label
from fiscal.document import Part
from fiscal.narrative.bindings import addresses
from fiscal.narrative.figures import (
    Figure,
    figure,
    figure_last,
    in_yuan,
    split_statement_address,
)
from fiscal.narrative.inputs import BY_PATH
from fiscal.narrative.template import UNKNOWN_FIGURE, format_value
from fiscal.report import Report

_MISSING = "所需的数还没有填，填入后自动得出"
LAST = "@last"  # behind the address of a source: last year's figure


@dataclass(frozen=True, slots=True)
class Source:
    """A figure that a printed one is made of: its address, its name and its published value."""

    address: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Origin:
    """``formula`` is a sentence with numbers, ``sources`` are what it takes them from.

    ``arithmetic`` is the calculation alone (``120.00 − 90.00``), empty where a rule decides.
    """

    formula: str
    sources: tuple[Source, ...]
    arithmetic: str = ""


def origin(report: Report, paragraph: str, key: str, part: Part) -> Origin | None:
    """The origin of a printed figure or list; None for wording, words and free texts."""
    if part.kind == "list":
        return _LISTS.get(paragraph)
    where = addresses(paragraph, part.field, key)
    rule = _FORMULAS.get(part.kind)
    if rule is None or not where:
        return None
    found = rule(report, where, part.text)
    return replace(found, formula=_MISSING) if part.text == UNKNOWN_FIGURE else found


def _itself(report: Report, where: tuple[str, ...], printed: str) -> Origin:
    """A recorded figure as it is, or the sum of several."""
    (address,) = where
    if address in SUMS:
        title, parts = SUMS[address]
        sources = tuple(_source(report, part) for part in parts)
        return Origin(f"{title}＝{printed}", sources, " ＋ ".join(one.value for one in sources))
    source = _source(report, address)
    if not in_yuan(address):
        return Origin(f"填报的数：{printed}", (source,))
    yuan = _yuan(report, address)
    formula = f"{yuan} ÷ 10,000，保留两位得{printed}万元"
    return Origin(formula, (source,), f"{yuan.removesuffix('元')} ÷ 10,000")


def _difference(report: Report, where: tuple[str, ...], printed: str) -> Origin:
    this, last = _year_on_year(report, where[0])
    arithmetic = f"{this.value} − {last.value}"
    return Origin(f"{arithmetic}，差额{printed}", (this, last), arithmetic)


def _percent(report: Report, where: tuple[str, ...], printed: str) -> Origin:
    this, last = _year_on_year(report, where[0])
    if not figure_last(report, where[0]):
        rule = "上年为零：本年有数记100.00%，本年也为零记0.00%"
        return Origin(f"{rule}，得{printed}%", (this, last))
    arithmetic = f"|{this.value} − {last.value}| ÷ {last.value} × 100%"
    return Origin(f"{arithmetic} ＝ {printed}%", (this, last), arithmetic)


def _share(report: Report, where: tuple[str, ...], printed: str) -> Origin:
    part, whole = (_source(report, address) for address in where)
    arithmetic = f"{part.value} ÷ {whole.value} × 100%"
    return Origin(f"{arithmetic} ＝ {printed}%", (part, whole), arithmetic)


def _variance(report: Report, where: tuple[str, ...], printed: str) -> Origin:
    actual, budget = (_source(report, address) for address in where)
    if not figure(report, where[1]):
        rule = "预算数为零：有决算数记100.00%，没有记0.00%"
        return Origin(f"{rule}，得{printed}%", (actual, budget))
    arithmetic = f"({actual.value} − {budget.value}) ÷ {budget.value} × 100%"
    return Origin(f"{arithmetic} ＝ {printed}%", (actual, budget), arithmetic)


_FORMULAS: Mapping[str, Callable[[Report, tuple[str, ...], str], Origin]] = {
    "money": _itself, "area": _itself, "count": _itself, "difference": _difference,
    "percent": _percent, "share": _share, "variance": _variance,
}  # fmt: skip


def _year_on_year(report: Report, address: str) -> tuple[Source, Source]:
    return _source(report, address), _source(report, address + LAST)


def _source(report: Report, address: str) -> Source:
    path = address.removesuffix(LAST)
    if path.partition("/")[0] in _RECORDS:
        return Source(address, _RECORDS[path.partition("/")[0]], "")
    read = figure_last if address.endswith(LAST) else figure
    return Source(address, label(report, address), _print(read(report, path)))


def _print(value: Figure) -> str:
    return format_value("money" if isinstance(value, Decimal) else "count", value)


def _yuan(report: Report, address: str) -> str:
    if address.startswith("statements/"):
        amount = report.amount(*split_statement_address(address))
    else:
        group, _, name = address.partition("/")
        amount = getattr(getattr(report, group), name)
    return UNKNOWN_FIGURE if amount is None else f"{amount:,.2f}元"


def label(report: Report, address: str) -> str:
    """The name of a figure: 05表“行政运行”（小计）, 在职人员（上年）."""
    path = address.removesuffix(LAST)
    last = address.endswith(LAST)
    if path in SUMS:
        return SUMS[path][0]
    if not path.startswith("statements/"):
        return BY_PATH[path].label + ("（上年）" if last else "")
    number, key, column = split_statement_address(path)
    line = report.statement(number).line(key)
    name = cell_label(number, key, column, line.name if line else "")
    return f"{'上年' if last else ''}{number}表{name}"


_VEHICLES = tuple(path for path, one in BY_PATH.items() if one.unit == "辆" and "assets" in path)
_RECORDS = {"unit_evaluation": "单位整体支出绩效自评表", "projects": "项目支出绩效自评表"}
SUMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "computed/staff": (
        "实有人数：在职、离休、退休之和", ("staff/active", "staff/veteran", "staff/retired"),
    ),
    "computed/vehicles": ("固定资产车辆：八类车辆之和", _VEHICLES),
    **{
        f"computed/expenditure_{number}": (
            "支出总计：本年支出与年末结转和结余之和",
            (f"statements/{number}/total/total", f"statements/{number}/total/closing"),
        )
        for number in ("07", "08")
    },
    "computed/unit_evaluations": ("整体支出绩效自评表的个数", ("unit_evaluation",)),
    "computed/unit_full_year": ("自评表“合计”行的全年预算数", ("unit_evaluation",)),
    "computed/unit_executed": ("自评表“合计”行的全年执行数", ("unit_evaluation",)),
    "computed/projects": ("项目支出绩效自评表的个数", ("projects",)),
    "computed/projects_full_year": ("各项目全年预算数之和", ("projects",)),
    "computed/projects_executed": ("各项目全年执行数之和", ("projects",)),
}  # fmt: skip


def _economic(group: str) -> Origin:
    formula = f"06表{group}中金额不为零的款，按编码顺序"
    return Origin(formula, (Source("statements/06", "06表", ""),))


_LISTS = {"s6.a": _economic("人员经费"), "s6.b": _economic("公用经费")}
