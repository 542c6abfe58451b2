"""The indicator library as a list, and a reviewer's decisions on proposals."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from fiscal.report import Indicator
from performance import library
from performance.models import LibraryIndicator
from performance.resources import LibraryResource
from units.models import Role, User
from units.tests.lists import confirm, exported, imported, rows_of, totals, upload, xlsx
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, tzinfo=UTC)
HEAD = ("行业领域", "一级指标", "二级指标", "三级指标", "计量单位", "指标方向", "常用赋分规则")
ROW = (
    "水利",
    "产出指标",
    "数量指标",
    "维修渠道长度",
    "公里",
    "正向（越高越好）",
    "按照完成比例赋分",
)
IMPORT = "admin:performance_libraryindicator_import"


@pytest.fixture
def reviewer() -> User:
    return a_user("reviewer", Role.REVIEWER, is_staff=True)


@pytest.fixture
def proposal() -> LibraryIndicator:
    officer = a_user("officer", Role.OFFICER, a_unit())
    indicator = Indicator("产出指标", "时效指标", "按时完成", "≥95%")
    return library.propose(indicator=indicator, sector="水利", measure="%", by=officer, at=AT)


def test_a_reviewer_fills_the_library(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    page = upload(client, reverse(IMPORT), xlsx(HEAD, ROW))
    confirm(client, reverse(IMPORT), page)
    (entry,) = library.search("渠道")
    assert (entry.proposed_by, entry.decided_by, entry.measure) == (reviewer, reviewer, "公里")


def test_a_list_changes_an_entry_but_does_not_decide_on_it(
    reviewer: User, proposal: LibraryIndicator
) -> None:
    rows = rows_of(exported(LibraryResource))
    assert totals(imported(LibraryResource, xlsx(*rows), reviewer)) == {"skip": 1}
    rows[1][4] = "个百分点"
    assert totals(imported(LibraryResource, xlsx(*rows), reviewer)) == {"update": 1}
    proposal.refresh_from_db()
    assert (proposal.measure, proposal.state) == ("个百分点", LibraryIndicator.State.PROPOSED)
    rows[1][-1] = "已入库"
    assert imported(LibraryResource, xlsx(*rows), reviewer).has_validation_errors()


@pytest.mark.parametrize(
    ("role", "brings", "takes"),
    [
        (Role.OFFICER, 403, 200), (Role.HEAD, 403, 200), (Role.REVIEWER, 200, 200),
        (Role.AUDITOR, 403, 200), (Role.AUDIT_ADMIN, 403, 403), (Role.SYSTEM_ADMIN, 403, 403),
        (Role.SECURITY_ADMIN, 403, 403),
    ],
)  # fmt: skip
def test_reviewers_bring_it_in_and_who_looks_takes_it_out(
    client: Client, role: Role, brings: int, takes: int
) -> None:
    client.force_login(a_user("somebody", role, a_unit(), is_staff=True))
    assert client.get(reverse(IMPORT)).status_code == brings
    export = reverse("admin:performance_libraryindicator_export", args=["xlsx"])
    assert client.get(export).status_code == takes


def test_a_reviewer_decides_on_proposals_in_the_list(
    client: Client, reviewer: User, proposal: LibraryIndicator
) -> None:
    client.force_login(reviewer)
    address = reverse("admin:performance_libraryindicator_changelist")
    client.post(address, {"action": "agree", "_selected_action": [proposal.pk]})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (LibraryIndicator.State.APPROVED, reviewer)
    again = client.post(
        address, {"action": "turn_down", "_selected_action": [proposal.pk]}, follow=True
    )
    assert "不能再次审核" in again.content.decode()


def test_an_officer_decides_nothing(client: Client, proposal: LibraryIndicator) -> None:
    officer = User.objects.get(username="officer")
    User.objects.filter(pk=officer.pk).update(is_staff=True)
    client.force_login(officer)
    address = reverse("admin:performance_libraryindicator_changelist")
    client.post(address, {"action": "agree", "_selected_action": [proposal.pk]})
    proposal.refresh_from_db()
    assert proposal.state == LibraryIndicator.State.PROPOSED
