"""Anybody tries anything in any order: the tables decide, and the record tells what happened.

A model of a few lines stands beside the program. It knows the two tables (``flow.WAYS``,
``PERMISSIONS``) and the rules of maker and checker, foretells every answer, and after each one
the whole database is compared with what must be there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from disclosures import actions
from disclosures.flow import MAKING, WAYS
from disclosures.models import (
    Attachment,
    Comment,
    Disclosure,
    Event,
    Message,
    RecordHead,
    State,
    Verb,
    Version,
    VersionFinding,
    Withdrawal,
)
from disclosures.refusal import ActionRefused
from disclosures.store import assemble
from disclosures.telling import TOLD
from disclosures.tests.proof import AT, ROUNDS, a_small_draft, a_small_report, assert_sound, rounds
from fiscal.edits import Change
from fiscal.report import Report
from units.models import Role, Unit, User
from units.permissions import JUDGING, PERMISSIONS, Scope
from units.tests.people import a_unit, a_user

STEPS = 50
WATCHED: tuple[type[models.Model], ...] = (
    Disclosure, Version, VersionFinding, Withdrawal, Comment, Message, Attachment, Event,
    RecordHead,
)  # fmt: skip
CLOSED = (State.PUBLISHED,)
_numbers = count(1)


done: Counter[str] = Counter()  # of every verb, how often it came about


@dataclass
class Model:
    """What the test knows of one disclosure."""

    row: Disclosure
    state: State = State.DRAFT
    versions: int = 0
    events: int = 1
    makers: set[int] = field(default_factory=set)  # since the last version
    submitter: int | None = None
    signed: bool = False
    cleared: bool = False
    uploads: int = 0  # confirmed in a row, of which the last can be taken back
    comments: dict[int, bool] = field(default_factory=dict)


Act = Callable[[Disclosure, User], object]


def _edit(row: Disclosure, by: User) -> object:
    old = assemble(row).targets[0].goal
    new = Change("targets/0/goal", old, f"办好培训{next(_numbers)}")
    return actions.edit(disclosure=row, changes=[new], by=by, at=AT)


def _apply(row: Disclosure, by: User) -> object:
    row.refresh_from_db()
    return actions.apply_upload(
        disclosure=row, fragment=Report(a_small_report(row.unit).unit, row.year, row.kind),
        carried=(), findings=(), upload=UPLOADS[0], by=by, at=AT, expected_revision=row.revision,
    )  # fmt: skip


def _attach(row: Disclosure, by: User) -> object:
    return actions.attach(
        disclosure=row, project=None, kind=Attachment.Kind.values[0], title="", is_public=True,
        name="说明.pdf", content=b"%%PDF-1.7\n%d\n%%%%EOF" % next(_numbers), by=by, at=AT,
    )  # fmt: skip


UPLOADS: list[Any] = []
ACTS: dict[Verb, Act] = {
    Verb.LOAD: lambda row, by: actions.load(report=a_small_report(row.unit), by=by, at=AT),
    Verb.EDIT: _edit,
    Verb.APPLY_UPLOAD: _apply,
    Verb.UNDO_UPLOAD: lambda row, by: actions.undo_upload(disclosure=row, by=by, at=AT),
    Verb.ATTACH: _attach,
    Verb.SUBMIT: lambda row, by: actions.submit(disclosure=row, by=by, at=AT),
    Verb.RECALL: lambda row, by: actions.recall(disclosure=row, by=by, at=AT),
    Verb.SIGN: lambda row, by: actions.sign_off(disclosure=row, by=by, at=AT),
    Verb.CLEAR: lambda row, by: actions.clear_secrecy(
        disclosure=row, reviewer="保密员", by=by, at=AT
    ),
    Verb.RETURN: lambda row, by: actions.send_back(
        disclosure=row, reason="核对目标", comments=[("targets/0/goal", "写具体")], by=by, at=AT
    ),
    Verb.APPROVE: lambda row, by: actions.approve(disclosure=row, by=by, at=AT),
    Verb.RECORD_APPROVAL: lambda row, by: actions.record_approval(
        disclosure=row, approved_on=date(2026, 8, 1), document="财决〔2026〕1号", by=by, at=AT
    ),
    Verb.PUBLISH: lambda row, by: actions.publish(disclosure=row, by=by, at=AT),
    Verb.IMPORT: lambda row, by: actions.publish(disclosure=row, by=by, at=AT, imported=True),
    Verb.ASK_UNLOCK: lambda row, by: actions.request_unlock(
        disclosure=row, reason="漏列一项", by=by, at=AT
    ),
    Verb.REVISE: lambda row, by: actions.revise(disclosure=row, reason="更正目标", by=by, at=AT),
    Verb.WITHDRAW: lambda row, by: actions.withdraw(
        disclosure=row, reason="含有不宜公开的内容", by=by, at=AT
    ),
}
# Those that need a draft of another kind have tests of their own; MARK has a rule of its own.
ELSEWHERE = {Verb.START_YEAR, Verb.CONSOLIDATE, Verb.EXPLAIN, Verb.DETACH, Verb.MARK}
# What takes a disclosure on; of several the first that can be done.
ROAD = {
    State.DRAFT: [Verb.UNDO_UPLOAD, Verb.SUBMIT],
    State.SUBMITTED: [Verb.SIGN, Verb.CLEAR, Verb.APPROVE],
    State.APPROVED: [Verb.SIGN, Verb.CLEAR, Verb.PUBLISH],
    State.PUBLISHED: [Verb.WITHDRAW],
    State.WITHDRAWN: [Verb.REVISE],
}


# Without these a few walks show little; many show every verb.
MUST = {Verb.PUBLISH, Verb.REVISE, Verb.WITHDRAW, Verb.RETURN}
RARE = [
    Verb.APPLY_UPLOAD,
    Verb.RECALL,
    Verb.RETURN,
    Verb.IMPORT,
    Verb.ASK_UNLOCK,
]  # few states let them be done


def test_every_verb_of_the_flow_is_tried() -> None:
    assert set(ACTS) | ELSEWHERE == set(WAYS)


class AnyOrder(RuleBasedStateMachine):
    """Units in a tree, people in every role, a disclosure of each unit."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        top = a_unit("D1", "教育局")
        units = [top, a_unit("D1-1", "第一中学", under=top), a_unit("D2", "水利局")]
        self.people = list(_people(units))
        root = a_user("loader", Role.REVIEWER)
        UPLOADS[:] = [actions.receive(name="a.txt", content=b"x", by=root, at=AT)]
        self.models = [Model(a_small_draft(unit, root)) for unit in units]
        self.below = {(top.pk, units[1].pk), *((unit.pk, unit.pk) for unit in units)}
        self.total = Event.objects.count()

    @rule(
        verb=st.sampled_from(list(ACTS)),
        which=st.sampled_from([0, 1, 1, 1, 2]),
        who=st.integers(0, 99),
    )
    def somebody_tries(self, verb: Verb, which: int, who: int) -> None:
        self._try(verb, self.models[which], self.people[who % len(self.people)])

    @rule(verb=st.sampled_from([*ACTS, *RARE, *RARE]), who=st.integers(0, 99))
    def somebody_who_may_does_what_can_be_done(self, verb: Verb, who: int) -> None:
        """Chance alone would hardly get past a few gates."""
        ways = [(model, one) for model in self.models for one in self._who_may(verb, model)]
        if ways:
            self._try(verb, *ways[who % len(ways)])

    @rule(which=st.sampled_from([0, 1, 1, 1, 2]), who=st.integers(0, 99))
    def somebody_takes_it_a_step_on(self, which: int, who: int) -> None:
        model = self.models[which]
        for verb in ROAD[model.state]:
            if people := self._who_may(verb, model):
                self._try(verb, model, people[who % len(people)])
                return

    def _who_may(self, verb: Verb, model: Model) -> list[User]:
        return [one for one in self.people if not self._refusal(verb, model, one)]

    @rule(which=st.integers(0, 2), who=st.integers(0, 99), done=st.booleans())
    def somebody_ticks_a_comment(self, which: int, who: int, done: bool) -> None:
        model, person = self.models[which], self.people[who % len(self.people)]
        if not model.comments:
            return
        key = max(model.comments)
        foretold = self._refusal(Verb.MARK, model, person)
        changes = not foretold and model.comments[key] != done
        comment = Comment.objects.get(pk=key)
        self._observe(
            lambda: actions.mark_comment(comment=comment, done=done, by=person, at=AT),
            foretold, events=int(changes), of=model,
        )  # fmt: skip
        if changes:
            model.comments[key] = done

    # --- foretelling ---

    def _refusal(self, verb: Verb, model: Model, by: User) -> str:
        """The rule by which it will be refused, empty when it will be done."""
        if not self._permitted(verb, by, model.row.unit):
            return "AC-01"
        if model.state not in WAYS[verb].starts:
            return "AC-03" if model.state in CLOSED else "AC-02"
        return _objection(verb, model, by)

    def _permitted(self, verb: Verb, by: User, unit: Unit) -> bool:
        if by.is_superuser:
            return verb not in JUDGING
        scope = PERMISSIONS[by.role].get(verb)
        if not by.is_active or scope is None:
            return False
        if scope is Scope.ANY:
            return True
        if scope is Scope.OWN:
            return bool(by.unit_id == unit.pk)
        return (by.unit_id, unit.pk) in self.below

    # --- doing ---

    def _try(self, verb: Verb, model: Model, by: User) -> None:
        foretold = self._refusal(verb, model, by)
        self._observe(lambda: ACTS[verb](model.row, by), foretold, events=not foretold, of=model)
        if not foretold:
            _follow(verb, model, by)
        model.row.refresh_from_db()
        assert model.row.state == model.state
        assert model.row.versions.count() == model.versions
        event = Event.objects.latest("sequence")
        if not foretold:
            done[verb] += 1
            assert (event.verb, event.by, event.disclosure) == (verb, by, model.row)
            assert event.messages.exists() <= (verb in TOLD)

    def _observe(self, act: Callable[[], object], foretold: str, *, events: int, of: Model) -> None:
        before = _everything()
        try:
            act()
        except ActionRefused as refusal:
            assert [finding.rule for finding in refusal.findings] == [foretold]
            assert _everything() == before, "refused, and something changed all the same"
        else:
            assert not foretold, f"done, though it was to be refused by {foretold}"
        self.total += events
        assert Event.objects.count() == self.total
        assert_sound(of.row)


def _people(units: list[Unit]) -> list[User]:
    one, two = (Role.OFFICER, Role.HEAD), ("甲", "乙")
    local = [
        a_user(f"{role}-{unit.code}-{name}", role, unit)
        for unit in units for role in one for name in two
    ]  # fmt: skip
    others = [role for role in Role.values if role not in one]
    everywhere = [a_user(f"{role}-{name}", role) for role in others for name in two]
    former = a_user("former", Role.REVIEWER, is_active=False)
    return [*local, *everywhere, former, a_user("root", Role.SYSTEM_ADMIN, is_superuser=True)]


def _objection(verb: Verb, model: Model, by: User) -> str:
    """What is in the way of somebody who may, in a state that allows it."""
    own = model.submitter == by.pk
    if verb is Verb.RECALL and (model.signed or model.cleared):
        return "AC-20"
    if verb in (Verb.SIGN, Verb.CLEAR):
        done = model.signed if verb is Verb.SIGN else model.cleared
        return "AC-05" if own else "AC-13" if done else ""
    if verb is Verb.APPROVE and by.pk in model.makers:
        return "AC-05"
    if verb is Verb.PUBLISH:
        if not model.signed:
            return "AC-18"
        if not model.cleared:
            return "AC-19"
        return "AC-05" if own else ""
    if verb is Verb.UNDO_UPLOAD and not model.uploads:
        return "AC-09"
    return ""


def _follow(verb: Verb, model: Model, by: User) -> None:
    """What was done leaves the model like this."""
    model.state = WAYS[verb].end or model.state
    if verb in MAKING:
        model.makers.add(by.pk)
    if verb in (Verb.SUBMIT, Verb.RETURN, Verb.RECALL, Verb.REVISE):
        model.signed = model.cleared = False
    if verb is Verb.SUBMIT:
        model.submitter = by.pk
    model.signed |= verb is Verb.SIGN
    model.cleared |= verb is Verb.CLEAR
    if verb in (Verb.PUBLISH, Verb.IMPORT):
        model.versions += 1
        model.makers = set()
    if verb in (Verb.LOAD, Verb.APPLY_UPLOAD, Verb.UNDO_UPLOAD):
        model.uploads = int(verb is Verb.APPLY_UPLOAD)
    if verb is Verb.RETURN:
        (comment,) = Event.objects.latest("sequence").comments.all()
        model.comments[comment.pk] = False


def _everything() -> list[list[tuple[object, ...]]]:
    return [list(table._default_manager.order_by("pk").values_list()) for table in WATCHED]


@pytest.mark.django_db
def test_whoever_tries_whatever_the_tables_decide_and_the_record_verifies() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        AnyOrder,
        settings=settings(
            max_examples=rounds(12),
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=not ROUNDS,
            phases=[Phase.generate],
        ),
    )
    assert set(done) >= (set(ACTS) if ROUNDS else MUST), "some verbs never came about"
