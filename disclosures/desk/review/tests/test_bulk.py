"""Many decided at once: each with its own outcome, once, whatever happens to the worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions, batches, tasks
from disclosures.desk.tests.desks import AT, a_draft, a_full_report, sign_in
from disclosures.models import Batch, Disclosure, OutcomeState, State, Verb
from disclosures.tests.explaining import submitted
from disclosures.tests.walking import approved, person, signed
from fiscal.report import UnitFacts
from units.models import Role
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db

BULK = "admin:desk_bulk"


def handed_in(code: str, name: str) -> Disclosure:
    unit = a_unit(code, name)
    draft = a_draft(replace(a_full_report(), unit=UnitFacts(name, code)))
    return submitted(draft, person(Role.OFFICER, unit), AT)


@pytest.fixture
def two() -> list[Disclosure]:
    return [handed_in("105001", "水利局"), handed_in("105002", "财政局")]


def key(disclosure: Disclosure) -> str:
    disclosure.refresh_from_db()
    return f"{disclosure.pk}:{disclosure.revision}"


def choose(client: Client, verb: str, *chosen: str) -> Any:
    return client.post(reverse(BULK), {"do": verb, "chosen": list(chosen)})


def states(batch: Batch) -> list[str]:
    return list(batch.outcomes.values_list("state", flat=True))


def run(batch: Batch) -> None:
    for outcome in batch.outcomes.all():
        tasks.decide(outcome.pk)


def test_what_waits_is_listed_with_what_is_signed(two: list[Disclosure], client: Client) -> None:
    signed(two[0], AT)
    sign_in(client, person(Role.REVIEWER))
    response = client.get(reverse(BULK))
    rows = {row.disclosure: row.signatures for row in response.context["rows"]}
    assert set(rows) == set(two)
    assert rows[two[0]].signed
    assert not rows[two[1]].signed
    assert "保密员" in response.content.decode()
    assert "checked" in client.get(f"{reverse(BULK)}?all=1").content.decode()


def test_the_desk_is_for_who_approves(two: list[Disclosure], client: Client) -> None:
    for role in (Role.OFFICER, Role.HEAD, Role.AUDITOR):
        sign_in(client, person(role, two[0].unit))
        assert client.get(reverse(BULK)).status_code == 403
        choose(client, "approve", key(two[0]))
    assert not Batch.objects.exists()
    sign_in(client, person(Role.REVIEWER))
    rows = client.get(reverse(BULK)).context["rows"]
    assert {row.disclosure for row in rows} == set(two)


def test_each_has_its_outcome(two: list[Disclosure], client: Client) -> None:
    reviewer = sign_in(client, person(Role.REVIEWER))
    shown = [key(one) for one in two]
    actions.recall(disclosure=two[1], by=person(Role.OFFICER, two[1].unit), at=AT)
    response = choose(client, "approve", *shown)
    batch = Batch.objects.get()
    assert response.headers["Location"] == batch.get_absolute_url()
    progress = reverse("admin:desk_batch_progress", args=[batch.pk])
    assert client.get(progress).json()["over"] is False
    run(batch)
    assert states(batch) == [OutcomeState.DONE, OutcomeState.REFUSED]
    assert client.get(progress).json()["message"] == "已处理2件，其中未处理1件"
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "在您查看以后有变动" in page
    event = two[0].events.get(verb="approve")
    assert (event.by, event.origin) == (reviewer, "127.0.0.1")


def test_a_task_that_runs_twice_does_it_once(two: list[Disclosure]) -> None:
    reviewer = person(Role.REVIEWER)
    two[0].refresh_from_db()
    chosen = [(two[0], two[0].revision)]
    batch = batches.begin(verb=Verb.APPROVE, chosen=chosen, by=reviewer, at=AT)
    run(batch)
    run(batch)
    assert states(batch) == [OutcomeState.DONE]
    assert two[0].events.filter(verb="approve").count() == 1


def test_what_was_lost_is_queued_again_after_a_silence(two: list[Disclosure]) -> None:
    two[0].refresh_from_db()
    chosen = [(two[0], two[0].revision)]
    batch = batches.begin(verb=Verb.APPROVE, chosen=chosen, by=person(Role.REVIEWER), at=AT)
    assert list(batches.left(AT + timedelta(seconds=30))) == []
    assert list(batches.left(AT + timedelta(minutes=2))) == [batch.outcomes.get().pk]
    run(batch)
    assert list(batches.left(AT + timedelta(days=2000))) == []


def test_a_fault_is_an_outcome_and_undoes_what_was_begun(
    two: list[Disclosure], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**given: Any) -> None:
        actions.approve(**given)
        raise ZeroDivisionError

    monkeypatch.setattr(batches, "VERBS", {Verb.APPROVE: broken})
    two[0].refresh_from_db()
    chosen = [(two[0], two[0].revision)]
    batch = batches.begin(verb=Verb.APPROVE, chosen=chosen, by=person(Role.REVIEWER), at=AT)
    run(batch)
    two[0].refresh_from_db()
    assert states(batch) == [OutcomeState.REFUSED]
    assert two[0].state == State.SUBMITTED


def test_many_are_published(two: list[Disclosure], client: Client) -> None:
    for one in two:
        approved(one, AT)
    sign_in(client, person(Role.REVIEWER))
    page = client.get(f"{reverse(BULK)}?state=approved")
    assert 'value="publish"' in page.content.decode()
    choose(client, "publish", *(key(one) for one in two))
    batch = Batch.objects.get()
    run(batch)
    assert states(batch) == [OutcomeState.DONE] * 2
    assert all(one.versions.count() == 1 for one in two)


def test_publishing_many_asks_first_who_it_is(two: list[Disclosure], client: Client) -> None:
    approved(two[0], AT)
    sign_in(client, person(Role.REVIEWER))
    session = client.session
    session.pop("confirmed", None)
    session.save()
    assert "请确认是您本人" in choose(client, "publish", key(two[0])).content.decode()
    assert not Batch.objects.exists()


def test_a_batch_is_seen_by_who_chose_it(two: list[Disclosure], client: Client) -> None:
    batch = batches.begin(verb=Verb.APPROVE, chosen=[], by=person(Role.REVIEWER), at=AT)
    sign_in(client, person(Role.HEAD, two[0].unit))
    assert client.get(batch.get_absolute_url()).status_code == 404
