"""The checks: functions over a Report that return findings. ``run`` runs them all.

A check never changes anything and never raises on odd data; an unknown figure (None) gives
no finding. Rules and their severities stand beside the checks that use them.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from fiscal.checks import (
    across,
    claims,
    classification,
    evaluation,
    identities,
    named,
    nature,
    plausible,
    presence,
    reasons,
    slips,
    statements,
)
from fiscal.checks.evaluation import check_total
from fiscal.checks.figures import Figures
from fiscal.checks.registry import RULE_SETS, Rule, declared_rules
from fiscal.finding import Finding
from fiscal.reference import Reference
from fiscal.report import Report

__all__ = [
    "RULES", "RULE_SET", "RULE_SETS", "Rule", "before_submitting", "check_total", "run",
]  # fmt: skip

RULE_SET = RULE_SETS[-1]
RULES: Mapping[str, Rule] = MappingProxyType(declared_rules())

_CHECKS = (
    statements.check, classification.check, across.check, nature.check, identities.check,
    evaluation.check, slips.check, claims.check, plausible.check, named.check,
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
    explained = reasons.check(report, reference, entered=entered)
    blank = () if entered else named.blanks(report)
    return tuple(
        finding
        for finding in chain(found, explained, blank)
        if RULES[finding.rule].applies(report.year, rule_set)
    )


def before_submitting(report: Report, reference: Reference) -> tuple[Finding, ...]:
    """All findings of a draft that is to be handed in, and what it still lacks."""
    return (*run(report, reference, entered=True), *presence.check(report, reference))
