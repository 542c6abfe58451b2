"""The nine statements as sheets of our own workbook: one long table each, amounts in yuan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from disclosures.workbooks.pages import (
    CODE,
    FIRST_COLUMN,
    FIRST_ROW,
    LABEL,
    LISTED,
    NAME,
    PARENTS,
    YES,
    Field,
    Page,
    Row,
    Slot,
    cell_name,
    label,
)
from disclosures.workbooks.pages import Kind as Holds
from disclosures.workbooks.totals import (
    MAX_PARTS,
    Body,
    Place,
    Totals,
    Way,
    level_formula,
    sum_formula,
)
from fiscal.lines import declared_lines, rank
from fiscal.narrative.bindings import ITEM_STATEMENTS
from fiscal.narrative.template import entries
from fiscal.reference import Reference
from fiscal.report import TOTAL, UNKNOWN, Line, Report, Statement
from fiscal.statements import (
    BY_NUMBER,
    PERSONNEL_CLASSES,
    PUBLIC_CLASSES,
    SINGLE_LINE,
    Column,
    Declaration,
    Kind,
)

SPARE_ROWS = 60  # for codes that the draft does not have yet
AMOUNT = "#,##0.00"
PERIODS = (("this", ""), ("last", "上年"))
SEPARATOR = "\n"  # between the names of the levels above a line
_ITEMS = ("total", "overseas", "vehicle", "vehicle_purchase", "vehicle_operation", "reception")


def statement_pages(report: Report, reference: Reference) -> Iterator[Page]:
    for declaration in BY_NUMBER.values():
        statement = report.statement(declaration.number)
        page = _three_public if declaration.kind is Kind.SINGLE else _statement
        yield page(declaration, statement, report, reference)


def line_texts(reference: Reference) -> dict[str, list[str]]:
    """By statement, the free texts of its lines: ``s5.3.item.reason`` of 05."""
    found: dict[str, list[str]] = {}
    for entry in entries(reference):
        if number := ITEM_STATEMENTS.get(entry.id):
            texts = (f"{entry.id}.{slot.name}" for slot in entry.slots if slot.type == "text")
            found.setdefault(number, []).extend(texts)
    return found


def column_pattern(number: str, column: str, period: str) -> str:
    return f"statements/{number}/*/{column}/{period}"


# --- 01 to 08 ------------------------------------------------------------------------------


def _statement(
    declaration: Declaration, statement: Statement, report: Report, reference: Reference
) -> Page:
    fields = tuple(_fields(declaration, reference))
    lines = _lines(declaration, statement, reference)
    sheet = _Sheet(declaration, fields, lines, Totals(statement, lines), report)
    return Page(
        id=f"statements/{declaration.number}",
        name=f"{declaration.number} {declaration.title}",
        title=declaration.title,
        fields=fields,
        rows=tuple(sheet.rows(reference)),
    )


def _fields(declaration: Declaration, reference: Reference) -> Iterator[Field]:
    if declaration.kind is Kind.FIXED:
        yield Field(LABEL, "项目", Holds.LABEL, 38)
        yield Field(LABEL, "行次", Holds.LABEL, 6)
    else:
        yield Field(CODE, "科目编码", Holds.CODE, 12)
        yield Field(NAME, "科目名称", Holds.LABEL, 36)
        yield Field(PARENTS, "上级科目", Holds.LABEL, hidden=True)
    if declaration.kind is Kind.ECONOMIC:
        yield Field(LISTED, "无金额也列入说明", Holds.CODE, 9)
    number = declaration.number
    columns = {column.key: column for column in declaration.columns}
    for period, when in PERIODS:
        for key, column in columns.items():
            heading = f"{when}{_heading(declaration, column)}"
            yield Field(column_pattern(number, key, period), heading, Holds.AMOUNT)
    for text in line_texts(reference).get(number, ()):
        yield Field(f"texts/{text}#*", "与上年相比变化的主要原因", Holds.TEXT, 44)


def _heading(declaration: Declaration, column: Column) -> str:
    if declaration.kind is Kind.FIXED and column.key == "amount":
        return "金额"
    return "\n".join(part for part in column.header if part not in ("收入", "支出"))


def _lines(declaration: Declaration, statement: Statement, reference: Reference) -> list[Line]:
    """The declared lines, the year's economic codes, and whatever else the draft has."""
    number = declaration.number
    found = {line.key: line for line in statement.lines}
    missing = {key: Line(key, name) for key, name in declared_lines(number).items()}
    if declaration.kind is Kind.ECONOMIC:
        for item in reference.book("economic"):
            if item.code[:3] in (*PERSONNEL_CLASSES, *PUBLIC_CLASSES):
                missing[item.code] = Line(item.code, item.name, reference.path(item)[:-1])
    lines = [*found.values(), *(line for key, line in missing.items() if key not in found)]
    if declaration.kind is Kind.FUNCTIONAL:
        return sorted(lines, key=lambda line: line.key != TOTAL)
    return sorted(lines, key=lambda line: rank(number, line.key))


class _Sheet:
    """One statement's sheet while its rows are made: it knows where every line will stand."""

    def __init__(
        self, declaration: Declaration, fields: Sequence[Field], lines: Sequence[Line],
        totals: Totals, report: Report,
    ) -> None:  # fmt: skip
        self.declaration, self.fields, self.lines = declaration, fields, lines
        self.totals, self.report = totals, report
        self.own = {line.key for line in report.statement(declaration.number).lines}
        self.spare = SPARE_ROWS if declaration.kind is Kind.FUNCTIONAL else 0
        self.rows_of = {line.key: row for row, line in enumerate(lines, FIRST_ROW)}
        self.last = FIRST_ROW + len(lines) + self.spare - 1
        self.codes = "codes_" + declaration.number

    def rows(self, reference: Reference) -> Iterator[Row]:
        for line in self.lines:
            yield Row(line.key, tuple(self._slots(line)), line.key == TOTAL)
        for number in range(self.spare):
            yield Row("", tuple(self._spare(FIRST_ROW + len(self.lines) + number)))

    def _slots(self, line: Line) -> Iterator[Slot]:
        row = self.rows_of[line.key]
        if self.declaration.kind is Kind.FIXED:
            places = {entry.key: str(entry.number) for entry in self.declaration.rows}
            yield from (label(line.name), label(places.get(line.key, "")))
        else:
            code = line.key if line.key.isdigit() else ""
            yield from (label(code), label(line.name), label(SEPARATOR.join(line.parents)))
        if self.declaration.kind is Kind.ECONOMIC:
            yield self._listed(line)
        for field in self.fields:
            if field.kind is Holds.AMOUNT:
                yield self._amount(line, field, row)
            elif field.kind is Holds.TEXT:
                text = field.pattern.removeprefix("texts/").replace("*", line.key)
                yield Slot(self.report.texts.get(text) or None, closed=line.key == TOTAL)

    def _listed(self, line: Line) -> Slot:
        """Every year's code has a row; the text names those with amounts and those marked."""
        if line.key in declared_lines(self.declaration.number):
            return Slot(closed=True)
        marked = line.key in self.own and not line.has_amounts
        return Slot(YES if marked else None, choices=(YES,))

    def _amount(self, line: Line, field: Field, row: int) -> Slot:
        column, period = field.pattern.split("/")[-2:]
        cell = line.cells.get(column, UNKNOWN)
        if not self._on_side(line.key, column):
            value = cell.this if period == "this" else cell.last
            return Slot(value, number_format=AMOUNT, closed=value is None)
        if period == "last":
            return Slot(cell.last, number_format=AMOUNT)
        way = self.totals.way((line.key, column))
        formula = self._formula(way, line, field, row) if way else ""
        if not formula:
            return Slot(cell.this, number_format=AMOUNT)
        amount = self.totals.amount((line.key, column))
        return Slot(amount, formula, AMOUNT, closed=True)

    def _formula(self, way: Way, line: Line, field: Field, row: int) -> str:
        """Rows by code are summed wherever they stand below; others cell by cell."""
        rows = [self.rows_of[part] for (part, _), _ in way.parts]
        if way.by_code and row < self.last and all(below > row for below in rows):
            body = Body(FIRST_COLUMN, row + 1, self.last)
            position = self.fields.index(field) + FIRST_COLUMN
            return level_formula(line.key, position, body, cell_name(self.fields, CODE, row))
        plus = [self._cell(part) for part, sign in way.parts if sign > 0]
        minus = [self._cell(part) for part, sign in way.parts if sign < 0]
        return sum_formula(plus, minus) if 0 < len(way.parts) <= MAX_PARTS else ""

    def _cell(self, place: Place) -> str:
        line, column = place
        pattern = column_pattern(self.declaration.number, column, "this")
        return cell_name(self.fields, pattern, self.rows_of[line])

    def _on_side(self, line: str, column: str) -> bool:
        """Whether the statement has this column for this row: 04 has one for income, four else."""
        side = next((row.side for row in self.declaration.rows if row.key == line), "")
        return not side or any(
            one.key == column and one.side == side for one in self.declaration.columns
        )

    def _spare(self, row: int) -> Iterator[Slot]:
        code = cell_name(self.fields, CODE, row)
        lookup = f'=IF({code}="","",IFERROR(VLOOKUP({code}&"",{self.codes}_names,2,FALSE),""))'
        yield Slot(choices=f"={self.codes}")
        yield Slot(formula=lookup, closed=True)
        yield Slot(closed=True)
        for field in self.fields:
            if field.kind is Holds.TEXT:
                yield Slot()
            if field.kind is not Holds.AMOUNT:
                continue
            column, period = field.pattern.split("/")[-2:]
            parts = self.declaration.column(column).parts if period == "this" else ()
            formula = self._across(parts, row) if parts else ""
            yield Slot(formula=formula, number_format=AMOUNT, closed=bool(formula))

    def _across(self, parts: Sequence[str], row: int) -> str:
        def cell(part: str) -> str:
            pattern = column_pattern(self.declaration.number, part.removeprefix("-"), "this")
            return cell_name(self.fields, pattern, row)

        plus = [cell(part) for part in parts if not part.startswith("-")]
        return sum_formula(plus, [cell(part) for part in parts if part.startswith("-")])


# --- 09: items down, budget and actual across ---------------------------------------------------


def _three_public(
    declaration: Declaration, statement: Statement, report: Report, reference: Reference
) -> Page:
    fields = (Field(LABEL, "项目", Holds.LABEL, 38), *chain.from_iterable(
        (
            Field(f"statements/09/{SINGLE_LINE}/budget_*/{period}", f"{when}预算数", Holds.AMOUNT),
            Field(f"statements/09/{SINGLE_LINE}/actual_*/{period}", f"{when}决算数", Holds.AMOUNT),
        )
        for period, when in PERIODS
    ))  # fmt: skip
    line = statement.line(SINGLE_LINE) or Line(SINGLE_LINE, "")
    totals = Totals(statement, [line])
    rows = []
    for number, item in enumerate(_ITEMS, FIRST_ROW):
        header = declaration.column(f"actual_{item}").header
        name = header[-1] if header[-1] != "小计" else header[-2]
        slots = [_item(line, totals, fields, field.pattern, item) for field in fields[1:]]
        rows.append(Row(item, (label(name), *slots), number == FIRST_ROW))
    return Page(
        "statements/09", f"09 {declaration.title}", declaration.title, fields, tuple(rows), 1
    )


def _item(
    line: Line, totals: Totals, fields: Sequence[Field], pattern: str, item: str
) -> Slot:  # fmt: skip
    *_, column, period = pattern.replace("*", item).split("/")
    cell = line.cells.get(column, UNKNOWN)
    way = totals.way((SINGLE_LINE, column)) if period == "this" else None
    if way is None:
        return Slot(cell.this if period == "this" else cell.last, number_format=AMOUNT)
    phase = column.partition("_")[0]
    rows = (_ITEMS.index(part.removeprefix(f"{phase}_")) for (_, part), _ in way.parts)
    parts = [cell_name(fields, pattern, FIRST_ROW + row) for row in rows]
    amount = totals.amount((SINGLE_LINE, column))
    return Slot(amount, sum_formula(parts), AMOUNT, closed=True)
