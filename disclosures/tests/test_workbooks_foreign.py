"""Statements as other regions and programs lay them out, recognised by structure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from disclosures.tests.workbook_files import Grid, in_sheets, opened, saved, xlsx
from disclosures.workbooks import WorkbookReading, onto, read
from fiscal.report import Cell, Line, Report, Statement, UnitFacts
from units.reference import shipped_reference

UNIT, YEAR = "云溪县水利局", 2024

SPENDING: Grid = [
    ["2024年度一般公共预算财政拨款支出决算表"],
    ["编制单位：云溪县水利局", None, None, None, "金额单位：元"],
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["栏次", None, "1", "2", "3"],
    ["合计", None, 300.5, 100.25, 200.25],
    ["213", "农林水支出", 300.5, 100.25, 200.25],
    ["21303", "水利", 300.5, 100.25, 200.25],
    ["2130301", "行政运行", 100.25, 100.25, None],
    ["2130305", "水利工程建设", 200.25, None, 200.25],
]


def reading(sheets: Mapping[str, Grid], **options: object) -> WorkbookReading:
    return read_bytes(xlsx(sheets))


def read_bytes(content: bytes) -> WorkbookReading:
    return read("决算.xlsx", content, shipped_reference, UNIT, YEAR)


def statement(found: WorkbookReading, number: str) -> Statement:
    assert found.complete, [finding.message for finding in found.findings]
    assert found.report is not None
    return found.report.statement(number)


def amount(found: Statement, line: str, column: str) -> Decimal | None:
    return found.cell(line, column).this


def rules(found: WorkbookReading) -> list[str]:
    return [finding.rule for finding in found.findings]


def test_the_unit_of_the_sheet_decides_what_an_amount_is() -> None:
    found = statement(reading({"Sheet1": SPENDING}), "05")
    assert amount(found, "total", "total") == Decimal("300.50")
    wan = [list(row) for row in SPENDING]
    wan[1][4] = "单位：万元"
    found = statement(reading({"Sheet1": wan}), "05")
    assert amount(found, "total", "total") == Decimal("3005000.00")


@pytest.mark.fires("WB-10")
def test_without_a_unit_amounts_are_wan_and_the_officer_is_told() -> None:
    silent = [list(row) for row in SPENDING]
    silent[1][4] = None
    found = reading({"Sheet1": silent})
    assert amount(statement(found, "05"), "2130301", "basic") == Decimal("1002500.00")
    assert rules(found) == ["WB-10"]


def test_lines_know_the_levels_above_them() -> None:
    found = statement(reading({"Sheet1": SPENDING}), "05")
    assert [line.key for line in found.lines] == ["total", "213", "21303", "2130301", "2130305"]
    line = found.line("2130305")
    assert line is not None
    assert line.parents == ("农林水支出", "水利")


def test_a_code_and_its_name_in_one_cell_are_told_apart() -> None:
    rows: Grid = [
        ["支出决算表"], ["单位：元"],
        ["项目", "本年支出合计", "基本支出", "项目支出"],
        ["合计", 300, 100, 200],
        ["213农林水支出", 300, 100, 200],
        ["2130301 行政运行", 100, 100, None],
    ]  # fmt: skip
    found = statement(reading({"表": rows}), "03")
    assert amount(found, "2130301", "basic") == 100
    assert [line.name for line in found.lines] == ["合计", "农林水支出", "行政运行"]


def test_a_table_without_a_title_is_known_by_its_headings() -> None:
    found = reading({"Sheet1": SPENDING[1:]})
    assert found.carried == {"statements/05"}


def test_fund_tables_without_titles_are_told_apart_by_their_codes() -> None:
    def table(code: str, name: str) -> Grid:
        return [
            ["单位：元"],
            ["科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出", None, None,
             "年末结转和结余"],
            [None, None, None, None, "小计", "基本支出", "项目支出", None],
            [code, name, 10, 20, 25, None, 25, 5],
        ]  # fmt: skip

    found = reading({
        "a": table("2130801", "农村综合改革支出"),
        "b": table("2120801", "征地和拆迁补偿支出"),
        "c": table("2230105", "国有企业改革成本支出"),
    })  # fmt: skip
    assert {"statements/07", "statements/08"} <= found.carried


def test_a_state_capital_table_may_have_the_spending_columns_only() -> None:
    rows: Grid = [
        ["国有资本经营预算财政拨款支出决算表"],
        ["部门：云溪县水利局", None, None, None, "单位：万元"],
        ["项目", None, "本年支出", None, None],
        ["功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["合计", None, 1.5, None, 1.5],
        ["2239999", "其他国有资本经营预算支出", 1.5, None, 1.5],
    ]
    found = statement(reading({"国资": rows}), "08")
    assert amount(found, "2239999", "total") == Decimal("15000.00")


def test_three_public_items_may_stand_in_rows() -> None:
    rows: Grid = [
        ["“三公”经费支出决算表"], ["单位：万元"],
        ["项目", "预算数", "决算数"],
        ["合计", 3, 2.5],
        ["1.因公出国（境）费用", None, None],
        ["2.公务用车购置及运行维护费", 2, 1.7],
        ["其中：（1）公务用车购置费", None, None],
        ["（2）公务用车运行维护费", 2, 1.7],
        ["3.公务接待费", 1, 0.8],
    ]  # fmt: skip
    found = statement(reading({"三公": rows}), "09")
    assert amount(found, "amount", "budget_total") == 30000
    assert amount(found, "amount", "actual_vehicle_operation") == 17000
    assert amount(found, "amount", "actual_reception") == 8000


def test_basic_expenditure_may_be_one_list_with_three_columns() -> None:
    rows: Grid = [
        ["一般公共预算财政拨款基本支出决算明细表"], ["单位：元"],
        ["经济分类科目编码", "科目名称", "合计", "人员经费", "公用经费"],
        ["合计", None, 150, 100, 50],
        ["301", "工资福利支出", 100, 100, None],
        ["30101", "基本工资", 100, 100, None],
        ["302", "商品和服务支出", 50, None, 50],
        ["30201", "办公费", 50, None, 50],
    ]  # fmt: skip
    found = reading({"基本": rows})
    lines = statement(found, "06")
    assert amount(lines, "personnel_total", "amount") == 100
    assert amount(lines, "public_total", "amount") == 50
    assert amount(lines, "30201", "amount") == 50


def test_income_and_expenditure_stand_side_by_side_with_line_numbers() -> None:
    rows: Grid = [
        ["收入支出决算总表"], ["公开01表"],
        ["部门：云溪县水利局", None, None, None, None, "单位：元"],
        ["收入", None, None, "支出", None, None],
        ["项目", "行次", "金额", "项目", "行次", "金额"],
        ["栏次", None, "1", "栏次", None, "2"],
        ["一、一般公共预算财政拨款收入", 1, 500, "一、一般公共服务支出", 32, None],
        ["八、其他收入", 8, "１００．５", "十二、农林水支出", 43, 590.5],
        ["本年收入合计", 27, "600.50", "本年支出合计", 58, "590.50"],
        ["使用非财政拨款结余", 28, None, "结余分配", 59, None],
        ["年初结转和结余", 29, "-", "年末结转和结余", 60, 10],
        ["总计", 31, 600.5, "总计", 62, 600.5],
    ]  # fmt: skip
    found = statement(reading({"总表": rows}), "01")
    assert amount(found, "income_other", "amount") == Decimal("100.50")
    assert amount(found, "exp_213", "amount") == Decimal("590.50")
    assert amount(found, "closing_balance", "amount") == 10
    assert amount(found, "grand_total_expenditure", "amount") == Decimal("600.50")
    assert found.line("opening_balance") is None


def test_several_statements_follow_each_other_in_one_sheet() -> None:
    income: Grid = [
        [], ["公开02表"], ["收入决算表"], ["单位：元"],
        ["科目编码", "科目名称", "本年收入合计", "财政拨款收入", "事业收入"],
        ["合计", None, 7, 7, None], ["213", "农林水支出", 7, 7, None],
    ]  # fmt: skip
    found = reading({"全部": [*SPENDING, *income]})
    assert found.carried == {"statements/02", "statements/05"}
    assert amount(statement(found, "02"), "213", "fiscal") == 7
    assert rules(found) == []


# --- what is not read is named --------------------------------------------------------------


def places(found: WorkbookReading, rule: str) -> list[str]:
    return [finding.source for finding in found.findings if finding.rule == rule]


@pytest.mark.fires("WB-02")
def test_a_formula_that_was_never_calculated_is_named_by_its_cell() -> None:
    rows = [list(row) for row in SPENDING]
    rows[4][2] = "=C6"
    found = reading({"Sheet1": rows})
    assert not found.complete
    assert places(found, "WB-02") == ["Sheet1!C5"]


@pytest.mark.fires("WB-02")
def test_an_error_value_is_named_by_its_cell() -> None:
    content = in_sheets(
        xlsx({"Sheet1": SPENDING}),
        lambda xml: xml.replace(b'<c r="C6" t="n"><v>300.5</v>', b'<c r="C6" t="e"><v>#REF!</v>'),
    )
    found = read_bytes(content)
    assert places(found, "WB-02") == ["Sheet1!C6"]
    assert not found.complete


@pytest.mark.fires("RD-06")
@pytest.mark.parametrize("text", ["约3万", "1.2.3", "nan", "1e5", "12,3x"])
def test_text_that_is_no_amount_is_named_and_refuses_the_file(text: str) -> None:
    rows = [list(row) for row in SPENDING]
    rows[7][3] = text
    found = reading({"Sheet1": rows})
    assert not found.complete
    assert places(found, "RD-06") == ["Sheet1!D8"]
    assert found.findings[0].where == "statements/05/2130301/basic"


@pytest.mark.fires("RD-06")
def test_a_date_is_no_amount() -> None:
    book = opened(xlsx({"Sheet1": SPENDING}))
    book["Sheet1"]["D8"].number_format = "yyyy-mm-dd"
    book["Sheet1"]["D8"].value = 45657
    found = read_bytes(saved(book))
    assert places(found, "RD-06") == ["Sheet1!D8"]
    assert "2024-12-31" in found.findings[0].message


@pytest.mark.fires("WB-07")
def test_a_column_that_the_statement_does_not_have_is_named_with_its_cells() -> None:
    rows = [[*row, *([None] * (5 - len(row)))] for row in SPENDING]
    rows[2].append("其中：教育收费")
    rows[7].append(3)
    found = reading({"Sheet1": rows})
    assert found.complete
    assert places(found, "WB-07") == ["Sheet1!F8"]


@pytest.mark.fires("WB-03")
def test_a_row_with_amounts_and_no_known_code_refuses_the_file() -> None:
    rows = [*SPENDING, ["——", "某某支出", 5, 5, None]]
    found = reading({"Sheet1": rows})
    assert not found.complete
    assert places(found, "WB-03") == ["Sheet1!A10、B10、C10、D10"]


def test_a_row_of_zeros_without_a_code_is_nothing() -> None:
    assert reading({"Sheet1": [*SPENDING, [None, None, 0, 0, 0]]}).findings == ()


@pytest.mark.fires("WB-08")
def test_a_code_that_the_year_does_not_know_is_read_and_named() -> None:
    found = reading({"Sheet1": [*SPENDING, ["2139977", "新设科目", 5, 5, None]]})
    assert amount(statement(found, "05"), "2139977", "total") == 5
    assert rules(found) == ["WB-08"]


@pytest.mark.fires("WB-04")
def test_a_code_that_stands_twice_refuses_the_file() -> None:
    found = reading({"Sheet1": [*SPENDING, SPENDING[-1]]})
    assert not found.complete
    assert "WB-04" in rules(found)


@pytest.mark.fires("WB-04")
def test_a_statement_that_stands_twice_refuses_the_file() -> None:
    found = reading({"一": SPENDING, "二": SPENDING})
    assert not found.complete
    assert rules(found) == ["WB-04"]


@pytest.mark.fires("WB-09", "WB-11")
def test_other_sheets_and_remarks_are_named_and_do_no_harm() -> None:
    found = reading({
        "目录": [["目录"], ["收入决算表"], ["支出决算表"]],
        "支出": [*SPENDING, ["单位负责人：", "填表人："], [*[None] * 6, "红字核对", 12]],
    })  # fmt: skip
    assert found.complete
    assert rules(found) == ["WB-11", "WB-11", "WB-09"]
    assert places(found, "WB-09") == ["支出!G11、H11"]


@pytest.mark.fires("WB-01")
def test_a_workbook_without_any_statement_is_refused() -> None:
    found = reading({"通讯录": [["姓名", "电话"], ["王某", "0991"]]})
    assert found.report is None
    assert not found.complete
    assert "WB-01" in rules(found)


def test_every_cell_is_read_or_named() -> None:
    """Whatever cell is overwritten with nonsense, the reading says so at that very cell."""
    for row in range(len(SPENDING)):
        for column in range(len(SPENDING[row])):
            if row > 2 and SPENDING[row][column] is not None:
                rows = [list(cells) for cells in SPENDING]
                rows[row][column] = "乱写的内容"
                found = reading({"S": rows})
                changed = found.report != reading({"S": SPENDING}).report
                assert changed or found.findings, (row, column)


# --- year and department ----------------------------------------------------------------------


@pytest.mark.fires("WB-05")
def test_a_workbook_of_another_year_is_refused() -> None:
    found = read("x.xlsx", xlsx({"a": SPENDING}), shipped_reference, UNIT, 2023)
    assert not found.complete
    assert rules(found) == ["WB-05"]


@pytest.mark.fires("WB-06")
def test_a_workbook_of_another_department_is_remarked() -> None:
    found = read("x.xlsx", xlsx({"a": SPENDING}), shipped_reference, "云溪县林业局", YEAR)
    assert found.complete
    assert rules(found) == ["WB-06"]


@pytest.mark.fires("RD-03")
def test_without_any_year_the_file_cannot_be_read() -> None:
    found = read("x.xlsx", xlsx({"a": SPENDING[1:]}), shipped_reference)
    assert rules(found) == ["RD-03"]


# --- onto a draft ---------------------------------------------------------------------------


def test_what_the_workbook_does_not_carry_stays_in_the_draft() -> None:
    draft = Report(
        UnitFacts(UNIT), YEAR, functions=("管水。",),
        statements={
            "03": Statement("03", (Line("total", "合计", (), {"total": Cell(Decimal(9))}),)),
            "05": Statement("05", (
                Line("total", "合计", (), {"total": Cell(Decimal(1), Decimal(2))}),
            )),
        },
    )  # fmt: skip
    merged = onto(draft, reading({"Sheet1": SPENDING}))
    assert merged.functions == draft.functions
    assert merged.statement("03") == draft.statement("03")
    assert merged.cell("05", "total", "total") == Cell(Decimal("300.50"), Decimal(2))
    assert merged.amount("05", "2130305", "project") == Decimal("200.25")
