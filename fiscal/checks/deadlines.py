"""Days, rates and payments that 实际完成情况 tells, against the rows of the same table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from fiscal.checks.figures import show_rate
from fiscal.checks.mentions import shared_ending
from fiscal.checks.registry import rule
from fiscal.checks.rows import Row
from fiscal.finding import Finding, Severity
from fiscal.indicators import rounded
from fiscal.money import format_amount
from fiscal.report import FundLine
from fiscal.scoring import exact_budget_rate, total_line

OTHER_DAY = rule(
    "PE-34", "实际完成情况中的完成日期与指标一致", Severity.WARNING, "D029", rule_set="2026.3"
)
OTHER_RATE = rule(
    "PE-35", "实际完成情况中的预算执行率与资金表一致", Severity.WARNING, "C089 D029",
    rule_set="2026.3",
)  # fmt: skip
OTHER_PAYMENT = rule(
    "PE-42", "实际完成情况中支付的项目资金与执行数一致", Severity.WARNING, "C086 D029",
    rule_set="2026.3",
)  # fmt: skip

_DAY = re.compile(
    r"(?P<phrase>[\u4e00-\u9fff]{0,20})(?:(?P<year>20\d\d)年)?(?<!\d)(?P<month>\d{1,2})月"
    r"(?P<day>\d{1,2})[日号](?P<before>之?前|以前)?(?P<behind>[\u4e00-\u9fff]{0,12})"
)
_ABOUT_TIME = re.compile("(?:的?(?:时间|时限|日期|期限|时效|节点))+[为是于在]?$")
_RATE = re.compile(
    r"(项目|公共|基金|经营|资金)?预算执行率(?:为|达到?|是)?[:：]?(\d{1,3}(?:\.\d{1,6})?)[%％]"
)
_PAYMENT = re.compile(
    r"(?:支付|拨付)([\u4e00-\u9fff]{0,16}?(?:经费|资金))(?:共计?|合计|为)?"
    r"(\d[\d,]{0,14}(?:\.\d{1,6})?)(亿|万)?元(?![/／])"
)
_WHOLE = {
    f"{whole}{money}" for whole in ("", "项目", "该项目", "全部") for money in ("经费", "资金")
}
_SCALES = {"亿": 10**8, "万": 10**4}
_SHORTEST, _CLEAR = 2, 3  # characters of a name before and behind a day
_OWN_NAME = 4  # characters that a payment shares with the name of the project
_UNIT = "unit_evaluation"


def check_days(text: str, where: str, rows: Sequence[Row]) -> Iterator[Finding]:
    """A day told of an indicator that is neither its 业绩值 nor repeats its 目标值."""
    dated = [row for row in rows if row.actual.number is None and row.actual.period]
    for match in _DAY.finditer(text) if dated else ():
        row, told = _owner(match, dated), _told(match, dated[0].year)
        if row is None or told is None or _agrees(row, told, before=bool(match["before"])):
            continue
        said = match.group().removesuffix(match["behind"])
        yield OTHER_DAY.finding(
            where,
            f"{row.subject}业绩值为“{row.indicator.actual}”，实际完成情况却写“{said}”",
            printed=said,
            computed=row.indicator.actual,
            row=row.where("actual"),
        )


def _owner(match: re.Match[str], dated: Sequence[Row]) -> Row | None:
    """The one row whose name the words before the day end in, or say behind it."""
    phrase = _ABOUT_TIME.sub("", match["phrase"])
    has_name = phrase != match["phrase"]
    found = [row for row in dated if _named(row, phrase if has_name else "", match["behind"])]
    return found[0] if len(found) == 1 else None


def _named(row: Row, phrase: str, behind: str) -> bool:
    """项目完成时间 for 项目完成时限; 前完成补助金发放 for 补助金发放完成时间."""
    name = _ABOUT_TIME.sub("", row.indicator.name.strip())
    if len(name) < _SHORTEST:
        return False
    if phrase:
        return phrase.endswith(name)
    core = name.removesuffix("完成")
    return behind.startswith("完成") and len(core) >= _CLEAR and core in behind


def _told(match: re.Match[str], year: int) -> date | None:
    try:
        return date(int(match["year"] or year), int(match["month"]), int(match["day"]))
    except ValueError:
        return None  # TX-34 says so


def _agrees(row: Row, told: date, *, before: bool) -> bool:
    actual, target = row.actual.period, row.target.period
    assert actual is not None
    repeated = before and target is not None and told == target.last
    return repeated or actual.first <= told <= actual.last


def check_rate_told(
    text: str, where: str, owner: str, funds: Sequence[FundLine]
) -> Iterator[Finding]:
    """预算执行率97.40% against executed over budget, to as many places as are told."""
    line = total_line(funds)
    exact = exact_budget_rate(line) if line else None
    if exact is None:
        return
    for match in _RATE.finditer(text):
        told, places = Decimal(match[2]), len(match[2].partition(".")[2])
        of_all = not match[1] or (match[1] == "项目" and not where.startswith(_UNIT))
        if of_all and told != rounded(exact, places):
            yield OTHER_RATE.finding(
                where,
                f"{owner}文字写“{match.group()}”，按资金表应为{show_rate(rounded(exact))}",
                printed=show_rate(told),
                computed=show_rate(rounded(exact)),
            )


def check_payment(
    text: str, where: str, name: str, rows: Sequence[Row], funds: Sequence[FundLine]
) -> Iterator[Finding]:
    """The one payment of the whole project is what was executed, or a row's own figure."""
    line, told = total_line(funds), list(_PAYMENT.finditer(text))
    if line is None or line.executed is None or len(told) != 1 or not _whole(told[0][1], name):
        return
    digits, scale = told[0][2].replace(",", ""), _SCALES.get(told[0][3], 1)
    places = len(digits.partition(".")[2])
    paid = Fraction(digits)
    known = [Fraction(n) for f in funds for n in (f.executed, f.full_year) if n is not None]
    known += [value for row in rows if (value := row.actual.number) is not None]
    if not any(rounded(amount / scale, places) == rounded(paid, places) for amount in known):
        yield OTHER_PAYMENT.finding(
            where,
            f"实际完成情况写“{told[0].group()}”，项目全年执行数为{format_amount(line.executed)}万元",
            printed=told[0][2],
            computed=format_amount(line.executed),
        )


def _whole(object_: str, name: str) -> bool:
    """支付经费, 支付项目资金 and 支付培训经费 of 业务培训经费, but not 支付讲课经费."""
    own = re.sub(r"[（(][^（()）]*[)）]$", "", name.strip())
    return object_ in _WHOLE or shared_ending(object_, own) >= _OWN_NAME
