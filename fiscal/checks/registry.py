"""Rules of the checks: each has a stable id, a severity and the place it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from fiscal.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check verifies.

    ``id``     stable, never reused: ``ST-`` inside a statement, ``XS-`` between statements and
               other figures, ``PE-`` performance tables.
    ``title``  the rule as a sentence for the public rules page.
    ``basis``  formula of the audit list, regulation or table it rests on.
    ``since``  first year whose disclosures it applies to.
    """

    id: str
    title: str
    severity: Severity
    basis: str
    since: int = 2017

    def finding(
        self, where: str, message: str, severity: Severity | None = None, **values: object
    ) -> Finding:
        """A finding of this rule; ``severity`` only where one case is milder than the rest."""
        texts = {name: str(value) for name, value in values.items()}
        return Finding(self.id, severity or self.severity, where, message, texts)


_RULES: dict[str, Rule] = {}


def rule(rule_id: str, title: str, severity: Severity, basis: str = "", since: int = 2017) -> Rule:
    """Declare a rule. An id used twice is a programming error: ``ValueError``."""
    if rule_id in _RULES:
        raise ValueError(f"rule {rule_id} is declared twice")
    declared = Rule(rule_id, title, severity, basis, since)
    _RULES[rule_id] = declared
    return declared


def declared_rules() -> dict[str, Rule]:
    """All rules by id, in the order of their ids."""
    return dict(sorted(_RULES.items()))
