"""Column widths fitted to the text."""

from __future__ import annotations

from disclosures.render.grids import GridCell
from disclosures.render.widths import PADDING, fitted, lines, percentages

ROOM = 100


def row(*texts: str, kind: str = "text") -> tuple[GridCell, ...]:
    return tuple(GridCell(text, kind=kind) for text in texts)


def test_percentages_sum_to_a_hundred() -> None:
    assert percentages([1, 1, 1]) == (34, 33, 33)
    assert percentages([1, 2, 1]) == (25, 50, 25)


def test_a_long_text_gets_more_room_than_a_short_one() -> None:
    name, reason = fitted([row("水库", "汛情提前，增加监测点位" * 10)] * 3, ROOM)
    assert reason > 3 * name


def test_an_amount_is_never_torn_apart() -> None:
    amount = (GridCell("12,345,678.90", kind="amount"), *row("汛情提前，增加监测点位" * 40))
    assert fitted([amount], ROOM)[0] >= len("12,345,678.90") * 100 // ROOM


def test_a_heading_alone_does_not_widen_its_column() -> None:
    head = (GridCell("偏差原因分析及改进措施", header=True), GridCell("三级指标", header=True))
    empty, name = fitted([head, *[row("", "小型水库安全监测设施维修养护完成情况" * 4)] * 5], ROOM)
    assert empty < name / 2


def test_covered_and_spanning_cells_do_not_count() -> None:
    wide = (GridCell("项目支出绩效自评表" * 9, colspan=2), None)
    assert fitted([wide, row("水库数量", "监测设施")], ROOM) == (50, 50)


def test_a_little_room_goes_where_it_saves_a_line_in_every_row() -> None:
    rows = [row("按照完成比例赋分", f"指标{number}") for number in range(9)]
    reason = row("按照完成比例赋分", "该项目实施较好，实际完成情况优于年初设定的目标" * 9)
    rule, _ = fitted([*rows, reason], ROOM)
    assert rule >= 2 * len("按照完成比例赋分")


def test_a_short_heading_is_not_torn_apart_by_rounding() -> None:
    head = [GridCell("行次", header=True), *(GridCell("决算数" * 3, header=True) for _ in "12345")]
    order, *_ = fitted([head, row("1", *["一般公共预算财政拨款收入" * 2] * 5)], 164)
    assert order * 1.64 >= 2 * len("行次") + PADDING


def test_a_label_of_many_rows_may_be_narrow() -> None:
    label = GridCell("年度绩效指标完成情况", rowspan=5)
    rows = [
        (label, *row("小型水库安全监测设施维修养护完成情况")),
        *[(None, *row("雨水情测报设施维修养护完成情况"))] * 4,
    ]
    assert fitted(rows, 44)[0] < 30


def test_lines_are_those_of_the_highest_text_in_each_row() -> None:
    rows = [row("水库", "汛情提前，增加监测点位" * 4), row("水库", "一\n二\n三")]
    assert lines(rows, (20, 80), ROOM) == 2 + 3


def test_a_text_that_spans_rows_or_columns_has_the_room_of_all_of_them() -> None:
    label = GridCell("年度绩效指标完成情况", rowspan=5)
    tall = [(label, *row("监测")), *[(None, *row("监测"))] * 4]
    assert lines(tall, (10, 90), ROOM) == 5
    assert lines([(GridCell("汛情提前，增加监测点位" * 4, colspan=2), None)], (50, 50), ROOM) == 1
