"""The recorded facts that no table prints (head counts, budgets, assets), and sums in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from fiscal.money import ZERO
from fiscal.narrative.figures import (
    COMPUTED,
    Figure,
    figure,
    figure_last,
    in_yuan,
    split_statement_address,
)
from fiscal.narrative.inputs import BY_PATH, InputKind
from fiscal.narrative.origins import SUMS, label
from fiscal.narrative.template import format_value
from fiscal.provenance.evaluations import Forms
from fiscal.provenance.model import Formula, LastYear, Provenance, Term
from fiscal.provenance.statements import WAN, Sheets, changed, last_year, summed
from fiscal.report import Report
from fiscal.scoring import total_line

_NUMBERS = (InputKind.COUNT, InputKind.AMOUNT, InputKind.AREA)
_RECORDED = "随决算填报，不在九张表中"
_ADDED = "由填报数相加"
_AS_TYPED = "填报数，原样公开"
_IN_WAN = "填报数换算成万元，保留两位"
_PARTS = {
    "procurement/total": ("procurement/goods", "procurement/works", "procurement/services"),
    "budgets/fiscal": ("budgets/general", "budgets/fund", "budgets/capital"),
}
_FUNDS = {
    "computed/unit_full_year": "full_year", "computed/unit_executed": "executed",
    "computed/projects_full_year": "full_year", "computed/projects_executed": "executed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """Every figure that has an address, over the tables of a Report."""

    report: Report
    sheets: Sheets
    forms: Forms

    def fact(self, address: str) -> Provenance | None:
        """Where a fact comes from; None where there is none, or it is not known."""
        if address not in COMPUTED and (
            address not in BY_PATH or BY_PATH[address].kind not in _NUMBERS
        ):
            return None
        value = figure(self.report, address)
        if value is None:
            return None
        return Provenance(
            address=address,
            title=label(self.report, address),
            value=shown(value),
            unit=self.unit(address),
            facts=(("来源", _ADDED if address in COMPUTED else _RECORDED),),
            formulas=tuple(self.formulas(address)),
            last=self.last(address),
        )

    def term(self, address: str) -> Term:
        """A figure as a part of something else, in full."""
        group = address.partition("/")[0]
        if group in ("unit_evaluation", "projects"):
            found = self.forms.figure(address)
            return (
                Term(f"{found.value}{found.unit}", found.title, address) if found else Term("", "")
            )
        if group == "statements":
            return self.sheets.term(split_statement_address(address))
        value = shown(figure(self.report, address))
        return Term(f"{value}{self.unit(address)}", label(self.report, address), address)

    def unit(self, address: str) -> str:
        if address in BY_PATH:
            return BY_PATH[address].unit
        if address == "computed/staff":
            return "人"
        if address == "computed/vehicles":
            return "辆"
        return "个" if address in ("computed/projects", "computed/unit_evaluations") else WAN

    def last(self, address: str) -> LastYear | None:
        """Last year's figure, where it is known, with the change since."""
        if address in COMPUTED:
            return None
        if address.startswith("statements/"):
            return last_year(self.report.cell(*split_statement_address(address)))
        this, last = figure(self.report, address), figure_last(self.report, address)
        if this is None or last is None:
            return None
        unit = self.unit(address)
        return LastYear(f"{shown(last)}{unit}", changed(Decimal(this), Decimal(last), unit))

    # --- formulas ----------------------------------------------------------------------------

    def formulas(self, address: str) -> Iterator[Formula]:
        """How a figure came about that the text prints as it is."""
        if address in COMPUTED:
            yield from self._computed(address)
            return
        here = self.term(address)
        amount = self.yuan(address) if in_yuan(address) else None
        if amount is None:
            yield Formula(_AS_TYPED, "", here.value, (here,))
        else:
            yield Formula(_IN_WAN, f"{amount:,.2f} ÷ 10,000", here.value, (here,))
        if address.startswith("statements/"):
            yield from self.sheets.formulas(split_statement_address(address))
        elif amount is not None and address in _PARTS:
            yield from self._added("各项相加", _PARTS[address], amount)

    def _computed(self, address: str) -> Iterator[Formula]:
        name, parts = SUMS[address]
        if address in _FUNDS:
            parts = tuple(self._fund_cells(address, _FUNDS[address]))
        value = figure(self.report, address)
        if isinstance(value, Decimal):
            whole = sum((self.yuan(one) or ZERO for one in parts), ZERO)
            added = tuple(self._added(name, parts, whole))
            yield from added or (Formula(name, "", f"{shown(value)}{self.unit(address)}"),)
        elif address in ("computed/projects", "computed/unit_evaluations"):
            yield Formula(name, "", f"{value}个")
        else:
            terms = tuple(self.term(one) for one in parts)
            counts = " ＋ ".join(shown(figure(self.report, one)) for one in parts)
            yield Formula(name, counts, f"{value}{self.unit(address)}", terms)

    def _fund_cells(self, address: str, field: str) -> Iterator[str]:
        """The rows of 项目资金 that the text adds up."""
        if address.startswith("computed/projects"):
            yield from (
                f"projects/{index}/funds/0/{field}" for index in range(len(self.report.projects))
            )
        elif self.report.unit_evaluation and (
            line := total_line(self.report.unit_evaluation.funds)
        ):
            index = self.report.unit_evaluation.funds.index(line)
            yield f"unit_evaluation/funds/{index}/{field}"

    def _added(self, name: str, parts: Iterable[str], whole: Decimal) -> Iterator[Formula]:
        amounts = [(one, self.yuan(one)) for one in parts]
        known = [("＋", self.term(one), amount) for one, amount in amounts if amount is not None]
        if known and len(known) == len(amounts):
            yield summed(name, known, whole)

    def yuan(self, address: str) -> Decimal | None:
        """The recorded amount at an address of something that is recorded in yuan."""
        group, *path = address.split("/")
        if group == "statements":
            return self.report.amount(*split_statement_address(address))
        if group == "projects":
            project = self.report.projects[int(path[0])]
            return _fund(project.funds, path[2:])
        if group == "unit_evaluation":
            assert self.report.unit_evaluation is not None
            return _fund(self.report.unit_evaluation.funds, path[1:])
        amount: Decimal | None = getattr(getattr(self.report, group), path[0])
        return amount


def _fund(funds: tuple[object, ...], path: list[str]) -> Decimal | None:
    index, field = path
    if int(index) >= len(funds):
        return None
    amount: Decimal | None = getattr(funds[int(index)], field)
    return amount


def shown(value: Figure) -> str:
    """A published figure as the text prints it."""
    return format_value("money" if isinstance(value, Decimal) else "count", value)
