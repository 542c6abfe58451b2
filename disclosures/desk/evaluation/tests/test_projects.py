"""The list of projects, and what the targets of the year bring into it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from disclosures import actions
from disclosures.desk.evaluation.tests.pages import address, posted
from disclosures.desk.tests.drafts import AT
from disclosures.models import Disclosure
from disclosures.store import assemble
from fiscal.report import TARGETS, ProjectEvaluation, Report, UnitFacts
from fiscal.tests.books import target_table
from units.models import Unit, User

pytestmark = pytest.mark.django_db


def test_the_list_tells_what_each_project_comes_to(desk: Client, draft: Disclosure) -> None:
    rows = desk.get(address(draft, "projects")).context["rows"]
    shown = [(row.name, row.summary.weight, row.summary.score, row.summary.grade) for row in rows]
    assert shown == [("业务培训费", "90", "", ""), ("河道治理", "90", "100.00", "优")]


def test_projects_come_and_go_in_the_list(desk: Client, draft: Disclosure) -> None:
    url = address(draft, "projects")
    desk.post(url, {"do": "add", "name": "水库维修"})
    assert [one.name for one in assemble(draft).projects] == ["业务培训费", "河道治理", "水库维修"]
    desk.post(url, {"do": "up:2"})
    desk.post(url, {"do": "remove:0"})
    assert [one.name for one in assemble(draft).projects] == ["水库维修", "河道治理"]
    assert desk.post(url, {"do": "add", "name": " "}).status_code == 409


def test_targets_of_the_year_are_carried_into_the_evaluation(
    desk: Client, unit: Unit, officer: User
) -> None:
    facts = UnitFacts(unit.name, unit.code)
    planned = (target_table(), target_table(name="河道治理"))
    plan = actions.load(report=Report(facts, 2024, TARGETS, targets=planned), by=officer, at=AT)
    begun = ProjectEvaluation("河道治理", "", "", (), "", "", ())
    draft = actions.load(report=Report(facts, 2024, projects=(begun,)), by=officer, at=AT)
    assert desk.get(address(draft, "projects")).context["to_carry"] == 2
    desk.post(address(draft, "projects"), {"do": "carry"})
    projects = assemble(draft).projects
    assert [one.name for one in projects] == ["河道治理", "业务培训费"]
    assert [one.target for one in projects[0].indicators] == [
        one.target for one in planned[1].indicators
    ]
    assert projects[1].funds[0].initial == Decimal(60000)
    assert desk.get(address(plan, "target", 0)).status_code == 200
    posted(desk, draft, "plan", {"projects/1/indicators/0/target": "=2场"}, project=1)
    page = desk.get(address(draft, "project", 1)).content.decode()
    assert "有1项指标与绩效目标表不同" in page


def test_a_target_table_has_one_step_of_its_own(desk: Client, unit: Unit, officer: User) -> None:
    report = Report(UnitFacts(unit.name, unit.code), 2024, TARGETS, targets=(target_table(),))
    draft = actions.load(report=report, by=officer, at=AT)
    url = address(draft, "target", 0)
    page = desk.get(url)
    assert "执行监控" not in page.content.decode()
    data = {"old:targets/0/total": "6.00", "targets/0/total": "8.5", "do": "save"}
    assert desk.post(url, data).status_code == 302
    assert assemble(draft).targets[0].total == Decimal(85000)
    assert desk.get(address(draft, "performance")).status_code == 404


def test_what_concerns_one_project_is_counted_in_its_row_which_leads_there(
    desk: Client, draft: Disclosure
) -> None:
    answer = desk.get(address(draft, "projects"))
    first = answer.context["rows"][0]
    assert first.errors == 1
    assert f'href="{address(draft, "project", 0)}#findings-title"' in answer.content.decode()
    assert [one for one in answer.context["findings"] if "projects/0/" in one.where] == []
