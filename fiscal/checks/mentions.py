"""Numbers in 实际完成情况 and 年度总体目标 against the rows of the same table.

A mention is a phrase followed by a number: 出勤率98%. It belongs to the indicator whose name
shares the longest ending with the phrase; anything less than clear is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fiscal.checks.registry import rule
from fiscal.checks.rows import Row
from fiscal.finding import Finding, Severity
from fiscal.indicators import Value, comparable, parse
from fiscal.money import format_amount, to_wan
from fiscal.report import FundLine
from fiscal.scoring import total_line

CONTRADICTION = rule("PE-25", "实际完成情况中的数字与指标业绩值一致", Severity.WARNING, "D029")
OTHER_GOAL = rule(
    "PE-30", "年度总体目标中的数字与指标目标值一致", Severity.WARNING, "D029", rule_set="2026.3"
)

FUNDS = rule(
    "PE-31", "文字中的预算数、执行数与资金表一致", Severity.WARNING, "C086 D029", rule_set="2026.3"
)

_FUNDS = re.compile(r"(年初预算|全年预算|全年执行)(?:数|总额)(?:合计)?为?(\d[\d,]*(?:\.\d+)?)万元")
_FUND_FIELDS = {"年初预算": "initial", "全年预算": "full_year", "全年执行": "executed"}
_MENTION = re.compile(
    r"(?P<phrase>[\u4e00-\u9fffA-Za-z“”]{3,40}?)"
    r"(?P<verb>均?(?:达到了?|达|为|累计|共计?|是|控制在)?)[:：]?"
    r"(?P<value>\d[\d,，]*(?:\.\d+)?(?:/\d+)?(?:[%％]|[\u4e00-\u9fff]{0,4}))"
)
# 40人以上, 2万余人, 90%-95%: no single figure.
_VAGUE = re.compile(
    r"[%％]?[\u4e00-\u9fff]{0,3}?(?:以上|以下|以内|之内|左右|上下|不等|余|多)"
    r"|[%％\u4e00-\u9fff]{0,3}[-~～—–至到]\d"
)
_NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?(?:/\d+)?")
HINT = re.compile(r"[（(][^（()）]*[)）]$")
_MEASURE = re.compile(r"(?<=..)(?:数量|(?:人|批)?[次人户家个笔天份场期项件条辆]数|人次)$")
_SHORTEST = 3
_LONG = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """What stands before a number, the number, and the text of both."""

    phrase: str
    number: str
    tail: str

    @property
    def text(self) -> str:
        return f"{self.phrase}{self.number}{self.tail}"


def mentions(text: str) -> list[Mention]:
    """All phrases of ``text`` that carry a number, one that is meant exactly."""
    found = []
    for match in _MENTION.finditer(text):
        value = match["value"]
        number = _NUMBER.match(value)
        assert number is not None
        if _VAGUE.match(text, match.start("value") + number.end()):
            continue
        found.append(Mention(match["phrase"], number.group(), value[number.end() :]))
    return found


def check_result(text: str, where: str, rows: Sequence[Row]) -> Iterator[Finding]:
    """One finding per row whose 业绩值 the text contradicts and nowhere repeats."""
    sides = [(row, row.actual) for row in rows]
    for row, said in _contradicted(text, sides):
        yield CONTRADICTION.finding(
            where,
            f"{row.subject}业绩值为“{row.indicator.actual}”，实际完成情况却写“{said}”",
            printed=said,
            computed=row.indicator.actual,
            row=row.where("actual"),
        )


def check_goal(text: str, where: str, rows: Sequence[Row]) -> Iterator[Finding]:
    """The same for the 目标值 and 年度总体目标."""
    sides = [(row, row.target) for row in rows]
    for row, said in _contradicted(text, sides):
        yield OTHER_GOAL.finding(
            where,
            f"{row.subject}目标值为“{row.indicator.target}”，年度总体目标却写“{said}”",
            printed=said,
            computed=row.indicator.target,
            row=row.where("target"),
        )


def check_funds_told(
    text: str, where: str, owner: str, funds: Sequence[FundLine]
) -> Iterator[Finding]:
    """全年执行数1,383.48万元 against the row of the table's total."""
    line = total_line(funds)
    for match in _FUNDS.finditer(text) if line else ():
        recorded: Decimal | None = getattr(line, _FUND_FIELDS[match[1]])
        told = Decimal(match[2].replace(",", ""))
        if recorded is not None and told != to_wan(recorded):
            yield FUNDS.finding(
                where,
                f"{owner}文字写“{match.group()}”，资金表为{format_amount(recorded)}万元",
                printed=match[2],
                computed=format_amount(recorded),
            )


def _contradicted(text: str, sides: Sequence[tuple[Row, Value]]) -> Iterator[tuple[Row, str]]:
    """The rows whose value the text contradicts, each with what it says first."""
    numeric = [(row, value) for row, value in sides if value.number is not None and not value.upper]
    claims: dict[int, list[Mention]] = {}
    for mention in mentions(text):
        index = _owner(mention, numeric)
        if index is not None:
            claims.setdefault(index, []).append(mention)
    for index, claimed in claims.items():
        row, value = numeric[index]
        if not any(_same(mention, value) for mention in claimed):
            yield row, claimed[0].text


def _owner(mention: Mention, sides: Sequence[tuple[Row, Value]]) -> int | None:
    """Index of the one row whose name ends like the phrase and whose unit fits."""
    lengths = [
        _likeness(mention.phrase, HINT.sub("", row.indicator.name.strip()))
        if _unit_fits(mention, value)
        else 0
        for row, value in sides
    ]
    best = max(lengths, default=0)
    if best < _SHORTEST:
        return _by_core(mention, sides)
    return lengths.index(best) if lengths.count(best) == 1 else None


def _by_core(mention: Mention, sides: Sequence[tuple[Row, Value]]) -> int | None:
    """Index of the one row of the unit whose name has begin and end in the phrase.

    系统维护和升级8次 is 系统运行维护（次）.
    """
    cores = [
        index
        for index, (row, value) in enumerate(sides)
        if _unit_fits(mention, value) and _holds(mention.phrase, row.indicator.name)
    ]
    return cores[0] if len(cores) == 1 else None


def _holds(phrase: str, name: str) -> bool:
    core = _MEASURE.sub("", HINT.sub("", name.strip()))
    begin, end = phrase.rfind(core[:2]), phrase.rfind(core[-2:])
    return len(core) >= _LONG and 0 <= begin < end


def _likeness(phrase: str, name: str) -> int:
    """Length of the common ending, of 核销账款 with 核销账款笔数, too."""
    return max(shared_ending(phrase, name), shared_ending(phrase, _MEASURE.sub("", name)))


def shared_ending(phrase: str, name: str) -> int:
    """Number of characters that both end in."""
    length = 0
    for one, other in zip(reversed(phrase), reversed(name), strict=False):
        if one != other:
            break
        length += 1
    return length


def _unit_fits(mention: Mention, value: Value) -> bool:
    return any(_readings(mention, value))


def _readings(mention: Mention, actual: Value) -> Iterator[Value]:
    """The number with as much of the words behind it as makes the row's own unit."""
    lengths = range(len(mention.tail), 0, -1) if actual.unit else range(0 if mention.tail else 1)
    for length in lengths:
        value = parse(mention.number + mention.tail[:length])
        money = value.unit == "" and actual.unit == "元"  # 8600万 for 8600万元
        if comparable(actual, value) and (value.unit == actual.unit or money):
            yield value


def _same(mention: Mention, actual: Value) -> bool:
    return any(value.number == actual.number for value in _readings(mention, actual))
