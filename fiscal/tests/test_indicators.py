"""Reading indicator values, and how far one completes another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscal.indicators import completion, parse, rounded, satisfied, truncated

YEAR = 2024


@pytest.mark.parametrize(
    ("text", "operator", "number", "unit"),
    [
        ("=2种", "=", "2", "种"),
        (">=95%", ">=", "95", "%"),
        ("≥９５％", ">=", "95", "%"),
        ("≤3万元/家", "<=", "30000", "元/家"),
        ("=0.44元/千克", "=", "0.44", "元/千克"),
        (">=22.69万吨", ">=", "226900", "吨"),
        ("0.5亿元", "", "50000000", "元"),
        ("3/4", "", "0.75", ""),
        (">=3/4", ">=", "0.75", ""),
        ("100", "", "100", ""),
        ("1,050条", "", "1050", "条"),
        ("=12个月", "=", "12", "月"),
        ("=12月", "=", "12", "月"),
        ("95%以上", ">=", "95", "%"),
        ("5万元以内", "<=", "50000", "元"),
        ("不低于95%", ">=", "95", "%"),
        ("不超过3次", "<=", "3", "次"),
        ("= 1.5 次", "=", "1.5", "次"),
        ("-3%", "", "-3", "%"),
    ],
)
def test_numbers_are_read_with_operator_and_base_unit(
    text: str, operator: str, number: str, unit: str
) -> None:
    value = parse(text, YEAR)
    assert (value.operator, value.number, value.unit) == (operator, Fraction(number), unit)
    assert not value.words


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2024年12月16日前", date(2024, 12, 16)),
        ("=2024年9月10日", date(2024, 9, 10)),
        ("8月31日前", date(2024, 8, 31)),
        ("=4月15日", date(2024, 4, 15)),
        ("2024年", date(2024, 12, 31)),
        ("2024年2月", date(2024, 2, 29)),
        ("2024年11月底前", date(2024, 11, 30)),
        ("2024年底前", date(2024, 12, 31)),
        ("2024年第三季度", date(2024, 9, 30)),
        ("2024年上半年", date(2024, 6, 30)),
        ("2024年12月上旬", date(2024, 12, 10)),
        ("2024.10.31", date(2024, 10, 31)),
        ("2024-10-31前", date(2024, 10, 31)),
        ("2024年１０月３１日前完成", date(2024, 10, 31)),
        ("2024年1月-12月", date(2024, 12, 31)),
        ("2024年1-12月", date(2024, 12, 31)),
        ("2023年12月至2024年3月", date(2024, 3, 31)),
    ],
)
def test_a_date_has_a_last_possible_day(text: str, last: date) -> None:
    value = parse(text, YEAR)
    assert value.last_day == last
    assert value.number is None


def test_a_date_without_a_year_is_only_a_date_once_the_year_is_known() -> None:
    assert parse("8月31日前").last_day is None
    assert parse("8月31日前", 2023).last_day == date(2023, 8, 31)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2024年11月31日前", "11月31日不存在"),
        ("2月30日", "2月30日不存在"),
        ("13月1日", "13月不存在"),
    ],
)
def test_an_impossible_date_is_named(text: str, problem: str) -> None:
    assert parse(text, YEAR).problem == problem


@pytest.mark.parametrize(
    "text", ["提高", "达到预期指标", "每月25日前", "每月月初", "AA+", "2次、3人", "=是", "1/0"]
)
def test_everything_else_stays_words(text: str) -> None:
    value = parse(text, YEAR)
    assert value.words == text.removeprefix("=")


@pytest.mark.parametrize("text", ["", "-", "—", "/", "无", " "])
def test_a_dash_is_blank(text: str) -> None:
    assert parse(text, YEAR).text == ""


@pytest.mark.parametrize(
    ("target", "actual", "rate"),
    [
        (">=60人", "=52人", "86.67"),
        (">=98%", "=100%", "102.04"),
        ("=1次", "=1.5次", "150.00"),
        (">=8000万元", "=8600万元", "107.50"),
        ("=30家", "=35家", "116.67"),
        ("<=3万元", "=0.19万元", "6.33"),
        ("<=3万元", "=1900元", "6.33"),
        (">=3/4", "=3/4", "100.00"),
        (">=2/3", "=1/3", "50.00"),
        ("=0件", "=0件", "100.00"),
        ("=0%", "0", "100.00"),
        (">=1050", "=1050条", "100.00"),
        (">=100%", "达到预期指标", "100.00"),
        ("显著提高", "达到预期指标", "100.00"),
        ("每月月初", "每月月初", "100.00"),
        ("=12月", "=12个月", "100.00"),
        ("2024年12月16日前", "2024年12月10日", "100.00"),
        ("8月31日前", "=4月15日", "100.00"),
        ("2024年", "2024年10月1日", "100.00"),
        ("=2024年10月31日", "2024年12月31日", "0.00"),
        ("2024年11月", "2024年12月1日", "0.00"),
        ("90%-95%", "=93%", "100.00"),
    ],
)
def test_a_result_completes_its_target(target: str, actual: str, rate: str) -> None:
    exact = completion(parse(target, YEAR), parse(actual, YEAR))
    assert exact is not None
    assert rounded(exact) == Decimal(rate)


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("=0件", "=2件"),
        ("提升", "部分达到预期指标且有一定效果"),
        ("提升", "未达到预期指标且效果较差"),
        ("=3次", "=3人"),
        ("2024年12月16日前", "2024年12月"),
        ("90%-95%", "=80%"),
        ("=3次", ""),
        (">=-5%", "=-3%"),
    ],
)
def test_what_needs_judgement_has_no_rate(target: str, actual: str) -> None:
    assert completion(parse(target, YEAR), parse(actual, YEAR)) is None


@pytest.mark.parametrize(
    ("target", "actual", "rate"),
    [("<=95%", "=74%", "100.00"), ("<=3次", "=0次", "100.00"), ("<=3次", "=4次", "75.00")],
)
def test_lower_is_better_when_it_is_marked(target: str, actual: str, rate: str) -> None:
    exact = completion(parse(target, YEAR), parse(actual, YEAR), lower_is_better=True)
    assert exact is not None
    assert rounded(exact) == Decimal(rate)


@pytest.mark.parametrize(
    ("target", "actual", "kept"),
    [
        ("<=3次", "=1次", True),
        ("<=3次", "=4次", False),
        (">=3次", "=3次", True),
        ("=3次", "=4次", True),
        (">90%", "=90%", False),
        ("提升", "提升", True),
        ("提升", "略有提升", None),
    ],
)
def test_a_target_is_kept_by_its_own_operator(target: str, actual: str, kept: bool | None) -> None:
    assert satisfied(parse(target, YEAR), parse(actual, YEAR)) is kept


def test_rates_are_rounded_half_up_and_can_be_seen_to_be_cut() -> None:
    assert rounded(Fraction(125, 1000)) == Decimal("0.13")
    assert (rounded(Fraction(350, 3), 1), truncated(Fraction(350, 3))) == (
        Decimal("116.7"),
        Decimal("116.66"),
    )


def test_a_monstrous_number_stays_words() -> None:
    assert parse("9" * 5000, YEAR).number is None


@given(st.text(max_size=20))
def test_reading_never_raises_and_gives_one_meaning(text: str) -> None:
    value = parse(text, YEAR)
    meanings = [value.number is not None or value.period is not None, bool(value.words)]
    assert sum(meanings) <= 1


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_a_written_date_reads_back(day: date) -> None:
    value = parse(f"{day.year}年{day.month}月{day.day}日", YEAR)
    assert value.period is not None
    assert (value.period.first, value.last_day) == (day, day)


@given(st.decimals(0, 10**6, places=2), st.sampled_from(["%", "人", "万元", "次/年"]))
def test_a_value_completes_itself(number: Decimal, unit: str) -> None:
    assert completion(parse(f">={number}{unit}", YEAR), parse(f"={number}{unit}", YEAR)) == 100


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_lower_is_better_never_exceeds_a_hundred(goal: int, result: int) -> None:
    rate = completion(parse(f"<={goal}次"), parse(f"={result}次"), lower_is_better=True)
    assert rate is not None
    assert 0 < rate <= 100
