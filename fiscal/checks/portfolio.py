"""All projects of a unit together, against its accounts and its own evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from fiscal.checks.figures import Figures, Precision
from fiscal.checks.mentions import HINT
from fiscal.checks.registry import Rule, rule
from fiscal.finding import Finding, Severity
from fiscal.indicators import comparable, parse
from fiscal.money import ZERO
from fiscal.reference import Reference
from fiscal.report import FundLine, Indicator, ProjectEvaluation, Report
from fiscal.scoring import total_line

OWN_MONEY = rule(
    "PE-36", "各项目其他资金执行数之和不大于非财政拨款支出", Severity.WARNING,
    "项目支出绩效自评表；C094", rule_set="2026.3",
)  # fmt: skip
OVERALL = rule(
    "PE-37", "各项目执行数之和不大于整体支出执行数", Severity.WARNING, "C094", rule_set="2026.3"
)
NOT_EVALUATED = rule(
    "PE-38", "有项目支出的，项目均开展绩效自评", Severity.WARNING,
    "D014 D049；财预〔2020〕10号", rule_set="2026.3",
)  # fmt: skip
SAME_NAME = rule(
    "PE-39", "同一指标在整体表和项目表中的业绩值一致", Severity.WARNING, "D029", rule_set="2026.3"
)
COPIED = rule(
    "PE-40", "实际完成情况不照抄年度总体目标", Severity.WARNING, "D024 D050", rule_set="2026.3"
)

_OTHER = "其他资金"
_NAME_LENGTH, _TEXT_LENGTH = 6, 20  # shorter ones are everyday words


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """PE-36 to PE-40."""
    yield from _own_money(report, figures)
    yield from _overall(report)
    yield from _coverage(report, figures)
    yield from _same_names(report)
    yield from _copied(report.projects)


def _own_money(report: Report, figures: Figures) -> Iterator[Finding]:
    spending = figures.amount("03/total/total")
    fiscal = figures.amount("04/expenditure_total/total")
    if spending is None or fiscal is None:
        return
    lines = [line for project in report.projects for line in project.funds]
    own = [line.executed or ZERO for line in lines if _OTHER in line.source]
    yield from _too_much(
        OWN_MONEY, "projects", "各项目其他资金", sum(own, ZERO), len(own),
        "非财政拨款支出", spending - fiscal,
    )  # fmt: skip


def _overall(report: Report) -> Iterator[Finding]:
    whole = total_line(report.unit_evaluation.funds) if report.unit_evaluation else None
    if whole is None or whole.executed is None:
        return
    spent = [line.executed or ZERO for line in _totals(report)]
    yield from _too_much(
        OVERALL, "projects", f"{len(spent)}个项目", sum(spent, ZERO), len(spent),
        "整体支出绩效自评表合计", whole.executed,
    )  # fmt: skip


def _totals(report: Report) -> list[FundLine]:
    lines = (total_line(project.funds) for project in report.projects)
    return [line for line in lines if line is not None]


def _too_much(
    declared: Rule, where: str, parts: str, amount: Decimal, terms: int, whole: str, limit: Decimal
) -> Iterator[Finding]:
    precision = Precision.of((amount, limit))
    if amount - limit > precision.tolerance(terms):
        yield declared.finding(
            where,
            f"{parts}全年执行数之和{precision.show(amount)}大于{whole}{precision.show(limit)}，"
            "请核实资金来源和口径",
            printed=precision.show(amount),
            computed=precision.show(limit),
            difference=precision.show(amount - limit),
        )


def _coverage(report: Report, figures: Figures) -> Iterator[Finding]:
    """No project at all is a WARNING; money that no project accounts for an INFO."""
    spending = figures.amount("03/total/project")
    if not spending or (report.unit_evaluation is None and not report.projects):
        return
    evaluated = sum((line.executed or ZERO for line in _totals(report)), ZERO)
    precision = Precision.of((spending, evaluated))
    missing = spending - evaluated
    if missing <= precision.tolerance(len(report.projects)):
        return
    shown, rest = precision.show(spending), precision.show(missing)
    if report.projects:
        message = (
            f"项目支出{shown}，开展自评的项目执行{precision.show(evaluated)}，还有{rest}没有自评"
        )
    else:
        message = f"有项目支出{shown}，没有项目支出绩效自评表"
    severity = Severity.INFO if report.projects else None
    yield NOT_EVALUATED.finding("projects", message, severity, printed=shown, difference=rest)


def _same_names(report: Report) -> Iterator[Finding]:
    """保障人员数量16人 in the unit's table and 14人 in the only project that has it."""
    if report.unit_evaluation is None:
        return
    places: dict[str, list[tuple[int, int, Indicator]]] = {}
    for index, project in enumerate(report.projects):
        for row, indicator in enumerate(project.indicators):
            places.setdefault(_bare(indicator.name), []).append((index, row, indicator))
    for row, own in enumerate(report.unit_evaluation.indicators):
        found = places.get(_bare(own.name), [])
        if len(_bare(own.name)) >= _NAME_LENGTH and len(found) == 1:
            yield from _differs(report, row, own, found[0])


def _differs(
    report: Report, row: int, own: Indicator, place: tuple[int, int, Indicator]
) -> Iterator[Finding]:
    index, other_row, other = place
    ours, theirs = (parse(indicator.actual, report.year) for indicator in (own, other))
    if comparable(ours, theirs) and (ours.number, ours.upper) != (theirs.number, theirs.upper):
        yield SAME_NAME.finding(
            f"unit_evaluation/indicators/{row}/actual",
            f"指标“{own.name}”在整体支出绩效自评表中为“{own.actual}”，在项目"
            f"“{report.projects[index].name}”中为“{other.actual}”",
            printed=own.actual,
            computed=other.actual,
            row=f"projects/{index}/indicators/{other_row}/actual",
        )


def _bare(name: str) -> str:
    return HINT.sub("", "".join(name.split()))


def _copied(projects: Sequence[ProjectEvaluation]) -> Iterator[Finding]:
    for index, project in enumerate(projects):
        goal, result = ("".join(text.split()) for text in (project.goal, project.result))
        if len(goal) >= _TEXT_LENGTH and goal == result:
            message = f"项目“{project.name}”实际完成情况照抄年度总体目标"
            yield COPIED.finding(f"projects/{index}/result", message)
