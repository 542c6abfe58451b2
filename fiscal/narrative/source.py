"""What goes into reading a text and what comes out."""

from __future__ import annotations

from dataclasses import dataclass

from fiscal.finding import Finding
from fiscal.report import Report


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
