"""Signs that a self-evaluation may flatter: what an inspector should look at, with its evidence.

None of them proves anything, so all are INFO; officers are not asked about them when they hand
in. ``values["places"]`` are addresses in the Report, separated by spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from fiscal.checks.registry import Rule, rule
from fiscal.finding import Finding, Severity
from fiscal.indicators import FULL, Value, comparable, parse
from fiscal.likeness import Reason, groups, reasons_of
from fiscal.money import HUNDRED
from fiscal.narrative.template import clean_text
from fiscal.reference import Reference
from fiscal.report import Indicator, Report
from fiscal.scoring import fill_indicator, fill_unit_evaluation, total_of

_QUALITY = "D050；财预〔2020〕10号"
_COPIED = "D024；财预〔2016〕143号"


def _sign(rule_id: str, title: str, basis: str = _QUALITY) -> Rule:
    return rule(rule_id, title, Severity.INFO, basis, rule_set="2026.3")


ALL_HUNDRED = _sign("SG-01", "项目自评不全是100分")
FULL_MARKS = _sign("SG-02", "指标得分不全是满分")
LOW_TARGETS = _sign("SG-03", "目标值不明显低于上年实际完成值")
SATISFIED = _sign("SG-04", "满意度不是每一项都超过目标")
NO_PROBLEM = _sign("SG-05", "有未完成的指标时说明发现的问题", "D052；财预〔2020〕10号")
SAME_REASONS = _sign("SG-06", "各项目的偏差原因不雷同", _COPIED)
LAST_YEARS = _sign("SG-07", "变动原因不照搬上年", _COPIED)
OTHERS = _sign("SG-08", "变动原因不与其他单位雷同", _COPIED)
ALL_DONE = _sign("SG-09", "完成率不全是100%")
ON_THE_DOT = _sign("SG-10", "业绩值不是每一项都恰好等于目标下限或上限")
SIGNS: Mapping[str, Rule] = {
    one.id: one
    for one in (
        ALL_HUNDRED, FULL_MARKS, LOW_TARGETS, SATISFIED, NO_PROBLEM, SAME_REASONS, LAST_YEARS,
        OTHERS, ALL_DONE, ON_THE_DOT,
    )
}  # fmt: skip

# Fewer than these may well all be alike by chance.
_PROJECTS, _INDICATORS, _BOUNDS, _SATISFACTION = 2, 10, 5, 3
SHARED = 3  # reasons that two accounts must have in common …
SHARE = Fraction(1, 2)  # … and their part of all that one of them gives
_FAR = Fraction(1, 2)  # of last year's result
_FAR_POINTS = 10  # percentage points, for shares
_YEAR = re.compile(r"\d{4}年度?")
_DENIED = re.compile("(?:未|没有|尚未)发现.{0,6}问题|(?:不存在|无).{0,4}问题")


@dataclass(frozen=True, slots=True)
class _Row:
    """An indicator with its rate and score, where it stands, and the table that it is of."""

    where: str
    table: str
    indicator: Indicator
    target: Value
    actual: Value


def signs(report: Report, reference: Reference, prior: Report | None = None) -> tuple[Finding, ...]:
    """Everything that ``report`` alone, or beside last year's (``prior``), shows."""
    rows = tuple(_rows(report, reference))
    before = {} if prior is None else {_key(row): row for row in _rows(prior, reference)}
    found = (
        _all_hundred(report, reference), _full_marks(rows), _low_targets(rows, before),
        _satisfied(rows, tuple(before.values())), _no_problem(report, rows),
        _same_reasons(report), _last_years(report, prior), _all_done(rows), _on_the_dot(rows),
    )  # fmt: skip
    return tuple(chain.from_iterable(found))


def shared_with(unit: str, year: int, places: Sequence[str], theirs: Sequence[str]) -> Finding:
    """Reasons that another account has, too: ``places`` here, ``theirs`` there.

    ``unit`` is a code; who may not see that unit is not told its name.
    """
    message = f"{len(places)}处变动原因与另一单位{year}年度的相同"
    return OTHERS.finding(
        places[0], message, unit=unit, year=year, places=_joined(places), theirs=_joined(theirs)
    )


def is_much(shared: int, told: int) -> bool:
    """Whether so many ``shared`` reasons of those ``told`` are more than chance."""
    return shared >= SHARED and shared >= SHARE * told


def _rows(report: Report, reference: Reference) -> Iterator[_Row]:
    year = report.year
    if report.unit_evaluation:
        filled = fill_unit_evaluation(report.unit_evaluation, year)
        yield from _table("unit_evaluation", "", filled.indicators, year)
    for index, project in enumerate(report.projects):
        indicators = [fill_indicator(one, year, reference) for one in project.indicators]
        yield from _table(f"projects/{index}", project.name, indicators, year)


def _table(path: str, name: str, indicators: Sequence[Indicator], year: int) -> Iterator[_Row]:
    for index, one in enumerate(indicators):
        target, actual = parse(one.target, year), parse(one.actual, year)
        yield _Row(f"{path}/indicators/{index}", _YEAR.sub("", name), one, target, actual)


def _key(row: _Row) -> tuple[str, str]:
    """What an indicator is known by from year to year."""
    return row.table, _YEAR.sub("", row.indicator.name)


def _joined(places: Iterable[str]) -> str:
    return " ".join(places)


# --- scores --------------------------------------------------------------------------------------


def _all_hundred(report: Report, reference: Reference) -> Iterator[Finding]:
    totals = [total_of(one, report.year, reference) for one in report.projects]
    if len(totals) >= _PROJECTS and all(total == HUNDRED for total in totals):
        places = [f"projects/{index}" for index in range(len(totals))]
        message = f"{len(totals)}个项目自评全部100分"
        yield ALL_HUNDRED.finding("projects", message, places=_joined(places))


def _full_marks(rows: Sequence[_Row]) -> Iterator[Finding]:
    scored = [row.indicator for row in rows if row.indicator.weight]
    if len(scored) >= _INDICATORS and all(one.score == one.weight for one in scored):
        yield FULL_MARKS.finding("", f"{len(scored)}项指标全部得满分", count=len(scored))


def _all_done(rows: Sequence[_Row]) -> Iterator[Finding]:
    rates = [row.indicator.rate for row in rows if row.indicator.rate is not None]
    if len(rates) >= _INDICATORS and all(rate == HUNDRED for rate in rates):
        yield ALL_DONE.finding("", f"{len(rates)}项指标完成率全部是100%", count=len(rates))


def _on_the_dot(rows: Sequence[_Row]) -> Iterator[Finding]:
    """Targets with room above or below them, and results that never use it."""
    open_ended = [
        row
        for row in rows
        if row.target.operator in (">=", "<=") and comparable(row.target, row.actual)
        if not (row.target.unit == "%" and row.target.number == FULL)
    ]
    if len(open_ended) < _BOUNDS:
        return
    if all(row.actual.number == row.target.number for row in open_ended):
        message = f"{len(open_ended)}项指标的业绩值都恰好等于目标值的下限或上限"
        places = _joined(f"{row.where}/actual" for row in open_ended)
        yield ON_THE_DOT.finding(f"{open_ended[0].where}/actual", message, places=places)


def _satisfied(rows: Sequence[_Row], before: Sequence[_Row]) -> Iterator[Finding]:
    """Satisfaction above its target everywhere; where last year is known, then too."""
    asked = _asked(rows)
    if len(asked) < _SATISFACTION or not all(map(_exceeds, (*asked, *_asked(before)))):
        return
    places = _joined(f"{row.where}/actual" for row in asked)
    when = "，上年也是" if _asked(before) else ""
    message = f"{len(asked)}项满意度指标全部超过目标{when}"
    yield SATISFIED.finding(f"{asked[0].where}/actual", message, places=places)


def _asked(rows: Sequence[_Row]) -> list[_Row]:
    """Indicators of satisfaction that are figures."""
    return [
        row
        for row in rows
        if "满意度" in row.indicator.level1 + row.indicator.level2 + row.indicator.name
        if comparable(row.target, row.actual)
    ]


def _exceeds(row: _Row) -> bool:
    target, actual = row.target.number, row.actual.number
    return target is not None and actual is not None and actual > target


def _no_problem(report: Report, rows: Sequence[_Row]) -> Iterator[Finding]:
    below = [row for row in rows if row.indicator.rate is not None and row.indicator.rate < HUNDRED]
    told = clean_text(report.texts.get("s11.body.problems", ""))
    if below and (told in ("", "无", "—", "-", "/") or _DENIED.match(told)):
        message = f"{len(below)}项指标完成率低于100%，却没有说明发现的问题"
        places = _joined(f"{row.where}/rate" for row in below)
        yield NO_PROBLEM.finding("texts/s11.body.problems", message, printed=told, places=places)


# --- targets against last year's results ---------------------------------------------------------


def _low_targets(rows: Sequence[_Row], before: Mapping[tuple[str, str], _Row]) -> Iterator[Finding]:
    for row in rows:
        last = before.get(_key(row))
        result = last.actual if last else parse(row.indicator.prior)
        told = last.indicator.actual if last else row.indicator.prior
        if _is_far_below(row, result):
            yield LOW_TARGETS.finding(
                f"{row.where}/target",
                f"指标“{row.indicator.name}”目标值{row.indicator.target}，"
                f"明显低于上年实际完成值{told}",
                target=row.indicator.target,
                prior=told,
            )


def _is_far_below(row: _Row, last: Value) -> bool:
    """Whether the target asks for much less than what was reached last year."""
    target = row.target
    if not comparable(target, last) or target.upper is not None or last.upper is not None:
        return False
    asked, reached = target.number, last.number
    if asked is None or not reached:
        return False
    lower = row.indicator.lower_is_better or target.operator in ("<=", "<")
    short = asked - reached if lower else reached - asked
    if target.unit == "%" or last.unit == "%":
        return short > _FAR_POINTS
    return short > abs(reached) * _FAR


# --- reasons -------------------------------------------------------------------------------------


def _same_reasons(report: Report) -> Iterator[Finding]:
    """Deviations that several projects explain alike."""
    told = [one for one in reasons_of(report) if one.where.startswith("projects/")]
    for group in groups(told):
        projects = {one.where.split("/")[1] for one in group}
        if len(projects) > 1:
            message = f"{len(projects)}个项目的偏差原因雷同：“{_short(group[0])}”"
            yield SAME_REASONS.finding(group[0].where, message, places=_places(group))


def _last_years(report: Report, prior: Report | None) -> Iterator[Finding]:
    """Reasons that last year's account gave, too, with other figures."""
    if prior is None:
        return
    last = {one.words for one in reasons_of(prior)}
    told = reasons_of(report)
    same = [one for one in told if one.words in last]
    if is_much(len(same), len(told)):
        message = f"{len(told)}处变动原因中{len(same)}处与上年相同，如“{_short(same[0])}”"
        yield LAST_YEARS.finding(same[0].where, message, places=_places(same))


def _short(reason: Reason) -> str:
    return reason.text if len(reason.text) <= 30 else reason.text[:29] + "…"


def _places(reasons: Sequence[Reason]) -> str:
    return _joined(one.where for one in reasons)
