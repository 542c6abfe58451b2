"""Which verb leads a disclosure from which states to which: the only place that knows.

    DRAFT ─submit─► SUBMITTED ─approve─► APPROVED ─publish─► PUBLISHED ─withdraw─► WITHDRAWN
      ▲◄───recall──────┘                    │                  │                      │
      ▲◄───────────────────send_back────────┘                  │                      │
      ▲◄──────────────────────────────────────revise───────────┴──────────────────────┘
      └─────────────────── publish(imported=True) ────────────▲

Actions and the pages that offer them, the manual and the tests ask this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from disclosures.models.states import State, Verb


@dataclass(frozen=True, slots=True)
class Way:
    """The states from which a verb may be done, and the one it leads to (None: it stays)."""

    starts: frozenset[State]
    end: State | None = None


def _way(*starts: State, end: State | None = None) -> Way:
    return Way(frozenset(starts), end)


_DRAFT, _IN_REVIEW = _way(State.DRAFT), (State.SUBMITTED, State.APPROVED)
PUBLIC = (State.PUBLISHED, State.WITHDRAWN)

# What is not here (receiving and handing out files, reading, exporting) asks for no state.
WAYS: Mapping[Verb, Way] = {
    Verb.LOAD: _DRAFT,
    Verb.EDIT: _DRAFT,
    Verb.APPLY_UPLOAD: _DRAFT,
    Verb.UNDO_UPLOAD: _DRAFT,
    Verb.START_YEAR: _DRAFT,
    Verb.CONSOLIDATE: _DRAFT,
    Verb.ATTACH: _DRAFT,
    Verb.DETACH: _DRAFT,
    Verb.EXPLAIN: _DRAFT,
    Verb.MARK: _DRAFT,
    Verb.SUBMIT: _way(State.DRAFT, end=State.SUBMITTED),
    Verb.RECALL: _way(State.SUBMITTED, end=State.DRAFT),
    Verb.SIGN: _way(*_IN_REVIEW),
    Verb.CLEAR: _way(*_IN_REVIEW),
    Verb.RETURN: _way(*_IN_REVIEW, end=State.DRAFT),
    Verb.APPROVE: _way(State.SUBMITTED, end=State.APPROVED),
    Verb.RECORD_APPROVAL: _way(State.DRAFT, *_IN_REVIEW),
    Verb.PUBLISH: _way(State.APPROVED, end=State.PUBLISHED),
    Verb.IMPORT: _way(State.DRAFT, end=State.PUBLISHED),
    Verb.ASK_UNLOCK: _way(State.APPROVED, State.PUBLISHED),
    Verb.REVISE: _way(*PUBLIC, end=State.DRAFT),
    Verb.WITHDRAW: _way(State.PUBLISHED, end=State.WITHDRAWN),
}

# Verbs that make the content: who did one of them is no checker of it.
MAKING = frozenset(verb for verb, way in WAYS.items() if way.starts == _DRAFT.starts) - {
    Verb.IMPORT,
    Verb.MARK,
}


def possible(verb: Verb, state: str) -> bool:
    """Whether ``verb`` may be done to a disclosure in that state."""
    return state in WAYS[verb].starts
