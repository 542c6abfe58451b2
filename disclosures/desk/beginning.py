"""What a draft was begun with: last year's version, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.desk.draft import Draft
from disclosures.history import last_version, unconfirmed_texts
from disclosures.models import State, Verb, Version
from fiscal.carry import next_year, untouched
from fiscal.report import TARGETS


@dataclass(frozen=True, slots=True)
class Beginning:
    """What was carried into a draft; without ``version`` nothing was.

    ``lines`` are codes with last year's amounts, ``openings`` closing balances of last year that
    now open this one, ``texts`` last year's texts, of which ``unseen`` still wait to be looked at.
    """

    version: Version | None
    is_fresh: bool  # nothing was done since
    lines: int = 0
    openings: int = 0
    projects: tuple[str, ...] = ()
    texts: int = 0
    unseen: int = 0


def beginning(draft: Draft) -> Beginning | None:
    """How the draft was begun, while it is one; None where it came as a file."""
    disclosure = draft.disclosure
    if disclosure.state != State.DRAFT:
        return None
    if not disclosure.events.filter(verb=Verb.START_YEAR).exists():
        return None
    is_fresh = disclosure.revision == 1
    version = last_version(disclosure.unit, disclosure.year, disclosure.kind)
    if version is None:
        return Beginning(None, is_fresh)
    last = version.document().report
    carried = next_year(last, disclosure.year, draft.reference)
    lines = [line for one in carried.statements.values() for line in one.lines]
    names = carried.targets if disclosure.kind == TARGETS else draft.report.projects
    return Beginning(
        version,
        is_fresh,
        lines=len(lines),
        openings=sum(cell.this is not None for line in lines for cell in line.cells.values()),
        projects=tuple(one.name for one in names),
        texts=len(untouched(carried, last)),
        unseen=len(unconfirmed_texts(disclosure, draft.report)),
    )
