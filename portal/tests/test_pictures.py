"""Drawings and pictures: zero-based, to scale, and printing the figures of the account."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from fiscal.measures import Measured, ProjectResult
from portal import pictures
from portal.accounts import Account
from portal.drawing import Item, bars, coins, columns, pairs

URL = "/units/a/2024/v1/"


def _account(year: int = 2024, **values: str | tuple[str, str | None]) -> Account:
    """Values in 万元 or counts as given: this year's, or this year's and last's."""
    known = {}
    for key, value in values.items():
        this, last = (value, None) if isinstance(value, str) else value
        known[key] = Measured(key, Decimal(this), None if last is None else Decimal(last))
    return Account("a", "云溪县水利局", year, URL, known)


def _item(value: str, label: str = "甲") -> Item:
    return Item(label, Decimal(value), value, "spending")


def test_bars_are_parts_of_the_whole_from_zero() -> None:
    drawing = bars([_item("25"), _item("75")], Decimal(100))
    widths = [box.width for box in drawing.boxes if box.kind == "spending"]
    assert widths == [Decimal("25.00"), Decimal("75.00")]
    assert all(box.x == 0 for box in drawing.boxes)


@pytest.mark.parametrize("value", ["-5", "0"])
def test_what_is_not_more_than_nothing_has_no_length(value: str) -> None:
    drawing = columns([_item(value), _item("10")])
    assert drawing.boxes[0].height == 0
    assert drawing.boxes[1].height == drawing.floor - drawing.boxes[1].y  # type: ignore[operator]


def test_panels_of_one_scale_show_a_tenth_as_a_tenth() -> None:
    small, large = (columns([_item(value)], Decimal(100)) for value in ("10", "100"))
    assert small.boxes[0].height * 10 == large.boxes[0].height


def test_pairs_leave_room_for_the_value_at_the_end() -> None:
    drawing = pairs([("甲", [_item("100"), _item("50")])])
    assert [box.width for box in drawing.boxes] == [Decimal("58.00"), Decimal("29.00")]


def test_there_are_as_many_coins_as_yuan_and_the_last_is_cut() -> None:
    drawing = coins([_item("60.25"), _item("0.50")])
    assert len(drawing.boxes) == 61 + 1
    assert drawing.boxes[60].width * 4 == drawing.boxes[0].width


def test_nothing_at_all_is_no_picture() -> None:
    assert pictures.of_account(_account()) == []
    assert pictures.spending(_account(basic="0", project="0")) is None


def test_the_title_is_the_sentence_that_the_picture_shows() -> None:
    account = _account(basic="3000000", project="97000000")
    picture = pictures.spending(account)
    assert picture is not None
    assert picture.title == "项目支出占支出的97.00%"
    assert [(row.name, [cell.text for cell in row.cells]) for row in picture.rows] == [
        ("项目支出", ["9,700.00", "97.00%"]),
        ("基本支出", ["300.00", "3.00%"]),
    ]
    assert picture.rows[0].cells[0].url == f"{URL}figures/statements/03/total/project/"


def test_of_each_hundred_yuan_the_largest_class_is_named_and_small_ones_are_put_together() -> None:
    classes = ["201", "204", "205", "206", "207", "208", "210", "211", "212", "213"]
    spent: dict[str, Any] = {f"exp_{code}": "10000000" for code in classes}
    many = _account(**spent)
    picture = pictures.hundred(many)
    assert picture is not None
    assert picture.title == "每100元支出，10.00元是一般公共服务支出"
    assert len(picture.rows) == 10
    drawn = [note.text for note in picture.drawing.notes]
    assert drawn[-2:] == ["其余2类", "20.00元"]


@pytest.mark.parametrize(
    ("this", "last", "said"),
    [
        ("114700", "108500", "“三公”经费11.47万元，比上年增长5.71%"),
        ("114700", "114700", "“三公”经费11.47万元，与上年持平"),
        ("0", "114700", "“三公”经费0.00万元，比上年下降100.00%"),
        ("114700", None, "“三公”经费11.47万元，上年数未知"),
    ],
)
def test_three_public_is_told_against_last_year(this: str, last: str | None, said: str) -> None:
    account = _account(three_public=(this, last), reception=(this, last), reception_batches="9")
    picture = pictures.three_public(account)
    assert picture is not None
    assert picture.title == said
    assert picture.more == "公务接待9批次。"


def test_budget_and_execution_are_compared_as_the_text_compares_them() -> None:
    picture = pictures.budget(_account(fiscal_budget="13886500", fiscal="14041000"))
    assert picture is not None
    assert picture.title == "财政拨款支出总计比年初预算多1.11%"


def test_of_many_projects_the_lowest_are_drawn_and_all_are_in_the_table() -> None:
    results = tuple(
        ProjectResult(index, f"项目{index}", None, None, Decimal(100 - index))
        for index in range(12)
    )
    account = Account("a", "局", 2024, URL, {}, results)
    picture = pictures.scores(account)
    assert picture is not None
    assert picture.title == "12个项目自评最低89.00分"
    assert sum(box.kind == "score" for box in picture.drawing.boxes) == 8
    assert len(picture.rows) == 12
    assert picture.rows[0].cells[-1].url == f"{URL}figures/projects/11/total/"


def test_a_trend_compares_the_last_year_with_the_first() -> None:
    years = [_account(2022, expenditure="10000000"), _account(2024, expenditure="15000000")]
    picture = pictures.trend(years, "expenditure")
    assert picture is not None
    assert picture.title == "支出总计1,500.00万元，比2022年增长50.00%"
    assert [note.text for note in picture.drawing.notes] == [
        "1,000.00", "2022", "1,500.00", "2024",
    ]  # fmt: skip
