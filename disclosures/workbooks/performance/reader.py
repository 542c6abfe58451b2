"""Reading the performance workbook back: every cell is a value of a record or in a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from disclosures.workbooks.figures import in_yuan
from disclosures.workbooks.model import Cell, Sheet, normal
from disclosures.workbooks.performance.layout import (
    FORM,
    FORM_COLUMNS,
    FORMS,
    FUND_COLUMNS,
    FUNDS,
    INDICATOR_COLUMNS,
    INDICATORS,
    NO,
    NUMBER,
    TOTALS,
    YES,
    Column,
    Form,
    Kind,
)
from disclosures.workbooks.rules import Notes, quotes
from fiscal.money import AmountError
from fiscal.report import (
    FundLine,
    Indicator,
    ProjectEvaluation,
    ProjectTarget,
    Report,
    UnitEvaluation,
    UnitFacts,
)

_FIGURE = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,8})?")
_NO_FIGURE = {"-", "—", "——", "--", "/"}
_PLACES = {Form.UNIT: "unit_evaluation", Form.PROJECT: "projects", Form.TARGET: "targets"}

Row = Mapping[str, Cell]  # by heading, normalised
Values = dict[str, Any]


@dataclass
class _Entry:
    """A form: its address in the Report, its own values, and the rows that name its number."""

    form: Form
    where: str
    values: Values
    funds: list[FundLine] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)


def read_performance(sheets: Iterable[Sheet], unit: str, year: int, notes: Notes) -> Report:
    """The targets and evaluations of the workbook, as a Report of these and nothing else."""
    by_name = {sheet.name: sheet for sheet in sheets}
    reader = _Reader(notes)
    reader.read_forms(by_name[FORMS])
    reader.read_rows(by_name[FUNDS], FUND_COLUMNS, FundLine, "funds")
    reader.read_rows(by_name[INDICATORS], INDICATOR_COLUMNS, Indicator, "indicators")
    return reader.report(UnitFacts(unit), year)


class _Reader:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.entries: dict[str, _Entry] = {}

    # --- sheets ---------------------------------------------------------------------------

    def read_forms(self, sheet: Sheet) -> None:
        columns = (NUMBER, FORM, *FORM_COLUMNS)
        for row in self._table(sheet, columns, ignored=TOTALS):
            number, kind = row.get(NUMBER.heading), row.get(FORM.heading)
            if number is None or kind is None:
                lacking = NUMBER.heading if number is None else FORM.heading
                self._unread(sheet, row, f"这一行没有“{lacking}”")
            elif kind.key not in {normal(form) for form in Form}:
                self._unread(sheet, row, f"不认识的类别“{kind.quote}”")
            elif number.key in self.entries:
                self.notes.at("WB-04", f"编号{number.quote}出现了两次", sheet, list(row.values()))
            else:
                form = next(form for form in Form if normal(form) == kind.key)
                self._add_form(sheet, row, number.key, form)

    def _add_form(self, sheet: Sheet, row: Row, number: str, form: Form) -> None:
        count = sum(entry.form is form for entry in self.entries.values())
        if form is Form.UNIT and count:
            self.notes.at("WB-04", "单位整体支出自评只能有一张", sheet, list(row.values()))
            return
        where = _PLACES[form] if form is Form.UNIT else f"{_PLACES[form]}/{count}"
        for column in FORM_COLUMNS:
            cell = row.get(column.heading)
            if cell is not None and form not in column.forms:
                message = f"“{form}”没有“{column.heading}”，未读入"
                self.notes.at("WB-09", message, sheet, [cell], where)
        own = [column for column in FORM_COLUMNS if form in column.forms]
        if "name" not in _filled(row, own):
            self.notes.at("WB-03", "这一行没有名称", sheet, list(row.values()), where)
        self.entries[number] = _Entry(form, where, self._values(sheet, row, own, where))

    def read_rows(
        self,
        sheet: Sheet,
        columns: Sequence[Column],
        record: type[FundLine] | type[Indicator],
        name: str,
    ) -> None:
        """Rows of 资金 or 指标, each added to the form whose number it names."""
        for row in self._table(sheet, (NUMBER, *columns)):
            number = row.get(NUMBER.heading)
            entry = self.entries.get(number.key) if number else None
            if entry is None:
                told = f"编号{number.quote}不在“{FORMS}”中" if number else "这一行没有“编号”"
                self._unread(sheet, row, told)
            elif entry.form is Form.TARGET and record is FundLine:
                self._unread(sheet, row, "项目绩效目标的资金写在“项目”中，这一行不属于它")
            else:
                rows: list[Any] = getattr(entry, name)
                where = f"{entry.where}/{name}/{len(rows)}"
                rows.append(record(**self._values(sheet, row, columns, where)))

    def _table(
        self, sheet: Sheet, columns: Sequence[Column], ignored: Sequence[str] = ()
    ) -> Iterator[Row]:
        """The rows below the headings. A column that lacks or is not ours is a finding."""
        rows = sheet.rows()
        ours = {normal(column.heading): column.heading for column in columns}
        headings = rows.pop(1, [])
        heads = {cell.column: ours[cell.key] for cell in headings if cell.key in ours}
        if lacking := [
            column.heading for column in columns if column.heading not in heads.values()
        ]:
            self.notes.add("WB-12", f"“{sheet.name}”缺少这些栏：{'、'.join(lacking)}", sheet.name)
            return
        passed = {cell.column for cell in headings if cell.text in ignored}
        strange: dict[int, list[Cell]] = {}
        for cells in rows.values():
            row: dict[str, Cell] = {}
            for cell in cells:
                if cell.column in heads:
                    row[heads[cell.column]] = cell
                elif cell.column not in passed:
                    strange.setdefault(cell.column, []).append(cell)
            if row:
                yield row
        for found in strange.values():
            self.notes.at("WB-07", f"不认识的一栏，{len(found)}个单元格未读入", sheet, found)

    def _unread(self, sheet: Sheet, row: Row, why: str) -> None:
        cells = list(row.values())
        self.notes.at("WB-03", f"{why}：{quotes(cells)}", sheet, cells)

    # --- values ---------------------------------------------------------------------------

    def _values(self, sheet: Sheet, row: Row, columns: Sequence[Column], where: str) -> Values:
        """Values of the record's fields; the default of its kind where a cell is blank."""
        values: Values = {}
        for column in columns:
            cell = row.get(column.heading)
            if cell is None:
                values[column.name] = _BLANK[column.kind]
            elif column.kind is Kind.TEXT and not cell.problem:
                values[column.name] = cell.text.strip()
            else:
                values[column.name] = self._value(sheet, cell, column, where)
        return values

    def _value(self, sheet: Sheet, cell: Cell, column: Column, where: str) -> object:
        if cell.problem:
            self.notes.at("WB-02", cell.problem, sheet, [cell], f"{where}/{column.name}")
            return _BLANK[column.kind]
        try:
            return _PARSERS[column.kind](cell)
        except (AmountError, ArithmeticError):
            expected = f"“{YES}”或“{NO}”" if column.kind is Kind.FLAG else "数字"
            message = f"“{column.heading}”应为{expected}：“{cell.quote}”"
            self.notes.at("RD-06", message, sheet, [cell], f"{where}/{column.name}")
            return _BLANK[column.kind]

    def report(self, unit: UnitFacts, year: int) -> Report:
        of = {form: [e for e in self.entries.values() if e.form is form] for form in Form}
        evaluations = [_unit_evaluation(entry) for entry in of[Form.UNIT]]
        return Report(
            unit,
            year,
            unit_evaluation=evaluations[0] if evaluations else None,
            projects=tuple(
                ProjectEvaluation(
                    **entry.values, funds=tuple(entry.funds), indicators=tuple(entry.indicators)
                )
                for entry in of[Form.PROJECT]
            ),
            targets=tuple(
                ProjectTarget(**entry.values, indicators=tuple(entry.indicators))
                for entry in of[Form.TARGET]
            ),
        )


def _unit_evaluation(entry: _Entry) -> UnitEvaluation:
    return UnitEvaluation(
        unit_name=entry.values["name"],
        funds=tuple(entry.funds),
        goal=entry.values["goal"],
        result=entry.values["result"],
        indicators=tuple(entry.indicators),
    )


def _filled(row: Row, columns: Iterable[Column]) -> set[str]:
    return {column.name for column in columns if column.heading in row}


def _amount(cell: Cell) -> Decimal | None:
    return in_yuan(cell.text, Decimal(1))


def _figure(cell: Cell) -> Decimal | None:
    """A weight, rate or score with the digits it is written with."""
    return _decimal(cell.key)


@lru_cache(maxsize=1000)  # thousands of cells say few things
def _decimal(key: str) -> Decimal | None:
    text = key.replace(",", "").removesuffix("%").removesuffix("分")
    if text in _NO_FIGURE:
        return None
    if not _FIGURE.fullmatch(text):
        raise AmountError(f"“{text}”不是数字")
    return Decimal(text)


def _flag(cell: Cell) -> bool:
    if cell.key not in (YES, NO):
        raise AmountError(f"“{cell.quote}”不是“{YES}”或“{NO}”")
    return cell.key == YES


_PARSERS = {Kind.AMOUNT: _amount, Kind.FIGURE: _figure, Kind.FLAG: _flag}
_BLANK: Mapping[Kind, object] = {
    Kind.TEXT: "", Kind.AMOUNT: None, Kind.FIGURE: None, Kind.FLAG: False,
}  # fmt: skip
