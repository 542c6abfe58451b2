"""Amounts, shares and changes on figures that real disclosures print."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscal.money import (
    AmountError,
    change,
    envelope,
    format_amount,
    format_number,
    from_wan,
    half_up,
    parse_amount,
    plain,
    share,
    to_wan,
    variance,
)

D = Decimal
amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        ("1693.16", "1741.71", "97.21"),
        ("48.55", "1741.71", "2.79"),
        ("0.00", "1741.71", "0.00"),
        ("12.00", "0.00", "0.00"),
    ],
)
def test_a_share_is_computed_from_published_figures(part: str, whole: str, printed: str) -> None:
    assert share(D(part), D(whole)) == D(printed)


def test_a_share_that_would_print_zero_gets_four_decimals() -> None:
    assert str(share(D("0.04"), D("18013.65"))) == "0.0002"


@pytest.mark.parametrize(
    ("this", "last", "direction", "amount", "growth", "percent"),
    [
        ("1787.23", "1978.38", "减少", "191.15", "下降", "9.66"),
        ("9.46", "0.00", "增加", "9.46", "增长", "100.00"),
        ("0.00", "106.47", "减少", "106.47", "下降", "100.00"),
        ("0.00", "0.00", "增加", "0.00", "增长", "0.00"),
        ("0.19", "0.18", "增加", "0.01", "增长", "5.56"),
    ],
)
def test_a_change_prints_amount_and_percent_without_sign(
    this: str, last: str, direction: str, amount: str, growth: str, percent: str
) -> None:
    result = change(D(this), D(last))
    assert (result.direction, result.amount) == (direction, D(amount))
    assert (result.growth, result.percent) == (growth, D(percent))


@pytest.mark.parametrize(
    ("actual", "budget", "printed"),
    [
        ("1693.16", "1753.38", "-3.43"),
        ("77.21", "77.21", "0.00"),
        ("12.00", "0.00", "100.00"),
        ("0.00", "0.00", "0.00"),
    ],
)
def test_a_variance_is_signed_and_a_hundred_without_budget(
    actual: str, budget: str, printed: str
) -> None:
    assert str(variance(D(actual), D(budget))) == printed


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,234.50", "1234.50"),
        ("１，２３４．５０", "1234.50"),
        ("(12.30)", "-12.30"),
        ("3650万元", "3650"),
        (" 7 ", "7"),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, value: str) -> None:
    assert parse_amount(typed) == D(value)


@pytest.mark.parametrize("blank", ["", "-", "—", "——", "无", "  "])
def test_a_dash_is_an_unknown_amount_not_zero(blank: str) -> None:
    assert parse_amount(blank) is None


@pytest.mark.parametrize("typed", ["abc", "1.2.3", "NaN", "Infinity", "1e99", "十二"])
def test_text_that_is_no_amount_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(AmountError, match="金额"):
        parse_amount(typed)


def test_half_is_rounded_up_and_never_to_negative_zero() -> None:
    assert half_up(D("0.125")) == D("0.13")
    assert str(half_up(D("-0.001"))) == "0.00"


def test_numbers_print_with_separators_or_without_padding() -> None:
    assert format_number(D("1787.23")) == "1,787.23"
    assert format_amount(D("17872299.99")) == "1,787.23"
    assert [plain(D(text)) for text in ("100.00", "97.40", "0.08", "1000")] == [
        "100", "97.4", "0.08", "1000",
    ]  # fmt: skip


def test_the_envelope_grows_with_the_number_of_addends() -> None:
    assert [envelope(terms) for terms in (1, 2, 14)] == [D("0.010"), D("0.015"), D("0.075")]


@given(amounts)
def test_published_figures_survive_the_way_to_yuan_and_back(wan: Decimal) -> None:
    assert to_wan(from_wan(wan)) == wan


@given(amounts)
def test_what_is_printed_reads_back_as_the_same_amount(amount: Decimal) -> None:
    assert parse_amount(format_number(amount)) == amount


@given(st.lists(amounts, min_size=1, max_size=14))
def test_rounding_never_leaves_the_envelope(yuan: list[Decimal]) -> None:
    gap = abs(to_wan(sum(yuan, D(0))) - sum((to_wan(amount) for amount in yuan), D(0)))
    assert gap <= envelope(len(yuan))


@given(amounts.filter(lambda amount: amount > 0), amounts.filter(lambda amount: amount > 0))
def test_a_share_of_something_is_never_negative_and_change_keeps_the_amount(
    one: Decimal, other: Decimal
) -> None:
    assert share(one, other) >= 0
    assert abs(one - other) == change(one, other).amount
