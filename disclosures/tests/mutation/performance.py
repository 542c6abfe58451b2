"""Performance tables: funds, weights, targets, results, rates, scores and rows.

Every change is made twice: in the draft, and in the table of a printed document, whose text
stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

from disclosures.tests.mutation.model import (
    Mutant,
    at,
    kind,
    one_of,
    swapped_digits,
    transposed,
    with_project,
)
from disclosures.tests.mutation.printed import printed
from fiscal.money import ZERO, to_wan
from fiscal.report import FundLine, Indicator, Report

_NUMBER = re.compile(r"(?<![\d年月.])\d+(?:\.\d+)?(?![\d年月日.])")
Change = Callable[[Report, Random], tuple[str, Report] | None]


def _both(name: str, change: Change) -> None:
    """The kind in a draft and in a printed document."""

    @kind(f"绩效：{name}")
    def in_draft(report: Report, random: Random) -> Mutant | None:
        found = change(report, random)
        return Mutant(found[0], found[1]) if found else None

    @kind(f"印出的绩效表：{name}")
    def in_print(report: Report, random: Random) -> Mutant | None:
        found = change(report, random)
        return Mutant(found[0], file=printed(report, tables=found[1]).encode()) if found else None


# --- indicators ---------------------------------------------------------------------------------

Row = tuple[str, Indicator, Callable[[Indicator | None], Report]]


def _rows(report: Report) -> list[Row]:
    """Every indicator with its place and a way to put another one there."""
    found: list[Row] = []
    for index, project in enumerate(report.projects):
        for place, item in enumerate(project.indicators):

            def put(new: Indicator | None, index: int = index, place: int = place) -> Report:
                items = at(report.projects[index].indicators, place, new)
                return with_project(report, index, indicators=items)

            found.append((f"projects/{index}/indicators/{place}", item, put))
    evaluation = report.unit_evaluation
    for place, item in enumerate(evaluation.indicators if evaluation else ()):

        def put_unit(new: Indicator | None, place: int = place) -> Report:
            assert evaluation is not None
            items = at(evaluation.indicators, place, new)
            return replace(report, unit_evaluation=replace(evaluation, indicators=items))

        found.append((f"unit_evaluation/indicators/{place}", item, put_unit))
    return found


def _indicator(
    name: str,
    change: Callable[[Indicator, Random], Indicator | None],
    only: Callable[[Indicator], object] = lambda item: True,
    *,
    projects: bool = False,
) -> None:
    def make(report: Report, random: Random) -> tuple[str, Report] | None:
        rows = [row for row in _rows(report) if only(row[1])]
        row = one_of(random, (r for r in rows if not projects or r[0].startswith("projects")))
        if row is None:
            return None
        new = change(row[1], random)
        return None if new is None or new == row[1] else (row[0], row[2](new))

    _both(name, make)


def _number_in(text: str, change: Callable[[str], str | None]) -> str | None:
    match = _NUMBER.search(text)
    new = change(match.group()) if match else None
    return (
        None if match is None or new is None else text[: match.start()] + new + text[match.end() :]
    )


def _field(
    name: str, field: str, change: Callable[[str, Random], str | None], *, exact: bool = False
) -> None:
    """Change the number in 目标值 or 业绩值; ``exact`` leaves limits (>=) out."""

    def apply(item: Indicator, random: Random) -> Indicator | None:
        text = _number_in(getattr(item, field), lambda number: change(number, random))
        return None if text is None else replace(item, **{field: text})  # type: ignore[arg-type]

    _indicator(name, apply, lambda item: item.target.startswith("=") or not exact)


def _plus(least: int, most: int) -> Callable[[str, Random], str]:
    return lambda number, random: str(Decimal(number) + random.randint(least, most))


_indicator(
    "权重改动", lambda i, r: replace(i, weight=(i.weight or 0) + Decimal(r.choice((-5, 1, 5))))
)
_indicator("权重少写一位", lambda i, r: replace(i, weight=(i.weight or 0) / Decimal(10)))
_field("目标值加大", "target", _plus(5, 90))
_field("目标值多写一位", "target", lambda number, _: str(Decimal(number) * 10))
_field("目标值颠倒", "target", transposed, exact=True)
_field("业绩值改动", "actual", _plus(1, 9), exact=True)
_field("业绩值多写一位", "actual", lambda number, _: str(Decimal(number) * 10))
_field("业绩值颠倒", "actual", transposed, exact=True)
_indicator("业绩值清空", lambda i, r: replace(i, actual=""))
_indicator("业绩值写成空话", lambda i, r: replace(i, actual="已完成"), lambda i: "%" in i.target)
_indicator("业绩值缺%", lambda i, r: replace(i, actual=i.actual.replace("%", "")),
           lambda i: "%" in i.actual)  # fmt: skip
_indicator("完成率改动", lambda i, r: replace(i, rate=i.rate and i.rate - r.randint(1, 40)),
           lambda i: i.rate)  # fmt: skip
_indicator("完成率少写一位", lambda i, r: replace(i, rate=i.rate and i.rate / 10), lambda i: i.rate)
_indicator("完成率多于百分之百", lambda i, r: replace(i, rate=Decimal(120)), lambda i: i.rate,
           projects=True)  # fmt: skip
_indicator("得分改动", lambda i, r: replace(i, score=(i.score or 0) - Decimal("0.5")),
           lambda i: i.score)  # fmt: skip
_indicator("得分多写一位", lambda i, r: replace(i, score=(i.score or ZERO) * 10), lambda i: i.score)
_indicator("指标名称清空", lambda i, r: replace(i, name=""))
_indicator("一级指标写错", lambda i, r: replace(i, level1="产出指示"), projects=True)
_indicator(
    "赋分规则换成另一种",
    lambda i, r: replace(i, rule="满意度赋分" if i.rule != "满意度赋分" else "直接赋分"),
    lambda i: i.rule and i.rate != 100,
    projects=True,
)
_indicator(
    "单位写错",
    lambda i, r: replace(i, actual=re.sub("(家|个|人次?|次|份|场|期|项|%)$", "公里", i.actual)),
    lambda i: re.search("(家|个|人|人次|次|份|场|期|项|%)$", i.actual),
)
_indicator(
    "不存在的日期",
    lambda i, r: replace(i, actual=re.sub(r"\d+月\d+日", "2月30日", i.actual)),
    lambda i: "月" in i.actual and "日" in i.actual,
)
_indicator("偏差原因清空", lambda i, r: replace(i, deviation=""), lambda i: i.deviation)
_indicator(
    "满分而有偏差原因",
    lambda i, r: replace(i, deviation="资金下达较晚，下一步提前谋划"),
    lambda i: i.rate == 100 and not i.deviation,
    projects=True,
)


def _doubled(report: Report, random: Random) -> tuple[str, Report] | None:
    row = one_of(random, (row for row in _rows(report) if row[0].startswith("projects")))
    if row is None:
        return None
    index, place = int(row[0].split("/")[1]), int(row[0].split("/")[3])
    items = report.projects[index].indicators
    return row[0], with_project(report, index, indicators=(*items[:place], row[1], *items[place:]))


_both("指标重复一行", _doubled)


def _dropped(report: Report, random: Random) -> tuple[str, Report] | None:
    row = one_of(random, _rows(report))
    return (row[0], row[2](None)) if row else None


_both("指标漏一行", _dropped)


def _copied_reason(report: Report, random: Random) -> tuple[str, Report] | None:
    rows = [row for row in _rows(report) if row[1].deviation]
    if len(rows) < 2:
        return None
    one, other = random.sample(rows, 2)
    if one[1].deviation == other[1].deviation or one[0].split("/")[1] != other[0].split("/")[1]:
        return None
    return one[0], one[2](replace(one[1], deviation=other[1].deviation))


_both("偏差原因照抄另一行", _copied_reason)


# --- funds --------------------------------------------------------------------------------------


def _funds(name: str, change: Callable[[FundLine, Random], FundLine | None],
           only: Callable[[FundLine], object]) -> None:  # fmt: skip
    def make(report: Report, random: Random) -> tuple[str, Report] | None:
        evaluation = report.unit_evaluation
        found = [
            (index, place)
            for index, project in enumerate((evaluation, *report.projects))
            for place, line in enumerate(project.funds if project else ())
            if only(line)
        ]
        chosen = one_of(random, found)
        if chosen is None:
            return None
        index, place = chosen
        table = (evaluation, *report.projects)[index]
        assert table is not None and evaluation is not None
        new = change(table.funds[place], random)
        if new is None:
            return None
        funds = at(table.funds, place, new)
        if index == 0:
            return f"unit_evaluation/funds/{place}", replace(
                report, unit_evaluation=replace(evaluation, funds=funds)
            )
        return f"projects/{index - 1}/funds/{place}", with_project(report, index - 1, funds=funds)

    _both(name, make)


def _swapped_wan(amount: Decimal, random: Random) -> Decimal | None:
    """Two digits of the printed 万元 exchanged."""
    swapped = swapped_digits(to_wan(amount), random)
    return None if swapped is None else swapped * 10000


_AMOUNTS = ("initial", "full_year", "executed")


def _amount(name: str, change: Callable[[Decimal, Random], Decimal | None]) -> None:
    def apply(line: FundLine, random: Random) -> FundLine | None:
        field = one_of(random, (f for f in _AMOUNTS if getattr(line, f)))
        value = change(getattr(line, field), random) if field else None
        if field is None or value is None:
            return None
        return replace(line, **{field: value})  # type: ignore[arg-type]

    _funds(name, apply, lambda line: any(getattr(line, field) for field in _AMOUNTS))


_amount("资金改动", lambda amount, random: amount + random.randint(500, 10**5))
_amount("资金多写一位", lambda amount, _: amount * 10)
_amount("资金把元当万元", lambda amount, _: amount * 10000)
_amount("资金数字颠倒", _swapped_wan)
_funds("预算执行率改动", lambda line, r: replace(line, rate=(line.rate or ZERO) - r.randint(1, 20)),
       lambda line: line.rate)  # fmt: skip
_funds("预算执行率得分改动",
       lambda line, r: replace(line, score=(line.score or 0) - Decimal("0.5")),
       lambda line: line.score)  # fmt: skip
_funds("预算执行率分值改动", lambda line, r: replace(line, weight=Decimal(20)),
       lambda line: line.weight)  # fmt: skip


# --- names and texts ----------------------------------------------------------------------------


def _project(name: str, change: Callable[[Report, int, Random], Report | None]) -> None:
    def make(report: Report, random: Random) -> tuple[str, Report] | None:
        index = random.randrange(len(report.projects))
        new = change(report, index, random)
        return (f"projects/{index}", new) if new else None

    _both(name, make)


def _told(field: str) -> Callable[[Report, int, Random], Report | None]:
    """A number told in a text that stands in an indicator, too."""

    def change(report: Report, index: int, random: Random) -> Report | None:
        text = getattr(report.projects[index], field)
        matches = list(_NUMBER.finditer(text))
        match = one_of(random, matches)
        if match is None:
            return None
        number = str(Decimal(match.group()) + random.randint(3, 40))
        new = text[: match.start()] + number + text[match.end() :]
        return with_project(report, index, **{field: new})

    return change


_project("实际完成情况中的数字", _told("result"))
_project("年度总体目标中的数字", _told("goal"))
_project(
    "项目重复",
    lambda report, index, random: replace(
        report, projects=(*report.projects, report.projects[index])
    ),
)
_project("项目名称清空", lambda report, index, random: with_project(report, index, name=""))
_project(
    "项目名称年度错",
    lambda report, index, random: (
        with_project(
            report,
            index,
            name=report.projects[index].name.replace(str(report.year), str(report.year - 3)),
        )
        if str(report.year) in report.projects[index].name
        else None
    ),
)
_project(
    "实施单位错",
    lambda report, index, random: with_project(
        report, index, implementer="苍梧州" + report.projects[index].implementer[3:]
    ),
)
_project(
    "主管部门错",
    lambda report, index, random: (
        with_project(report, index, department="苍梧州" + report.projects[index].department[3:])
        if len(report.projects) > 2
        else None
    ),
)
_project("实际完成情况清空", lambda report, index, random: with_project(report, index, result=""))
_project(
    "实际完成情况写成另一项目的",
    lambda report, index, random: (
        with_project(report, index, result=report.projects[index - 1].result)
        if len(report.projects) > 1
        else None
    ),
)


def _unit_text(report: Report, random: Random) -> tuple[str, Report] | None:
    evaluation = report.unit_evaluation
    matches = list(re.finditer(r"[\d,]+\.\d\d(?=万元)", evaluation.result)) if evaluation else []
    match = one_of(random, matches)
    if match is None or evaluation is None:
        return None
    number = f"{Decimal(match.group().replace(',', '')) + random.randint(1, 99):,.2f}"
    text = evaluation.result[: match.start()] + number + evaluation.result[match.end() :]
    return "unit_evaluation/result", replace(
        report, unit_evaluation=replace(evaluation, result=text)
    )


_both("整体完成情况中的金额", _unit_text)


def _unit_name(report: Report, random: Random) -> tuple[str, Report] | None:
    if report.unit_evaluation is None:
        return None
    other = replace(report.unit_evaluation, unit_name="苍梧州" + report.unit.name[3:])
    return "unit_evaluation/unit_name", replace(report, unit_evaluation=other)


_both("整体表单位名称错", _unit_name)


@kind("印出的绩效表：漏一个项目")
def _left_out(report: Report, random: Random) -> Mutant | None:
    """A draft alone does not tell: not every project is evaluated. The text counts them."""
    index = random.randrange(len(report.projects))
    tables = replace(report, projects=at(report.projects, index, None))
    return Mutant("projects", file=printed(report, tables=tables).encode())
