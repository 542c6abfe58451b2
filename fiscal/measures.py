"""Headline measures of a Report: the figures that units and years are compared by.

Each is declared once: its name, its unit, the cell it is taken from, where the text says why it
changed. Amounts are yuan, everything else plain numbers; what the Report does not know is not
there. A class of expenditure without money in both years is left out, other zeros are figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fiscal.document import Document
from fiscal.money import half_up, to_wan
from fiscal.narrative.figures import COMPUTED, Figure, recorded, statement_address
from fiscal.report import FINAL_ACCOUNTS, TOTAL, ProjectEvaluation, Report
from fiscal.scoring import recorded_total_of, total_line, unit_total_of
from fiscal.statements import (
    EXPENDITURE_CLASSES,
    PERSONNEL_TOTAL,
    PUBLIC_TOTAL,
    SINGLE_LINE,
)

WAN, POINTS = "万元", "分"
CLASS = "exp_"  # begins the keys of the classes of expenditure: exp_205
_UNIT_SCORE, _MEAN_SCORE = "unit_evaluation", "projects"


@dataclass(frozen=True, slots=True)
class Measure:
    """A headline figure.

    ``unit``     what it is printed in; amounts are kept in yuan and printed in 万元.
    ``address``  the place in the Report that it is taken from.
    ``term``     its name in 名词解释, empty where none explains it.
    ``why``      paragraph and slot of the text that says why it changed since last year.
    ``adds_up``  whether the figures of several units may be added.
    """

    key: str
    name: str
    unit: str
    group: str
    address: str
    term: str = ""
    why: tuple[tuple[str, str], ...] = ()
    adds_up: bool = True

    @property
    def is_money(self) -> bool:
        return self.unit == WAN

    @property
    def label(self) -> str:
        """The name with its unit, as at the head of a column."""
        return f"{self.name}（{self.unit}）"

    def printed(self, value: Decimal) -> Decimal:
        """The published figure: 万元 of yuan, points with two places, counts as they are."""
        return to_wan(value) if self.is_money else value

    def show(self, value: Decimal) -> str:
        return self.write(self.printed(value))

    def write(self, figure: Decimal) -> str:
        """A published figure with the places of its unit: ``1,787.23``, ``56``."""
        places = 2 if self.unit in (WAN, POINTS) else 0
        return f"{figure:,.{places}f}"


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of one Report: this year's amount, last year's where the Report has it beside it,
    and what the text says of the reason."""

    key: str
    amount: Decimal
    last: Decimal | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """What a project was given, spent and scored; yuan and points. ``index`` is its place."""

    index: int
    name: str
    full_year: Decimal | None
    executed: Decimal | None
    score: Decimal | None

    @property
    def address(self) -> str:
        return f"projects/{self.index}"


def measured(document: Document) -> Iterator[Measured]:
    """The measures that final accounts have, in the order of ``MEASURES``."""
    report = document.report
    if report.kind != FINAL_ACCOUNTS:
        return
    for measure in MEASURES:
        this, last = _values(report, measure.address)
        if this is not None and (this or last or not measure.key.startswith(CLASS)):
            yield Measured(measure.key, this, last, _why(document, measure))


def project_results(report: Report) -> Iterator[ProjectResult]:
    """The self-evaluated projects, in the order of the Report."""
    for index, project in enumerate(report.projects):
        whole = total_line(project.funds)
        yield ProjectResult(
            index,
            project.name,
            whole.full_year if whole else None,
            whole.executed if whole else None,
            recorded_total_of(project),
        )


def _values(report: Report, address: str) -> tuple[Decimal | None, Decimal | None]:
    if address == _UNIT_SCORE:
        evaluation = report.unit_evaluation
        return (unit_total_of(evaluation, report.year) if evaluation else None), None
    if address == _MEAN_SCORE:
        return _mean_score(report.projects), None
    if address in COMPUTED:
        return _decimal(COMPUTED[address](report)), None
    this, last = recorded(report, address)
    return _decimal(this), _decimal(last)


def _decimal(figure: Figure) -> Decimal | None:
    return None if figure is None else Decimal(figure)


def _mean_score(projects: tuple[ProjectEvaluation, ...]) -> Decimal | None:
    """Of the projects that have a score, each counting once."""
    scores = [score for one in projects if (score := recorded_total_of(one)) is not None]
    return half_up(sum(scores, Decimal(0)) / len(scores)) if scores else None


def _why(document: Document, measure: Measure) -> str:
    for paragraph_id, slot in measure.why:
        paragraph = document.paragraph(paragraph_id)
        for part in paragraph.parts if paragraph else ():
            if part.field == slot:
                return part.text
    return ""


# --- the declared list -----------------------------------------------------------------------


def _overall(row: str) -> str:
    return statement_address("01", row, "amount")


def _fiscal(row: str, column: str) -> str:
    return statement_address("04", row, column)


def _public(column: str) -> str:
    return statement_address("09", SINGLE_LINE, column)


_WHOLE = (("s1.cmp", "reason"),)
_GRANT = (("s4.cmp", "reason"),)
_RUNNING = (("s10.1.admin", "reason"), ("s10.1.inst", "reason"))


def _why_public(slot: str) -> tuple[tuple[str, str], ...]:
    return (("s9.body", slot),)


TOTALS = "收入和支出"
_TOTALS = (
    Measure("income", "收入总计", WAN, TOTALS, _overall("grand_total_income"), why=_WHOLE),
    Measure("expenditure", "支出总计", WAN, TOTALS, _overall("grand_total_expenditure"),
            why=_WHOLE),
    Measure("income_total", "本年收入", WAN, TOTALS, _overall("income_total")),
    Measure("expenditure_total", "本年支出", WAN, TOTALS, _overall("expenditure_total")),
    Measure("basic", "基本支出", WAN, TOTALS, statement_address("03", TOTAL, "basic"), "基本支出"),
    Measure("project", "项目支出", WAN, TOTALS, statement_address("03", TOTAL, "project"),
            "项目支出"),
    Measure("business", "经营支出", WAN, TOTALS, statement_address("03", TOTAL, "business"),
            "经营支出"),
    Measure("remit", "上缴上级支出", WAN, TOTALS,
            statement_address("03", TOTAL, "remit_to_superior")),
    Measure("subsidy", "对附属单位补助支出", WAN, TOTALS,
            statement_address("03", TOTAL, "subsidy_to_subordinate"), "对附属单位补助支出"),
    Measure("closing", "年末结转和结余", WAN, TOTALS, _overall("closing_balance"),
            "年末结转和结余"),
)  # fmt: skip
SOURCES = "收入来源"
_SOURCES = tuple(
    Measure(key, name, WAN, SOURCES, _overall(key), term)
    for key, name, term in (
        ("income_general", "一般公共预算财政拨款收入", "财政拨款收入"),
        ("income_gov_fund", "政府性基金预算财政拨款收入", "财政拨款收入"),
        ("income_state_capital", "国有资本经营预算财政拨款收入", "财政拨款收入"),
        ("income_superior_subsidy", "上级补助收入", "上级补助收入"),
        ("income_institutional", "事业收入", "事业收入"),
        ("income_business", "经营收入", "经营收入"),
        ("income_subordinate", "附属单位上缴收入", "附属单位上缴收入"),
        ("income_other", "其他收入", "其他收入"),
    )
)
FISCAL = "财政拨款"
_FISCAL = (
    Measure("fiscal_budget", "财政拨款年初预算", WAN, FISCAL, "budgets/fiscal"),
    Measure("fiscal", "财政拨款支出总计", WAN, FISCAL, _fiscal("grand_total_expenditure", "total"),
            why=_GRANT),
    Measure("general_budget", "一般公共预算年初预算", WAN, FISCAL, "budgets/general"),
    Measure("general", "一般公共预算支出", WAN, FISCAL, statement_address("05", TOTAL, "total"),
            why=(("s5.1.body", "reason"),)),
    Measure("personnel", "人员经费", WAN, FISCAL,
            statement_address("06", PERSONNEL_TOTAL, "amount")),
    Measure("public", "公用经费", WAN, FISCAL, statement_address("06", PUBLIC_TOTAL, "amount"),
            "机关运行经费", _RUNNING),
    Measure("meetings", "会议费（基本支出）", WAN, FISCAL,
            statement_address("06", "30215", "amount")),
    Measure("training", "培训费（基本支出）", WAN, FISCAL,
            statement_address("06", "30216", "amount")),
)  # fmt: skip
THREE_PUBLIC = "“三公”经费"
_THREE_PUBLIC = (
    Measure("three_public", "“三公”经费", WAN, THREE_PUBLIC, _public("actual_total"),
            "“三公”经费", _why_public("reason")),
    Measure("overseas", "因公出国（境）费", WAN, THREE_PUBLIC, _public("actual_overseas"),
            "“三公”经费", _why_public("abroad_reason")),
    Measure("vehicle_purchase", "公务用车购置费", WAN, THREE_PUBLIC,
            _public("actual_vehicle_purchase"), "“三公”经费", _why_public("car_reason")),
    Measure("vehicle_operation", "公务用车运行维护费", WAN, THREE_PUBLIC,
            _public("actual_vehicle_operation"), "“三公”经费", _why_public("car_reason")),
    Measure("reception", "公务接待费", WAN, THREE_PUBLIC, _public("actual_reception"),
            "“三公”经费", _why_public("recep_reason")),
    Measure("three_public_budget", "“三公”经费全年预算", WAN, THREE_PUBLIC,
            _public("budget_total"), "“三公”经费"),
    Measure("delegations", "因公出国（境）团组", "个", THREE_PUBLIC, "three_public/delegations"),
    Measure("travellers", "因公出国（境）人次", "人次", THREE_PUBLIC, "three_public/travellers"),
    Measure("vehicles_bought", "公务用车购置数", "辆", THREE_PUBLIC,
            "three_public/vehicles_bought"),
    Measure("vehicles_held", "公务用车保有量", "辆", THREE_PUBLIC, "three_public/vehicles_held"),
    Measure("reception_batches", "公务接待批次", "批次", THREE_PUBLIC,
            "three_public/reception_batches"),
    Measure("reception_guests", "公务接待人次", "人次", THREE_PUBLIC,
            "three_public/reception_guests"),
)  # fmt: skip
PROCUREMENT = "政府采购"
_PROCUREMENT = tuple(
    Measure(f"procurement_{key}", name, WAN, PROCUREMENT, f"procurement/{key}")
    for key, name in (
        ("total", "政府采购支出"), ("goods", "政府采购货物支出"), ("works", "政府采购工程支出"),
        ("services", "政府采购服务支出"), ("small_medium", "授予中小企业合同金额"),
    )
)  # fmt: skip
PEOPLE = "人员"
_PEOPLE = (
    Measure("staff", "年末实有人数", "人", PEOPLE, "computed/staff"),
    Measure("staff_active", "年末在职人员", "人", PEOPLE, "staff/active"),
    Measure("staff_retired", "年末退休人员", "人", PEOPLE, "staff/retired"),
)
RESULTS = "绩效自评"
_RESULTS = (
    Measure("score", "整体支出自评得分", POINTS, RESULTS, _UNIT_SCORE, adds_up=False),
    Measure("projects", "自评项目数", "个", RESULTS, "computed/projects"),
    Measure("mean_score", "项目自评平均分", POINTS, RESULTS, _MEAN_SCORE, adds_up=False),
)
CLASSES = "支出功能分类"
_CLASSES = tuple(
    Measure(f"{CLASS}{code}", name, WAN, CLASSES, _overall(f"{CLASS}{code}"))
    for code, name in EXPENDITURE_CLASSES
)

MEASURES: tuple[Measure, ...] = (
    *_TOTALS, *_SOURCES, *_FISCAL, *_THREE_PUBLIC, *_PROCUREMENT, *_PEOPLE, *_RESULTS, *_CLASSES,
)  # fmt: skip
BY_KEY = {measure.key: measure for measure in MEASURES}


def in_group(group: str) -> tuple[Measure, ...]:
    """The measures of a group, in order."""
    return tuple(measure for measure in MEASURES if measure.group == group)


GROUPS = tuple(dict.fromkeys(measure.group for measure in MEASURES))
