"""Rules of the checks: each has a stable id, a severity and the place it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fiscal.finding import Finding, Severity

# Versions of the rule set, oldest first. A rule whose meaning changes gets a new id.
RULE_SETS = ("2026.1", "2026.2", "2026.3")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check verifies.

    ``id``     stable, never reused: ``ST-`` inside a statement, ``XS-`` between statements and
               other figures, ``PE-`` performance tables.
    ``title``  the rule as a sentence for the public rules page.
    ``basis``  formula of the audit list, regulation or table it rests on.
    ``since``  first year whose disclosures it applies to.
    ``rule_set``  the version of the rule set that brought it.
    """

    id: str
    title: str
    severity: Severity
    basis: str
    since: int = 2017
    rule_set: str = RULE_SETS[0]

    @property
    def covers(self) -> tuple[str, ...]:
        """Entries of the audit lists that ``basis`` names, ranges written out: C045, D047."""
        return tuple(entries(self.basis))

    def finding(
        self, where: str, message: str, severity: Severity | None = None, **values: object
    ) -> Finding:
        """A finding of this rule; ``severity`` only where one case is milder than the rest."""
        texts = {name: str(value) for name, value in values.items()}
        return Finding(self.id, severity or self.severity, where, message, texts)

    def applies(self, year: int, rule_set: str) -> bool:
        """Whether a disclosure of ``year`` is checked by it under that rule set."""
        return self.since <= year and RULE_SETS.index(self.rule_set) <= RULE_SETS.index(rule_set)


_ENTRIES = re.compile(r"([CD])(\d{3})(?:–[CD](\d{3}))?")


def entries(text: str) -> Iterator[str]:
    """Ids of the audit lists in a text: ``C045–C047 D012`` names four."""
    for kind, first, last in _ENTRIES.findall(text):
        yield from (f"{kind}{number:03}" for number in range(int(first), int(last or first) + 1))


_RULES: dict[str, Rule] = {}


def rule(
    rule_id: str,
    title: str,
    severity: Severity,
    basis: str = "",
    *,
    since: int = 2017,
    rule_set: str = RULE_SETS[0],
) -> Rule:
    """Declare a rule. An id used twice or an unknown rule set is a programming error."""
    if rule_id in _RULES or rule_set not in RULE_SETS:
        raise ValueError(f"rule {rule_id} is declared twice, or in no rule set")
    declared = Rule(rule_id, title, severity, basis, since, rule_set)
    _RULES[rule_id] = declared
    return declared


def declared_rules() -> dict[str, Rule]:
    """All rules by id, in the order of their ids."""
    return dict(sorted(_RULES.items()))
