"""Names in a disclosure: each once, none blank, all of this unit and year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fiscal.checks.figures import Figures
from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.reference import Reference
from fiscal.report import Indicator, ProjectEvaluation, Report

TWICE = rule("XS-62", "科室、所属单位各列一次", Severity.WARNING, "机构设置说明", rule_set="2026.3")
ALIKE = rule(
    "PE-60", "各项目的目标、完成情况和名称互不雷同", Severity.WARNING, "D024", rule_set="2026.3"
)
BLANK = rule("PE-61", "绩效自评表中的名称、目标和结果不空缺", Severity.WARNING, "D049",
             rule_set="2026.3")  # fmt: skip
STRANGER = rule(
    "PE-62", "自评表的单位和部门就是本单位、所属单位或主管部门", Severity.WARNING, "C098",
    rule_set="2026.3",
)  # fmt: skip
OTHER_YEAR = rule(
    "PE-65", "项目名称中的年度与公开年度相近", Severity.WARNING, "D039", rule_set="2026.3"
)

_LONG_ENOUGH = 15  # characters of a text that two projects do not share by chance
_FEW = 3  # projects, among which one of another department is the odd one
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_YEARS = range(-2, 2)  # a carried-over project is two years old, one is granted ahead
_OWN_OFFICE = re.compile(r"[（(]?(?:本级|机关|本部)[)）]?$")


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """XS-62, PE-60, PE-62, PE-65, and PE-61 of names."""
    yield from _listed_twice(report)
    yield from _alike(report.projects)
    yield from _nameless(report)
    yield from _strangers(report)
    yield from _years(report)


def _listed_twice(report: Report) -> Iterator[Finding]:
    organisation = report.organisation
    for name, words, listed in (
        ("offices", "科室", organisation.offices),
        ("subordinates", "所属单位", organisation.subordinates),
    ):
        for one, times in Counter(item.strip() for item in listed).items():
            if times > 1:
                yield TWICE.finding(
                    f"organisation/{name}", f"{words}“{one}”列了{times}次", printed=one
                )


def _alike(projects: Sequence[ProjectEvaluation]) -> Iterator[Finding]:
    for field, words, shortest in (
        ("name", "名称", 1), ("goal", "年度总体目标", _LONG_ENOUGH),
        ("result", "实际完成情况", _LONG_ENOUGH),
    ):  # fmt: skip
        first: dict[str, int] = {}
        for index, project in enumerate(projects):
            text = "".join(getattr(project, field).split())
            other = first.setdefault(text, index)
            if other != index and len(text) >= shortest:
                yield ALIKE.finding(
                    f"projects/{index}/{field}",
                    f"项目“{project.name}”的{words}与第{other + 1}个项目相同",
                    other=f"projects/{other}/{field}",
                )


def blanks(report: Report) -> Iterator[Finding]:
    """PE-61 of what a draft is still asked for (CM-01) and others have published without."""
    for index, project in enumerate(report.projects):
        owner = f"第{index + 1}个项目“{project.name}”"
        for field, words in (("goal", "年度总体目标"), ("result", "实际完成情况")):
            if not getattr(project, field).strip():
                yield BLANK.finding(f"projects/{index}/{field}", f"{owner}没有填写{words}")
    for table in _tables(report):
        for place, item in enumerate(table.indicators):
            # A blank result without a rate is told by PE-12.
            told = item.rate is None and table.path != "unit_evaluation"
            if not item.target.strip() or not (item.actual.strip() or told):
                words = "业绩值" if item.target.strip() else "目标值"
                yield BLANK.finding(
                    f"{table.path}/indicators/{place}",
                    f"{table.owner}指标“{item.name}”没有填写{words}",
                )


def _nameless(report: Report) -> Iterator[Finding]:
    for index, project in enumerate(report.projects):
        if not project.name.strip():
            yield BLANK.finding(f"projects/{index}/name", f"第{index + 1}个项目没有名称")
    for table in _tables(report):
        for place, item in enumerate(table.indicators):
            if not item.name.strip():
                where = f"{table.path}/indicators/{place}/name"
                yield BLANK.finding(where, f"{table.owner}第{place + 1}个指标没有名称")


@dataclass(frozen=True, slots=True)
class _Table:
    path: str
    owner: str
    indicators: Sequence[Indicator]


def _tables(report: Report) -> Iterator[_Table]:
    if report.unit_evaluation:
        yield _Table("unit_evaluation", "整体支出绩效自评表", report.unit_evaluation.indicators)
    for index, project in enumerate(report.projects):
        yield _Table(f"projects/{index}", f"项目“{project.name}”", project.indicators)


def _strangers(report: Report) -> Iterator[Finding]:
    """Names are often shortened: 州国资委 for 州国有资产监督管理委员会."""
    own = [report.unit.name, *report.organisation.subordinates]
    evaluation = report.unit_evaluation
    if evaluation and not _is_one_of(evaluation.unit_name, own):
        yield _stranger("unit_evaluation/unit_name", "整体支出绩效自评表单位名称",
                        evaluation.unit_name, report)  # fmt: skip
    for index, project in enumerate(report.projects):
        departments = [
            one.department for place, one in enumerate(report.projects) if place != index
        ]
        path, owner = f"projects/{index}", f"项目“{project.name}”"
        if not _is_one_of(project.implementer, [*own, project.department]):
            yield _stranger(f"{path}/implementer", f"{owner}实施单位", project.implementer, report)
        odd = len(report.projects) >= _FEW and not _is_one_of(
            project.department, [*own, *departments]
        )
        if odd:
            yield _stranger(f"{path}/department", f"{owner}主管部门", project.department, report)


def _stranger(where: str, subject: str, name: str, report: Report) -> Finding:
    return STRANGER.finding(
        where, f"{subject}为“{name}”，公开单位是“{report.unit.name}”，请核对", printed=name
    )


def _is_one_of(name: str, known: Sequence[str]) -> bool:
    """Whether it is one of the names, shortened perhaps; a blank is told elsewhere."""
    short = _OWN_OFFICE.sub("", _squeezed(name))
    return not short or any(
        _shortens(short, _squeezed(one)) or _shortens(_squeezed(one), short) for one in known if one
    )


def _squeezed(name: str) -> str:
    return "".join(name.split())


def _shortens(short: str, name: str) -> bool:
    """Whether the characters of ``short`` stand in ``name`` in this order."""
    rest = iter(name)
    return all(letter in rest for letter in short)


def _years(report: Report) -> Iterator[Finding]:
    for index, project in enumerate(report.projects):
        wrong = [y for y in _YEAR.findall(project.name) if int(y) - report.year not in _YEARS]
        if wrong:
            yield OTHER_YEAR.finding(
                f"projects/{index}/name",
                f"项目“{project.name}”名称中的年度{wrong[0]}与公开年度{report.year}年不符",
                printed=wrong[0],
                expected=report.year,
            )
