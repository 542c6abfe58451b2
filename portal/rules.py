"""审核规则: every rule that a finding can name, and how often it finds something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import published
from portal.asked import typed
from portal.checking import GROUPS, RULEBOOK, Entry, Group

LONGEST = 40  # characters asked for
_HITS_AGE = 10 * 60  # seconds: counting reads every published finding


@dataclass(frozen=True, slots=True)
class Row:
    """A rule, and in how many published documents it found something."""

    rule: Entry
    hits: int


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules by group; ``?q=`` narrows them to those that hold every word."""
    asked = typed(request.GET, "q", LONGEST)
    found = [rule for rule in RULEBOOK.values() if _fits(rule, asked.lower().split())]
    hits = cache.get_or_set("rule_hits", published.rule_hits, _HITS_AGE) or {}
    context = {
        "asked": asked,
        "longest": LONGEST,
        "number": len(found),
        "whole": len(RULEBOOK),
        "groups": list(_grouped(found, hits)),
    }
    return render(request, "portal/rules.html", context)


def _fits(rule: Entry, words: Iterable[str]) -> bool:
    text = f"{rule.id} {rule.title} {rule.basis} {rule.severity.label} {rule.group.title}".lower()
    return all(word in text for word in words)


def _grouped(rules: Iterable[Entry], hits: Mapping[str, int]) -> Iterator[tuple[Group, list[Row]]]:
    for group in GROUPS:
        rows = [Row(rule, hits.get(rule.id, 0)) for rule in rules if rule.group is group]
        if rows:
            yield group, rows
