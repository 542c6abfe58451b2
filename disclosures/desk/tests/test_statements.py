"""The page of a statement as an ordinary form, and who may open it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.desk.tests.drafts import AT, a_draft, a_unit, amount, officer_of
from disclosures.models import Disclosure
from disclosures.store import assemble
from fiscal.edits import Change
from fiscal.statements import DECLARATIONS
from units.models import Role, Unit, User

pytestmark = pytest.mark.django_db

BASIC = "statements/05/2013401/basic/this"


@pytest.fixture
def draft(unit: Unit, officer: User) -> Disclosure:
    return a_draft(unit, officer)


def page_of(draft: Disclosure, number: str = "05") -> str:
    return reverse("admin:desk_statement", args=[draft.pk, number])


def posted(desk: Client, draft: Disclosure, number: str = "05", **more: str) -> dict[str, str]:
    """What a browser sends when nothing is typed but ``more``."""
    page = desk.get(page_of(draft, number))
    data = {"unit": page.context["unit"].value}
    for field in page.context["sheet"].fields:
        data[f"old:{field.path}"] = data[field.path] = field.value
    return {**data, **more}


def post(desk: Client, draft: Disclosure, data: dict[str, str], number: str = "05") -> Any:
    return desk.post(page_of(draft, number), data)


@pytest.mark.parametrize("number", [one.number for one in DECLARATIONS])
def test_every_statement_has_a_page_that_labels_every_field(
    number: str, desk: Client, draft: Disclosure
) -> None:
    response = desk.get(page_of(draft, number))
    assert response.status_code == 200
    fields = list(response.context["sheet"].fields)
    labels = [field.label for field in fields]
    assert all(labels)
    ids = [field.id for field in fields]
    assert len(set(ids)) == len(ids) > 0


def test_09_has_twelve_cells_of_this_year_and_of_last(desk: Client, draft: Disclosure) -> None:
    fields = list(desk.get(page_of(draft, "09")).context["sheet"].fields)
    assert len([field for field in fields if field.path.endswith("/this")]) == 12
    assert len([field for field in fields if field.path.endswith("/last")]) == 12


def test_01_keeps_the_printed_places(desk: Client, draft: Disclosure) -> None:
    sheet = desk.get(page_of(draft, "01")).context["sheet"]
    left, right = sheet.rows[26]
    assert (left.number, left.name, right.number, right.name) == (
        "27", "本年收入合计", "58", "本年支出合计",
    )  # fmt: skip
    assert sheet.rows[10][0] is None


@pytest.mark.parametrize("address", ["statement", "codes", "changes"])
def test_another_units_officer_finds_nothing(
    address: str, client: Client, draft: Disclosure
) -> None:
    client.force_login(officer_of(a_unit("105002", "财政局"), "stranger"))
    args = [draft.pk] if address == "changes" else [draft.pk, "05"]
    url = reverse(f"admin:desk_{address}", args=args)
    body = {"unit": "yuan", "changes": [{"path": BASIC, "old": "100.00", "new": "1"}]}
    answers = [client.get(url), client.post(url, body, content_type="application/json")]
    assert {answer.status_code for answer in answers} <= {404, 405}
    assert amount(draft, "05", "2013401", "basic") == 100


def test_an_auditor_reads_and_does_not_type(client: Client, draft: Disclosure, unit: Unit) -> None:
    client.force_login(officer_of(unit, "auditor", Role.AUDITOR))
    page = client.get(page_of(draft)).content.decode()
    assert "100.00" in page
    assert 'name="statements/' not in page
    data = {"unit": "yuan", f"old:{BASIC}": "100.00", BASIC: "1"}
    assert client.post(page_of(draft), data).status_code == 409
    assert amount(draft, "05", "2013401", "basic") == 100


def test_what_is_not_a_statement_is_not_found(desk: Client, draft: Disclosure) -> None:
    assert desk.get(page_of(draft, "10")).status_code == 404


def test_a_form_saves_what_was_typed_and_the_sums_follow(desk: Client, draft: Disclosure) -> None:
    response = post(desk, draft, posted(desk, draft, **{BASIC: "１,100.5"}))
    assert response.status_code == 302
    assert amount(draft, "05", "2013401", "total") == Decimal("1120.50")
    assert amount(draft, "05", "201", "basic") == Decimal("1100.50")
    assert amount(draft, "05", "total", "total") == Decimal("1120.50")


def test_a_total_typed_otherwise_stays_as_recorded_and_is_found(
    desk: Client, draft: Disclosure
) -> None:
    post(desk, draft, posted(desk, draft, **{"statements/05/total/total/this": "121"}))
    post(desk, draft, posted(desk, draft, **{BASIC: "200"}))
    assert amount(draft, "05", "total", "total") == 121
    assert amount(draft, "05", "201", "total") == 220
    page = desk.get(page_of(draft))
    assert "ST-03" in page.content.decode()
    (field,) = [
        one for one in page.context["sheet"].fields if one.id == "statements/05/total/total"
    ]
    assert field.severity == "error"
    assert field.remarks


def test_a_cleared_total_is_made_up_again(desk: Client, draft: Disclosure) -> None:
    total = "statements/05/total/total/this"
    post(desk, draft, posted(desk, draft, **{total: "121"}))
    post(desk, draft, posted(desk, draft, **{total: ""}))
    assert amount(draft, "05", "total", "total") == 120


def test_amounts_in_wan_are_saved_in_yuan(desk: Client, draft: Disclosure) -> None:
    desk.get(page_of(draft), {"unit": "wan"})
    data = posted(desk, draft, **{BASIC: "1.5"})
    assert data["unit"] == "wan"
    assert data["statements/05/2013401/project/this"] == "0.002"
    post(desk, draft, data)
    assert amount(draft, "05", "2013401", "basic") == 15_000
    assert amount(draft, "05", "2013401", "project") == 20


def test_a_form_from_before_anothers_edit_shows_both_values(
    desk: Client, draft: Disclosure, unit: Unit
) -> None:
    data = posted(desk, draft, **{BASIC: "300"})
    other = officer_of(unit, "王芳")
    change = Change(BASIC, "100.00", "200.00")
    actions.edit(disclosure=draft, changes=[change], by=other, at=AT + timedelta(hours=1))
    response = post(desk, draft, data)
    text = response.content.decode()
    assert response.status_code == 409
    assert "王芳在18:00已改为“200.00”" in text
    (field,) = [one for one in response.context["sheet"].fields if one.path == BASIC]
    assert (field.text, field.value) == ("300", "200.00")
    assert amount(draft, "05", "2013401", "basic") == 200
    post(desk, draft, {**data, f"old:{BASIC}": "200.00"})
    assert amount(draft, "05", "2013401", "basic") == 300


def test_what_is_no_amount_is_kept_in_its_field_and_nothing_is_saved(
    desk: Client, draft: Disclosure
) -> None:
    other = "statements/05/2013401/project/this"
    response = post(desk, draft, posted(desk, draft, **{BASIC: "三百", other: "30"}))
    assert response.status_code == 409
    assert "不是金额" in response.content.decode()
    texts = {one.path: one.text for one in response.context["sheet"].fields}
    assert (texts[BASIC], texts[other]) == ("三百", "30")
    assert amount(draft, "05", "2013401", "project") == 20


# --- lines -----------------------------------------------------------------------------------


@pytest.mark.parametrize("sought", ["2050201", "２０５０２０１ 学前教育", "学前教育"])
def test_a_line_is_added_with_the_levels_above_it(
    sought: str, desk: Client, draft: Disclosure
) -> None:
    response = post(desk, draft, posted(desk, draft, do="add", add=sought))
    assert response.status_code == 302
    assert response.url.endswith("#statements/05/2050201")
    lines = assemble(draft).statement("05").lines
    assert [line.key for line in lines][-3:] == ["205", "20502", "2050201"]
    assert lines[-1].parents == ("教育支出", "普通教育")


def test_several_codes_of_a_name_are_offered(desk: Client, draft: Disclosure) -> None:
    response = post(desk, draft, posted(desk, draft, do="add", add="行政运行"))
    assert response.status_code == 409
    assert "<select" in response.content.decode()
    candidates = response.context["answer"].candidates
    assert len(candidates) > 5
    assert candidates["2010301"] == "一般公共服务支出 / 政府办公厅（室）及相关机构事务 / 行政运行"


def test_a_code_of_another_budget_is_refused(desk: Client, draft: Disclosure) -> None:
    response = post(desk, draft, posted(desk, draft, do="add", add="2120801"))
    assert response.status_code == 409
    assert len(assemble(draft).statement("05").lines) == 4


def test_a_line_is_removed_unless_somebody_filled_it(
    desk: Client, draft: Disclosure, officer: User
) -> None:
    data = posted(desk, draft, do="remove:2013401")
    filled = Change(BASIC, "100.00", "200.00")
    actions.edit(disclosure=draft, changes=[filled], by=officer, at=AT)
    assert post(desk, draft, data).status_code == 409
    assert post(desk, draft, posted(desk, draft, do="remove:2013401")).status_code == 302
    assert assemble(draft).statement("05").line("2013401") is None


def test_sums_go_with_the_line_that_made_them(desk: Client, draft: Disclosure) -> None:
    post(desk, draft, posted(desk, draft, do="remove:2013401"))
    assert amount(draft, "05", "total", "basic") is None


def test_only_lines_without_others_below_can_be_removed(desk: Client, draft: Disclosure) -> None:
    rows = desk.get(page_of(draft)).context["sheet"].rows
    assert {entry.key for (entry,) in rows if entry.removable} == {"2013401"}


def test_06_offers_all_codes_and_makes_the_line_that_is_filled(
    desk: Client, draft: Disclosure
) -> None:
    path = "statements/06/30101/amount/this"
    post(desk, draft, posted(desk, draft, "06", **{path: "88"}), "06")
    assert amount(draft, "06", "30101", "amount") == 88
    assert amount(draft, "06", "personnel_total", "amount") == 88


def test_the_picker_finds_codes_of_the_right_budget_only(desk: Client, draft: Disclosure) -> None:
    def found(number: str, **query: str) -> list[str]:
        url = reverse("admin:desk_codes", args=[draft.pk, number])
        return [one["code"] for one in desk.get(url, query).json()["results"]]

    assert found("05", q="20502")[:2] == ["20502", "2050201"]
    assert found("05", q="统战 行政运行") == ["2013401"]
    assert found("05", q="2120801") == []
    assert found("07", q="2120801") == ["2120801"]
    assert found("05", code="2050201") == ["2050201"]
    assert found("05", code="9999999") == []
    assert found("01", q="201") == []


# --- empty statements, last year ----------------------------------------------------------------


def test_an_empty_07_says_so_and_can_be_declared_nil(desk: Client, draft: Disclosure) -> None:
    assert desk.get(page_of(draft, "07")).context["may_be_nil"]
    post(desk, draft, posted(desk, draft, "07", do="nil"), "07")
    assert assemble(draft).statement("07").is_empty
    assert "为空表" in desk.get(page_of(draft, "07")).content.decode()


def test_last_years_amounts_come_from_its_version_and_others_are_marked(
    desk: Client, draft: Disclosure, unit: Unit
) -> None:
    root = officer_of(unit, "root", Role.REVIEWER)
    last = assemble(draft)
    before = actions.load(report=type(last)(last.unit, 2023, statements=last.statements),
                          by=root, at=AT)  # fmt: skip
    actions.publish(disclosure=before, by=root, at=AT, imported=True)
    post(desk, draft, posted(desk, draft, do="last"))
    cell = assemble(draft).cell("05", "2013401", "basic")
    assert cell.last == 100
    page = desk.get(page_of(draft))
    marked = {
        field.id: field.published for field in page.context["sheet"].fields if field.published
    }
    assert marked["statements/05/2013401/total/last"] == "120.00"
    assert "statements/05/2013401/basic/last" not in marked
