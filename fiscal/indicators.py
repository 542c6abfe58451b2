"""Indicator values as people write them, and how far an actual value completes a target.

``>=95%``, ``=3万元/家``, ``3/4``, ``2024年12月16日前``, ``达到预期指标``: each is read into a
``Value``. Nothing is guessed: what is neither a number nor a date stays words.
Source of the rates: 项目支出绩效自评 practice of the region, 完成率 = 业绩值 / 目标值.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from fiscal.periods import Period, parse_period

FULL = Fraction(100)

_BLANKS = {"", "-", "--", "—", "——", "/", "无"}
_OPERATORS = {
    ">=": ">=", "=>": ">=", "≥": ">=", "≧": ">=", "⩾": ">=", "大于等于": ">=", "不低于": ">=",
    "不少于": ">=", "不小于": ">=", "至少": ">=", "<=": "<=", "=<": "<=", "≤": "<=", "≦": "<=",
    "⩽": "<=", "小于等于": "<=", "不超过": "<=", "不高于": "<=", "不多于": "<=", "不大于": "<=",
    "控制在": "<=", "=": "=", ">": ">", "大于": ">", "<": "<", "小于": "<",
}  # fmt: skip
_OPERATOR = re.compile("|".join(sorted(map(re.escape, _OPERATORS), key=len, reverse=True)))
_AT_LEAST = re.compile(r"(?:及?以上|\(含\)以上|以上\(含\))$")
_AT_MOST = re.compile(r"(?:及?以下|以内|之内|\(含\)以下|以下\(含\)|以内\(含\))$")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_DIGITS = r"\d{1,16}(?:\.\d{1,8})?"
_NUMBER = re.compile(rf"(-?{_DIGITS})(?:/({_DIGITS}))?([^\d,;、。:()]{{0,8}})")
_RANGE = re.compile(rf"({_DIGITS})(\D{{0,4}}?)[-~至到—–]({_DIGITS})([^\d,;、。:()]{{0,8}})")
_SCALES = (("亿", 10**8), ("万", 10**4))
_MONTHS = re.compile(r"\d{1,2}月")
_MET = re.compile(r"(?:已|全部|完全|均)?(?:达到|达成|实现|完成)预期(?:指标|目标|效果|值)?")


@dataclass(frozen=True, slots=True)
class Value:
    """One target or result.

    ``text``      normalised (half-width, no spaces), without the operator; empty when blank.
    ``operator``  ``>=``, ``<=``, ``=``, ``>``, ``<`` or empty.
    ``number``    exact, in the base unit: 3万元 is 30000 元; ``upper`` ends a range (90%-95%).
    ``unit``      base unit: ``元``, ``%``, ``元/家``, ``人次``; empty when none is written.
    ``period``    first and last possible day of a date.
    ``problem``   what is impossible about it: ``11月31日不存在``; else empty.
    """

    text: str
    operator: str = ""
    number: Fraction | None = None
    upper: Fraction | None = None
    unit: str = ""
    period: Period | None = None
    problem: str = ""

    @property
    def words(self) -> str:
        """The text when it is neither a number nor a date."""
        return "" if self.number is not None or self.period or self.problem else self.text

    @property
    def last_day(self) -> date | None:
        return self.period.last if self.period else None

    @property
    def says_met(self) -> bool:
        """True for 达到预期指标 and its spellings, not for 部分达到 or 未达到."""
        return _MET.fullmatch(self.text) is not None


@lru_cache(maxsize=4096)
def parse(text: str, year: int | None = None) -> Value:
    """Read one value. ``year`` completes a date that names none (8月31日前); never raises."""
    clean = "".join(unicodedata.normalize("NFKC", text).split()).rstrip("。;,")
    clean = THOUSANDS.sub("", clean)
    if clean in _BLANKS:
        return Value("")
    operator, body = _split_operator(clean)
    period, problem = parse_period(body, year)
    # 12月 alone is a count of months as well as December; every other date is only a date.
    if (period or problem) and not _MONTHS.fullmatch(body):
        return Value(body, operator, period=period, problem=problem)
    operator, body = _bound(operator, body)
    number, upper, unit = _measure(body)
    return Value(body, operator, number, upper, unit, period)


def _split_operator(text: str) -> tuple[str, str]:
    found = _OPERATOR.match(text)
    return (_OPERATORS[found.group()], text[found.end() :]) if found else ("", text)


def _bound(operator: str, text: str) -> tuple[str, str]:
    """以上 and 以内 behind a number are operators too."""
    for pattern, sign in ((_AT_LEAST, ">="), (_AT_MOST, "<=")):
        found = pattern.search(text)
        if found and _NUMBER.fullmatch(text[: found.start()]):
            return operator if operator in (">=", "<=") else sign, text[: found.start()]
    return operator, text


def _measure(text: str) -> tuple[Fraction | None, Fraction | None, str]:
    """(number, end of a range, unit) in base units; (None, None, "") for anything else."""
    if found := _NUMBER.fullmatch(text):
        top, bottom, unit = found.groups()
        if bottom is not None and Fraction(bottom) == 0:
            return None, None, ""
        scale, base = _base(unit)
        return Fraction(top) / Fraction(bottom or 1) * scale, None, base
    if found := _RANGE.fullmatch(text):
        low, low_unit, high, unit = found.groups()
        if low_unit in ("", unit):
            scale, base = _base(unit)
            return Fraction(low) * scale, Fraction(high) * scale, base
    return None, None, ""


def _base(unit: str) -> tuple[int, str]:
    """Scale and base of a unit: 万元/家 is 10000 × 元/家; 个月 is 月."""
    for prefix, scale in _SCALES:
        if unit.startswith(prefix):
            return scale, unit.removeprefix(prefix)
    return 1, unit.removeprefix("个") or unit


def comparable(target: Value, actual: Value) -> bool:
    """Both are numbers of one unit; a side that names no unit takes the other's."""
    if target.number is None or actual.number is None:
        return False
    return target.unit == actual.unit or not target.unit or not actual.unit


def completion(target: Value, actual: Value, *, lower_is_better: bool = False) -> Fraction | None:
    """Exact rate of completion in percent, or None where a person has to judge.

    Numbers: actual / target, whatever the operator; ``lower_is_better`` gives 100 when the
    actual stays within the target and target / actual else. Dates: 100 in time, 0 late.
    Words: 100 for 达到预期指标 and for the target's own words. Zero of zero is 100.
    """
    if not target.text or not actual.text:
        return None
    if actual.says_met or target.text == actual.text:
        return FULL
    if comparable(target, actual):
        return _number_rate(target, actual, lower_is_better)
    if target.period and actual.period:
        return _date_rate(target.period, actual.period)
    return None


def _number_rate(target: Value, actual: Value, lower_is_better: bool) -> Fraction | None:
    goal, result = target.number, actual.number
    assert goal is not None and result is not None
    if target.upper is not None or actual.upper is not None:
        within = target.upper is not None and actual.upper is None and goal <= result
        return FULL if within and result <= (target.upper or goal) else None
    if goal < 0 or result < 0:
        return None
    if lower_is_better and result <= goal:
        return FULL
    if goal == 0:
        return FULL if result == 0 else None
    return goal / result * 100 if lower_is_better else result / goal * 100


def _date_rate(target: Period, actual: Period) -> Fraction | None:
    if actual.last <= target.last:
        return FULL
    return Fraction(0) if actual.first > target.last else None


def satisfied(target: Value, actual: Value) -> bool | None:
    """Whether the result keeps the target's own operator; None where a person has to judge."""
    if comparable(target, actual) and target.upper is None and actual.upper is None:
        goal, result = target.number, actual.number
        assert goal is not None and result is not None
        match target.operator:
            case "<=":
                return result <= goal
            case "<":
                return result < goal
            case ">":
                return result > goal
            case _:
                return result >= goal
    rate = completion(target, actual)
    return None if rate is None else rate >= FULL


def rounded(value: Fraction, places: int = 2) -> Decimal:
    """Half-up rounding of an exact rate to ``places`` decimals."""
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


def truncated(value: Fraction, places: int = 2) -> Decimal:
    """The exact rate cut after ``places`` decimals: the usual slip."""
    scaled = value * 10**places
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-places)
