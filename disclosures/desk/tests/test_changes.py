"""Where scripts save: what comes back when it works, clashes, or cannot be."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.desk.tests.drafts import AT, a_draft, amount, officer_of
from disclosures.models import Disclosure
from disclosures.store import assemble
from fiscal.edits import Change
from fiscal.report import Report, UnitFacts
from units.models import Role, Unit, User

pytestmark = pytest.mark.django_db

LINE = "statements/05/2013401"
BASIC, TOTAL = f"{LINE}/basic/this", "statements/05/total/total/this"


@pytest.fixture
def draft(unit: Unit, officer: User) -> Disclosure:
    return a_draft(unit, officer)


def send(
    desk: Client, draft: Disclosure, *changes: object, unit: str = "yuan", exact: bool = False
) -> Any:
    url = reverse("admin:desk_changes", args=[draft.pk])
    body = {"unit": unit, "changes": changes, "exact": exact}
    return desk.post(url, json.dumps(body), content_type="application/json")


def change(path: str, old: object, new: object) -> dict[str, object]:
    return {"path": path, "old": old, "new": new}


def test_a_saved_amount_comes_back_with_the_sums_that_follow(
    desk: Client, draft: Disclosure
) -> None:
    answer = send(desk, draft, change(BASIC, "100.00", "1,300"))
    assert answer.status_code == 200
    computed = answer.json()["computed"]
    assert computed[BASIC] == "1,300.00"
    assert computed[TOTAL] == "1,320.00"
    assert not answer.json()["lines"]
    assert amount(draft, "05", "total", "total") == 1320


def test_amounts_go_both_ways_in_the_unit_of_the_page(desk: Client, draft: Disclosure) -> None:
    answer = send(desk, draft, change(BASIC, "0.01", "0.05"), unit="wan")
    assert answer.json()["computed"][TOTAL] == "0.052"
    assert amount(draft, "05", "2013401", "basic") == 500


def test_findings_of_the_typed_statement_come_back(desk: Client, draft: Disclosure) -> None:
    answer = send(desk, draft, change(f"{LINE}/total/this", "120.00", "500"))
    found = answer.json()["findings"]
    assert {one["rule"] for one in found} >= {"ST-01"}
    assert all(one["where"].startswith("statements/05") for one in found)
    assert f"{LINE}/total" in {one["field"] for one in found}


def test_anothers_value_is_a_conflict_with_both_values_and_who(
    desk: Client, draft: Disclosure, unit: Unit
) -> None:
    other = officer_of(unit, "王芳")
    theirs = Change(BASIC, "100.00", "200.00")
    actions.edit(disclosure=draft, changes=[theirs], by=other, at=AT)
    project = change(f"{LINE}/project/this", "20.00", "30")
    answer = send(desk, draft, change(BASIC, "100.00", "300"), project)
    assert answer.status_code == 409
    (conflict,) = answer.json()["conflicts"]
    assert conflict == {
        "path": BASIC, "mine": "300.00", "theirs": "200.00", "by": "王芳",
        "at": "2026-01-05T17:00:00+08:00",
    }  # fmt: skip
    assert amount(draft, "05", "2013401", "project") == 20


def test_two_officers_in_different_cells_of_a_row_do_not_clash(
    desk: Client, draft: Disclosure, unit: Unit, client: Client
) -> None:
    assert send(desk, draft, change(BASIC, "100.00", "200")).status_code == 200
    client.force_login(officer_of(unit, "王芳"))
    # The page of the second still shows the old sums.
    answer = send(client, draft, change(f"{LINE}/project/this", "20.00", "30"))
    assert answer.status_code == 200
    assert amount(draft, "05", "total", "total") == 230


@pytest.mark.parametrize(
    ("path", "new", "message"),
    [
        (BASIC, "三百", "不是金额"),
        (BASIC, "0.001", "不足一分"),
        (BASIC, "1" * 14, "无法保存"),
        ("statements/05/2010101/basic/this", "1", "先添加科目"),
        ("statements/05/2120801", "", "不列入05表"),
        ("year", 2020, "不能在此修改"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_path(
    path: str, new: object, message: str, desk: Client, draft: Disclosure
) -> None:
    answer = send(desk, draft, change(path, 2024 if path == "year" else None, new))
    # A wrong amount for a cell that holds another is told before the clash is.
    assert answer.status_code in (409, 422)
    if answer.status_code == 422:
        (error,) = answer.json()["errors"]
        assert message in error["message"]
    assert amount(draft, "05", "2013401", "basic") == 100


def test_lines_are_added_by_code_with_their_names_and_amounts(
    desk: Client, draft: Disclosure
) -> None:
    line = "statements/05/2050201"
    answer = send(desk, draft, change(line, None, ""), change(f"{line}/basic/this", None, "5"))
    assert answer.json()["lines"]
    report = assemble(draft)
    added = report.statement("05").line("2050201")
    assert added is not None
    assert (added.name, added.parents) == ("学前教育", ("教育支出", "普通教育"))
    assert report.amount("05", "total", "basic") == 105


def test_the_changes_turned_round_undo_everything(desk: Client, draft: Disclosure) -> None:
    before = assemble(draft)
    line = "statements/05/2050201"
    answer = send(
        desk, draft,
        change(line, None, ""), change(f"{line}/basic/this", None, "5"),
        change(BASIC, "100", "7"),
    )  # fmt: skip
    inverse = [
        change(one["path"], one["new"], one["old"]) for one in reversed(answer.json()["changes"])
    ]
    answer = send(desk, draft, *inverse, exact=True)
    assert answer.status_code == 200
    after = assemble(draft)
    assert after.statement("05") == before.statement("05")
    assert after.statement("04").is_empty


@pytest.mark.parametrize("path", [
    "statements/01/income_other/amount/this", "statements/01/exp_201/amount/last",
    "statements/03/total/basic/this", "statements/04/exp_201/general/this",
    "statements/06/30101/amount/this", "statements/09/amount/actual_overseas/this",
])  # fmt: skip
def test_an_amount_typed_and_cleared_leaves_no_line_behind(
    path: str, desk: Client, unit: Unit, officer: User
) -> None:
    empty = Report(UnitFacts(unit.name, unit.code), 2023)
    draft = actions.load(report=empty, by=officer, at=AT)
    before = assemble(draft)
    assert send(desk, draft, change(path, None, "5")).status_code == 200
    assert assemble(draft) != before
    assert send(desk, draft, change(path, "5", None)).status_code == 200
    assert assemble(draft) == before


def test_what_others_changed_since_comes_along(desk: Client, draft: Disclosure, unit: Unit) -> None:
    draft.refresh_from_db()
    theirs = Change(BASIC, "100.00", "200.00")
    actions.edit(disclosure=draft, changes=[theirs], by=officer_of(unit, "王芳"), at=AT)
    mine = change(f"{LINE}/project/this", "20.00", "30")
    body = {"unit": "yuan", "changes": [mine], "since": draft.revision}
    url = reverse("admin:desk_changes", args=[draft.pk])
    answer = desk.post(url, json.dumps(body), content_type="application/json").json()
    assert answer["others"] == {BASIC: "200.00"}
    assert answer["revision"] == draft.revision + 2
    assert send(desk, draft, change(BASIC, "200.00", "7")).json()["others"] == {}


@pytest.mark.parametrize(
    ("typed", "stated", "yuan"),
    [("¥1,234.5", "yuan", "1234.5"), ("0.5万元", "yuan", "5000"), ("5000元", "wan", "5000")],
)
def test_a_unit_that_is_typed_goes_before_that_of_the_page(
    typed: str, stated: str, yuan: str, desk: Client, draft: Disclosure
) -> None:
    last = "statements/05/2013401/project/last"
    assert send(desk, draft, change(last, None, typed), unit=stated).status_code == 200
    assert assemble(draft).cell("05", "2013401", "project").last == Decimal(yuan)


def test_an_auditor_changes_nothing(client: Client, draft: Disclosure, unit: Unit) -> None:
    client.force_login(officer_of(unit, "auditor", Role.AUDITOR))
    answer = send(client, draft, change(BASIC, "100.00", "1"))
    assert answer.status_code == 422
    assert "无权" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("body", [
    "", "[]", '{"changes": 3}', '{"changes": [{"new": 1}]}', '{"changes": [3]}',
    '{"unit": "usd", "changes": []}', '{"changes": [], "since": "x"}',
])  # fmt: skip
def test_a_body_of_another_form_is_refused(body: str, desk: Client, draft: Disclosure) -> None:
    url = reverse("admin:desk_changes", args=[draft.pk])
    assert desk.post(url, body, content_type="application/json").status_code == 400


def test_a_script_without_token_saves_nothing(draft: Disclosure, officer: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    assert send(strict, draft, change(BASIC, "100.00", "1")).status_code == 403
    assert amount(draft, "05", "2013401", "basic") == Decimal(100)
