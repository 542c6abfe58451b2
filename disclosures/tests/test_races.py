"""Two reviewers at once: whoever comes second is refused or comes after, and never half.

Every round is a fresh race on real connections; afterwards the record is replayed by the table
of ways, which finds two versions, a version of which nobody knows, and a state nobody led to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle, islice

import pytest

from disclosures import actions
from disclosures.flow import PUBLIC
from disclosures.models import Disclosure, State
from disclosures.refusal import ActionRefused
from disclosures.tests.proof import AT, a_small_draft, assert_sound, rounds
from disclosures.tests.racing import at_once, needs_connections
from disclosures.tests.walking import approved, person
from units.models import Role, User
from units.tests.people import a_unit, a_user

pytestmark = [pytest.mark.django_db(transaction=True), needs_connections]

Act = Callable[[Disclosure, User], object]


def _publish(row: Disclosure, by: User) -> object:
    return actions.publish(disclosure=row, by=by, at=AT)


def _send_back(row: Disclosure, by: User) -> object:
    return actions.send_back(disclosure=row, reason="核对目标", by=by, at=AT)


def _revise(row: Disclosure, by: User) -> object:
    return actions.revise(disclosure=row, reason="更正目标", by=by, at=AT)


def _withdraw(row: Disclosure, by: User) -> object:
    return actions.withdraw(disclosure=row, reason="含有不宜公开的内容", by=by, at=AT)


# From which state, who does what at once, and how many of them may come through.
RACES: Sequence[tuple[State, tuple[Act, ...], tuple[int, ...]]] = (
    (State.APPROVED, (_publish, _publish), (1,)),
    (State.APPROVED, (_publish, _send_back), (1,)),
    (State.APPROVED, (_publish, _publish, _publish, _send_back), (1,)),
    (State.APPROVED, (_publish, _revise), (1, 2)),  # the second after the first
    (State.PUBLISHED, (_revise, _revise), (1,)),
    (State.PUBLISHED, (_revise, _withdraw), (1, 2)),
    (State.PUBLISHED, (_withdraw, _withdraw), (1,)),
    (State.WITHDRAWN, (_revise, _revise), (1,)),
)


def test_of_two_reviewers_at_once_one_comes_first(
    reference_books: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosures.publishing._render", lambda version: None)
    monkeypatch.setattr("disclosures.steps._take_stock", lambda pk: None)
    unit = a_unit("105001", "水利局")
    draft = a_small_draft(unit, person(Role.OFFICER, unit))
    reviewers = [a_user(f"reviewer-{number}", Role.REVIEWER) for number in range(4)]
    for start, acts, winners in islice(cycle(RACES), rounds(24)):
        _lead_to(draft, start)
        versions, events = draft.versions.count(), draft.events.count()
        tried = [_try(act, draft, by) for act, by in zip(acts, reviewers, strict=False)]
        done = [act for act, won in zip(acts, at_once(*tried), strict=True) if won]
        assert len(done) in winners
        assert draft.events.count() == events + len(done)
        assert draft.versions.count() == versions + done.count(_publish)
        assert_sound(draft)


def _try(act: Act, draft: Disclosure, by: User) -> Callable[[], bool]:
    def trying() -> bool:
        try:
            act(draft, by)
        except ActionRefused:
            return False
        return True

    return trying


def _lead_to(draft: Disclosure, wanted: State) -> None:
    """Another round to the public, from whatever the last race left, and as far as wanted."""
    draft.refresh_from_db()
    reviewer = person(Role.REVIEWER)
    if draft.state in PUBLIC:
        _revise(draft, reviewer)
    if draft.state == State.APPROVED:
        _send_back(draft, reviewer)
    approved(draft, AT)
    if wanted in PUBLIC:
        _publish(draft, reviewer)
    if wanted == State.WITHDRAWN:
        _withdraw(draft, reviewer)
