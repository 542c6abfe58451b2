"""Body of 06: economic classification codes in one to three groups of columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from disclosures.workbooks.classified import Codes
from disclosures.workbooks.columns import CODE, NAME, NUMBER, Path, role_of
from disclosures.workbooks.figures import Context, by_column, code_text
from disclosures.workbooks.model import Cell
from disclosures.workbooks.rules import quotes
from fiscal.lines import rank
from fiscal.report import Line
from fiscal.statements import PERSONNEL_CLASSES, PERSONNEL_TOTAL, PUBLIC_CLASSES, PUBLIC_TOTAL

_TOTALS = {"人员经费合计": PERSONNEL_TOTAL, "公用经费合计": PUBLIC_TOTAL}
_NAMES = {PERSONNEL_TOTAL: "人员经费合计", PUBLIC_TOTAL: "公用经费合计"}
_SPLIT = {"人员经费": PERSONNEL_TOTAL, "公用经费": PUBLIC_TOTAL}
_GRAND = {"合计", "总计"}
_AMOUNT = "amount"


@dataclass
class Group:
    """Columns that stand side by side: codes, a name, amounts (headings by column)."""

    codes: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    amounts: dict[int, str] = field(default_factory=dict)

    @property
    def amount(self) -> int:
        """The column that is read: 合计 where 人员经费 and 公用经费 stand beside it."""
        plain = [column for column, heading in self.amounts.items() if heading not in _SPLIT]
        return plain[0] if plain else 0


def groups_of(paths: Mapping[int, Path]) -> list[Group]:
    """The groups from left to right; codes or a name behind amounts begin the next."""
    groups = [Group()]
    for column, path in paths.items():
        role = role_of(path)
        if role in (CODE, NAME) and groups[-1].amounts:
            groups.append(Group())
        if role == CODE:
            groups[-1].codes.append(column)
        elif role == NAME:
            groups[-1].names.append(column)
        elif role != NUMBER and path:
            groups[-1].amounts[column] = path[-1]
    return [group for group in groups if group.amounts]


def economic_lines(
    rows: Sequence[Sequence[Cell]], paths: Mapping[int, Path], context: Context
) -> list[Line]:
    """Lines with a known amount, 人员经费 before 公用经费, each in the order of the codes."""
    lines: dict[str, Line] = {}
    groups = [(group, Codes()) for group in groups_of(paths)]
    for row in rows:
        taken = _totals(row, lines, context)
        cells = by_column([cell for cell in row if cell not in taken])
        for group, codes in groups:
            for line, cell in _entries(cells, group, codes, context):
                _keep(lines, line, cell, context)
    return sorted(lines.values(), key=lambda line: rank("06", line.key))


def _totals(row: Sequence[Cell], lines: dict[str, Line], context: Context) -> list[Cell]:
    """人员经费合计 and 公用经费合计, each with the next figure on its right; the cells read."""
    taken: list[Cell] = []
    for index, cell in enumerate(row):
        key = _TOTALS.get(cell.key)
        if key is None:
            continue
        taken += row[index : index + 1]
        figure = row[index + 1] if index + 1 < len(row) else None
        if figure is not None and figure.key not in _TOTALS:
            taken.append(figure)
            _keep(lines, Line(key, _NAMES[key]), figure, context)
    context.notes.take(context.sheet, taken)
    return taken


def _entries(
    cells: Mapping[int, Cell], group: Group, codes: Codes, context: Context
) -> Iterator[tuple[Line, Cell]]:
    texts = [code_text(cells, column) for column in group.codes]
    labels = [cells[c] for c in (*group.codes, *group.names) if c in cells]
    figures = {column: cells[column] for column in group.amounts if column in cells}
    if any(label.key in _GRAND for label in labels):
        yield from _grand(labels, figures, group, context)
        return
    name = next((cells[column].text.strip() for column in group.names if column in cells), "")
    line = _line(codes.read(texts) if all(_is_code(t) for t in texts) else "", name, context)
    if line is None:
        if figures:
            shown = [*labels, *figures.values()]
            message = f"不能识别这一行的经济分类科目：{quotes(shown)}"
            context.notes.at("WB-03", message, context.sheet, shown, context.where())
        return
    context.notes.take(context.sheet, labels)
    column = group.amount or next(iter(figures), 0)
    if column in figures:
        yield line, figures.pop(column)
    _repeated(line, figures, context)


def _is_code(text: str) -> bool:
    return not text or text.isdecimal()


def _grand(
    labels: Sequence[Cell], figures: Mapping[int, Cell], group: Group, context: Context
) -> Iterator[tuple[Line, Cell]]:
    """合计 of a form whose columns are 合计, 人员经费, 公用经费: the two on the right are kept."""
    context.notes.take(context.sheet, labels)
    for column, cell in figures.items():
        key = _SPLIT.get(group.amounts[column])
        if key:
            yield Line(key, _NAMES[key]), cell
        else:
            context.notes.at("WB-11", "基本支出合计由两项合计得出，未读入", context.sheet, [cell])


def _repeated(line: Line, figures: Mapping[int, Cell], context: Context) -> None:
    """人员经费 and 公用经费 beside 合计 say the same once more."""
    if figures:
        message = f"“{line.name}”的分列金额与合计重复，未读入"
        context.notes.at("WB-11", message, context.sheet, list(figures.values()))


def _line(code: str, name: str, context: Context) -> Line | None:
    """The line of a code or, without one, of a name that the year's books know."""
    reference = context.reference
    item = reference.find("economic", code) if code else None
    if not code and name:
        item = reference.economic_by_name(name, (*PERSONNEL_CLASSES, *PUBLIC_CLASSES))
        code = item.code if item else ""
    if not code:
        return None
    if item is None:
        message = f"科目编码{code}“{name}”不在{reference.year}年的经济分类科目中"
        context.notes.add("WB-08", message, context.sheet.name, context.where(code))
    above = reference.find("economic", code[:3]) if len(code) > 3 else None
    return Line(code, name or (item.name if item else code), (above.name,) if above else ())


def _keep(lines: dict[str, Line], line: Line, cell: Cell, context: Context) -> None:
    if line.key in lines:
        message = f"“{line.key}{line.name}”出现了两次"
        context.notes.at("WB-04", message, context.sheet, [cell], context.where(line.key))
        return
    amounts = context.cells({_AMOUNT: cell}, line.key)
    if amounts:
        lines[line.key] = Line(line.key, line.name, line.parents, amounts)
