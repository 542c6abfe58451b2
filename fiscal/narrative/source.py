"""What goes into reading a text and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fiscal.finding import Finding
from fiscal.report import Report

# Findings that reading a text can make, by rule id.
TEXT_RULES: Mapping[str, str] = {
    "TX-02": "段落与规定文字不符，未能完整识别",
    "TX-03": "句末标点重复",
    "TX-04": "科目名称不在本年度科目表中",
    "TX-05": "同一内容两处不一致",
    "TX-06": "标题缺失、重复或次序不对",
    "TX-07": "没有找到单位名称或年度",
    "TX-08": "目录、页码、书签等不属于正文",
    "TX-09": "段落被分成几行",
    "TX-10": "缺少应有的段落",
}

# What those of them rest on that compare one place of a document with another.
TEXT_BASES: Mapping[str, str] = {
    "TX-05": "C064 C065 C076 C098",
}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A paragraph of a file: its text and its place (``第113行``, ``段落57``)."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a text says: a Report without evaluations, findings, and the lines understood.

    Indexes that are not in ``placed`` matched nothing; the caller reports them.
    """

    report: Report
    findings: tuple[Finding, ...]
    placed: frozenset[int]
