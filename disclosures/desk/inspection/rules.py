"""The findings of a year by rule: what the rule says and rests on, and who breaks it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from disclosures.desk.inspection.rows import Region
from fiscal.checks import RULES
from fiscal.checks.registry import Rule
from fiscal.finding import Severity
from fiscal.signs import SIGNS
from fiscal.timeliness import INSPECTED, LATE, NOT_ALONE, SUM

_ALL = {**RULES, **SIGNS, **INSPECTED}


@dataclass(frozen=True, slots=True)
class Counted:
    """A rule, how many units break it and how often."""

    rule: Rule
    units: int
    findings: int


def rule_of(rule_id: str) -> Rule | None:
    return _ALL.get(rule_id)


def counted_rules(region: Region) -> list[Counted]:
    """The rules that somebody breaks: errors first, then by the number of units."""
    units: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    inspected = region.units().exclude(filing__inspection=None)
    for rules in inspected.values_list("filing__inspection__rules", flat=True):
        units.update(rules.keys())
        findings.update(rules)
    if late := region.units().filter(late=True).count():
        units[LATE.id] = findings[LATE.id] = late
    rank = list(Severity).index
    found = (Counted(_ALL[one], units[one], findings[one]) for one in units if one in _ALL)
    return sorted(found, key=lambda one: (rank(one.rule.severity), -one.units, one.rule.id))


def broken_by(region: Region, rule_id: str) -> QuerySet[Any]:
    """The units that break a rule."""
    if rule_id == LATE.id:
        return region.units().filter(late=True)
    if rule_id == NOT_ALONE.id:
        return region.units().filter(numchild__gt=0)
    if rule_id in INSPECTED and rule_id != SUM.id:
        return region.units().filter(late=False, published_at=None)
    return region.units().filter(filing__inspection__rules__has_key=rule_id)
