"""Whose tables one sees and may change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from disclosures import actions
from disclosures.desk.evaluation.tests.pages import FIRST, address, posted
from disclosures.desk.tests.drafts import AT, a_unit, officer_of
from disclosures.models import Attachment, Disclosure
from disclosures.store import assemble
from fiscal.tests.books import funds, project
from units.models import Role, Unit, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["project", "target", "performance", "projects", "library"])
def test_another_unit_s_tables_do_not_exist(name: str, client: Client, draft: Disclosure) -> None:
    client.force_login(officer_of(a_unit("105002", "财政局"), "stranger"))
    more = [0] if name in ("project", "target") else []
    assert client.get(address(draft, name, *more)).status_code == 404
    assert client.post(address(draft, name, *more), {"do": "add"}).status_code == 404


def test_what_is_not_there_is_not_found(desk: Client, draft: Disclosure) -> None:
    assert desk.get(address(draft, "project", 7)).status_code == 404
    assert desk.get(address(draft, "target", 0)).status_code == 404
    assert desk.get(address(draft, "library"), {"table": "projects/7"}).status_code == 404
    assert desk.get(address(draft, "library"), {"table": "unit_evaluation"}).status_code == 404


def test_an_auditor_looks_and_cannot_type(client: Client, draft: Disclosure, unit: Unit) -> None:
    client.force_login(officer_of(unit, "auditor", Role.AUDITOR))
    for step in ("plan", "midyear", "result"):
        page = client.get(address(draft, "project", 0), {"step": step}).content.decode()
        assert "<textarea" not in page
        assert 'name="do"' not in page
    assert posted_by_hand(client, draft).status_code == 409
    assert client.get(address(draft, "projects")).status_code == 200


def posted_by_hand(client: Client, draft: Disclosure) -> Any:
    path = f"{FIRST}/actual"
    data = {"step": "result", f"old:{path}": "", path: "60人"}
    return client.post(address(draft, "project", 0), data)


def test_a_renamed_project_keeps_its_files(
    desk: Client, draft: Disclosure, officer: User, unit: Unit
) -> None:
    owner = unit.projects.get(name="业务培训费")
    actions.attach(
        disclosure=draft, project=owner, kind=Attachment.Kind.EVIDENCE, title="签到表",
        is_public=False, name="签到表.pdf", content=b"%PDF-1.7\n%%EOF\n", by=officer, at=AT,
    )  # fmt: skip
    posted(desk, draft, "plan", {"projects/0/name": "2024年业务培训费"})
    assert draft.attachments.get().project == unit.projects.get(name="2024年业务培训费")
    desk.post(address(draft, "projects"), {"do": "remove:0"})
    assert "签到表" in desk.get(address(draft, "projects")).content.decode()


def test_the_funds_of_a_project_that_has_none_are_left_alone(
    desk: Client, draft: Disclosure, officer: User
) -> None:
    bare = replace(project(), funds=funds("1", "1", "100", "10")[:1], name="无来源")
    report = replace(assemble(draft), projects=(bare,))
    draft = actions.load(report=report, by=officer, at=AT)
    posted(desk, draft, "result", {"projects/0/funds/0/executed": "0.5"})
    line = assemble(draft).projects[0].funds[0]
    assert (str(line.rate), str(line.score)) == ("50.00", "0.00")
