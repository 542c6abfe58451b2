"""Writing the performance workbook: pre-filled, with lists to choose from and locked totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from disclosures.readers.tables import SOURCES
from disclosures.workbooks.performance.layout import (
    FORM,
    FORM_COLUMNS,
    FORMS,
    FUND_COLUMNS,
    FUNDS,
    INDICATOR_COLUMNS,
    INDICATORS,
    NO,
    NOTICE,
    NUMBER,
    SCORE_TOTAL,
    VERSION,
    WEIGHT_TOTAL,
    WORDS,
    YES,
    Column,
    Form,
    Kind,
)
from fiscal.reference import Reference
from fiscal.report import (
    FundLine,
    Indicator,
    ProjectEvaluation,
    ProjectTarget,
    Report,
    UnitEvaluation,
)
from units.packages import number_text

SPARE = 1000  # rows below the filled ones that lists and totals reach
MOST_CHARACTERS = 32_767  # of a cell; the library would drop a longer text without a word
_MADE = datetime(2000, 1, 1)  # the same content gives the same bytes
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_GUIDE = (
    "“项目”每行一张表：单位整体支出自评、项目支出自评或项目绩效目标，“编号”不能重复。",
    "“资金”“指标”每行写明所属表的编号；行的先后就是公开时的先后。",
    "金额以元为单位。灰色的合计由公式得出，不需填写，也不会读入。",
    "删除的行，确认上传后也会从草稿中删除。",
)

Value = str | Decimal | bool | None
_Filed = UnitEvaluation | ProjectEvaluation | ProjectTarget


@dataclass(frozen=True, slots=True)
class _Entry:
    """A form with its number in the workbook."""

    number: int
    form: Form
    record: _Filed

    @property
    def name(self) -> str:
        record = self.record
        return record.unit_name if isinstance(record, UnitEvaluation) else record.name

    @property
    def funds(self) -> tuple[FundLine, ...]:
        return () if isinstance(self.record, ProjectTarget) else self.record.funds

    def value(self, column: Column) -> Value:
        if self.form not in column.forms:
            return None
        value: Value = self.name if column.name == "name" else getattr(self.record, column.name)
        return value


def write_performance(report: Report, reference: Reference) -> bytes:
    """The .xlsx file. Raises ``ValueError`` for a text that no cell can hold."""
    target = BytesIO()
    book = Workbook(target, {"in_memory": True, **_OPTIONS})
    book.set_properties({"created": _MADE, "title": f"{report.unit.name}{report.year}年度绩效"})
    _Writer(book, report, reference).write()
    book.close()
    return target.getvalue()


def _entries(report: Report) -> Iterator[_Entry]:
    forms: list[tuple[Form, _Filed]] = []
    if report.unit_evaluation is not None:
        forms.append((Form.UNIT, report.unit_evaluation))
    forms += [(Form.PROJECT, project) for project in report.projects]
    forms += [(Form.TARGET, target) for target in report.targets]
    return (_Entry(number, *form) for number, form in enumerate(forms, 1))


class _Writer:
    def __init__(self, book: Workbook, report: Report, reference: Reference) -> None:
        self.book, self.report = book, report
        self.entries = list(_entries(report))
        self.words = _words(reference)
        self.head = book.add_format({
            "bold": True, "bg_color": "#F2F2F2", "border": 1, "text_wrap": True,
        })  # fmt: skip
        self.locked = book.add_format({"bg_color": "#E6E6E6", "num_format": "General"})
        layouts = {Kind.TEXT: "@", Kind.AMOUNT: "#,##0.00", Kind.FIGURE: "General", Kind.FLAG: "@"}
        self.formats = {
            kind: book.add_format({"num_format": layout, "locked": False, "valign": "top"})
            for kind, layout in layouts.items()
        }

    def write(self) -> None:
        """The sheets in their order; the lists that cells choose from come last, hidden."""
        self._notice()
        funds = [(entry, line) for entry in self.entries for line in entry.funds]
        indicators = [(entry, item) for entry in self.entries for item in entry.record.indicators]
        self._forms(len(funds), len(indicators))
        self._children(FUNDS, FUND_COLUMNS, funds)
        self._children(INDICATORS, INDICATOR_COLUMNS, indicators)
        self._lists()

    def _notice(self) -> None:
        sheet = self.book.add_worksheet(NOTICE)
        unit, year = self.report.unit.name, self.report.year
        sheet.set_column(0, 0, 90)
        lines = (f"{year}年度项目绩效目标与绩效自评", f"部门：{unit}", VERSION, *_GUIDE)
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line)
        sheet.protect()

    def _forms(self, funds: int, indicators: int) -> None:
        sheet = self._sheet(FORMS, (NUMBER, FORM, *FORM_COLUMNS), len(self.entries))
        first = 2 + len(FORM_COLUMNS)
        totals = ((WEIGHT_TOTAL, "weight"), (SCORE_TOTAL, "score"))
        sheet.set_column(first, first + 1, 10, self.locked)
        for column, (heading, _) in enumerate(totals, first):
            sheet.write_string(0, column, heading, self.head)
        for row, entry in enumerate(self.entries, 1):
            sheet.write_number(row, 0, entry.number, self.formats[Kind.FIGURE])
            self._put(sheet, row, 1, FORM, entry.form)
            for place, item in enumerate(FORM_COLUMNS, 2):
                self._put(sheet, row, place, item, entry.value(item))
            for place, (_, name) in enumerate(totals, first):
                formula = _total(row, name, funds, indicators)
                sheet.write_formula(row, place, formula, self.locked, _sum(entry, name))

    def _children(
        self, name: str, columns: Sequence[Column],
        rows: Sequence[tuple[_Entry, FundLine | Indicator]],
    ) -> None:  # fmt: skip
        sheet = self._sheet(name, (NUMBER, *columns), len(rows))
        reach = f"={FORMS}!$A$2:$A${len(self.entries) + SPARE}"
        sheet.data_validation(1, 0, len(rows) + SPARE, 0, {"validate": "list", "source": reach})
        for row, (entry, record) in enumerate(rows, 1):
            sheet.write_number(row, 0, entry.number, self.formats[Kind.FIGURE])
            for place, column in enumerate(columns, 1):
                self._put(sheet, row, place, column, getattr(record, column.name))

    def _sheet(self, name: str, columns: Sequence[Column], rows: int) -> Worksheet:
        """A sheet with headings and lists; all but headings and totals is open for typing."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 3)
        sheet.protect("", {
            "format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True,
            "sort": True, "autofilter": True,
        })  # fmt: skip
        for place, column in enumerate(columns):
            kind = Kind.FIGURE if column is NUMBER else column.kind
            sheet.set_column(place, place, column.width, self.formats[kind])
            sheet.write_string(0, place, column.heading, self.head)
            if column.words:
                sheet.data_validation(1, place, rows + SPARE, place, self._choice(column))
        last = xl_col_to_name(len(columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{last}{rows + SPARE}"})
        return sheet

    def _choice(self, column: Column) -> dict[str, str]:
        place = xl_col_to_name(list(self.words).index(column.words))
        source = f"={WORDS}!${place}$2:${place}${len(self.words[column.words]) + 1}"
        error = "请从列表中选择" if column.strict else "不在列表中，仍要使用吗？"
        kind = "stop" if column.strict else "warning"
        return {"validate": "list", "source": source, "error_type": kind, "error_message": error}

    def _lists(self) -> None:
        sheet = self.book.add_worksheet(WORDS)
        sheet.hide()
        for place, (name, words) in enumerate(self.words.items()):
            for row, word in enumerate((name, *words)):
                sheet.write_string(row, place, word)

    def _put(self, sheet: Worksheet, row: int, place: int, column: Column, value: Value) -> None:
        layout = self.formats[column.kind]
        if value is None or value is False or value == "":
            return
        if isinstance(value, Decimal):
            _put_number(sheet, row, place, value, layout)
        elif value is True:
            sheet.write_string(row, place, YES, layout)
        elif len(value) > MOST_CHARACTERS:
            raise ValueError(f"“{column.heading}”超过 {MOST_CHARACTERS} 个字，工作簿放不下")
        else:
            sheet.write_string(row, place, value, layout)


def _put_number(sheet: Worksheet, row: int, place: int, value: Decimal, layout: Format) -> None:
    """As a number where a spreadsheet keeps it as it is, else as text: ``7.50`` is not ``7.5``.

    An amount always prints two decimals, so that ``7.50`` yuan are a number.
    """
    text, shown = f"{value:f}", number_text(value)
    amount = layout.num_format == "#,##0.00" and Decimal(shown) == value
    if amount or shown == text:
        sheet.write_number(row, place, value, layout)
    else:
        sheet.write_string(row, place, text, layout)


def _total(row: int, name: str, funds: int, indicators: int) -> str:
    """Sum of a column over the form's rows; figures kept as text count, too (0& makes them so)."""
    parts = []
    ranges = ((FUNDS, FUND_COLUMNS, funds), (INDICATORS, INDICATOR_COLUMNS, indicators))
    for sheet, columns, rows in ranges:
        place = xl_col_to_name(1 + [column.name for column in columns].index(name))
        end = rows + SPARE
        parts.append(
            f"SUMPRODUCT(({sheet}!$A$2:$A${end}=$A{row + 1})*(0&{sheet}!${place}$2:${place}${end}))"
        )
    return "=" + "+".join(parts)


def _sum(entry: _Entry, name: str) -> Decimal:
    figures = (getattr(item, name) for item in (*entry.funds, *entry.record.indicators))
    return sum((figure for figure in figures if figure is not None), Decimal(0))


def _words(reference: Reference) -> Mapping[str, Sequence[str]]:
    """The lists that cells choose from, by name."""
    vocabulary = reference.book("vocabulary")
    tree = reference.book("indicator_tree")
    named = {
        field: [item.name for item in vocabulary if item.attrs.get("field") == field]
        for field in ("target_basis", "scoring_rule")
    }
    sources = [source for known in SOURCES.values() for source in known]
    words: Mapping[str, list[str]] = {
        "类别": [str(form) for form in Form],
        "资金来源": sources,
        "一级指标": [item.name for item in tree if not item.parent],
        "二级指标": [item.name for item in tree if item.parent],
        "指标值设定依据": named["target_basis"],
        "赋分规则": named["scoring_rule"],
        "是否": [YES, NO],
    }
    return {name: list(dict.fromkeys(entries)) or [""] for name, entries in words.items()}
