"""The record is one chain, and who tampers with it, or with what it speaks of, is found out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from disclosures import actions
from disclosures.desk.tests.desks import a_full_report
from disclosures.files import keep
from disclosures.models import Disclosure, Event, Message, RecordHead, Upload, Version
from disclosures.record import digest_of
from disclosures.refusal import ActionRefused
from disclosures.render.renditions import make
from disclosures.tests.flush import unprotected
from disclosures.tests.walking import person, published
from disclosures.verifying import Verification
from fiscal.edits import Change
from fiscal.report import UnitFacts
from units.models import Role, Unit, User
from units.origin import remember_origin
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 1, 9, 0, 0, 123456, tzinfo=UTC)
Tamper = Callable[[], object]


@pytest.fixture
def unit() -> Unit:
    return a_unit("105001", "水利局")


@pytest.fixture
def officer(unit: Unit) -> User:
    return person(Role.OFFICER, unit)


@pytest.fixture
def version(officer: User) -> Version:
    """The second version of a disclosure that came from a file; the first was withdrawn."""
    upload = actions.receive(name="决算.txt", content=b"text", by=officer, at=AT)
    report = replace(a_full_report(), unit=UnitFacts("水利局", "105001"))
    draft = actions.load(report=report, by=officer, at=AT, upload=upload)
    first = published(draft, AT, officer)
    reviewer = person(Role.REVIEWER)
    actions.withdraw(disclosure=draft, reason="含有不宜公开的内容", by=reviewer, at=AT)
    actions.revise(disclosure=draft, reason="已删去不宜公开的内容", by=reviewer, at=AT)
    second = published(first.disclosure, AT, officer)
    make(second, "json")
    Message.objects.all().delete()  # who deletes an event has no more trouble with what it told
    return second


def faults(**options: object) -> list[str]:
    return [f"{one.kind} {one.where}" for one in Verification().run(**options)]  # type: ignore[arg-type]


def sql(statement: str, *values: Any) -> None:
    """What somebody does who has got rid of the triggers."""
    with unprotected(connection), connection.cursor() as cursor:
        cursor.execute(statement, values)


def sequence_of(verb: str) -> int:
    return Event.objects.filter(verb=verb).latest("pk").sequence


# --- the chain -------------------------------------------------------------------------------


def test_events_are_counted_without_a_gap_and_each_names_the_one_before(version: Version) -> None:
    events = list(Event.objects.order_by("pk"))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert [event.previous for event in events] == ["", *(e.digest for e in events[:-1])]
    assert all(event.digest == digest_of(event) for event in events)
    head = RecordHead.objects.get()
    assert (head.sequence, head.digest) == (events[-1].sequence, events[-1].digest)


def test_what_was_not_done_leaves_no_gap(version: Version, officer: User) -> None:
    before = RecordHead.objects.get().sequence
    draft = version.disclosure
    with pytest.raises(ActionRefused):
        actions.submit(disclosure=draft, by=officer, at=AT)
    actions.request_unlock(disclosure=draft, reason="漏列一项", by=officer, at=AT)
    assert RecordHead.objects.get().sequence == before + 1
    assert faults() == []


def test_an_event_tells_from_where(officer: User, rf: object) -> None:
    def view(request: object) -> object:
        return actions.receive(name="a.txt", content=b"x", by=officer, at=AT)

    request = rf.get("/", REMOTE_ADDR="2001:db8::7")  # type: ignore[attr-defined]
    remember_origin(view)(request)  # type: ignore[arg-type]
    actions.receive(name="b.txt", content=b"x", by=officer, at=AT)
    assert list(Event.objects.order_by("pk").values_list("origin", flat=True)) == [
        "2001:db8::7", "",
    ]  # fmt: skip


def test_values_of_every_kind_keep_their_digest(version: Version, officer: User) -> None:
    draft = actions.revise(
        disclosure=version.disclosure, reason="更正“人数”\n及说明", by=person(Role.REVIEWER), at=AT
    )
    changes = [
        Change(
            "texts/s1.cmp.reason", draft.inputs.get(key="texts/s1.cmp.reason").text, "因“改建”\t😀"
        ),
        Change("staff/active", draft.inputs.get(key="staff.active").count, 0),
    ]
    assert actions.edit(disclosure=draft, changes=changes, by=officer, at=AT).changes
    assert faults() == []


# --- tampering -------------------------------------------------------------------------------


def test_a_record_nobody_touched_has_no_faults(version: Version) -> None:
    look = Verification()
    assert list(look.run()) == []
    assert look.checked["versions"] == 2
    assert look.checked["withdrawals"] == 1
    assert look.checked["files"] == 2
    assert look.sequence == look.checked["events"] == Event.objects.count()


@pytest.mark.parametrize(
    ("column", "value"),
    [("reason", "另一理由"), ("origin", "10.0.0.1"), ("at", "2026-09-02 09:00:00+00:00"),
     ("verb", "approve"), ("basis", '{"a": 1}'), ("digest", "0" * 64), ("changes", "[1]"),
     ("revision", 99)],
)  # fmt: skip
def test_an_altered_event_is_found(column: str, value: object, version: Version) -> None:
    number = sequence_of("revise")
    sql(f"UPDATE disclosures_event SET {column} = %s WHERE sequence = %s", value, number)
    found = faults()
    assert f"altered event/{number}" in found
    # Whose digest was altered, too, is no longer the one that the next names.
    assert (f"moved event/{number + 1}" in found) == (column == "digest")


def test_a_missing_event_is_found(version: Version) -> None:
    number = sequence_of("revise")
    sql("DELETE FROM disclosures_event WHERE sequence = %s", number)
    assert faults() == [f"missing event/{number + 1}"]


def test_a_gap_that_was_closed_is_found(version: Version) -> None:
    number = sequence_of("revise")
    sql("DELETE FROM disclosures_event WHERE sequence = %s", number)
    for later in range(number + 1, RecordHead.objects.get().sequence + 1):
        sql("UPDATE disclosures_event SET sequence = %s WHERE sequence = %s", later - 1, later)
    assert {f"moved event/{number}", "missing head"} <= set(faults())


def test_two_events_that_changed_places_are_found(version: Version) -> None:
    number = sequence_of("revise")
    for old, new in ((number, 0), (number + 1, number), (0, number + 1)):
        sql(
            "UPDATE disclosures_event SET sequence = %s WHERE sequence = %s",
            new or 9999,
            old or 9999,
        )
    assert {f"moved event/{number}", f"moved event/{number + 1}"} <= set(faults())


def test_an_event_put_in_at_the_end_is_found(version: Version) -> None:
    last = Event.objects.latest("sequence")
    last.pk, last.previous, last.sequence = None, last.digest, last.sequence + 1
    last.digest = digest_of(last)
    last.save(force_insert=True)
    assert f"added event/{last.sequence}" in faults()


def test_a_tail_that_was_cut_off_is_found(version: Version) -> None:
    sql("DELETE FROM disclosures_event WHERE sequence > %s", sequence_of("revise"))
    assert "missing head" in faults()


def test_a_tail_cut_off_with_its_head_is_found_by_who_noted_it(version: Version) -> None:
    head = RecordHead.objects.get()
    keep = Event.objects.get(sequence=head.sequence - 1)
    sql("DELETE FROM disclosures_event WHERE sequence = %s", head.sequence)
    sql("UPDATE disclosures_recordhead SET sequence = %s, digest = %s", keep.sequence, keep.digest)
    assert faults(noted=(head.sequence, head.digest))[0] == f"missing event/{head.sequence}"


def test_a_head_that_was_altered_is_found(version: Version) -> None:
    sql("UPDATE disclosures_recordhead SET digest = %s", "0" * 64)
    assert faults() == ["altered head"]


def test_a_payload_that_was_altered_is_found(version: Version) -> None:
    other = version.payload.replace("水利局", "水务局")
    sql("UPDATE disclosures_version SET payload = %s WHERE id = %s", other, version.pk)
    assert faults() == [f"altered version/{version.pk}"]


def test_a_version_made_anew_with_its_digests_is_found(version: Version) -> None:
    """The record holds the digests of what was published."""
    first = Version.objects.get(number=1)
    sql(
        "UPDATE disclosures_version SET payload = %s, sha256 = %s, sm3 = %s WHERE id = %s",
        first.payload, first.sha256, first.sm3, version.pk,
    )  # fmt: skip
    assert faults() == [f"altered version/{version.pk}"]


def test_a_version_that_is_gone_is_found(version: Version) -> None:
    for table in ("versionfinding", "rendition"):
        sql(f"DELETE FROM disclosures_{table} WHERE version_id = %s", version.pk)
    sql("DELETE FROM disclosures_version WHERE id = %s", version.pk)
    gone = [f"missing event/{sequence_of(verb)}" for verb in ("publish", "render")]
    assert faults() == gone


def test_a_version_that_nobody_published_is_found(version: Version) -> None:
    version.pk, version.number, version.previous = None, 3, version.sha256
    version.save(force_insert=True)
    assert faults() == [f"added version/{version.pk}"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("year", 2024), ("published_at", AT.replace(year=2025)), ("kind", "targets"),
     ("title", "另一标题"), ("unit_code", "1"), ("unit_name", "水务局"), ("total_income", 1),
     ("total_expenditure", None), ("error_count", 9), ("warning_count", 99), ("seal", "c2VhbA=="),
     ("imported", True)],
)  # fmt: skip
def test_what_lists_show_of_a_version_is_compared(
    column: str, value: object, version: Version
) -> None:
    sql(f"UPDATE disclosures_version SET {column} = %s WHERE id = %s", value, version.pk)
    assert faults() == [f"altered version/{version.pk}"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE disclosures_versionfinding SET count = count + 1 WHERE version_id = %s",
     "DELETE FROM disclosures_versionfinding WHERE version_id = %s",
     "INSERT INTO disclosures_versionfinding (version_id, rule, severity, count)"
     " VALUES (%s, 'ST-99', 'warning', 1)"],
)  # fmt: skip
def test_how_many_findings_lists_show_is_compared(statement: str, version: Version) -> None:
    assert version.finding_counts.exists()
    sql(statement, version.pk)
    assert faults() == [f"altered version/{version.pk}"]


def test_a_file_for_the_public_replaced_together_with_its_row_is_found(version: Version) -> None:
    made, forged = version.renditions.get(), keep("renditions", b'{"total": 0}')
    sql(
        "UPDATE disclosures_rendition SET sha256 = %s, file = %s, size = %s WHERE id = %s",
        forged.sha256, forged.name, forged.size, made.pk,
    )  # fmt: skip
    assert faults() == [f"altered rendition/{made.pk}"]


def test_a_file_for_the_public_taken_away_or_put_in_with_its_row_is_found(
    version: Version,
) -> None:
    made = version.renditions.get()
    sql("UPDATE disclosures_rendition SET format = 'pdf'")
    assert faults() == [f"added rendition/{made.pk}", f"missing event/{sequence_of('render')}"]


def test_a_withdrawal_that_was_altered_or_taken_away_is_found(version: Version) -> None:
    stone = Version.objects.get(number=1).withdrawal
    sql("UPDATE disclosures_withdrawal SET reason = %s", "另一理由")
    assert faults() == [f"altered withdrawal/{stone.pk}"]
    sql("DELETE FROM disclosures_withdrawal")
    assert faults() == [f"missing event/{sequence_of('withdraw')}"]


def test_a_receipt_of_another_file_is_found(version: Version) -> None:
    sql("UPDATE disclosures_upload SET sha256 = %s", "0" * 64)
    assert f"altered event/{sequence_of('receive')}" in faults(files=False)


def test_a_file_that_was_replaced_or_lost_is_found(version: Version) -> None:
    original = str(Upload.objects.get().file)
    with default_storage.open(original, "wb") as file:
        file.write(b"TEXT")
    made = str(version.renditions.get().file)
    default_storage.delete(made)
    assert faults() == [f"altered {original}", f"missing {made}"]
    assert faults(files=False) == []


def test_what_was_verified_before_need_not_be_again(version: Version) -> None:
    sql("UPDATE disclosures_event SET reason = %s WHERE sequence = 2", "另一理由")
    assert faults() == ["altered event/2"]
    assert faults(first=3) == []


# --- the command -----------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str]:
    output = StringIO()
    try:
        call_command("verify_record", *arguments, stdout=output)
    except CommandError as error:
        return error.returncode, output.getvalue()
    return 0, output.getvalue()


def test_the_command_says_that_all_is_well_and_where_the_chain_ends(version: Version) -> None:
    code, output = run()
    head = RecordHead.objects.get()
    assert code == 0
    assert "2 个版本" in output and "全部相符" in output
    assert output.strip().endswith(f"末端 {head.sequence}:{head.digest}")
    assert run("--noted", f"{head.sequence}:{head.digest}", "--no-files")[0] == 0


def test_the_command_names_each_fault(version: Version) -> None:
    number = sequence_of("revise")
    sql("UPDATE disclosures_event SET reason = %s WHERE sequence = %s", "另一理由", number)
    assert run()[0] == 1
    code, output = run("--format", "json")
    *found, total = map(json.loads, output.splitlines())
    assert code == 1
    assert [(one["kind"], one["where"]) for one in found] == [("altered", f"event/{number}")]
    assert total["faults"] == 1 and total["checked"]["versions"] == 2


def test_an_empty_record_verifies() -> None:
    assert run()[0] == 0
    assert not Disclosure.objects.exists()
