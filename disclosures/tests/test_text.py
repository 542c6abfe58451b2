"""The table model and the plain text: the layout of a word processor's export."""

from __future__ import annotations

from decimal import Decimal

import pytest

from disclosures.compose import compose
from disclosures.demo import reports, units
from disclosures.render.grids import (
    Grid,
    project_evaluation_grid,
    statement_grid,
    target_grid,
    unit_evaluation_grid,
)
from disclosures.render.text import evaluation_grids, grid_lines, render_text, target_grids
from disclosures.tests.reading import (
    OFFICE,
    read_text,
    sample,
    targets_report,
    text_of,
    whole,
)
from fiscal.report import (
    Cell,
    FundLine,
    Indicator,
    Line,
    ProjectEvaluation,
    Report,
    Statement,
    UnitEvaluation,
    UnitFacts,
)
from fiscal.statements import BY_NUMBER, DECLARATIONS
from units.reference import shipped_reference

REFERENCE = shipped_reference(2024)
FUNDS = (
    FundLine(
        "年度资金总额", Decimal("36500000"), Decimal("36500000"), Decimal("36496350"),
        Decimal("10"), Decimal("99.99"), Decimal("10.00"),
    ),
    FundLine("当年财政拨款", Decimal("36500000"), Decimal("36500000"), Decimal("36496350")),
    FundLine("其他资金", Decimal("0"), None, Decimal("0")),
)  # fmt: skip


def indicator(level1: str, level2: str, name: str, weight: str, rate: str, score: str) -> Indicator:
    return Indicator(
        level1, level2, name, ">=10个", Decimal(weight), "=12个", Decimal(rate), Decimal(score),
        "计划标准", "8个", "按照完成比例赋分", "工作资料,原始凭证", "",
    )  # fmt: skip


PROJECT = ProjectEvaluation(
    "维修费", "云岭州档案局", "云岭州档案馆", FUNDS, "修缮库房。", "截至2024年12月31日，已修缮。",
    (
        indicator("产出指标", "数量指标", "库房间数", "40", "111", "35.6"),
        indicator("产出指标", "数量指标", "档案柜", "20.5", "107.5", "18.96"),
        indicator("产出指标", "质量指标", "合格率", "9.5", "100", "9.5"),
        indicator("效益指标", "社会效益指标", "利用人次", "20", "100.00", "20"),
    ),
)  # fmt: skip


def texts(grid: Grid) -> list[list[str]]:
    """Printed cells of each row."""
    return [[cell.text for cell in row if cell is not None] for row in grid.rows]


def full_report() -> Report:
    return next(reports(next(iter(units(1))), 2024, 2024))


def every_grid(report: Report) -> list[Grid]:
    statements = [
        statement_grid(report.statement(declaration.number), report, REFERENCE)
        for declaration in DECLARATIONS
    ]
    return [*evaluation_grids(report), *target_grids(report), *statements]


@pytest.mark.parametrize("report", [full_report(), targets_report(), Report(UnitFacts("甲"), 2024)])
def test_rows_are_rectangular_and_spans_cover_exactly_the_empty_places(report: Report) -> None:
    for grid in every_grid(report):
        covered: set[tuple[int, int]] = set()
        for r, row in enumerate(grid.rows):
            assert len(row) == len(grid.widths), grid.id
            for c, cell in enumerate(row):
                if cell is None:
                    assert (r, c) in covered, (grid.id, r, c)
                    continue
                area = {(r + i, c + j) for i in range(cell.rowspan) for j in range(cell.colspan)}
                assert not area & covered, (grid.id, r, c)
                covered |= area
        assert max(r for r, _ in covered) < len(grid.rows)


def test_every_figure_has_an_address_of_its_own() -> None:
    paths = [
        cell.path
        for grid in every_grid(full_report())
        for row in grid.rows
        for cell in row
        if cell is not None and cell.path
    ]
    assert len(paths) == len(set(paths)) > 500
    assert {"projects/0/indicators/0/rate", "statements/09/amount/actual_total"} <= set(paths)


def test_a_project_prints_amounts_with_separators_and_scores_as_recorded() -> None:
    rows = texts(project_evaluation_grid(PROJECT, 2024))
    assert rows[3] == [
        "年度资金总额", "3,650.00", "3,650.00", "3,649.64", "10", "99.99%", "10.00"
    ]  # fmt: skip
    assert rows[4][-3:] == ["—", "—", "—"]
    assert rows[5] == ["  其他资金", "0.00", "", "0.00", "—", "—", "—"]
    assert [row[-9:-5] for row in rows[9:12]] == [
        [">=10个", "=12个", "111%", "35.6"],
        [">=10个", "=12个", "107.5%", "18.96"],
        [">=10个", "=12个", "100%", "9.5"],
    ]
    assert rows[-1] == ["总分", "100", "", "", "", "94.06分", "", "", "", "", ""]


def test_levels_print_once_and_span_the_rows_that_share_them() -> None:
    grid = project_evaluation_grid(PROJECT, 2024)
    first = grid.rows[9]
    assert [(cell.text, cell.rowspan) for cell in first[:3] if cell] == [
        ("年度绩效指标完成情况", 4), ("产出指标", 3), ("数量指标", 2)
    ]  # fmt: skip
    lines = "\n".join(grid_lines(grid))
    assert "\t年度绩效指标完成情况\n\t产出指标\n\t数量指标\n\t库房间数\n\t40\n" in lines
    assert "\n\n\t\n\t\n\t\n\t档案柜\n\t20.5\n" in lines
    assert "\n\n\t\n\t\n\t质量指标\n\t合格率\n\t9.5\n" in lines


def test_the_unit_table_has_its_own_dash_and_brackets() -> None:
    evaluation = UnitEvaluation(
        "云岭州档案馆",
        (
            FundLine(
                "上级资金", Decimal(0), Decimal(0), Decimal(0),
                Decimal(10), Decimal("97.4"), Decimal("9.74"),
            ),
            FundLine("合计", Decimal("12345600"), Decimal("12345600"), Decimal("12345600")),
        ),
        "目标", "完成", (),
    )  # fmt: skip
    grid = unit_evaluation_grid(evaluation, 2024)
    assert (grid.title, grid.subtitle) == ("单位整体支出绩效自评表", "（2024年度）")
    assert texts(grid)[2] == ["上级资金", "0.00", "0.00", "0.00", "10", "97.4%", "9.74"]
    assert texts(grid)[3] == ["合计", *["1,234.56"] * 3, "-", "-", "-"]


def test_the_target_table_prints_amounts_unpadded() -> None:
    target = targets_report().targets[1]
    assert texts(target_grid(target, 2024))[2] == [
        "项目资金（万元）", "年度预算总额：", "3.56", "其中：财政拨款", "3.56", "其他资金：", ""
    ]  # fmt: skip


def test_target_documents_have_tables_only() -> None:
    text = render_text(compose(targets_report(), REFERENCE))
    assert text.startswith("\t项目支出绩效目标表\n\n\t(2024年度)\n\n\t预算单位\n\t云岭州档案馆\n\n")
    assert text.count("项目支出绩效目标表") == 2
    assert "第一部分" not in text


def test_the_evaluation_tables_stand_between_eleven_and_twelve_and_no_statement_is_printed() -> (
    None
):
    text = render_text(compose(full_report(), REFERENCE))
    marks = ["十一、预算绩效", "\t单位整体支出绩效自评表", "\t项目支出绩效自评表", "\n十二、其他"]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "公开01表" not in text


def test_the_layout_is_that_of_a_real_export() -> None:
    source = sample(OFFICE)
    start, end = source.index("\t单位整体支出绩效自评表"), source.index("\n十二、")
    text = text_of(whole(read_text(source)))
    ours = text[text.index("\t单位整体支出绩效自评表") : text.index("\n十二、")]
    assert ours.rstrip() == source[start:end].rstrip()


# --- statements -----------------------------------------------------------------------------------


def statement_of(number: str, *lines: Line) -> Report:
    return Report(UnitFacts("云岭州档案馆"), 2024, statements={number: Statement(number, lines)})


def rows_of(report: Report, number: str) -> list[list[str]]:
    return texts(statement_grid(report.statement(number), report, REFERENCE))


def test_unknown_cells_are_empty_and_zero_is_printed() -> None:
    cells = {"total": Cell(Decimal("12345678")), "basic": Cell(Decimal(0))}
    report = statement_of(
        "05",
        Line("total", "合计", (), cells),
        Line("201", "一般公共服务支出", (), {}),
        Line("2010301", "行政运行", ("一般公共服务支出", "政府办公厅（室）及相关机构事务"), cells),
    )
    grid = statement_grid(report.statement("05"), report, REFERENCE)
    assert texts(grid)[0] == ["项目", "本年支出"]
    assert texts(grid)[1] == ["功能分类科目编码", "科目名称", "小计", "基本支出", "项目支出"]
    assert texts(grid)[3:] == [
        ["合计", "1,234.57", "0.00", ""],
        ["201", "一般公共服务支出", "", "", ""],
        ["2010301", "行政运行", "1,234.57", "0.00", ""],
    ]
    assert [row[1].level for row in grid.rows[4:] if row[1]] == [1, 3]
    assert (grid.subtitle, grid.unit) == ("公开05表", "金额单位：万元")
    assert grid.department == "部门：云岭州档案馆"


def test_the_fixed_statements_set_income_beside_expenditure_by_line_number() -> None:
    report = statement_of(
        "01",
        Line("income_general", "", (), {"amount": Cell(Decimal("10000"))}),
        Line("grand_total_expenditure", "", (), {"amount": Cell(Decimal("20000"))}),
    )
    rows = rows_of(report, "01")
    assert rows[1] == ["项目", "行次", "决算数", "项目", "行次", "决算数"]
    assert rows[3][:3] == ["一、一般公共预算财政拨款收入", "1", "1.00"]
    assert rows[3][3:] == ["一、一般公共服务支出", "32", ""]
    assert rows[-1] == ["总计", "31", "", "总计", "62", "2.00"]
    assert len(rows) == 3 + 31


def test_the_three_public_header_has_three_levels() -> None:
    rows = rows_of(statement_of("09"), "09")
    assert rows[0] == ["预算数", "决算数"]
    assert rows[1][:4] == ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "公务接待费"]
    assert rows[2] == ["小计", "公务用车购置费", "公务用车运行维护费"] * 2
    assert rows[3] == [str(number) for number in range(1, 13)]


def test_memo_columns_are_not_printed() -> None:
    assert "收入总计" not in str(rows_of(statement_of("07"), "07"))
    assert any(not column.printed for column in BY_NUMBER["07"].columns)


def test_only_a_statement_known_to_be_empty_says_so() -> None:
    known, unknown = statement_of("08"), Report(UnitFacts("甲"), 2024)
    assert "为空表" in statement_grid(known.statement("08"), known, REFERENCE).notes[-1]
    assert len(statement_grid(unknown.statement("08"), unknown, REFERENCE).notes) == 1


def test_the_economic_statement_has_three_groups_and_two_totals() -> None:
    cells = {"amount": Cell(Decimal("50000"))}
    report = statement_of(
        "06", Line("30101", "基本工资", ("工资福利支出",), cells),
        Line("personnel_total", "人员经费合计", (), cells),
    )  # fmt: skip
    rows = rows_of(report, "06")
    assert rows[0] == ["人员经费", "公用经费", "公用经费（续）"]
    assert rows[2][:3] == ["301", "工资福利支出", ""]
    assert rows[3][:6] == ["30101", "基本工资", "5.00", "30201", "办公费", ""]
    assert rows[-1] == ["人员经费合计", "5.00", "公用经费合计", ""]
