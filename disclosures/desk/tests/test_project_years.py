"""A project over the years, on its page; the workbook of all projects, on their list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.desk.tests.drafts import AT, a_unit, officer_of
from disclosures.models import Disclosure
from fiscal.report import Report, UnitFacts
from fiscal.tests.books import project, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts(client: Client) -> tuple[Disclosure, Disclosure]:
    """Of 2023 and 2024, both with the same project; the officer is signed in."""
    unit = a_unit("105001", "水利局")
    officer = officer_of(unit)
    client.force_login(officer)
    before = Report(
        UnitFacts(unit.name, unit.code), 2023, projects=(project(row("=100%", "100%")),)
    )
    earlier = actions.load(report=before, by=officer, at=AT)
    return earlier, actions.load(report=replace(before, year=2024), by=officer, at=AT)


def test_a_project_shows_what_it_came_to_in_other_years(
    client: Client, drafts: tuple[Disclosure, Disclosure]
) -> None:
    page = client.get(reverse("admin:desk_project", args=[drafts[1].pk, 0]))
    (earlier,) = page.context["years"]
    (listed,) = client.get(reverse("admin:desk_projects", args=[drafts[0].pk])).context["rows"]
    assert earlier.year == 2023
    assert (earlier.budget, earlier.executed) == (listed.budget, listed.executed)
    assert earlier.summary == listed.summary
    assert "历年情况" in page.content.decode()


def test_a_project_named_after_its_year_is_the_same_the_year_after(client: Client) -> None:
    unit = a_unit("105001", "水利局")
    officer = officer_of(unit)
    client.force_login(officer)
    for year in (2023, 2024):
        named = (project(name=f"{year}年河道维修"), project(name=f"{year}年度河道维修设计"))
        report = Report(UnitFacts(unit.name, unit.code), year, projects=named)
        draft = actions.load(report=report, by=officer, at=AT)
    page = client.get(reverse("admin:desk_project", args=[draft.pk, 0]))
    assert [one.year for one in page.context["years"]] == [2023]


def test_the_list_of_projects_leads_to_their_workbook(
    client: Client, drafts: tuple[Disclosure, Disclosure]
) -> None:
    page = client.get(reverse("admin:desk_projects", args=[drafts[1].pk])).content.decode()
    address = reverse("admin:desk_template", args=[drafts[1].pk, "performance"])
    assert address in page
    assert client.get(address)["Content-Type"].endswith("spreadsheetml.sheet")
