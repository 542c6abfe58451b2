"""Inspecting stored accounts: what is found, when it is found anew, and by whom it is asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosures import actions, inspecting, tasks
from disclosures.desk.draft import Draft
from disclosures.desk.tests.desks import AT, YEAR, a_draft, a_full_report, a_unit, root
from disclosures.desk.tests.inspected import an_account, inspect_all, wrong
from disclosures.models import Disclosure, InspectedReason, Inspection
from disclosures.store import assemble
from disclosures.tests.explaining import explained, submitted
from disclosures.tests.reading import targets_report
from fiscal.checks import RULE_SET
from fiscal.consolidate import Transfer
from fiscal.edits import Change
from fiscal.report import Report
from fiscal.statements import SINGLE_LINE

pytestmark = pytest.mark.django_db

REASON = "上级提前下达农村饮水安全巩固提升补助资金{}，本年收入相应增加"


def stale() -> list[Disclosure]:
    return list(inspecting.stale(Disclosure.objects.all()))


def reasons(count: int, word: str = "") -> Report:
    """An account of which so many reasons are its own but for ``word``."""
    report = a_full_report()
    texts = {key: text for key, text in report.texts.items() if "reason" not in key}
    own = {f"s5.3.item.reason#{number}": REASON.format(number) + word for number in range(count)}
    return replace(report, projects=(), unit_evaluation=None, texts={**texts, **own})


def signs(disclosure: Disclosure) -> list[str]:
    found = Inspection.objects.get(disclosure=disclosure).found_signs()
    return [f"{one.rule} {one.values.get('unit', '')}".strip() for one in found]


def test_an_inspection_keeps_what_the_checks_find() -> None:
    draft = an_account(a_unit(), wrong(a_full_report()))
    kept = inspecting.inspect(draft, AT)
    stood = Draft(draft)
    assert (kept.revision, kept.rule_set, kept.at) == (draft.revision, RULE_SET, AT)
    assert {one.rule for one in stood.findings} <= kept.rules.keys()
    assert (kept.score, kept.grade) == (Decimal("99.52"), "优")
    assert kept.lines == kept.detailed == 45
    assert kept.missing == []
    draft.refresh_from_db()
    assert draft.error_count == 2


def test_what_lacks_is_kept_by_its_address() -> None:
    draft = an_account(a_unit(), replace(a_full_report(), functions=()))
    assert inspecting.inspect(draft, AT).missing == ["functions"]


def test_a_line_that_is_not_detailed_lowers_the_share() -> None:
    report = a_full_report()
    book = report.statement("05")
    kept = tuple(one for one in book.lines if one.key != "2050101")
    coarse = replace(report, statements={**report.statements, "05": replace(book, lines=kept)})
    below = [one.key for one in kept if one.key.startswith("20501") and len(one.key) == 7]
    assert below, "the example needs another line below the same 款"
    found = inspecting.inspect(an_account(a_unit(), coarse), AT)
    assert (found.lines, found.detailed) == (44, 44)
    without = tuple(one for one in kept if one.key not in below)
    coarse = replace(report, statements={**report.statements, "05": replace(book, lines=without)})
    found = inspecting.inspect(an_account(a_unit("T2", "别的单位"), coarse), AT)
    assert found.lines - found.detailed == 1


def test_only_what_changed_is_inspected_again() -> None:
    draft = an_account(a_unit())
    a_draft(targets_report())  # 绩效目标 are no accounts
    assert stale() == [draft]
    inspecting.inspect(draft, AT)
    assert stale() == []
    actions.edit(
        disclosure=draft, changes=[Change("staff/active", str(assemble(draft).staff.active), "9")],
        by=root(), at=AT,
    )  # fmt: skip
    assert stale() == [draft]
    inspect_all()
    Inspection.objects.update(rule_set="2026.1")
    assert stale() == [draft]


def test_inspecting_twice_keeps_one_inspection() -> None:
    draft = an_account(a_unit())
    first = inspecting.inspect(draft, AT)
    again = inspecting.inspect(draft, AT)
    assert (first.pk, Inspection.objects.count()) == (again.pk, 1)
    assert InspectedReason.objects.count() == first.reasons.count() > 0


def test_explained_warnings_are_counted() -> None:
    report = a_full_report()
    dated = {
        **report.texts,
        "s1.cmp.reason": "截至2022年12月31日，改建项目尚未结清，款项随之结转。",
    }
    draft = an_account(a_unit(), replace(report, texts=dated))
    assert inspecting.inspect(draft, AT).explained == 0
    explained(draft, root(), AT)
    assert inspecting.inspect(draft, AT).explained == len(Draft(draft).explanations) > 0


@pytest.mark.fires("SG-08")
def test_units_that_give_the_same_reasons_are_both_told_of_each_other() -> None:
    one = an_account(a_unit("U1", "第一单位"), reasons(4))
    other = an_account(a_unit("U2", "第二单位"), reasons(4))
    inspect_all()
    assert (signs(one), signs(other)) == (["SG-08 U2"], ["SG-08 U1"])
    assert Inspection.objects.get(disclosure=one).rules["SG-08"] == 1
    assert Inspection.objects.get(disclosure=one).sign_count == 1


@pytest.mark.spares("SG-08")
def test_two_shared_reasons_other_words_and_the_own_other_years_are_no_copy() -> None:
    first = an_account(a_unit("U1", "第一单位"), reasons(2))
    an_account(a_unit("U2", "第二单位"), reasons(2))
    third = a_unit("U3", "第三单位")
    own = an_account(third, reasons(4, "并新增人员"))
    a_draft(replace(reasons(4, "并新增人员"), unit=assemble(own).unit, year=YEAR - 1))
    inspect_all()
    assert (signs(first), signs(own)) == ([], [])


@pytest.mark.spares("SG-08")
def test_what_everybody_says_is_a_way_of_speaking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "_WIDESPREAD", 2)
    accounts = [an_account(a_unit(f"U{one}", f"第{one}单位"), reasons(4)) for one in range(4)]
    inspect_all()
    assert signs(accounts[-1]) == []


# --- a department and its units ------------------------------------------------------------------


def a_department() -> tuple[Disclosure, Disclosure]:
    """A department's account that adds up itself and a station below it."""
    bureau = a_unit("B1", "水利局")
    station = an_account(a_unit("B2", "水文站", bureau))
    whole = an_account(bureau)
    no_transfers: list[Transfer] = []
    actions.consolidate(disclosure=whole, transfers=no_transfers, by=root(), at=AT)
    whole.refresh_from_db()
    return whole, station


def recorded(draft: Disclosure, path: str, new: str) -> None:
    """Type an amount in yuan where there is one."""
    _, number, line, column = path.split("/")
    old = assemble(draft).amount(number, line, column)
    change = Change(f"{path}/this", f"{old}", new)
    done = actions.edit(disclosure=draft, changes=[change], by=root(), at=AT)
    assert not done.conflicts


@pytest.mark.spares("IN-05")
def test_a_department_that_is_the_sum_of_its_units_is_right() -> None:
    whole, station = a_department()
    inspect_all()
    assert "IN-05" not in signs(whole) + signs(station)


@pytest.mark.fires("IN-05")
def test_a_department_whose_units_changed_is_not_their_sum_any_more() -> None:
    whole, station = a_department()
    inspect_all()
    recorded(station, f"statements/09/{SINGLE_LINE}/actual_reception", "123456.00")
    station.refresh_from_db()
    inspecting.inspect(station, AT)
    assert whole in stale()  # its unit changed, it did not
    inspect_all()
    assert "IN-05" in signs(whole)


# --- runs ----------------------------------------------------------------------------------------


def test_the_command_inspects_what_changed_and_says_how_far_it_is() -> None:
    an_account(a_unit())
    said = StringIO()
    call_command("inspect_disclosures", stdout=said)
    assert said.getvalue() == "已检查 1/1\n"
    call_command("inspect_disclosures", stdout=said)
    assert said.getvalue() == "已检查 1/1\n"
    call_command("inspect_disclosures", "--all", "--year", str(YEAR), stdout=said)
    assert said.getvalue() == "已检查 1/1\n" * 2
    call_command("inspect_disclosures", "--year", "2019", stdout=said)
    assert said.getvalue() == "已检查 1/1\n" * 2


def test_the_command_takes_a_chunk_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "CHUNK", 2)
    for number in range(3):
        an_account(a_unit(f"U{number}", f"第{number}单位"))
    said = StringIO()
    call_command("inspect_disclosures", stdout=said)
    assert said.getvalue().split("\n")[:2] == ["已检查 2/3", "已检查 3/3"]


def test_what_is_handed_in_is_inspected_and_a_draft_is_not() -> None:
    draft = an_account(a_unit())
    tasks.take_stock(draft.pk)
    assert not Inspection.objects.exists()
    submitted(draft, root(), AT)
    tasks.take_stock(draft.pk)
    kept = Inspection.objects.get()
    assert kept.revision == kept.disclosure.revision


def test_a_second_message_inspects_nothing_anew() -> None:
    draft = an_account(a_unit())
    tasks.inspect_some([draft.pk])
    with CaptureQueriesContext(connection) as queries:
        tasks.inspect_some([draft.pk])
    assert len(queries) == 1
