"""Column widths fitted to the text."""

from __future__ import annotations

from disclosures.render.grids import GridCell
from disclosures.render.widths import fitted, percentages

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
