"""The nine public statements from a workbook of any origin.

Statements are recognised by their titles and headings, in any order, one or several to a sheet;
every cell that is not blank is read or named in a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from disclosures.workbooks.classified import classified_lines
from disclosures.workbooks.columns import CODE, NAME, NUMBER, is_header_word, layout_of, role_of
from disclosures.workbooks.economic import economic_lines
from disclosures.workbooks.figures import BLANKS, Context
from disclosures.workbooks.fixed import fixed_lines, single_line
from disclosures.workbooks.model import Cell, Sheet
from disclosures.workbooks.recognise import number_of
from disclosures.workbooks.remarks import is_remark_row
from disclosures.workbooks.rules import Notes, quotes
from disclosures.workbooks.tables import Table, is_figure, tables_of
from disclosures.workbooks.titles import (
    department_of,
    factor_of,
    is_form_number,
    says_empty,
    statement_of_title,
    year_of_text,
)
from fiscal.money import YUAN_PER_WAN
from fiscal.reference import Reference
from fiscal.report import Line, Statement
from fiscal.statements import BY_NUMBER, Kind


@dataclass
class Surroundings:
    """What the lines around the tables say: whose accounts, of which year."""

    departments: list[str] = field(default_factory=list)
    years: Counter[int] = field(default_factory=Counter)

    @property
    def department(self) -> str:
        return self.departments[0] if self.departments else ""

    @property
    def year(self) -> int | None:
        return self.years.most_common(1)[0][0] if self.years else None


def surroundings(sheets: Iterable[Sheet]) -> Surroundings:
    """Department and year from the lines above the tables and the sheets' names."""
    found = Surroundings()
    for sheet in sheets:
        named = year_of_text(sheet.name)
        found.years.update([named] if named else [])
        for table in tables_of(sheet):
            for cell in table.above:
                year, department = year_of_text(cell.text), department_of(cell.text)
                found.years.update([year] if year else [])
                found.departments += [department] if department else []
    return found


def read_statements(
    sheets: Sequence[Sheet], reference: Reference, notes: Notes
) -> dict[str, Statement]:
    """The statements that the sheets carry, by number, in printing order."""
    found: dict[str, Statement] = {}
    default = _Default(sheets)
    for sheet in sheets:
        recognised = 0
        for table in tables_of(sheet):
            number = number_of(table, reference)
            if number:
                recognised += 1
                context = Context(sheet, number, default.factor(table, notes), reference, notes)
                _keep(found, _read(table, context), table, notes)
            elif table.number and (empty := _said_empty(table, notes)):
                recognised += 1
                _keep(found, empty, table, notes)
            else:
                _say_unread(table, notes)
        name_rest(sheet, recognised > 0, notes)
    if not found:
        notes.add("WB-01", "没有找到决算公开报表，请检查文件是否为公开01表至09表")
    return dict(sorted(found.items()))


def _said_empty(table: Table, notes: Notes) -> Statement | None:
    """The statement of a sheet that has a sentence where the table would be."""
    said = [cell for cell in table.cells if says_empty(cell.text)]
    if not said or any(is_figure(cell) for cell in table.cells):
        return None
    notes.take(table.sheet, said)
    notes.take(table.sheet, (cell for cell in table.cells if _is_furniture(cell)))
    return Statement(table.number, ())


def _say_unread(table: Table, notes: Notes) -> None:
    """A table that is called one of the nine must not pass for some other sheet."""
    titled = [cell for cell in table.cells if statement_of_title(cell.text)]
    rows = {cell.row for cell in titled}
    figures = [c for c in table.cells if c.row not in rows and is_figure(c)]
    if titled and len(figures) > 1:
        message = f"“{titled[0].quote}”的表头不能识别，表中{len(figures)}个数字未读入"
        notes.at("WB-13", message, table.sheet, [*titled, *figures])


class _Default:
    """The unit of tables that do not say theirs: the workbook's, else 万元."""

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        cells = (cell for sheet in sheets for cell in sheet.cells.values())
        said = (factor_of(cell.text) for cell in cells if not cell.is_number)
        self.known = next(filter(None, said), None)

    def factor(self, table: Table, notes: Notes) -> Decimal:
        own = (factor_of(cell.text) for cell in table.cells if not cell.is_number)
        if factor := next(filter(None, own), None):
            return factor
        how = "按文件中其他报表的单位" if self.known else "按万元"
        notes.add("WB-10", f"“{table.sheet.name}”没有写明金额单位，{how}读入", table.sheet.name)
        return self.known or YUAN_PER_WAN


def _read(table: Table, context: Context) -> Statement:
    notes, sheet = context.notes, context.sheet
    notes.take(sheet, table.header)
    notes.take(sheet, (cell for cell in table.cells if _is_furniture(cell)))
    notes.take(sheet, (cell for cell in table.above if is_header_word(cell.key)))
    return Statement(context.number, tuple(_lines(table, context)))


def _lines(table: Table, context: Context) -> list[Line]:
    rows = [row for row in table.body if not is_remark_row(row)]
    _labels(rows, table, context)
    match BY_NUMBER[context.number].kind:
        case Kind.FIXED:
            lines = fixed_lines(rows, table.paths, context)
        case Kind.ECONOMIC:
            lines = economic_lines(rows, table.paths, context)
        case Kind.SINGLE:
            lines = single_line(rows, table.paths, context)
        case Kind.FUNCTIONAL:
            lines = classified_lines(rows, layout_of(context.number, table.paths), context)
    _unknown_columns(table, context)
    return lines


def _labels(rows: Sequence[Sequence[Cell]], table: Table, context: Context) -> None:
    """行次 says nothing that the form does not say; a code or name without a value is an error."""
    for cell in (cell for row in rows for cell in row):
        role = role_of(table.paths.get(cell.column, ()))
        if role == NUMBER:
            context.notes.take(context.sheet, [cell])
        elif cell.problem and role in (CODE, NAME):
            context.notes.at("WB-02", cell.problem, context.sheet, [cell], context.where())


def _unknown_columns(table: Table, context: Context) -> None:
    """Columns under headings that the statement does not have, each in one finding."""
    left = {(cell.row, cell.column) for cell in context.notes.rest(table.sheet)}
    columns: dict[int, list[Cell]] = {}
    for cell in (cell for row in table.body for cell in row):
        if is_figure(cell) and (cell.row, cell.column) in left and table.paths.get(cell.column):
            columns.setdefault(cell.column, []).append(cell)
    for column, cells in columns.items():
        heading = "/".join(table.paths[column])
        message = (
            f"本表没有“{heading}”一栏，其中{len(cells)}个数字未读入；"
            "如果就是本表的某一栏，请把栏名改成表样中的写法再上传"
        )
        context.notes.at("WB-07", message, table.sheet, cells, context.where())


def _is_furniture(cell: Cell) -> bool:
    """Titles, units, departments, years and form numbers, and sentences that we print ourselves."""
    if cell.is_number:
        return False
    text = cell.text
    return (
        bool(statement_of_title(text) or factor_of(text) or department_of(text))
        or is_form_number(text)
        or (len(cell.key) <= 40 and year_of_text(text) is not None)
        or "本表反映" in cell.key
        or says_empty(text)
        or cell.key in ("单位:", "部门:")
    )


def _keep(found: dict[str, Statement], statement: Statement, table: Table, notes: Notes) -> None:
    """The statement, unless an earlier table has it with figures already."""
    known = found.get(statement.number)
    if known is None or known.is_empty:
        found[statement.number] = statement
    elif not statement.is_empty:
        title = BY_NUMBER[statement.number].title
        where = f"statements/{statement.number}"
        notes.add("WB-04", f"《{title}》在文件中出现了两次", table.sheet.name, where)


def name_rest(sheet: Sheet, has_statement: bool, notes: Notes) -> None:
    """What no statement took: named row by row, or all at once in a sheet without statements."""
    rest = [cell for cell in notes.rest(sheet) if cell.key not in BLANKS]
    if not rest:
        return
    if not has_statement:
        kind = "隐藏的工作表" if sheet.hidden else "工作表"
        message = f"{kind}“{sheet.name}”没有决算报表，{len(rest)}个单元格未读入"
        notes.at("WB-11", message, sheet, rest)
        return
    for row in _by_row(rest):
        rule, what = ("WB-11", "说明文字") if is_remark_row(row) else ("WB-09", "内容")
        notes.at(rule, f"{what}未读入：{quotes(row)}", sheet, row)


def _by_row(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    yield from rows.values()
