"""Bodies of 01 and 04: fixed rows, income beside expenditure; and the single line of 09."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from disclosures.workbooks.columns import (
    UNKNOWN,
    Layout,
    Path,
    layout_of,
    phase_of,
    role_of,
    sides,
    three_public_item,
)
from disclosures.workbooks.figures import BLANKS, Context, by_column
from disclosures.workbooks.model import Cell, normal
from disclosures.workbooks.rules import quotes
from disclosures.workbooks.tables import is_figure
from fiscal.lines import TOTAL_NAME
from fiscal.report import Cell as Amount
from fiscal.report import Line
from fiscal.statements import BY_NUMBER, SINGLE_LINE, Row

_ORDINAL = re.compile(
    r"^(其中:|\d{1,2}[.、:]|[一二三四五六七八九十]{1,3}[、.:]|\([一二三四五六七八九十\d]{1,3}\))+"
)
_ALIASES: Mapping[str, str] = {
    "income_total": r"本年收入(合计)?|收入合计",
    "use_of_surplus": r"使用(非财政拨款|专用)结余.*|用事业基金弥补收支差额",
    "opening_balance": r"(年初|上年)(财政拨款)?结转(和|与)?结余",
    "grand_total_income": r"收入总计|总计|合计",
    "expenditure_total": r"本年支出(合计)?|支出合计",
    "surplus_distribution": r"结余分配",
    "closing_balance": r"(年末|期末)(财政拨款)?结转(和|与)?结余|结转下年",
    "grand_total_expenditure": r"支出总计|总计|合计",
    "income_superior_subsidy": r"上级补助收入",
    "income_subordinate": r"附属单位(上缴|缴款)(收入)?",
    **{
        f"{side}_{fund}": rf"{name}(预算)?(财政拨款)?(收入)?"
        for side in ("income", "opening")
        for fund, name in (
            ("general", "一般公共预算"), ("gov_fund", "政府性基金"),
            ("state_capital", "国有资本经营"),
        )
    },
}  # fmt: skip


def label_name(text: str) -> str:
    """A label without its ordinal, for comparing."""
    return _ORDINAL.sub("", normal(text))


def fixed_lines(
    rows: Sequence[Sequence[Cell]], paths: Mapping[int, Path], context: Context
) -> list[Line]:
    """Lines with a known amount, in the order of the declaration."""
    found: dict[str, dict[str, Amount]] = {}
    declaration = BY_NUMBER[context.number]
    for side, columns in sides(paths).items():
        layout = layout_of(context.number, columns, side)
        _Side(declaration.side(side), layout, context).read(rows, found)
    return [
        Line(row.key, row.label, (), found[row.key])
        for row in declaration.rows
        if found.get(row.key)
    ]


@dataclass
class _Side:
    """One side of the statement; a label that fits several rows is the first not yet met."""

    declared: Sequence[Row]
    layout: Layout
    context: Context
    met: set[str] = field(default_factory=set)

    def read(self, rows: Sequence[Sequence[Cell]], found: dict[str, dict[str, Amount]]) -> None:
        for row in rows:
            cells = by_column(row)
            labels = [cells[column] for column in self.layout.labels if column in cells]
            figures = {k: cells[c] for c, k in self.layout.amounts.items() if c in cells}
            key = self._key(labels)
            if key:
                self.context.notes.take(self.context.sheet, labels)
                found[key] = self.context.cells(figures, key)
            elif figures and not self.context.is_nothing(figures.values()):
                shown, where = [*labels, *figures.values()], self.context.where()
                message = f"不能识别这一行的项目：{quotes(shown)}"
                self.context.notes.at("WB-03", message, self.context.sheet, shown, where)

    def _key(self, labels: Sequence[Cell]) -> str:
        for label in labels:
            name = label_name(label.text)
            fitting = (row.key for row in self.declared if row.key not in self.met)
            key = next((key for key in fitting if self._fits(key, name)), "")
            if key:
                self.met.add(key)
                return key
        return ""

    def _fits(self, key: str, name: str) -> bool:
        if re.fullmatch(_ALIASES.get(key, r"(?!)"), name):
            return True
        declared = next(label_name(row.label) for row in self.declared if row.key == key)
        return _bare(declared) == _bare(name) != ""


def _bare(name: str) -> str:
    return name.removesuffix("支出")


def single_line(
    rows: Sequence[Sequence[Cell]], paths: Mapping[int, Path], context: Context
) -> list[Line]:
    """The line of 三公, from a form whose items are columns or one whose items are rows."""
    paths = _by_year_end(paths)
    layout = layout_of("09", paths)
    if len(layout.amounts) > 2:  # budget and actual alone are columns beside items
        read = _across(rows, layout)
    elif len(items := items_of(paths)) > 2:
        read = _phases_down(rows, items, context)
    else:
        read = _down(rows, paths, context)
    amounts = context.cells(read, SINGLE_LINE)
    return [Line(SINGLE_LINE, TOTAL_NAME, (), amounts)] if amounts else []


def _by_year_end(paths: Mapping[int, Path]) -> dict[int, Path]:
    """Without 年初预算数 where the budget as changed stands beside it: that one is published."""
    phases = {column: phase_of(path) for column, path in paths.items()}
    first = {c for c, path in paths.items() if any(name.startswith("年初预算") for name in path)}
    later = any(phase == "budget" and column not in first for column, phase in phases.items())
    return {column: path for column, path in paths.items() if not (later and column in first)}


def _across(rows: Sequence[Sequence[Cell]], layout: Layout) -> dict[str, Cell]:
    """The first row with figures is the line; any other is left to the caller."""
    for row in rows:
        cells = by_column(row)
        found = {key: cells[c] for c, key in layout.amounts.items() if c in cells}
        if any(cell.key not in BLANKS or cell.problem for cell in found.values()):
            return found
    return {}


def items_of(paths: Mapping[int, Path]) -> dict[int, str]:
    """Items of 三公 by column, under headings that name no 预算数 or 决算数."""
    if any(phase_of(path) for path in paths.values()):
        return {}
    columns = (column for column, path in paths.items() if role_of(path) == UNKNOWN)
    found = ((column, three_public_item(paths[column])) for column in columns)
    return {column: item for column, item in found if item}


def _phases_down(
    rows: Sequence[Sequence[Cell]], items: Mapping[int, str], context: Context
) -> dict[str, Cell]:
    """预算数 and 决算数 in rows, the items in columns."""
    found: dict[str, Cell] = {}
    for row in rows:
        labels = [cell for cell in row if cell.column not in items and not is_figure(cell)]
        phase = next(filter(None, (phase_of((label.key,)) for label in labels)), "")
        figures = {f"{phase}_{items[c.column]}": c for c in row if c.column in items}
        if phase and not figures.keys() & found.keys():
            context.notes.take(context.sheet, labels)
            found |= figures
    return found


def _down(
    rows: Sequence[Sequence[Cell]], paths: Mapping[int, Path], context: Context
) -> dict[str, Cell]:
    phases = {column: phase for column, path in paths.items() if (phase := phase_of(path))}
    found: dict[str, Cell] = {}
    for row in rows:
        labels = [cell for cell in row if cell.column not in phases and not is_figure(cell)]
        item = next(filter(None, (three_public_item([label_name(c.text)]) for c in labels)), "")
        figures = {f"{phases[c.column]}_{item}": c for c in row if c.column in phases}
        if item and not figures.keys() & found.keys():
            context.notes.take(context.sheet, labels)
            found |= figures
    return found
