"""Dates as officers write them, read as the first and the last day they can mean."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_TAIL = (
    r"(?P<part>上旬|中旬|下旬|初|底|末)?(?P<before>之前|以前|前|内|以内)?"
    r"(?:全部|已|均)?(?:完成|完毕|到位|支付|拨付|发放|结束|验收)*"
)
_WRITTEN = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年度?)?(?P<span>上半年|下半年|年底|年末|第?[一二三四1-4]季度)?"
    r"(?:(?P<month>\d{1,2})月份?)?(?:(?P<day>\d{1,2})[日号])?" + _TAIL
)
_NUMERIC = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<separator>[-./])(?P<month>\d{1,2})(?P=separator)"
    r"(?P<day>\d{1,2})" + _TAIL
)
_SPAN_MONTHS = {"上半年": (1, 6), "下半年": (7, 12), "年底": (12, 12), "年末": (12, 12)}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PART_DAYS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "初": (1, 10)}
_SHORT_SPAN = re.compile(r"(?<=年)(\d{1,2})(?:月份?)?[-~至到—–](?=\d{1,2}月(?!\d))")
_JOIN = re.compile(r"[~至到—–]|(?<=[日号月年])-")


@dataclass(frozen=True, slots=True)
class Period:
    """First and last possible day; ``X前`` begins at the earliest date there is."""

    first: date
    last: date


def parse_period(text: str, year: int | None = None) -> tuple[Period | None, str]:
    """(period, problem). ``year`` completes a date without one; (None, "") for other text.

    A day the calendar lacks gives the month's end and a problem: ``11月31日不存在``.
    """
    halves = _JOIN.split(_SHORT_SPAN.sub(r"\1月至", text), maxsplit=1)
    begin, problem = _single(halves[0], year)
    if len(halves) == 1 or not begin:
        return (begin, problem) if len(halves) == 1 else (None, "")
    end, end_problem = _single(halves[1], begin.first.year)
    if not end or end.last < begin.first:
        return None, ""
    return Period(begin.first, end.last), problem or end_problem


def _single(text: str, year: int | None) -> tuple[Period | None, str]:
    found = _NUMERIC.fullmatch(text) or _WRITTEN.fullmatch(text)
    if not found or not text:
        return None, ""
    parts = found.groupdict()
    named = parts["year"] or parts["month"] or parts.get("span")
    own_year = int(parts["year"]) if parts["year"] else year
    if not named or own_year is None or (parts["day"] and not parts["month"]):
        return None, ""
    return _period(own_year, parts)


def _period(year: int, parts: dict[str, str | None]) -> tuple[Period | None, str]:
    first_month, last_month = _months(parts)
    if not 1 <= first_month <= 12:
        return None, f"{first_month}月不存在"
    month_end = monthrange(year, last_month)[1]
    first_day, last_day = _PART_DAYS.get(parts["part"] or "", (1, month_end))
    problem = ""
    if parts["day"]:
        first_day = last_day = int(parts["day"])
        if not 1 <= last_day <= month_end:
            problem = f"{last_month}月{last_day}日不存在"
    last = date(year, last_month, max(1, min(last_day, month_end)))
    first = date(year, first_month, max(1, min(first_day, month_end)))
    return Period(date.min if parts["before"] else first, last), problem


def _months(parts: dict[str, str | None]) -> tuple[int, int]:
    if parts["month"]:
        return int(parts["month"]), int(parts["month"])
    span = parts.get("span") or ""
    if span.endswith("季度"):
        quarter = _QUARTERS[span.removeprefix("第")[0]]
        return quarter * 3 - 2, quarter * 3
    if parts["part"] in ("底", "末"):
        return 12, 12
    return _SPAN_MONTHS.get(span, (1, 12))
