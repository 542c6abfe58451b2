"""By which rules a draft is checked now, and which drafts were last checked by others.

The rules are a rule set over the year's reference books: either may change while a draft waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, QuerySet

from disclosures.flow import PUBLIC
from disclosures.models import Disclosure
from fiscal import checks
from fiscal.reference import Reference
from units.reference_db import reference

_DIGITS = 16  # of the digest: enough to tell editions of the books apart


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check that somebody looked at was a check of: the draft's revision, the rules."""

    revision: int
    rules: str


def rules_of(books: Reference) -> str:
    """What names the present rule set and these books: ``2026.3/163c6520eeec32ce``."""
    return f"{checks.RULE_SET}/{books.digest[:_DIGITS]}"


def outdated(disclosures: QuerySet[Disclosure]) -> Iterator[int]:
    """Ids of those not yet public whose noted standing is not that of now, by two queries a year.

    Raises ``ReferenceNotLoadedError``.
    """
    open_ones = disclosures.exclude(state__in=PUBLIC)
    for year in open_ones.order_by("year").values_list("year", flat=True).distinct():
        rest = open_ones.filter(year=year).exclude(
            checked_revision=F("revision"), checked_rules=rules_of(reference(year))
        )
        yield from rest.order_by("pk").values_list("pk", flat=True)
