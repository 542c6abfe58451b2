"""What any rule set says of published versions, against what was recorded with them.

Nothing that is published changes. Versions are taken a few at a time, so that memory does not
grow with their number.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from django.db.models import OuterRef, QuerySet, Subquery

from disclosures.models import Version
from fiscal import checks
from fiscal.codec import from_plain
from fiscal.finding import Finding
from fiscal.report import Report
from units.reference_db import reference

_AT_ONCE = 10  # payloads in memory


@dataclass(frozen=True, slots=True)
class Recheck:
    """A version under a rule set: findings that it would have besides those recorded (``new``),
    and those recorded that it would not (``gone``). ``rule_set`` is the recorded one.
    """

    unit_code: str
    unit_name: str
    year: int
    kind: str
    number: int
    rule_set: str
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]

    @property
    def differs(self) -> bool:
        return bool(self.new or self.gone)


@dataclass(slots=True)
class Totals:
    """What many rechecks come to; ``new`` and ``gone`` count findings by rule."""

    versions: int = 0
    differing: int = 0
    new: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)

    def add(self, one: Recheck) -> None:
        self.versions += 1
        self.differing += one.differs
        self.new.update(finding.rule for finding in one.new)
        self.gone.update(finding.rule for finding in one.gone)

    @property
    def rules(self) -> list[str]:
        """Ids of the rules that would say something else."""
        return sorted({*self.new, *self.gone})


def newest(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Of each disclosure the version that counts."""
    same = Version.objects.filter(disclosure=OuterRef("disclosure")).order_by("-number")
    return versions.filter(pk=Subquery(same.values("pk")[:1]))


def recheck(versions: QuerySet[Version], rule_set: str) -> Iterator[Recheck]:
    """Each version with what ``rule_set`` would say of it now, unit by unit."""
    books = cache(reference)  # one look at the books for the whole run
    ordered = versions.order_by("unit_code", "year", "kind", "number")
    rows = ordered.values_list("unit_code", "unit_name", "year", "kind", "number", "payload")
    for code, name, year, kind, number, payload in rows.iterator(chunk_size=_AT_ONCE):
        document = json.loads(payload)
        report = from_plain(Report, document["report"])
        found = checks.run(
            report, books(report.year), entered=not document["imported"], rule_set=rule_set
        )
        # What a reader noticed in the file is not for the checks to find again.
        findings = (from_plain(Finding, one) for one in document["findings"])
        recorded = [one for one in findings if one.rule in checks.RULES]
        new, gone = _without(found, recorded), _without(recorded, found)
        yield Recheck(code, name, year, kind, number, document["rule_set"], new, gone)


def _without(some: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
    """``some`` less ``others``, one for one."""
    left = Counter(one.fingerprint for one in others)
    kept = []
    for one in some:
        if left[one.fingerprint]:
            left[one.fingerprint] -= 1
        else:
            kept.append(one)
    return tuple(kept)
