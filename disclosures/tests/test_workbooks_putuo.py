"""A real nine-sheet workbook of another region, and the ways in which it may be saved again.

Its true cells lie beside it; both are test input only.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from disclosures.compose import compose
from disclosures.render.xlsx import render_xlsx
from disclosures.tests.reading import SAMPLES
from disclosures.tests.workbook_files import as_xls, in_sheets, opened, saved
from disclosures.workbooks import WorkbookReading, read
from fiscal.report import Statement
from fiscal.statements import DECLARATIONS
from units.reference import shipped_reference

pytestmark = pytest.mark.samples
NAME = "putuo-finance-2024"
NUMBERS = {declaration.title: declaration.number for declaration in DECLARATIONS}
COLUMNS = {
    "02": {
        "本年收入合计": "total", "财政拨款收入": "fiscal", "上级补助收入": "superior_subsidy",
        "事业收入": "institutional", "经营收入": "business", "附属单位上缴收入": "subordinate",
        "其他收入": "other",
    },
    "03": {
        "本年支出合计": "total", "基本支出": "basic", "项目支出": "project",
        "上缴上级支出": "remit_to_superior", "经营支出": "business",
        "对附属单位补助支出": "subsidy_to_subordinate",
    },
    "05": {"合计": "total", "基本支出": "basic", "项目支出": "project"},
    "04": {
        "合计": "total", "决算数": "amount", "一般公共预算财政拨款": "general",
        "政府性基金预算财政拨款": "gov_fund", "国有资本经营预算财政拨款": "state_capital",
    },
}  # fmt: skip
FIXED_LINES = {
    "本年收入合计": "income_total", "本年支出合计": "expenditure_total",
    "年初结转和结余": "opening_balance", "年末结转和结余": "closing_balance",
    "年初财政拨款结转和结余": "opening_balance", "年末财政拨款结转和结余": "closing_balance",
    "其他收入": "income_other", "一般公共预算财政拨款收入": "income_general",
    "一般公共预算财政拨款": "income_general", "一般公共服务支出": "exp_201",
    "社会保障和就业支出": "exp_208", "卫生健康支出": "exp_210", "住房保障支出": "exp_221",
}  # fmt: skip


@cache
def workbook() -> bytes:
    return _sample(f"{NAME}.xlsx")


def _sample(name: str) -> bytes:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"real workbook {name} is not at hand")
    return path.read_bytes()


def reading(content: bytes) -> WorkbookReading:
    found = read(f"{NAME}.xlsx", content, shipped_reference)
    assert found.complete, [finding.message for finding in found.findings]
    return found


def statements(content: bytes) -> dict[str, Statement]:
    report = reading(content).report
    assert report is not None
    return dict(report.statements)


def amounts(found: dict[str, Statement]) -> dict[str, Decimal]:
    return {
        f"{number}/{line.key}/{column}": cell.this
        for number, statement in found.items()
        for line in statement.lines
        for column, cell in line.cells.items()
        if cell.this is not None
    }


def _truth() -> Iterator[tuple[str, Decimal]]:
    for table in json.loads(_sample(f"{NAME}.json"))["statements"]:
        number = NUMBERS[table["title"]]
        for entry in table["entries"]:
            yield _address(number, entry), Decimal(entry["amount"]) * 10000


def _address(number: str, entry: dict[str, Any]) -> str:
    label = re.sub(r"^[一二三四五六七八九十]+、", "", entry["label"])
    leaf = entry["column"].rpartition("/")[2]
    if number == "09":
        item = {"合计": "total", "公务接待费": "reception"}[entry["column"].split("/")[1]]
        return f"09/amount/{'budget' if leaf == '预算数' else 'actual'}_{item}"
    if number == "06":
        totals = {"人员经费合计": "personnel_total", "公用经费合计": "public_total"}
        return f"06/{totals.get(label, entry['code'])}/amount"
    if number in ("01", "04"):
        side = "income" if entry["side"] == "收入" else "expenditure"
        line = f"grand_total_{side}" if label == "总计" else FIXED_LINES[label]
        line = "opening_general" if entry["section"] else line
        return f"{number}/{line}/{'amount' if number == '01' else COLUMNS['04'][leaf]}"
    return f"{number}/{entry['code'] or 'total'}/{COLUMNS[number][leaf]}"


def test_every_cell_arrives_where_the_true_cells_say() -> None:
    assert amounts(statements(workbook())) == dict(_truth())


def test_nothing_is_left_over_and_the_department_is_known() -> None:
    found = reading(workbook())
    assert [finding.rule for finding in found.findings] == ["WB-10"]  # the year stands nowhere
    assert found.carried == {f"statements/0{number}" for number in range(1, 10)}
    assert found.report is not None
    assert found.report.unit.name == "上海市普陀区财政局"


# --- saved again --------------------------------------------------------------------------


def _changed(change: Callable[[Workbook], None]) -> bytes:
    book = opened(workbook())
    change(book)
    return saved(book)


def _each_cell(book: Workbook, change: Callable[[Any], None]) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    change(cell)


def _as_text(cell: Any) -> None:
    if isinstance(cell.value, int | float):
        cell.value = f"{cell.value:,.2f}"


def _full_width(cell: Any) -> None:
    if isinstance(cell.value, int | float):
        cell.value = f" {cell.value:,.2f} ".translate(
            {ord(a): ord(a) - 0x20 + 0xFF00 for a in "0123456789,."}
        )


def _as_code_number(cell: Any) -> None:
    if isinstance(cell.value, str) and cell.value.isdecimal():
        cell.value = int(cell.value)


def text_amounts(book: Workbook) -> None:
    _each_cell(book, _as_text)


def full_width_amounts(book: Workbook) -> None:
    _each_cell(book, _full_width)


def codes_as_numbers(book: Workbook) -> None:
    _each_cell(book, _as_code_number)


def trailing_blank_rows(book: Workbook) -> None:
    for sheet in book:
        for row in range(sheet.max_row + 1, sheet.max_row + 400):
            sheet.cell(row, 1).font = Font(bold=True)
            sheet.cell(row, 2).value = "  "


def no_merged_cells(book: Workbook) -> None:
    for sheet in book:
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))


def other_order_and_names(book: Workbook) -> None:
    book._sheets.reverse()
    for index, sheet in enumerate(book):
        sheet.title = f"Sheet{index}"


def moved_down_and_right(book: Workbook) -> None:
    for sheet in book:
        areas = [str(area) for area in sheet.merged_cells.ranges]
        for area in areas:
            sheet.unmerge_cells(area)
        sheet.insert_rows(1, 3)
        sheet.insert_cols(1, 2)


def zeros_and_dashes_for_blanks(book: Workbook) -> None:
    for sheet in book:
        for row in sheet.iter_rows(min_row=8):
            for cell in row[4:]:
                if cell.value is None and cell.coordinate not in sheet.merged_cells:
                    cell.value = "—"


def codes_below_each_other_once(book: Workbook) -> None:
    """类 and 款 only where they change."""
    for sheet in book:
        seen: dict[int, str] = {}
        for row in sheet.iter_rows(min_row=7, max_col=2):
            for cell in row:
                if isinstance(cell.value, str) and cell.value.isdecimal():
                    again = seen.get(cell.column) == cell.value and sheet.title.startswith("收入决")
                    seen[cell.column] = cell.value
                    if again and sheet.cell(cell.row, 3).value:
                        cell.value = None


@pytest.mark.parametrize(
    "change",
    [
        text_amounts, full_width_amounts, codes_as_numbers, trailing_blank_rows, no_merged_cells,
        other_order_and_names, moved_down_and_right, zeros_and_dashes_for_blanks,
        codes_below_each_other_once,
    ],
)  # fmt: skip
def test_the_same_workbook_saved_otherwise_reads_the_same(
    change: Callable[[Workbook], None],
) -> None:
    assert statements(_changed(change)) == statements(workbook())


def test_a_whole_code_column_reads_as_a_split_one_does() -> None:
    def join(book: Workbook) -> None:
        for sheet in book:
            if sheet["A6"].value == "类" or sheet["A5"].value == "类":
                for row in sheet.iter_rows(min_row=7, max_col=3):
                    parts = [str(cell.value) for cell in row if cell.value is not None]
                    if parts and "".join(parts).isdecimal() and "经济" not in sheet["A3"].value:
                        row[0].value, row[1].value, row[2].value = "".join(parts), None, None

    assert statements(_changed(join)) == statements(workbook())


def test_a_dimension_that_says_a1_hides_nothing() -> None:
    damaged = in_sheets(
        workbook(), lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', xml)
    )
    assert damaged != workbook()
    assert statements(damaged) == statements(workbook())


def test_the_old_format_reads_the_same() -> None:
    assert statements(as_xls(workbook())) == statements(workbook())


def test_all_statements_in_one_sheet_read_the_same() -> None:
    def stack(book: Workbook) -> None:
        target, row = book.create_sheet("全部", 0), 1
        for sheet in book.worksheets[1:]:
            for cells in sheet.iter_rows():
                for cell in cells:
                    if cell.value is not None:
                        target.cell(row + cell.row, cell.column).value = cell.value
            for area in sheet.merged_cells.ranges:
                area.shift(0, row)
                target.merge_cells(area.coord)
            row += sheet.max_row + 2
            book.remove(sheet)

    assert statements(_changed(stack)) == statements(workbook())


def test_each_statement_in_a_file_of_its_own_is_carried_alone() -> None:
    together: dict[str, Statement] = {}
    for title in opened(workbook()).sheetnames:
        book = opened(workbook())
        for other in book.sheetnames:
            if other != title:
                book.remove(book[other])
        (one,) = statements(saved(book)).items()
        together[one[0]] = one[1]
    assert dict(sorted(together.items())) == statements(workbook())


# --- exported again -------------------------------------------------------------------------


@cache
def exported() -> bytes:
    report = reading(workbook()).report
    assert report is not None
    return render_xlsx(compose(report, shipped_reference(report.year)))


def test_exported_again_every_figure_stands_in_its_sheet() -> None:
    """Each sheet holds the same figures, as often, as another reader sees it."""
    book = CalamineWorkbook.from_filelike(BytesIO(exported()))
    printed = {
        name[:2]: Counter(
            Decimal(repr(value))
            for row in book.get_sheet_by_name(name).iter_rows()
            for value in row
            if isinstance(value, float) and value
        )
        for name in book.sheet_names
        if name[:2].isdecimal()
    }
    true: dict[str, Counter[Decimal]] = {number: Counter() for number in printed}
    for address, amount in _truth():
        if amount:
            true[address[:2]][amount / 10000] += 1
    assert printed == true


def test_exported_again_every_cell_is_read_where_it_was() -> None:
    found = read("export.xlsx", exported(), shipped_reference)
    assert found.complete
    assert {finding.rule for finding in found.findings} == {"WB-11"}
    assert found.report is not None
    assert found.report.year == 2024
    truth = {address: amount for address, amount in _truth() if amount}
    assert {a: b for a, b in amounts(dict(found.report.statements)).items() if b} == truth
