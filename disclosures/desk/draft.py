"""A disclosure as the desk works on it: the draft, what follows from it, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from disclosures.consolidation import units_below
from disclosures.desk.links import section_of
from disclosures.freshness import rules_of
from disclosures.history import prior_report
from disclosures.models import Disclosure, Explanation, State
from disclosures.store import assemble
from fiscal import checks
from fiscal.completeness import Completeness, completeness
from fiscal.explaining import unanswered
from fiscal.fill import fill
from fiscal.finding import Finding, Severity
from fiscal.reference import Reference
from fiscal.report import FINAL_ACCOUNTS, Report
from units.reference_db import reference


class Draft:
    """A disclosure as a page works on it; what is asked for is read once."""

    def __init__(self, disclosure: Disclosure) -> None:
        self.disclosure = disclosure

    @cached_property
    def report(self) -> Report:
        return assemble(self.disclosure)

    @cached_property
    def reference(self) -> Reference:
        return reference(self.disclosure.year)

    @cached_property
    def prior(self) -> Report | None:
        """Last year's Report as published."""
        return prior_report(self.disclosure)

    @cached_property
    def whole(self) -> Report:
        """The draft with what follows from it, as it would be handed in."""
        if self.disclosure.state != State.DRAFT:
            return self.report
        return self.completed(self.report)

    def completed(self, report: Report) -> Report:
        """A state of the draft with what follows from it, as it would be handed in."""
        return fill(report, self.reference, self.prior)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks find now: what handing in would find."""
        return checks.run(self.whole, self.reference, entered=True)

    def findings_in(self, section: str) -> tuple[Finding, ...]:
        """Those of one section of the desk: ``statements/05``, ``narrative`` …"""
        return tuple(item for item in self.findings if section_of(item.where) == section)

    @property
    def rules(self) -> str:
        """Names the rule set and the books by which ``findings`` were found."""
        return rules_of(self.reference)

    @cached_property
    def every_explanation(self) -> tuple[Explanation, ...]:
        """All that was ever said to warnings of this draft, oldest first."""
        return tuple(self.disclosure.explanations.select_related("by").order_by("at", "pk"))

    @cached_property
    def explanations(self) -> Mapping[str, Explanation]:
        """Those that answer a warning that stands, by its fingerprint."""
        standing = {one.fingerprint for one in self.findings}
        return {one.finding: one for one in self.every_explanation if one.finding in standing}

    @cached_property
    def to_settle(self) -> tuple[Finding, ...]:
        """What keeps the draft from being handed in: errors, then warnings not yet explained."""
        errors = [one for one in self.findings if one.severity is Severity.ERROR]
        return (*errors, *unanswered(self.findings, self.explanations))

    @cached_property
    def completeness(self) -> dict[str, Completeness]:
        """How far each section of the desk is."""
        return {section_of(one.part): one for one in completeness(self.whole, self.reference)}

    @cached_property
    def adds_up(self) -> bool:
        """Whether it is the account of a unit with others below it."""
        accounts = self.disclosure.kind == FINAL_ACCOUNTS
        return accounts and any(units_below(self.disclosure.unit))

    @property
    def missing(self) -> tuple[str, ...]:
        """Addresses of everything that is still to be entered."""
        return tuple(path for one in self.completeness.values() for path in one.missing)

    def count(self, severity: Severity) -> int:
        return sum(item.severity is severity for item in self.findings)


def take_stock(draft: Draft) -> None:
    """Note on the row how the draft stands, for lists; nothing when it has changed meanwhile.

    A draft that was looked at since its last change, by the rules of now, is not checked again.
    """
    disclosure = draft.disclosure
    noted = (disclosure.checked_revision, disclosure.checked_rules)
    if noted == (disclosure.revision, draft.rules):
        return
    standing = {
        "checked_revision": disclosure.revision,
        "checked_rules": draft.rules,
        "error_count": draft.count(Severity.ERROR),
        "warning_count": draft.count(Severity.WARNING),
        "filled_count": sum(one.filled for one in draft.completeness.values()),
        "required_count": sum(one.required for one in draft.completeness.values()),
    }
    same = Disclosure.objects.filter(pk=disclosure.pk, revision=disclosure.revision)
    same.update(**standing)
