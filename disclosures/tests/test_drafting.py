"""Editing a draft, bringing a file into it, and taking that back: nothing lost, nothing doubled."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from disclosures import actions
from disclosures.drafting import undoable_upload
from disclosures.history import last_change
from disclosures.models import Disclosure, Event, State, Upload
from disclosures.refusal import ActionRefused
from disclosures.store import assemble
from fiscal.edits import Change
from fiscal.finding import warning
from fiscal.report import Cell, Line, Report, Staff, Statement, UnitFacts
from units.models import Role, Unit, User
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
TOTAL = "statements/05/total/total/this"


@pytest.fixture
def unit() -> Unit:
    return a_unit("105001", "水利局")


@pytest.fixture
def officer(unit: Unit) -> User:
    return a_user("officer", Role.OFFICER, unit)


@pytest.fixture
def draft(officer: User) -> Disclosure:
    return actions.load(report=a_report("300.00"), by=officer, at=AT)


def a_report(total: str, **parts: object) -> Report:
    table = Statement("05", (Line("total", "合计", (), {"total": Cell(Decimal(total))}),))
    given = {"statements": {"05": table}, "texts": {"s1.cmp.reason": "人员增加"}} | parts
    return Report(UnitFacts("水利局"), 2024, **given)  # type: ignore[arg-type]


def edited(draft: Disclosure, by: User, *changes: Change) -> actions.Edited:
    return actions.edit(disclosure=draft, changes=changes, by=by, at=AT)


def upload(by: User, name: str = "决算.xlsx") -> Upload:
    return actions.receive(name=name, content=name.encode(), by=by, at=AT)


def applied(draft: Disclosure, by: User, fragment: Report, *carried: str) -> actions.Edited:
    now = Disclosure.objects.get(pk=draft.pk)
    return actions.apply_upload(
        disclosure=draft,
        fragment=fragment,
        carried=carried,
        findings=[warning("RD-03", "", "缺少标题")],
        upload=upload(by),
        by=by,
        at=AT,
        expected_revision=now.revision,
    )


def rules(refusal: pytest.ExceptionInfo[ActionRefused]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.where) for finding in refusal.value.findings]


# --- edit ----------------------------------------------------------------------------------------


def test_an_edit_is_saved_and_recorded_with_what_stood_there(
    draft: Disclosure, officer: User
) -> None:
    done = edited(draft, officer, Change(TOTAL, "300.00", "1,500"), Change("staff/active", None, 9))
    report = assemble(done.disclosure)
    assert report.amount("05", "total", "total") == 1500
    assert report.staff.active == 9
    event = draft.events.get(verb="edit")
    assert (event.by, event.revision) == (officer, 2)
    assert event.changes == [
        {"path": TOTAL, "old": "300.00", "new": "1500"},
        {"path": "staff/active", "old": None, "new": 9},
    ]


def test_two_officers_who_edit_one_cell_see_both_values(
    draft: Disclosure, officer: User, unit: Unit
) -> None:
    other = a_user("other", Role.OFFICER, unit)
    edited(draft, other, Change(TOTAL, "300.00", "310.00"))
    late = edited(
        draft, officer, Change(TOTAL, "300.00", "320.00"), Change("staff/active", None, 1)
    )
    (conflict,) = late.conflicts
    assert (conflict.path, conflict.mine, conflict.theirs) == (TOTAL, "320.00", "310.00")
    assert assemble(draft).staff == Staff()  # all or nothing
    event = last_change(draft, conflict.path)
    assert event is not None
    assert event.by == other


def test_two_officers_who_edit_different_cells_do_not_meet(
    draft: Disclosure, officer: User, unit: Unit
) -> None:
    edited(draft, a_user("other", Role.OFFICER, unit), Change(TOTAL, "300.00", "310.00"))
    assert edited(draft, officer, Change("staff/active", None, 1)).conflicts == ()
    report = assemble(draft)
    assert report.amount("05", "total", "total") == 310
    assert report.staff.active == 1


def test_saving_what_is_there_already_is_no_event(draft: Disclosure, officer: User) -> None:
    done = edited(draft, officer, Change(TOTAL, "300.00", "300"))
    assert done.changes == ()
    assert not draft.events.filter(verb="edit").exists()


@pytest.mark.fires("AC-07")
def test_what_cannot_be_done_is_refused_change_by_change(draft: Disclosure, officer: User) -> None:
    with pytest.raises(ActionRefused) as refusal:
        edited(draft, officer, Change(TOTAL, "300.00", "三百"), Change("staff/robots", None, 1))
    assert rules(refusal) == [("AC-07", TOTAL), ("AC-07", "staff/robots")]


FIXED = {"year": 2025, "kind": "targets", "unit/name": "财政局", "unit/code": "9"}


@pytest.mark.parametrize(("path", "new"), FIXED.items())
def test_a_draft_stays_that_of_its_unit_and_year(
    path: str, new: object, draft: Disclosure, officer: User
) -> None:
    with pytest.raises(ActionRefused) as refusal:
        edited(draft, officer, Change(path, None, new))
    assert rules(refusal) == [("AC-07", path)]


def test_an_amount_too_long_to_store_is_refused_and_changes_nothing(
    draft: Disclosure, officer: User
) -> None:
    with pytest.raises(ActionRefused) as refusal:
        edited(draft, officer, Change(TOTAL, "300.00", "0.001"))
    assert rules(refusal) == [("DB-01", "statements/05/total/total")]
    assert assemble(draft).amount("05", "total", "total") == 300


def test_only_a_draft_is_edited(draft: Disclosure, officer: User) -> None:
    Disclosure.objects.update(state=State.SUBMITTED)
    with pytest.raises(ActionRefused) as refusal:
        edited(draft, officer, Change("staff/active", None, 1))
    assert rules(refusal) == [("AC-02", "")]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_who_does_not_fill_in_does_not_edit(role: Role, draft: Disclosure) -> None:
    with pytest.raises(ActionRefused) as refusal:
        edited(draft, a_user("someone", role), Change("staff/active", None, 1))
    assert rules(refusal) == [("AC-01", "")]


def test_an_officer_of_another_unit_does_not_edit(draft: Disclosure) -> None:
    stranger = a_user("stranger", Role.OFFICER, a_unit("D2", "教育局"))
    with pytest.raises(ActionRefused) as refusal:
        edited(draft, stranger, Change("staff/active", None, 1))
    assert rules(refusal) == [("AC-01", "")]


def test_an_edit_writes_only_the_rows_of_its_part(draft: Disclosure, officer: User) -> None:
    inputs = set(draft.inputs.values_list("pk", flat=True))
    edited(draft, officer, Change(TOTAL, "300.00", "310.00"))
    assert set(draft.inputs.values_list("pk", flat=True)) == inputs
    lines = set(draft.lines.values_list("pk", flat=True))
    edited(draft, officer, Change("staff/active", None, 9))
    assert set(draft.lines.values_list("pk", flat=True)) == lines
    assert draft.inputs.get(key="staff.active").count == 9


# --- uploads -------------------------------------------------------------------------------------


def test_an_upload_replaces_what_it_carries_and_nothing_else(
    draft: Disclosure, officer: User
) -> None:
    fragment = a_report("500.00", texts={}, staff=Staff(active=9))
    done = applied(draft, officer, fragment, "statements/05", "staff")
    report = assemble(done.disclosure)
    assert report.amount("05", "total", "total") == 500
    assert report.staff.active == 9
    assert report.texts == {"s1.cmp.reason": "人员增加"}
    event = draft.events.get(verb="apply_upload")
    assert event.upload == done.disclosure.upload
    assert event.basis["findings"][0]["rule"] == "RD-03"
    assert done.disclosure.reader_findings()[0].rule == "RD-03"


@pytest.mark.fires("AC-08")
def test_a_second_click_on_confirm_is_told_so(draft: Disclosure, officer: User) -> None:
    revision, file = draft.revision, upload(officer)

    def confirm() -> actions.Edited:
        return actions.apply_upload(
            disclosure=draft, fragment=a_report("500.00"), carried=["statements/05"], findings=(),
            upload=file, by=officer, at=AT, expected_revision=revision,
        )  # fmt: skip

    confirm()
    with pytest.raises(ActionRefused, match="重新预览") as refusal:
        confirm()
    assert rules(refusal) == [("AC-08", "")]
    assert draft.events.filter(verb="apply_upload").count() == 1


@pytest.mark.fires("AC-09")
def test_an_upload_is_taken_back_in_one_step(draft: Disclosure, officer: User) -> None:
    before = assemble(draft)
    applied(draft, officer, a_report("500.00", texts={"x": "新"}), "statements/05", "texts")
    actions.undo_upload(disclosure=draft, by=officer, at=AT)
    draft.refresh_from_db()
    assert assemble(draft) == before
    assert (draft.upload, draft.reader_findings()) == (None, ())
    assert undoable_upload(draft) is None
    with pytest.raises(ActionRefused) as refusal:
        actions.undo_upload(disclosure=draft, by=officer, at=AT)
    assert rules(refusal) == [("AC-09", "")]


def test_the_file_and_findings_before_come_back_too(draft: Disclosure, officer: User) -> None:
    applied(draft, officer, a_report("400.00"), "statements/05")
    first = Disclosure.objects.get(pk=draft.pk)
    applied(draft, officer, a_report("500.00"), "statements/05")
    actions.undo_upload(disclosure=draft, by=officer, at=AT)
    draft.refresh_from_db()
    assert (draft.upload, draft.import_findings) == (first.upload, first.import_findings)
    assert assemble(draft).amount("05", "total", "total") == 400


def test_an_edit_after_the_upload_is_not_undone_with_it(draft: Disclosure, officer: User) -> None:
    applied(draft, officer, a_report("500.00"), "statements/05")
    edited(draft, officer, Change("staff/active", None, 9))
    actions.undo_upload(disclosure=draft, by=officer, at=AT)
    report = assemble(draft)
    assert report.amount("05", "total", "total") == 300
    assert report.staff.active == 9


def test_undoing_under_a_later_edit_shows_both_values(draft: Disclosure, officer: User) -> None:
    applied(draft, officer, a_report("500.00"), "statements/05")
    edited(draft, officer, Change(TOTAL, "500.00", "510.00"))
    late = actions.undo_upload(disclosure=draft, by=officer, at=AT)
    assert [(one.mine, one.theirs) for one in late.conflicts] == [("300.00", "510.00")]
    assert assemble(draft).amount("05", "total", "total") == 510
    assert undoable_upload(draft) is not None


def test_a_file_of_another_year_does_not_move_the_draft(draft: Disclosure, officer: User) -> None:
    fragment = Report(UnitFacts("别的单位", nature_group="institution"), 2020)
    applied(draft, officer, fragment, "unit", "year", "staff")
    report = assemble(Disclosure.objects.get(pk=draft.pk))
    assert (report.unit.name, report.year) == ("水利局", 2024)
    assert report.unit.nature_group == "institution"


def test_every_event_of_a_draft_stands_in_order(draft: Disclosure, officer: User) -> None:
    applied(draft, officer, a_report("500.00"), "statements/05")
    actions.undo_upload(disclosure=draft, by=officer, at=AT)
    events = Event.objects.filter(disclosure=draft).order_by("pk")
    assert [(one.verb, one.revision) for one in events] == [
        ("load", 1), ("apply_upload", 2), ("undo_upload", 3),
    ]  # fmt: skip
