"""The indicator library on the desk: found, picked, proposed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.desk.tests.drafts import AT, a_user
from disclosures.models import Disclosure
from disclosures.store import assemble
from fiscal.report import Indicator, Report, UnitFacts
from fiscal.tests.books import project
from performance import library
from performance.models import LibraryIndicator
from units.models import Role, Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(unit: Unit, officer: User) -> Disclosure:
    report = Report(UnitFacts(unit.name, unit.code), 2024, projects=(project(),))
    return actions.load(report=report, by=officer, at=AT)


@pytest.fixture
def agreed(officer: User) -> LibraryIndicator:
    row = Indicator(
        "产出指标", "质量指标", "水质不达标率", "", rule="按照完成比例赋分", basis="行业或国家标准",
        lower_is_better=True,
    )  # fmt: skip
    entry = library.propose(indicator=row, sector="水利", measure="%", by=officer, at=AT)
    return library.approve(entry=entry, by=a_user("reviewer", Role.REVIEWER), at=AT)


def page(desk: Client, draft: Disclosure, **query: str) -> Any:
    url = reverse("admin:desk_library", args=[draft.pk])
    return desk.get(url, {"table": "projects/0", **query})


def act(desk: Client, draft: Disclosure, do: str, **more: str) -> Any:
    url = reverse("admin:desk_library", args=[draft.pk])
    return desk.post(url, {"table": "projects/0", "do": do, **more}, follow=True)


def test_words_find_agreed_indicators_only(
    desk: Client, draft: Disclosure, agreed: LibraryIndicator, officer: User
) -> None:
    waiting = Indicator("产出指标", "数量指标", "水质监测点", "")
    library.propose(indicator=waiting, sector="水利", measure="个", by=officer, at=AT)
    assert list(page(desk, draft, q="水质 质量").context["found"]) == [agreed]
    assert list(page(desk, draft, q="教育").context["found"]) == []
    assert list(page(desk, draft, sector="水利").context["found"]) == [agreed]
    assert page(desk, draft).context["sectors"] == ["水利"]


def test_a_picked_indicator_comes_behind_the_others(
    desk: Client, draft: Disclosure, agreed: LibraryIndicator
) -> None:
    answer = act(desk, draft, f"pick:{agreed.pk}")
    assert "请填写指标值和权重" in answer.content.decode()
    last = assemble(draft).projects[0].indicators[-1]
    assert (last.name, last.rule, last.lower_is_better) == (
        "水质不达标率", "按照完成比例赋分", True,
    )  # fmt: skip


def test_what_is_not_agreed_cannot_be_picked(
    desk: Client, draft: Disclosure, officer: User
) -> None:
    row = Indicator("产出指标", "数量指标", "监测点", "")
    waiting = library.propose(indicator=row, sector="水利", measure="", by=officer, at=AT)
    assert act(desk, draft, f"pick:{waiting.pk}").status_code == 404
    assert len(assemble(draft).projects[0].indicators) == 4


def test_an_indicator_of_the_project_is_proposed_and_waits(desk: Client, draft: Disclosure) -> None:
    answer = act(desk, draft, "propose", row="0", sector="教育", measure="场")
    entry = LibraryIndicator.objects.get()
    assert (entry.name, entry.state, entry.measure) == ("培训场次", "proposed", "场")
    assert "待审核" in answer.content.decode()


@pytest.mark.parametrize("more", [{"row": "9"}, {"row": "x"}, {"row": "0", "sector": " "}])
def test_a_proposal_that_is_incomplete_is_told(
    more: dict[str, str], desk: Client, draft: Disclosure
) -> None:
    answer = act(desk, draft, "propose", **{"sector": "教育", **more})
    assert [one.level_tag for one in answer.context["messages"]] == ["error"]
    assert not LibraryIndicator.objects.exists()
