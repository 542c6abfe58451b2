"""The administration shows what lies within reach, and changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.models import Disclosure
from fiscal.finding import warning
from fiscal.report import FundLine, Indicator, ProjectEvaluation, ProjectTarget, Report, UnitFacts
from performance.models import Evaluation
from units.models import Role, Unit, User
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
PAGES = [
    "disclosures_disclosure", "disclosures_upload", "disclosures_version", "disclosures_event",
    "performance_project", "performance_evaluation", "performance_target",
    "units_unit", "units_user", "units_referenceitem",
]  # fmt: skip


def a_report(name: str) -> Report:
    indicator = Indicator("产出指标", "数量指标", "次数", ">=3次", Decimal("10"))
    funds = (FundLine("年度资金总额", Decimal("100.00")),)
    return Report(
        UnitFacts(name),
        2024,
        projects=(ProjectEvaluation(f"{name}运转经费", "", "", funds, "", "", (indicator,)),),
        targets=(ProjectTarget(name, f"{name}修缮", "", None, None, None, "", (indicator,)),),
    )


@pytest.fixture
def root() -> User:
    return a_user("root", is_superuser=True, is_staff=True)


@pytest.fixture(autouse=True)
def published(root: User) -> None:
    """A published disclosure of each of two units."""
    for number, name in enumerate(("水利局", "财政局"), 1):
        a_unit(f"10500{number}", name)
        upload = actions.receive(name=f"{name}.txt", content=name.encode(), by=root, at=AT)
        found = [warning("RD-03", "", f"{name}缺少标题").at("第1行")]
        report = a_report(name)
        draft = actions.load(report=report, by=root, at=AT, upload=upload, findings=found)
        actions.publish(disclosure=draft, by=root, at=AT, imported=True)


@pytest.fixture
def officer_client(client: Client) -> Client:
    unit = Unit.objects.get(name="水利局")
    client.force_login(a_user("officer", Role.OFFICER, unit, is_staff=True))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_every_list_and_every_row_can_be_looked_at(page: str, client: Client, root: User) -> None:
    client.force_login(root)
    response = client.get(reverse(f"admin:{page}_changelist"))
    assert response.status_code == 200
    row = response.context["cl"].result_list[0]
    assert client.get(reverse(f"admin:{page}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("page", [page for page in PAGES if page.split("_")[0] != "units"])
def test_an_officer_sees_no_other_unit(page: str, officer_client: Client) -> None:
    response = officer_client.get(reverse(f"admin:{page}_changelist"))
    assert response.status_code == 200
    assert "财政局" not in response.content.decode()


def test_an_officer_opens_no_row_of_another_unit(officer_client: Client) -> None:
    other = Disclosure.objects.get(unit__name="财政局")
    address = reverse("admin:disclosures_disclosure_change", args=[other.pk])
    assert officer_client.get(address).status_code == 302


def test_an_officer_sees_neither_other_units_nor_people(officer_client: Client) -> None:
    units = officer_client.get(reverse("admin:units_unit_changelist")).content.decode()
    assert "水利局" in units
    assert "财政局" not in units
    assert officer_client.get(reverse("admin:units_user_changelist")).status_code == 403
    assert officer_client.get(reverse("admin:units_unit_add")).status_code == 403


def test_nobody_changes_a_disclosure_past_the_actions(client: Client, root: User) -> None:
    client.force_login(root)
    disclosure = Disclosure.objects.first()
    assert disclosure is not None
    page = reverse("admin:disclosures_disclosure_change", args=[disclosure.pk])
    assert "缺少标题" in client.get(page).content.decode()
    assert client.post(page, {"state": "draft"}).status_code == 403
    assert client.get(reverse("admin:disclosures_disclosure_add")).status_code == 403
    delete = reverse("admin:disclosures_disclosure_delete", args=[disclosure.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_an_evaluation_shows_its_money_and_indicators(client: Client, root: User) -> None:
    client.force_login(root)
    evaluation = Evaluation.objects.earliest("pk")
    page = client.get(reverse("admin:performance_evaluation_change", args=[evaluation.pk]))
    assert "年度资金总额" in page.content.decode()
    assert "数量指标" in page.content.decode()
