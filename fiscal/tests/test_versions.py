"""What a correction changed, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fiscal.document import Document, Paragraph, Part
from fiscal.report import (
    Cell,
    Indicator,
    Line,
    ProjectEvaluation,
    Report,
    Staff,
    Statement,
    UnitFacts,
)
from fiscal.sentences import Run, compared
from fiscal.versions import FACTS, Correction, Row, corrections

REPORT = Report(UnitFacts("云溪县水利局", "yx-01"), 2024)


def _corrections(before: Report, after: Report) -> Correction:
    return corrections(Document(before, (), (), ""), Document(after, (), (), ""))


def _spending(*lines: Line) -> Report:
    return replace(REPORT, statements={"05": Statement("05", lines)})


def _line(key: str, name: str, amount: str) -> Line:
    return Line(key, name, cells={"total": Cell(Decimal(amount))})


def _project(name: str, *indicators: Indicator) -> ProjectEvaluation:
    return ProjectEvaluation(name, "", "", (), "", "", indicators)


def test_a_cell_is_named_by_statement_line_and_column() -> None:
    (table,) = _corrections(
        _spending(_line("2130301", "行政运行", "123456.78")),
        _spending(_line("2130301", "行政运行", "123456.79")),
    ).statements
    assert table.title == "05 一般公共预算财政拨款支出决算表"
    assert table.rows == (Row("2130301 行政运行", "本年支出·小计", "12.345678", "12.345679"),)


def test_zeros_behind_an_amount_are_no_change() -> None:
    found = _corrections(_spending(_line("2130301", "行政运行", "100")),
                         _spending(_line("2130301", "行政运行", "100.00")))  # fmt: skip
    assert found.cells == 0


def test_a_line_that_only_moved_is_no_change() -> None:
    one, other = _line("2130301", "行政运行", "1"), _line("2130302", "机关服务", "2")
    assert _corrections(_spending(one, other), _spending(other, one)).cells == 0


def test_a_line_that_came_shows_its_name_and_its_amounts() -> None:
    (table,) = _corrections(
        _spending(), _spending(_line("2130301", "行政运行", "10000"))
    ).statements
    assert [(row.field, row.old, row.new) for row in table.rows] == [
        ("名称", "", "行政运行"), ("本年支出·小计", "", "1.00"),
    ]  # fmt: skip


def test_a_count_is_named_with_its_unit() -> None:
    (table,) = _corrections(
        replace(REPORT, staff=Staff(active=42)), replace(REPORT, staff=Staff(active=43))
    ).facts
    assert (table.title, table.rows) == (FACTS, (Row("在职人员（人）", "", "42", "43"),))


def test_a_field_of_an_indicator_is_named_by_project_and_indicator() -> None:
    old = Indicator("产出指标", "数量指标", "渠道清淤", "≥12公里", score=Decimal("9.5"))
    before = replace(REPORT, projects=(_project("清淤"), _project("灌区改造", old)))
    after = replace(REPORT, projects=(_project("灌区改造", replace(old, score=Decimal("8"))),))
    gone, changed = _corrections(before, after).evaluations
    assert gone.title == "项目支出绩效自评表“清淤”"
    assert gone.rows == (Row("", "名称", "清淤", ""),)
    assert changed.rows == (Row("指标“渠道清淤”", "得分", "9.5", "8"),)


def test_a_sentence_marks_the_figure_that_changed_and_leaves_the_others() -> None:
    assert compared("收入12.50万元。增加3人。", "收入13.50万元。增加3人。") == (
        Run("same", "收入"), Run("old", "12.50"), Run("new", "13.50"),
        Run("same", "万元。增加3人。"),
    )  # fmt: skip


def test_a_sentence_that_says_something_else_is_replaced_whole() -> None:
    runs = compared("主要原因是增人增资。", "因新建泵站两座。")
    assert runs == (Run("old", "主要原因是增人增资。"), Run("new", "因新建泵站两座。"))


def test_a_paragraph_stands_under_its_heading() -> None:
    heading = Paragraph("s1", "section", (Part("一、收支情况"),))
    texts = [(heading, Paragraph("s1.body", "body", (Part(f"共{n}元。"),))) for n in (1, 2)]
    before, after = (Document(REPORT, text, (), "") for text in texts)
    (passage,) = corrections(before, after).passages
    assert passage.heading == "一、收支情况"
    assert [run.text for run in passage.runs] == ["共", "1", "2", "元。"]


@given(st.text("收入12.，。；\n 加", max_size=60), st.text("收入12.，。；\n 加", max_size=60))
def test_without_its_marks_a_comparison_is_either_text(old: str, new: str) -> None:
    runs = compared(old, new)
    assert "".join(run.text for run in runs if run.kind != "new") == old
    assert "".join(run.text for run in runs if run.kind != "old") == new
