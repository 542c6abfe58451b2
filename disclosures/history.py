"""What was before: last year's Report of a unit, and who changed what in a draft."""

from __future__ import annotations

from collections.abc import Iterable

from disclosures.models import Disclosure, Event, Verb, Version
from fiscal.carry import untouched
from fiscal.fill import fill
from fiscal.report import Report
from units.models import Unit
from units.reference_db import reference

_LOOK_BACK = 500  # events; a draft saved every few seconds makes some hundreds


def last_version(unit: Unit, year: int, kind: str) -> Version | None:
    """The latest public version of the year before ``year``."""
    versions = Version.objects.filter(
        disclosure__unit=unit, disclosure__year=year - 1, disclosure__kind=kind
    )
    return versions.order_by("-number").first()


def prior_report(disclosure: Disclosure) -> Report | None:
    """Last year's Report as published, where there is one."""
    version = last_version(disclosure.unit, disclosure.year, disclosure.kind)
    return version.document().report if version else None


def completed(disclosure: Disclosure, draft: Report) -> Report:
    """The draft with its totals, carries and last year's figures; see ``fiscal.fill``."""
    return fill(draft, reference(disclosure.year), prior_report(disclosure))


def last_change(disclosure: Disclosure, path: str) -> Event | None:
    """The latest event that changed what stands at ``path``, or something above or below it."""
    events = disclosure.events.exclude(changes=[]).select_related("by").order_by("-pk")
    for event in events[:_LOOK_BACK]:
        if any(_touches(change["path"], path) for change in event.changes):
            return event
    return None


def unconfirmed_texts(disclosure: Disclosure, draft: Report) -> frozenset[str]:
    """Addresses of texts that are last year's and of which nobody has said that they hold."""
    last = prior_report(disclosure)
    if last is None:
        return frozenset()
    events: Iterable[dict[str, list[str]]] = disclosure.events.filter(
        verb=Verb.EDIT, basis__has_key="confirmed"
    ).values_list("basis", flat=True)
    confirmed = {path for basis in events for path in basis["confirmed"]}
    return untouched(draft, last) - confirmed


def _touches(changed: str, path: str) -> bool:
    return f"{changed}/".startswith(f"{path}/") or f"{path}/".startswith(f"{changed}/")
