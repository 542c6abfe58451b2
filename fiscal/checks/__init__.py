"""The checks: functions over a Report that return findings. ``run`` runs them all.

A check never changes anything and never raises on odd data; an unknown figure (None) gives
no finding. Rules and their severities stand beside the checks that use them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from types import MappingProxyType

from fiscal.checks import (
    across,
    claims,
    classification,
    evaluation,
    gaps,
    identities,
    manner,
    named,
    nature,
    plausible,
    portfolio,
    presence,
    reasons,
    slips,
    statements,
    terms,
    told,
)
from fiscal.checks.evaluation import check_total
from fiscal.checks.figures import Figures
from fiscal.checks.registry import RULE_SETS, Rule, declared_rules
from fiscal.finding import Finding
from fiscal.reference import Reference
from fiscal.report import Report

__all__ = [
    "RULES", "RULE_SET", "RULE_SETS", "Rule", "before_submitting", "check_total", "passed", "run",
]  # fmt: skip

RULE_SET = RULE_SETS[-1]
RULES: Mapping[str, Rule] = MappingProxyType(declared_rules())

_CHECKS = (
    statements.check, classification.check, across.check, nature.check, identities.check,
    evaluation.check, portfolio.check, slips.check, manner.check,
    terms.check, claims.check, told.check, plausible.check, named.check,
)  # fmt: skip


def run(
    report: Report, reference: Reference, *, entered: bool = False, rule_set: str = RULE_SET
) -> tuple[Finding, ...]:
    """All findings of a report, statements first; rules younger than its year are left out.

    ``entered``: the report is a draft that its unit still completes here, not one published
    elsewhere before; what is missing from it can be asked for. ``rule_set`` is one of
    ``RULE_SETS``: the rules as they were then.
    """
    figures = Figures(report)
    found = (finding for check in _CHECKS for finding in check(report, reference, figures))
    explained = reasons.check(figures.texts(reference), entered=entered)
    whole = gaps.check(report, figures, entered=entered)
    blank = () if entered else named.blanks(report)
    return tuple(
        finding
        for finding in chain(found, whole, explained, blank)
        if RULES[finding.rule].applies(report.year, rule_set)
    )


def passed(
    report: Report, findings: Iterable[Finding], rule_set: str = RULE_SET
) -> tuple[str, ...]:
    """Ids of the rules of ``run`` that had something to look at and are not among ``findings``."""
    asked = {
        "ST": report.statements, "XS": report.statements, "TX": report.texts or report.functions,
        "PE": (report.unit_evaluation, *report.projects, *report.targets) != (None,),
    }  # fmt: skip
    found = {finding.rule for finding in findings}
    return tuple(
        rule.id
        for rule in RULES.values()
        if rule.applies(report.year, rule_set)
        and rule.id not in found
        and asked.get(rule.id[:2])  # ``run`` does not ask for what a draft lacks (CM)
    )


def before_submitting(report: Report, reference: Reference) -> tuple[Finding, ...]:
    """All findings of a draft that is to be handed in, and what it still lacks."""
    return (*run(report, reference, entered=True), *presence.check(report, reference))
