"""Breaking disclosures by the hundred, and counting what the checks find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random

from disclosures.demo import reports, units
from disclosures.readers import read
from disclosures.tests.mutation.model import Kind, Mutant
from disclosures.tests.mutation.printed import printed
from fiscal import checks
from fiscal.finding import Finding, Severity
from fiscal.report import Report
from units.reference import shipped_reference

ENOUGH = 98  # percent of what changes the truth
_UNITS = 24  # looked at for subjects
_YEARS = (2024, 2025)
_TRIES = 20  # until a subject has what a kind changes


@dataclass(slots=True)
class Tally:
    """How many mutants of a kind were made and found, how many of these near their place."""

    kind: Kind
    made: int = 0
    found: int = 0
    near: int = 0
    missed: list[Mutant] = field(default_factory=list)
    alarms: list[Finding] = field(default_factory=list)


@cache
def subjects() -> tuple[Report, ...]:
    """Fictional disclosures without a warning, as entered and as printed and read again."""
    candidates = (
        report for unit in units(_UNITS) for report in reports(unit, _YEARS[0], _YEARS[-1])
    )
    return tuple(report for report in candidates if not _told(entered(report) + as_read(report)))


def entered(report: Report) -> list[Finding]:
    """What stands in the way of handing the draft in."""
    return list(checks.before_submitting(report, shipped_reference(report.year)))


def as_read(report: Report) -> list[Finding]:
    return read_again(printed(report).encode())


def read_again(content: bytes) -> list[Finding]:
    """What reading and checking a text file tells."""
    reading = read("disclosure", content, shipped_reference)
    found = list(reading.findings)
    if reading.report is not None:
        found += checks.run(reading.report, shipped_reference(reading.report.year))
    return found


def findings(mutant: Mutant) -> list[Finding]:
    """The errors and warnings of a mutant; the subjects have none."""
    return _told(entered(mutant.report) if mutant.report else read_again(mutant.file))


def _told(found: Iterable[Finding]) -> list[Finding]:
    return [item for item in found if item.severity is not Severity.INFO]


def mutants(kind: Kind, count: int, seed: int) -> Iterator[Mutant]:
    """Up to ``count`` mutants of a kind, the same for the same seed."""
    random = Random(f"{seed} {kind.name}")
    for _ in range(count):
        for _ in range(_TRIES):
            mutant = kind.make(random.choice(subjects()), random)
            if mutant is not None:
                yield mutant
                break


def tally(kind: Kind, count: int, seed: int) -> Tally:
    total = Tally(kind)
    for mutant in mutants(kind, count, seed):
        found = findings(mutant)
        total.made += 1
        total.found += bool(found)
        total.near += any(_is_near(item, mutant) for item in found)
        if found:
            total.alarms += found[:1]
        else:
            total.missed.append(mutant)
    return total


def _is_near(finding: Finding, mutant: Mutant) -> bool:
    """Whether it names the same table, text or group, or the very line of the file."""
    if mutant.where.startswith("第"):
        return finding.source == mutant.where
    return finding.where.split("/")[:2] == mutant.where.split("/")[:2]
