"""One indicator row: rate, score, deviation reason, and the values as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fiscal.checks.figures import show_rate
from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.indicators import (
    FULL,
    Value,
    comparable,
    completion,
    parse,
    rounded,
    satisfied,
    truncated,
)
from fiscal.money import CENT, HUNDRED, plain
from fiscal.reference import Item, Reference
from fiscal.report import Indicator
from fiscal.scoring import (
    exact_rate,
    indicator_score,
    same_rate,
    unit_indicator_score,
)

WRONG_RATE = rule("PE-10", "完成率等于业绩值除以目标值", Severity.ERROR, "C092")
TRUNCATED = rule("PE-11", "完成率四舍五入，不截尾", Severity.ERROR, "C092")
NO_RATE = rule("PE-12", "无法计算的完成率须手工填写", Severity.ERROR, "C092")
BAND = rule("PE-13", "定性指标的完成率落在评判等级的区间内", Severity.ERROR, "财预〔2020〕10号")
ZERO_TARGET = rule(
    "PE-14", "目标值为零而业绩值不为零的，须说明完成率依据", Severity.WARNING, "C092"
)
SCORE = rule("PE-15", "指标得分符合赋分规则", Severity.ERROR, "C091")
NO_REASON = rule("PE-16", "完成率不为100%的，须填写偏差原因", Severity.ERROR, "C093")
NEEDLESS = rule("PE-17", "完成率为100%的，不填偏差原因", Severity.WARNING, "C093")
LOWER = rule("PE-26", "越低越好的指标可按反向指标计分", Severity.WARNING, "D054")
OVERRIDE = rule("PE-29", "手工调整的完成率或得分须有依据", Severity.INFO, "C091 C092")


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator with its place (``projects/3/indicators/2``) and the table it stands in."""

    path: str
    owner: str
    indicator: Indicator
    year: int

    @property
    def subject(self) -> str:
        return f"{self.owner}指标“{self.indicator.name}”"

    @property
    def target(self) -> Value:
        return parse(self.indicator.target, self.year)

    @property
    def actual(self) -> Value:
        return parse(self.indicator.actual, self.year)

    def where(self, column: str) -> str:
        return f"{self.path}/{column}"


def check_project_row(row: Row, reference: Reference) -> Iterator[Finding]:
    """Rate, score and deviation reason of a row in a 项目支出绩效自评表."""
    indicator = row.indicator
    if indicator.override_reason:
        yield OVERRIDE.finding(
            row.where("override_reason"),
            f"{row.subject}手工调整完成率或得分：{indicator.override_reason}",
            rate=indicator.rate,
            score=indicator.score,
        )
    else:
        yield from _rate(row, reference)
        yield from _score(row, reference)
    yield from _reason(row)
    yield from _lower_is_better(row)


def check_unit_row(row: Row) -> Iterator[Finding]:
    """Score of a row in the 单位整体支出绩效自评表, which prints neither rate nor rule."""
    indicator = row.indicator
    computed = unit_indicator_score(indicator, row.year)
    if indicator.score is None or computed is None or indicator.override_reason:
        return
    met = satisfied(row.target, row.actual)
    if not met and (exact_rate(indicator, row.year) or FULL) >= FULL:
        return  # over a limit: the table does not say how that is scored
    if abs(indicator.score - computed) > CENT:
        severity = None if met else Severity.WARNING
        yield _score_finding(row, indicator.score, computed, severity)


def _rate(row: Row, reference: Reference) -> Iterator[Finding]:
    recorded, exact = row.indicator.rate, exact_rate(row.indicator, row.year)
    if exact is None:
        yield from _judged_rate(row, reference)
    elif recorded is not None and not same_rate(exact, recorded):
        if _reversed(row) is not None and same_rate(_reversed(row) or FULL, recorded):
            return  # recorded as lower-is-better without the mark: PE-26 says so
        yield _wrong_rate(row, recorded, exact)


def _reversed(row: Row) -> Fraction | None:
    """The rate if lower were better, for targets that set a limit."""
    if row.target.operator not in ("<=", "<"):
        return None
    return completion(row.target, row.actual, lower_is_better=True)


def _wrong_rate(row: Row, recorded: Decimal, exact: Fraction) -> Finding:
    cut = any(truncated(exact, places) == recorded for places in (2, 0, 1))
    computed = rounded(exact)
    cause = "，填报值只截尾未四舍五入" if cut else ""
    return (TRUNCATED if cut else WRONG_RATE).finding(
        row.where("rate"),
        f"{row.subject}完成率填{show_rate(recorded)}，按目标值“{row.indicator.target}”和"
        f"业绩值“{row.indicator.actual}”应为{show_rate(computed)}{cause}",
        printed=show_rate(recorded),
        computed=show_rate(computed),
        difference=show_rate(recorded - computed),
    )


def _judged_rate(row: Row, reference: Reference) -> Iterator[Finding]:
    """Rates that only a person can give: present, inside the band of the words, explained."""
    recorded = row.indicator.rate
    band = _band(row.actual, reference)
    if recorded is None and not row.indicator.actual:
        yield NO_RATE.finding(row.where("actual"), f"{row.subject}还没有填写业绩值")
    elif recorded is None:
        yield NO_RATE.finding(
            row.where("rate"),
            f"{row.subject}的完成率无法由目标值“{row.indicator.target}”和业绩值"
            f"“{row.indicator.actual}”计算，请填写",
        )
    elif band and not Decimal(band.attrs["at_least"]) <= recorded <= Decimal(band.attrs["at_most"]):
        limits = f"{band.attrs['at_least']}%–{band.attrs['at_most']}%"
        yield BAND.finding(
            row.where("rate"),
            f"{row.subject}业绩值为“{row.actual.text}”，完成率{show_rate(recorded)}应在{limits}之间",
            printed=show_rate(recorded),
            band=limits,
        )
    if row.target.number == 0 and comparable(row.target, row.actual):
        yield ZERO_TARGET.finding(
            row.where("rate"),
            f"{row.subject}目标值为零而业绩值为“{row.indicator.actual}”，完成率不能计算，请说明依据",
        )


def _band(actual: Value, reference: Reference) -> Item | None:
    """The qualitative result short of the target whose first words the actual value carries."""
    for item in reference.book("vocabulary"):
        if Decimal(item.attrs.get("at_most", HUNDRED)) < HUNDRED:
            head = re.split("指标|且", item.name)[0]
            if actual.text.startswith(head):
                return item
    return None


def _score(row: Row, reference: Reference) -> Iterator[Finding]:
    printed = row.indicator.score
    computed = indicator_score(row.indicator, row.year, reference)
    if printed is not None and computed is not None and abs(printed - computed) > CENT:
        yield _score_finding(row, printed, computed)


def _score_finding(
    row: Row, printed: Decimal, computed: Decimal, severity: Severity | None = None
) -> Finding:
    rate = row.indicator.rate
    basis = f"（权重{plain(row.indicator.weight or computed)}"
    basis += f"，完成率{show_rate(rate)}，{row.indicator.rule}）" if rate is not None else "）"
    return SCORE.finding(
        row.where("score"),
        f"{row.subject}得分填{plain(printed)}，应为{plain(computed)}{basis}",
        severity,
        printed=plain(printed),
        computed=plain(computed),
        difference=plain(printed - computed),
    )


def _reason(row: Row) -> Iterator[Finding]:
    rate, reason = row.indicator.rate, row.indicator.deviation.strip(" -—/无。")
    if rate is None:
        return
    if rate != HUNDRED and not reason:
        yield NO_REASON.finding(
            row.where("deviation"),
            f"{row.subject}完成率{show_rate(rate)}，须填写偏差原因分析及改进措施",
            rate=show_rate(rate),
        )
    elif rate == HUNDRED and reason:
        yield NEEDLESS.finding(
            row.where("deviation"),
            f"{row.subject}完成率为100%，不应填写偏差原因",
            printed=reason,
        )


def _lower_is_better(row: Row) -> Iterator[Finding]:
    """Suggest the switch where keeping well within a limit costs points, or was used unmarked."""
    indicator, backward = row.indicator, _reversed(row)
    if indicator.lower_is_better or indicator.override_reason or backward is None:
        return
    forward = exact_rate(indicator, row.year)
    if forward is None or forward >= FULL or backward < FULL:
        return
    used = indicator.rate is not None and same_rate(backward, indicator.rate)
    lost = None not in (indicator.score, indicator.weight) and indicator.score != indicator.weight
    if used or lost:
        what = "完成率按反向指标计为100%，请勾选“反向指标”" if used else "因低于上限而失分"
        yield LOWER.finding(
            row.where("lower_is_better"),
            f"{row.subject}目标为上限“{indicator.target}”，实际“{indicator.actual}”，{what}"
            + ("" if used else "；如属越低越好，请改按反向指标计分"),
            rate=show_rate(rounded(forward)),
            reversed=show_rate(rounded(backward)),
        )
