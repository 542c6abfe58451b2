"""第三部分: the terms of 第二部分 are explained, and what is explained is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fiscal.checks.figures import Figures
from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.narrative.defaults import standard_terms
from fiscal.narrative.template import entries
from fiscal.reference import Reference
from fiscal.report import FINAL_ACCOUNTS, Report

MISSING = rule(
    "TX-42", "第二部分用到的专业名词在第三部分有解释", Severity.WARNING,
    "D015；财预〔2016〕143号", rule_set="2026.3",
)  # fmt: skip
UNUSED = rule("TX-43", "第三部分解释的名词在正文中出现", Severity.INFO, "D015", rule_set="2026.3")

_NUMBERING = re.compile(r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]+")
_QUOTES = re.compile(r"[“”\"‘’'「」《》\s]")
_LONGEST = 30  # characters of a name; what has no colon by then explains nothing
_SECTIONS = "s"  # ids of the template's paragraphs of 第二部分 begin so


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """TX-42 and TX-43 of a unit's own terms; without any the standard ones are printed."""
    if report.kind != FINAL_ACCOUNTS or not report.terms:
        return
    standard = _names(standard_terms(reference))
    own = _names(report.terms)
    text = _second_part(report, reference)
    missing = [name for name in standard if name not in own and name in text]
    if missing:
        shown = "、".join(f"“{name}”" for name in missing)
        yield MISSING.finding("terms", f"名词解释缺少正文用到的{shown}", terms="、".join(missing))
    unused = [name for name in own if name not in standard and name not in text]
    if unused:
        shown = "、".join(f"“{name}”" for name in unused)
        yield UNUSED.finding("terms", f"正文没有出现所解释的{shown}", terms="、".join(unused))


def _names(terms: Iterable[str]) -> dict[str, None]:
    """What each paragraph explains, in order: 三公经费 of 十三、“三公”经费：指….

    A paragraph without a colon goes on with the one before it.
    """
    heads = (re.split("[：:]", _NUMBERING.sub("", term.strip()))[:2] for term in terms)
    names = (_QUOTES.sub("", head[0]) for head in heads if len(head) == 2)
    return dict.fromkeys(name for name in names if 0 < len(name) <= _LONGEST)


def _second_part(report: Report, reference: Reference) -> str:
    """The wording, the free texts and the names of lines, without quotation marks."""
    wording = [entry.text for entry in entries(reference) if entry.id.startswith(_SECTIONS)]
    lines = [line.name for statement in report.statements.values() for line in statement.lines]
    tables = [project.goal + project.result for project in report.projects]
    texts = [*wording, *report.texts.values(), *lines, *tables, *report.other_matters]
    return _QUOTES.sub("", "\n".join(texts))
