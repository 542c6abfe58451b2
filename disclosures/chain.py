"""Where in the record a version stands: what of the chain is public, and nothing else of it."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.models import Event, Verb, Version


@dataclass(frozen=True, slots=True)
class Link:
    """The event by which a version was published: its number in the record and three SM3 digests,
    of the event before, of itself and of the one after, empty where there is none."""

    sequence: int
    previous: str
    digest: str
    following: str


def link_of(version: Version) -> Link | None:
    """None for what no event tells of, which ``verify_record`` would report."""
    told = Event.objects.filter(
        disclosure=version.disclosure_id,
        verb__in=(Verb.PUBLISH, Verb.IMPORT),
        basis__version=version.number,
    )
    event = told.values_list("sequence", "previous", "digest").first()
    if event is None:
        return None
    after = Event.objects.filter(sequence=event[0] + 1).values_list("digest", flat=True).first()
    return Link(*event, following=after or "")
