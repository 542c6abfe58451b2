"""The verbs: who may, from where to where, and that all or nothing happens."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from cryptography.hazmat.primitives import hashes
from django.core.files.storage import default_storage
from pytest_django import DjangoCaptureOnCommitCallbacks

from disclosures import actions, demo, tasks
from disclosures.models import Disclosure, Event, State, StatementLine, Upload, Version
from disclosures.refusal import ActionRefused
from disclosures.store import assemble
from disclosures.tests.renaming import of_unit
from disclosures.tests.walking import person, published
from fiscal.edits import Change, apply
from fiscal.finding import Severity, warning
from fiscal.report import Report
from units.models import Role, Unit, User
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def unit() -> Unit:
    return a_unit("105001", "水利局")


@pytest.fixture
def officer(unit: Unit) -> User:
    return a_user("officer", Role.OFFICER, unit)


@pytest.fixture
def reviewer() -> User:
    return a_user("reviewer", Role.REVIEWER)


def a_report(total: str = "", name: str = "水利局") -> Report:
    """A whole disclosure; with another ``total`` of table 05 it has an ERROR."""
    (report,) = demo.reports(next(iter(demo.units(1))), 2024, 2024)
    report = of_unit(report, name)
    wrong = [Change("statements/05/total/total/this", None, total)] if total else []
    return apply(report, wrong)


def rules(refusal: pytest.ExceptionInfo[ActionRefused]) -> list[str]:
    return [finding.rule for finding in refusal.value.findings]


def everything() -> tuple[int, ...]:
    models = (Unit, Disclosure, StatementLine, Upload, Event, Version)
    return tuple(model._default_manager.count() for model in models)


def content_of(upload: Upload) -> bytes:
    with upload.file.open("rb") as file:
        content: bytes = file.read()
    return content


# --- receive -----------------------------------------------------------------------------


def test_a_received_file_lies_under_its_digest(officer: User) -> None:
    upload = actions.receive(name="决算.txt", content=b"text", by=officer, at=AT)
    assert upload.sha256 == hashlib.sha256(b"text").hexdigest()
    assert upload.sha256 in str(upload.file)
    assert content_of(upload) == b"text"
    assert (upload.name, upload.size, upload.content_type) == ("决算.txt", 4, "text/plain")


def test_the_same_file_is_kept_once_and_recorded_twice(officer: User) -> None:
    first = actions.receive(name="a.txt", content=b"text", by=officer, at=AT)
    second = actions.receive(name="b.docx", content=b"text", by=officer, at=AT)
    assert first.file.name == second.file.name
    assert Event.objects.filter(verb="receive").count() == 2


def test_a_file_that_was_half_written_is_written_again(officer: User) -> None:
    upload = actions.receive(name="a.txt", content=b"whole", by=officer, at=AT)
    with default_storage.open(str(upload.file), "wb") as file:
        file.write(b"wh")
    again = actions.receive(name="a.txt", content=b"whole", by=officer, at=AT)
    assert content_of(again) == b"whole"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\文件\\决算.docx", "决算.docx"),
        ("../../etc/passwd", "passwd"),
        ("字" * 300 + ".txt", "字" * 251 + ".txt"),
        ("a\x00.txt", "a.txt"),
    ],
)
def test_a_file_name_is_only_a_name(given: str, kept: str, officer: User) -> None:
    assert actions.receive(name=given, content=b"x", by=officer, at=AT).name == kept


def test_an_auditor_brings_no_files() -> None:
    with pytest.raises(ActionRefused) as refusal:
        actions.receive(name="a.txt", content=b"x", by=a_user("auditor", Role.AUDITOR), at=AT)
    assert rules(refusal) == ["AC-01"]
    assert not Upload.objects.exists()


# --- load --------------------------------------------------------------------------------


def test_a_report_becomes_the_draft_of_its_unit(unit: Unit, officer: User) -> None:
    upload = actions.receive(name="a.txt", content=b"x", by=officer, at=AT)
    found = (warning("RD-03", "", "缺少标题").at("第1行"),)
    draft = actions.load(report=a_report(), by=officer, at=AT, upload=upload, findings=found)
    kept = Disclosure.objects.get()
    assert kept == draft
    assert (kept.unit, kept.year, kept.state, kept.revision) == (unit, 2024, State.DRAFT, 1)
    assert (kept.upload, kept.reader_findings()) == (upload, found)
    assert assemble(kept) == a_report()


def test_a_new_file_replaces_the_draft(officer: User) -> None:
    first = actions.load(report=a_report("1.00"), by=officer, at=AT)
    second = actions.load(report=a_report(), by=officer, at=AT)
    assert (second.pk, second.revision) == (first.pk, 2)
    assert assemble(second) == a_report()


def test_a_new_unit_is_made_for_who_reaches_every_unit(reviewer: User) -> None:
    draft = actions.load(report=a_report(name="档案馆"), by=reviewer, at=AT)
    assert (draft.unit.name, draft.unit.code) == ("档案馆", "N000001")


@pytest.mark.fires("AC-01")
def test_an_officer_loads_for_no_other_unit(officer: User) -> None:
    a_unit("105002", "财政局")
    before = everything()
    for name in ("财政局", "从未登记的局"):
        with pytest.raises(ActionRefused) as refusal:
            actions.load(report=a_report(name=name), by=officer, at=AT)
        assert rules(refusal) == ["AC-01"]
    assert everything() == before


@pytest.mark.fires("AC-04")
def test_a_code_that_belongs_to_another_unit_is_refused(unit: Unit, reviewer: User) -> None:
    report = of_unit(a_report(), "财政局", unit.code)
    with pytest.raises(ActionRefused, match="属于“水利局”") as refusal:
        actions.load(report=report, by=reviewer, at=AT)
    assert rules(refusal) == ["AC-04"]


@pytest.mark.fires("AC-06")
def test_an_impossible_year_is_refused(officer: User) -> None:
    with pytest.raises(ActionRefused) as refusal:
        actions.load(report=replace(a_report(), year=24), by=officer, at=AT)
    assert rules(refusal) == ["AC-06"]


def test_what_cannot_be_stored_leaves_nothing_behind(reviewer: User) -> None:
    before = everything()
    with pytest.raises(ActionRefused) as refusal:
        actions.load(report=a_report("0.001", name="档案馆"), by=reviewer, at=AT)
    assert [finding.where for finding in refusal.value.findings] == ["statements/05/total/total"]
    assert everything() == before


# --- the way to publication --------------------------------------------------------------


@pytest.fixture
def draft(officer: User) -> Disclosure:
    return actions.load(report=a_report(), by=officer, at=AT)


def test_the_whole_way_is_recorded(draft: Disclosure, officer: User) -> None:
    version = published(draft, AT, officer)
    draft.refresh_from_db()
    assert (draft.state, draft.revision, version.number) == (State.PUBLISHED, 4, 1)
    events = draft.events.order_by("pk").values_list("verb", "by__username", "revision")
    assert list(events) == [
        ("load", "officer", 1),
        ("submit", "officer", 2),
        ("sign_off", "head-105001", 2),
        ("clear_secrecy", "head-105001", 2),
        ("approve", "reviewer-walking", 3),
        ("publish", "reviewer-walking", 4),
    ]


def test_a_draft_with_errors_is_not_submitted(officer: User) -> None:
    draft = actions.load(report=a_report("999.00"), by=officer, at=AT)
    with pytest.raises(ActionRefused) as refusal:
        actions.submit(disclosure=draft, by=officer, at=AT)
    assert {finding.severity for finding in refusal.value.findings} == {Severity.ERROR}
    draft.refresh_from_db()
    assert (draft.state, draft.revision) == (State.DRAFT, 1)
    assert not draft.events.filter(verb="submit").exists()


@pytest.mark.fires("AC-05")
def test_nobody_approves_what_they_worked_on(unit: Unit, officer: User) -> None:
    reviewer = a_user("reviewer", Role.REVIEWER)
    draft = actions.load(report=a_report(), by=reviewer, at=AT)
    actions.submit(disclosure=draft, by=officer, at=AT)
    with pytest.raises(ActionRefused) as refusal:
        actions.approve(disclosure=draft, by=reviewer, at=AT)
    assert rules(refusal) == ["AC-05"]
    actions.approve(disclosure=draft, by=a_user("other", Role.REVIEWER), at=AT)


@pytest.mark.parametrize("who", ["head", "root"])
def test_neither_the_head_of_the_unit_nor_a_superuser_decides(
    who: str, draft: Disclosure, officer: User
) -> None:
    """S08: who entered, who checks and who publishes are different people."""
    by = a_user(who, Role.HEAD, draft.unit, is_superuser=who == "root")
    submitted = actions.submit(disclosure=draft, by=officer, at=AT)
    for decide in (actions.approve, partial(actions.send_back, reason="漏列一项"), actions.publish):
        with pytest.raises(ActionRefused) as refusal:
            decide(disclosure=submitted, by=by, at=AT)
        assert rules(refusal) == ["AC-01"]


@pytest.mark.fires("AC-02")
@pytest.mark.parametrize(
    ("verb", "rule"), [("approve", "AC-02"), ("publish", "AC-02"), ("submit", None)]
)
def test_a_draft_can_only_be_submitted(verb: str, rule: str | None, draft: Disclosure) -> None:
    action: Callable[..., object] = getattr(actions, verb)
    if rule is None:
        action(disclosure=draft, by=person(Role.OFFICER, draft.unit), at=AT)
        return
    with pytest.raises(ActionRefused) as refusal:
        action(disclosure=draft, by=person(Role.REVIEWER), at=AT)
    assert rules(refusal) == [rule]


def test_an_old_copy_in_memory_does_not_matter(draft: Disclosure, officer: User) -> None:
    actions.submit(disclosure=draft, by=officer, at=AT)
    assert draft.state == State.DRAFT  # the caller's copy is older than the row
    with pytest.raises(ActionRefused) as refusal:
        actions.submit(disclosure=draft, by=officer, at=AT)
    assert rules(refusal) == ["AC-02"]


def test_an_officer_neither_approves_nor_publishes(draft: Disclosure, officer: User) -> None:
    actions.submit(disclosure=draft, by=officer, at=AT)
    for action in (actions.approve, actions.publish):
        with pytest.raises(ActionRefused) as refusal:
            action(disclosure=draft, by=officer, at=AT)
        assert rules(refusal) == ["AC-01"]


# --- versions ----------------------------------------------------------------------------


def imported(draft: Disclosure) -> Version:
    root = User.objects.filter(is_superuser=True).first() or a_user("root", is_superuser=True)
    return actions.publish(disclosure=draft, by=root, at=AT, imported=True)


def test_a_version_is_the_document_with_its_digests(draft: Disclosure) -> None:
    version = Version.objects.get(pk=imported(draft).pk)
    payload = version.payload.encode()
    digest = hashes.Hash(hashes.SM3())
    digest.update(payload)
    assert version.sha256 == hashlib.sha256(payload).hexdigest()
    assert version.sm3 == digest.finalize().hex()
    assert version.document().report == a_report()
    assert json.loads(version.payload)["imported"] is True
    assert (version.unit_name, version.year, version.previous) == ("水利局", 2024, "")


def test_an_imported_version_keeps_every_finding_and_none_blocks(officer: User) -> None:
    read = warning("RD-03", "", "缺少标题").at("第1行")
    draft = actions.load(report=a_report("999.00"), by=officer, at=AT, findings=[read])
    version = imported(draft)
    findings = version.document().findings
    assert read in findings
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    assert version.error_count == len(errors) > 0
    assert version.warning_count == sum(f.severity is Severity.WARNING for f in findings)


def test_the_findings_of_a_reader_are_not_those_of_an_approved_disclosure(officer: User) -> None:
    read = warning("RD-03", "", "缺少标题")
    draft = actions.load(report=a_report(), by=officer, at=AT, findings=[read])
    version = published(draft, AT, officer)
    assert read not in version.document().findings
    assert not version.imported


def test_an_officer_does_not_import(draft: Disclosure, officer: User) -> None:
    with pytest.raises(ActionRefused) as refusal:
        actions.publish(disclosure=draft, by=officer, at=AT, imported=True)
    assert rules(refusal) == ["AC-01"]


@pytest.mark.fires("AC-03")
def test_what_is_published_is_neither_loaded_nor_published_again(draft: Disclosure) -> None:
    imported(draft)
    root = User.objects.get(is_superuser=True)
    with pytest.raises(ActionRefused, match="水利局 2024年度部门决算已经公开") as refusal:
        actions.load(report=a_report(), by=root, at=AT)
    assert rules(refusal) == ["AC-03"]
    with pytest.raises(ActionRefused) as refusal:
        imported(draft)
    assert rules(refusal) == ["AC-03"]
    assert Version.objects.count() == 1


def test_the_next_version_names_the_one_before(draft: Disclosure) -> None:
    first = imported(draft)
    reviewer = person(Role.REVIEWER)
    actions.revise(disclosure=draft, reason="原公开表06漏列一行", by=reviewer, at=AT)
    second = imported(draft)
    assert (second.number, second.previous) == (2, first.sha256)


def test_files_are_asked_for_once_the_publication_stands(
    draft: Disclosure,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(tasks.render_version, "delay", asked.append)
    with django_capture_on_commit_callbacks() as callbacks:
        version = imported(draft)
        assert asked == []
    for callback in callbacks:
        callback()
    assert asked == [version.pk]


def test_a_broker_that_is_down_does_not_undo_a_publication(
    draft: Disclosure,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def down(version_id: int) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.render_version, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        version = imported(draft)
    assert Version.objects.get() == version
