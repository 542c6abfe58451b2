"""What an upload would change, as the preview shows it: by part, with names and values in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from disclosures.desk.draft import Draft
from disclosures.desk.links import section_of, section_url
from disclosures.desk.naming import name_of, section_name, words
from disclosures.models.job import Job
from disclosures.proposal import Proposal, Sort, proposal
from fiscal import checks
from fiscal.edits import Change
from fiscal.finding import Finding, Severity

MOST_ROWS = 300  # of one part
_FIGURE = re.compile(r"[-\d,.]*")


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    old: str
    new: str
    sort: Sort

    @property
    def is_figure(self) -> bool:
        return bool(_FIGURE.fullmatch(self.old) and _FIGURE.fullmatch(self.new))


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the desk with what would change in it; ``kept`` counts what stays."""

    name: str
    url: str
    counts: tuple[tuple[Sort, int], ...]
    kept: int
    rows: tuple[Row, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one file or sheet."""

    name: str
    findings: tuple[Finding, ...]


class Preview:
    """The preview of a job that is ready; everything is found out when it is asked for."""

    def __init__(self, job: Job, draft: Draft) -> None:
        self.draft = draft
        self.proposal: Proposal = proposal(job, draft.report)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.proposal.problems, *self.proposal.intake.findings)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        changes, kept = self.values, self.proposal.kept
        sections = dict.fromkeys(section_of(one.path) for one in (*changes, *kept))
        return tuple(self._part(section, changes, kept) for section in sections)

    @property
    def counts(self) -> tuple[tuple[Sort, int], ...]:
        return self._counts(self.values)

    @cached_property
    def values(self) -> tuple[Change, ...]:
        """What is shown: what would change, and what stays because it could not be read."""
        return (*self.proposal.values, *self.proposal.unread)

    def _counts(self, changes: Iterable[Change]) -> tuple[tuple[Sort, int], ...]:
        counts = Counter(self.proposal.sort_of(one) for one in changes)
        return tuple((sort, counts[sort]) for sort in Sort if counts[sort])

    @property
    def kept(self) -> int:
        return len(self.proposal.kept)

    @property
    def can_be_confirmed(self) -> bool:
        return bool(self.proposal.changes) and not self.proposal.problems

    @cached_property
    def new_errors(self) -> tuple[Finding, ...]:
        """Errors that the checks would find in the new draft and do not find in the present."""
        before = {(one.rule, one.where) for one in self.draft.findings}
        whole = self.draft.completed(self.proposal.after)
        after = checks.run(whole, self.draft.reference, entered=True)
        errors = (one for one in after if one.severity is Severity.ERROR)
        return tuple(one for one in errors if (one.rule, one.where) not in before)

    def _part(self, section: str, changes: Iterable[Change], kept: Iterable[Change]) -> Part:
        mine = [one for one in changes if section_of(one.path) == section]
        stays = [one for one in kept if section_of(one.path) == section]
        path = (mine or stays)[0].path
        return Part(
            name=section_name(path),
            url=section_url(self.draft.disclosure, section),
            counts=self._counts(mine),
            kept=len(stays),
            rows=tuple(self._row(one) for one in mine[:MOST_ROWS]),
            hidden=max(len(mine) - MOST_ROWS, 0),
        )

    def _row(self, change: Change) -> Row:
        sort = self.proposal.sort_of(change)
        report = self.proposal.before if sort is Sort.MISSING else self.proposal.after
        old, new = (words(change.path, value) for value in (change.old, change.new))
        return Row(name_of(change.path, report), old, new, sort)


def by_place(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Findings by the sheet of a workbook (``支出决算表!E6``) or the file, in the given order."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        sheet, separator, _ = finding.source.partition("!")
        groups.setdefault(sheet if separator else "", []).append(finding)
    return tuple(Group(name, tuple(found)) for name, found in groups.items())
