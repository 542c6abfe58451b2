"""The page that adds up a department: what goes in, what comes off, and what was edited since."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.desk.tests.desks import AT, a_unit, officer_of, root, sign_in
from disclosures.models import Disclosure
from disclosures.store import assemble
from fiscal.edits import Change
from fiscal.report import TARGETS, Cell, Line, Report, Staff, Statement, UnitFacts
from units.models import Role, Unit

pytestmark = pytest.mark.django_db

SALARY = ("2010301", "行政运行", ("一般公共服务支出", "政府办公厅（室）及相关机构事务"))
PAID = {
    "kind": "subsidy", "expenditure_code": SALARY[0], "income_code": SALARY[0], "amount": "5.00",
}  # fmt: skip


def an_account(unit: Unit, income: dict[str, str], spending: dict[str, str]) -> Report:
    """Tables 02 and 03 with one 项, and three employees."""
    statements = {
        number: Statement(number, (Line(*SALARY, {
            name: Cell(Decimal(amount)) for name, amount in cells.items()
        }),))
        for number, cells in (("02", income), ("03", spending))
    }  # fmt: skip
    return Report(
        UnitFacts(unit.name, unit.code), 2024, statements=statements, staff=Staff(active=3)
    )


@pytest.fixture
def school() -> Unit:
    return a_unit("D1-1", "第一中学", a_unit("D1", "教育局"))


@pytest.fixture
def department(school: Unit) -> Unit:
    found: Unit = Unit.objects.get(code="D1")
    return found


@pytest.fixture
def schools(school: Unit) -> Disclosure:
    """The account of the school, which got 5.00 from its department."""
    account = an_account(school, {"fiscal": "30", "superior_subsidy": "5"}, {"basic": "35"})
    return actions.load(report=account, by=root(), at=AT)


@pytest.fixture
def draft(department: Unit, client: Client) -> Disclosure:
    """The department's own account; its officer is signed in."""
    spending = {"basic": "100", "subsidy_to_subordinate": "5"}
    account = an_account(department, {"fiscal": "105"}, spending)
    sign_in(client, officer_of(department))
    return actions.load(report=account, by=root(), at=AT)


def address(draft: Disclosure) -> str:
    return reverse("admin:desk_consolidation", args=[draft.pk])


def send(client: Client, draft: Disclosure, do: str, *paid: dict[str, str], **more: str) -> Any:
    """The form as the page shows it, with these transfers typed."""
    draft.refresh_from_db()
    form = {"do": do, "basis": client.get(address(draft)).context["page"].basis}
    form |= {"transfers-TOTAL_FORMS": str(len(paid) + 1), "transfers-INITIAL_FORMS": "0"}
    blank = {"kind": "subsidy"}
    for index, one in enumerate([*paid, blank]):
        form |= {f"transfers-{index}-{name}": value for name, value in one.items()}
    return client.post(address(draft), form | more)


def spent(draft: Disclosure) -> Decimal | None:
    return assemble(draft).amount("03", "total", "total")


def cells(response: Any) -> dict[tuple[str, str], Any]:
    told = response.context["told"]
    return {(one.number, row.label): row for one, rows in told.statements for row in rows}


def test_a_unit_without_others_below_it_has_no_such_page(
    schools: Disclosure, draft: Disclosure, department: Unit, client: Client
) -> None:
    assert client.get(address(schools)).status_code == 404
    targets = Report(UnitFacts(department.name, department.code), 2024, kind=TARGETS)
    filed = actions.load(report=targets, by=root(), at=AT)
    assert client.get(address(filed)).status_code == 404
    home = client.get(reverse("admin:desk_home", args=[draft.pk])).content.decode()
    assert address(draft) in home
    home = client.get(reverse("admin:desk_home", args=[schools.pk])).content.decode()
    assert "部门汇总" not in home


def test_a_unit_that_lacks_an_account_is_named_and_nothing_can_be_confirmed(
    draft: Disclosure, school: Unit, client: Client
) -> None:
    page = client.get(address(draft)).content.decode()
    assert "还没有2024年度的决算" in page
    assert school.name in page
    assert 'value="confirm"' not in page
    assert send(client, draft, "confirm").status_code == 409
    assert spent(draft) is None


def test_the_preview_tells_how_each_cell_comes_about_and_saves_nothing(
    schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    before = assemble(draft)
    response = send(client, draft, "preview", PAID)
    assert response.status_code == 200
    row = cells(response)["03", "“合计”（本年支出合计）"]
    told = (row.own, row.subordinates, row.transfers, row.whole)
    assert told == ("105.00", "35.00", "5.00", "135.00")
    assert ("在职人员", "3", "6") in [
        (name.rpartition("、")[2], own, whole)
        for name, own, whole in response.context["told"].facts
    ]
    assert "1. 第一中学" in response.context["told"].wording
    assert assemble(draft) == before


def test_confirming_makes_the_whole_and_shows_the_transfers_again(
    schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    assert send(client, draft, "confirm", PAID | {"note": "维修补助"}).status_code == 302
    assert spent(draft) == 135
    page = client.get(address(draft))
    (shown,) = page.context["rows"].initial
    assert (shown["amount"], shown["note"]) == ("5.00", "维修补助")
    assert all(not row.recorded for row in cells(page).values())
    assert "所属单位此后没有改动" in page.content.decode()


def test_a_preview_that_is_out_of_date_is_shown_anew_and_not_confirmed(
    schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    old = client.get(address(draft)).context["page"].basis
    change = Change("staff/active", 3, 4)
    actions.edit(disclosure=schools, changes=[change], by=root(), at=AT)
    response = send(client, draft, "confirm", basis=old)
    assert response.status_code == 409
    assert "预览之后数据已有改动" in response.content.decode()
    assert spent(draft) is None


def test_a_second_click_on_confirm_changes_nothing(
    schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    old = client.get(address(draft)).context["page"].basis
    send(client, draft, "confirm", PAID)
    assert send(client, draft, "confirm", PAID, basis=old).status_code == 409
    assert spent(draft) == 135


def test_a_unit_that_changed_since_is_marked_and_added_up_anew(
    schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    send(client, draft, "confirm", PAID)
    change = Change("staff/active", 3, 4)
    actions.edit(disclosure=schools, changes=[change], by=root(), at=AT)
    assert "1个所属单位又有改动" in client.get(address(draft)).content.decode()
    send(client, draft, "confirm", PAID)
    assert assemble(draft).staff.active == 7
    assert spent(draft) == 135


def test_an_edited_sum_is_shown_and_gives_way_only_when_told_to(
    schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    send(client, draft, "confirm", PAID)
    change = Change("statements/03/total/total/this", "135.00", "136.00")
    actions.edit(disclosure=draft, changes=[change], by=root(), at=AT)
    page = client.get(address(draft))
    assert cells(page)["03", "“合计”（本年支出合计）"].recorded == "136.00"
    ((name, edited),) = page.context["told"].edited
    assert "合计" in name
    assert (edited.old, edited.new) == ("136.00", "135.00")
    refused = send(client, draft, "confirm", PAID)
    assert refused.status_code == 409
    assert "1处被改过" in refused.content.decode()
    assert spent(draft) == 136
    assert send(client, draft, "confirm", PAID, restore="1").status_code == 302
    assert spent(draft) == 135


def test_what_was_added_up_can_be_taken_back(
    schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    before = assemble(draft)
    send(client, draft, "confirm", PAID)
    assert send(client, draft, "separate").status_code == 302
    assert assemble(draft) == before
    again = client.post(address(draft), {"do": "separate"}, follow=True)
    assert "没有可以撤销的汇总" in again.content.decode()
    assert assemble(draft) == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "五元"}, "五元"),
        ({"amount": "—"}, "请填写金额"),
        ({"income_code": ""}, "这个字段是必填项"),
    ],
)
def test_a_row_that_is_not_right_says_so_at_its_place(
    typed: dict[str, str], said: str, schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    response = send(client, draft, "confirm", PAID | typed)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert spent(draft) is None


def test_a_transfer_nobody_paid_is_said_and_not_taken_off(
    schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    response = send(client, draft, "confirm", PAID | {"amount": "5.01"})
    assert response.status_code == 409
    assert "不能抵销" in response.content.decode()
    assert spent(draft) is None


def test_a_struck_out_row_is_left_out(
    schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    send(client, draft, "confirm", PAID | {"DELETE": "on"})
    assert spent(draft) == 140


def test_a_reviewer_reads_and_a_school_does_not_see(
    schools: Disclosure, draft: Disclosure, school: Unit, client: Client
) -> None:
    sign_in(client, officer_of(school, "reviewer", Role.REVIEWER))
    page = client.get(address(draft)).content.decode()
    assert "汇总预览" in page
    assert 'value="confirm"' not in page
    refused = send(client, draft, "confirm", PAID)
    assert refused.status_code == 409
    assert spent(draft) is None
    sign_in(client, officer_of(school, "teacher"))
    assert client.get(address(draft)).status_code == 404


def test_the_published_account_goes_in_where_there_is_one(
    schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    actions.publish(disclosure=schools, by=root(), at=AT, imported=True)
    page = client.get(address(draft)).content.decode()
    assert "第1版（已公开）" in page
    send(client, draft, "confirm", PAID)
    assert spent(draft) == 135


def test_what_was_filled_in_the_own_account_stays_its_own(
    schools: Disclosure, draft: Disclosure, client: Client
) -> None:
    own = replace(assemble(draft), functions=("管理教育。",))
    actions.load(report=own, by=root(), at=AT)
    send(client, draft, "confirm", PAID)
    assert assemble(draft).functions == ("管理教育。",)
