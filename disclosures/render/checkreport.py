"""The report of a check: what was found in a file or a published version, in words.

It holds everything that its forms print (page, file, workbook, JSON), so that none of them needs
the document again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from disclosures.render.places import place, section_of
from disclosures.rulebook import Entry, advice, entry_of
from fiscal.document import Document, Explanation
from fiscal.finding import Finding, Severity
from fiscal.reference import Reference
from fiscal.report import Report
from units.reference import shipped_reference

# Names of the values that findings compare; of the others the message says all that people need.
_VALUES = {
    "printed": "所写", "computed": "对照", "expected": "应为", "difference": "相差",
    "target": "目标值", "hint": "名称所注", "rate": "完成率", "reversed": "按反向指标",
    "missing": "未填", "required": "应填", "files": "文件", "percent": "变动（%）",
}  # fmt: skip


def figures(finding: Finding) -> list[tuple[str, str]]:
    """The figures that a finding compares, with their names."""
    given = finding.values
    return [(label, given[name]) for name, label in _VALUES.items() if given.get(name)]


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding with its place in words: ``section`` of the document, ``place`` in it.

    ``explanation`` is what the unit says to it, empty where it says nothing.
    """

    finding: Finding
    section: str
    place: str
    explanation: str = ""

    @property
    def rule(self) -> Entry:
        return entry_of(self.finding.rule)

    @property
    def advice(self) -> str:
        return advice(self.finding)

    @property
    def values(self) -> list[tuple[str, str]]:
        return figures(self.finding)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check of one document says.

    ``name``      the file's name, or the title of a published document.
    ``occasion``  when and of what: ``2026-11-21 17:30 检查``, ``第1版，2025-09-01 公开``.
    ``unit``, ``year``  empty and None where the file does not say them.
    ``noted``     the findings by section, in the order of the document; ``omitted`` more of them
                  are not listed.
    ``passed``    ids of the rules that applied and found nothing.
    ``whole``     the file was read from end to end.
    """

    name: str
    unit: str
    year: int | None
    occasion: str
    rule_set: str
    noted: tuple[Noted, ...]
    passed: tuple[str, ...] = ()
    whole: bool = True
    omitted: int = 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(one.finding for one in self.noted)

    @property
    def counts(self) -> Mapping[Severity, int]:
        """Number of listed findings by severity, the worst first; all three are there."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in Severity}

    @property
    def sections(self) -> Sequence[tuple[str, tuple[Noted, ...]]]:
        """The findings under the headings of their sections."""
        groups = groupby(self.noted, key=lambda one: one.section)
        return tuple((section, tuple(group)) for section, group in groups)

    @property
    def passed_rules(self) -> tuple[Entry, ...]:
        return tuple(entry_of(rule) for rule in self.passed)

    def as_json(self) -> dict[str, object]:
        """The public form; its findings are those of ``Finding.as_json`` and what they lack."""
        return {
            "name": self.name, "unit": self.unit, "year": self.year, "occasion": self.occasion,
            "rule_set": self.rule_set, "complete": self.whole, "passed": list(self.passed),
            "omitted": self.omitted, "findings": [_finding(one) for one in self.noted],
        }  # fmt: skip


def noted(
    findings: Iterable[Finding],
    report: Report,
    reference: Reference,
    explanations: Iterable[Explanation] = (),
) -> tuple[Noted, ...]:
    """The findings with their places, by section, the worst of a section first."""
    said = {one.finding: one.text for one in explanations}
    severities = list(Severity)
    placed = [(section_of(one.where, report, reference), one) for one in findings]
    placed.sort(key=lambda pair: (pair[0], severities.index(pair[1].severity)))
    return tuple(
        Noted(one, section, _place(one, report), said.get(one.fingerprint, ""))
        for (_, section), one in placed
    )


def of_document(document: Document, occasion: str) -> CheckReport:
    """The report that was frozen with a document."""
    report = document.report
    reference = shipped_reference(report.year)
    return CheckReport(
        name=document.title,
        unit=report.unit.name,
        year=report.year,
        occasion=occasion,
        rule_set=document.rule_set,
        noted=noted(document.findings, report, reference, document.explanations),
        passed=document.passed,
    )


def json_of(report: CheckReport) -> bytes:
    return json.dumps(report.as_json(), ensure_ascii=False, indent=2).encode()


def _place(finding: Finding, report: Report) -> str:
    return "，".join(filter(None, (place(finding.where, report), finding.source)))


def _finding(one: Noted) -> dict[str, object]:
    more = {"section": one.section, "place": one.place, "title": one.rule.title}
    explanation = {"explanation": one.explanation} if one.explanation else {}
    return {**one.finding.as_json(), **more, **explanation}
