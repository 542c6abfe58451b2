"""Two people at one draft at the same moment: both are heard, nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from disclosures import actions
from disclosures.models import Disclosure
from disclosures.refusal import ActionRefused
from disclosures.store import assemble
from disclosures.tests.racing import at_once, needs_connections
from fiscal.edits import Change
from fiscal.report import Cell, Line, Report, Staff, Statement, UnitFacts
from units.models import Role, User
from units.tests.people import a_unit, a_user

pytestmark = [pytest.mark.django_db(transaction=True), needs_connections]

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def draft(reference_books: None) -> Disclosure:
    unit = a_unit("105001", "水利局")
    for name in ("one", "two"):
        a_user(name, Role.OFFICER, unit)
    table = Statement("05", (Line("total", "合计", (), {"total": Cell(Decimal("300.00"))}),))
    report = Report(UnitFacts("水利局"), 2024, statements={"05": table})
    return actions.load(report=report, by=officer("one"), at=AT)


def officer(name: str) -> User:
    return User.objects.get(username=name)


def edit(draft: Disclosure, by: str, *changes: Change) -> actions.Edited:
    return actions.edit(disclosure=draft, changes=changes, by=officer(by), at=AT)


def test_edits_of_different_cells_at_once_are_both_saved(draft: Disclosure) -> None:
    at_once(
        lambda: edit(draft, "one", Change("staff/active", None, 1)),
        lambda: edit(draft, "two", Change("staff/retired", None, 2)),
    )
    assert assemble(draft).staff == Staff(active=1, retired=2)
    assert Disclosure.objects.get().revision == 3


def test_of_two_edits_of_one_cell_one_wins_and_the_other_is_told(draft: Disclosure) -> None:
    path = "statements/05/total/total/this"
    both = at_once(
        lambda: edit(draft, "one", Change(path, "300.00", "310.00")),
        lambda: edit(draft, "two", Change(path, "300.00", "320.00")),
    )
    (told,) = (conflict for one in both for conflict in one.conflicts)
    kept = assemble(draft).amount("05", "total", "total")
    assert f"{kept}" == told.theirs
    assert {told.mine, told.theirs} == {"310.00", "320.00"}


def test_two_clicks_on_confirm_at_once_apply_one_upload(draft: Disclosure) -> None:
    upload = actions.receive(name="a.xlsx", content=b"x", by=officer("one"), at=AT)
    fragment = Report(UnitFacts("水利局"), 2024, staff=Staff(active=9))

    def confirm() -> list[str]:
        try:
            actions.apply_upload(
                disclosure=draft, fragment=fragment, carried=["staff"], findings=(), upload=upload,
                by=officer("one"), at=AT, expected_revision=1,
            )  # fmt: skip
        except ActionRefused as refusal:
            return [finding.rule for finding in refusal.findings]
        return []

    assert sorted(at_once(confirm, confirm)) == [[], ["AC-08"]]
    assert draft.events.filter(verb="apply_upload").count() == 1
