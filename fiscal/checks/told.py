"""Totals, head counts and visitors that free texts tell, against the figures themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from fiscal.checks.figures import Figures
from fiscal.checks.passages import Passage
from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.money import YUAN_PER_WAN, format_number, half_up
from fiscal.reference import Reference
from fiscal.report import Report

TOTAL = rule(
    "TX-49", "文字所说的收支总额与报表一致", Severity.WARNING, "D028 D029", rule_set="2026.3"
)
OTHER_UNIT = rule(
    "TX-50", "文字中的金额没有混用元和万元", Severity.WARNING, "D033", rule_set="2026.3"
)
STAFF = rule(
    "TX-51", "文字所说的人数与机构人员情况一致", Severity.WARNING, "D029 C083", rule_set="2026.3"
)
VISITS = rule(
    "TX-52", "开支内容中的批次、人次不多于公开数", Severity.WARNING, "D029 C077 C079",
    rule_set="2026.3",
)  # fmt: skip

# Some labels are used of all money and of general budget money alike.
_TOTALS = {
    "收入总计": "01/grand_total_income/amount",
    "支出总计": "01/grand_total_expenditure/amount",
    "本年收入合计": "01/income_total/amount",
    "本年支出合计": "01/expenditure_total/amount",
    "财政拨款收入": "02/total/fiscal",
    "基本支出": "03/total/basic 05/total/basic",
    "项目支出": "03/total/project 05/total/project",
    "“三公”经费支出": "09/amount/actual_total",
    "三公经费支出": "09/amount/actual_total",
    "公务接待费支出": "09/amount/actual_reception",
    "公务用车运行维护费支出": "09/amount/actual_vehicle_operation",
    "政府采购支出总额": "procurement/total",
}
# Only behind a mark, this year or the unit itself: what 追加, 上年 or 预算 goes before is another.
_TOLD = re.compile(
    r"(?:^|[，。；：、\n])(?:(?P<year>20\d\d)年度?|本年度?|全年|我单位|本单位|我局|本局)*"
    rf"(?P<label>{'|'.join(map(re.escape, _TOTALS))})[为共达到是]{{0,2}}"
    r"(?P<number>\d[\d,]{0,17}(?:\.\d{1,6})?)(?P<unit>亿元|万元|元)"
)
_SCALES = {"亿元": Decimal(10) ** 8, "万元": YUAN_PER_WAN, "元": Decimal(1)}
_AMOUNT = re.compile(r"(?<![\d.,])(\d[\d,]{0,17}(?:\.\d{1,6})?)(万元|元)(?![/／每人件])")
_STAFF = re.compile(
    r"(?:^|[，。；：、\n]|现有|实有|年末|编制内)(?:共有)?(在职|离休|退休)(?:人员|职工|干部)(?:总数|人数)?"
    r"[为共有]{0,2}(\d{1,7})[人名](?!次)"
)
_STAFF_FIELDS = {"在职": "active", "离休": "veteran", "退休": "retired"}
_VISITS = {
    "texts/s9.recep.content": (
        ("reception_batches", "国内公务接待批次", re.compile(r"(\d{1,7})个?批次?(?!准)")),
        ("reception_guests", "国内公务接待人次", re.compile(r"(\d{1,7})人次|一行(\d{1,7})人")),
    ),
    "texts/s9.abroad.content": (
        ("delegations", "因公出国（境）团组数", re.compile(r"(\d{1,7})个团组|团组(\d{1,7})个")),
        ("travellers", "因公出国（境）人次", re.compile(r"(\d{1,7})人次")),
    ),
}


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """TX-49 to TX-52."""
    units = _Units(report, figures)
    for passage in figures.passages:
        if passage.where == "functions" or passage.where == "terms":
            continue
        yield from _totals(passage, report, figures)
        yield from units.check(passage)
        if passage.where.startswith(("texts/", "other_matters")):
            yield from _staff(passage, report)
        if passage.where in _VISITS:
            yield from _visits(passage, report)


def _totals(passage: Passage, report: Report, figures: Figures) -> Iterator[Finding]:
    for match in _TOLD.finditer(passage.text):
        addresses = _TOTALS[match["label"]].split()
        amounts = [n for address in addresses if (n := figures.amount(address)) is not None]
        if not amounts or int(match["year"] or report.year) != report.year:
            continue
        digits, scale = match["number"].replace(",", ""), _SCALES[match["unit"]]
        last_place = Decimal(1).scaleb(-len(digits.partition(".")[2]))
        if all(half_up(amount / scale, last_place) != Decimal(digits) for amount in amounts):
            shown = f"{format_number(amounts[0] / YUAN_PER_WAN)}万元"
            said = match.group().lstrip("，。；：、\n")
            yield TOTAL.finding(
                passage.where,
                f"{passage.subject}写“{said}”，{figures.label(addresses[0])}为{shown}",
                printed=f"{match['number']}{match['unit']}",
                computed=shown,
            )


class _Units:
    """Amounts of the report in yuan, gathered when a text first speaks of money."""

    def __init__(self, report: Report, figures: Figures) -> None:
        self.report, self.figures = report, figures
        self._known: set[Decimal] = set()

    @property
    def known(self) -> set[Decimal]:
        if not self._known:
            cells = (c for line in self.figures.lines.values() for c in line.cells.values())
            funds = (line for project in self.report.projects for line in project.funds)
            amounts = [amount for cell in cells for amount in (cell.this, cell.last)]
            amounts += [n for line in funds for n in (line.initial, line.full_year, line.executed)]
            self._known = {amount for amount in amounts if amount}
        return self._known

    def check(self, passage: Passage) -> Iterator[Finding]:
        """1,693.16元 where a table has 1,693.16万元, and 16931600万元 where it has 元."""
        for match in _AMOUNT.finditer(passage.text):
            digits, unit = match[1].replace(",", ""), match[2]
            told = Decimal(digits)
            wrong = self._wan_for(told, digits) if unit == "元" else self._yuan_for(told)
            if wrong:
                yield OTHER_UNIT.finding(
                    passage.where,
                    f"{passage.subject}写“{match.group()}”，报表中有同样数字的{wrong}，疑似单位有误",
                    printed=match.group(),
                    computed=f"{match[1]}{wrong}",
                )
                return

    def _wan_for(self, told: Decimal, digits: str) -> str:
        """Two places, as only 万元 are printed, and too odd a figure to be a price."""
        printed = len(digits.partition(".")[2]) == 2 and told >= 10 and told % 1
        return "万元" if printed and told * YUAN_PER_WAN in self.known else ""

    def _yuan_for(self, told: Decimal) -> str:
        large = told >= YUAN_PER_WAN and told * YUAN_PER_WAN not in self.known
        return "元" if large and told in self.known else ""


def _staff(passage: Passage, report: Report) -> Iterator[Finding]:
    for match in _STAFF.finditer(passage.text):
        recorded: int | None = getattr(report.staff, _STAFF_FIELDS[match[1]])
        if recorded is not None and recorded != int(match[2]):
            said = match.group().lstrip("，。；：、\n")
            yield STAFF.finding(
                passage.where,
                f"{passage.subject}写“{said}”，机构人员情况中{match[1]}人员为{recorded}人",
                printed=match[2],
                computed=recorded,
            )


def _visits(passage: Passage, report: Report) -> Iterator[Finding]:
    for field, label, pattern in _VISITS[passage.where]:
        recorded: int | None = getattr(report.three_public, field)
        told = [int(next(filter(None, m.groups()))) for m in pattern.finditer(passage.text)]
        if recorded is not None and told and max(told) > recorded:
            yield VISITS.finding(
                passage.where,
                f"{passage.subject}说到{max(told)}，公开的{label}为{recorded}",
                printed=max(told),
                computed=recorded,
            )
