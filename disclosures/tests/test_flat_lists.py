"""Projects, targets and indicators as lists: out within reach, in as edits of drafts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.desk.tests.desks import AT, a_draft, a_full_report, officer_of, root
from disclosures.flat import EvaluationResource, IndicatorResource, TargetResource
from disclosures.models import Disclosure, Event, Verb
from disclosures.store import assemble
from fiscal.edits import difference
from fiscal.report import TARGETS, Indicator, ProjectTarget, Report
from units.exchange import read_table
from units.models import Role, User
from units.tests.lists import confirm, exported, imported, rows_of, totals, upload, xlsx
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Disclosure:
    return a_draft()


@pytest.fixture
def officer(draft: Disclosure) -> User:
    return officer_of(draft.unit)


def said(result: Any) -> list[str]:
    return [text for row in result.invalid_rows for all in row.error_dict.values() for text in all]


def changed(before: Report, draft: Disclosure) -> list[str]:
    return [change.path for change in difference(before, assemble(draft))]


def targets_draft(unit: str, code: str) -> Disclosure:
    indicator = Indicator("产出指标", "数量指标", "次数", "≥3次")
    target = ProjectTarget(unit, "水库", "李明", None, None, None, "完成", (indicator,))
    facts = replace(a_full_report().unit, name=unit, code=code)
    report = Report(facts, 2025, kind=TARGETS, targets=(target,))
    return actions.load(report=report, by=root(), at=AT)


@pytest.mark.parametrize("resource", [EvaluationResource, TargetResource, IndicatorResource])
def test_a_list_comes_back_without_a_change(
    draft: Disclosure, officer: User, resource: Any
) -> None:
    targets_draft(draft.unit.name, draft.unit.code)
    before, events = assemble(draft), Event.objects.count()
    result = imported(resource, exported(resource), officer)
    assert totals(result).keys() == {"skip"}, said(result)
    assert (assemble(draft), Event.objects.count()) == (before, events)


def test_one_edited_cell_is_one_change_and_one_event(draft: Disclosure, officer: User) -> None:
    before, events = assemble(draft), draft.events.count()
    rows = rows_of(exported(IndicatorResource))
    at = next(n for n, row in enumerate(rows) if row[4] == "项目自评")
    rows[at][rows[0].index("实际完成值")] = "99件"
    result = imported(IndicatorResource, xlsx(*rows), officer)
    assert totals(result)["update"] == 1
    (path,) = changed(before, draft)
    assert path == f"projects/{int(rows[at][5]) - 1}/indicators/{int(rows[at][7]) - 1}/actual"
    assert draft.events.count() == events + 1
    event = draft.events.latest("pk")
    assert (event.verb, event.by, event.reason) == (Verb.EDIT, officer, "导入清单：清单.xlsx")


def test_projects_and_their_indicators_are_added_behind_the_others(
    draft: Disclosure, officer: User
) -> None:
    before = assemble(draft)
    count, code = len(before.projects), draft.unit.code
    head = ("填报单位代码", "年度", "公开类别", "项目序号", "项目名称", "主管部门")
    projects = [(code, 2025, "部门决算", count + n, f"新项目{n}", "水利局") for n in (2, 1)]
    result = imported(EvaluationResource, xlsx(head, *projects), officer)
    assert totals(result) == {"new": 2}, said(result)
    names = [project.name for project in assemble(draft).projects]
    assert names == [*(p.name for p in before.projects), "新项目1", "新项目2"]
    heads = ("填报单位代码", "年度", "公开类别", "所属表", "项目序号", "项目名称", "指标序号",
            "一级指标", "二级指标", "三级指标", "指标值", "权重", "越低越好")  # fmt: skip
    row = (code, 2025, "部门决算", "项目自评", count + 2, "新项目2", 1,
           "产出指标", "数量指标", "次数", "≥3次", "12.50", "否")  # fmt: skip
    result = imported(IndicatorResource, xlsx(heads, row), officer)
    assert totals(result) == {"new": 1}, said(result)
    (made,) = assemble(draft).projects[-1].indicators
    assert (made.name, made.target, str(made.weight)) == ("次数", "≥3次", "12.50")


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("指标序号", "999", "新增的序号应为"),
        ("项目序号", "999", "草稿中没有这张表"),
        ("项目名称", "别的项目", "这个序号的项目是"),
        ("年度", "2019", "没有可以由您修改的草稿"),
        ("填报单位代码", "NOBODY", "没有可以由您修改的草稿"),
        ("权重", "很多", "应为数字"),
        ("所属表", "附表", "应为：项目自评、整体自评、绩效目标"),
    ],
)
def test_a_wrong_row_stops_the_whole_list(
    draft: Disclosure, officer: User, column: str, value: str, problem: str
) -> None:
    before = assemble(draft)
    rows = rows_of(exported(IndicatorResource))
    rows = [rows[0], *(row for row in rows[1:] if row[4] == "项目自评")]
    rows[1][rows[0].index("得分")] = "1.23"
    rows[-1][rows[0].index(column)] = value
    result = imported(IndicatorResource, xlsx(*rows), officer)
    assert any(problem in text for text in said(result)), said(result)
    assert assemble(draft) == before


def test_what_was_handed_in_is_not_written(draft: Disclosure, officer: User) -> None:
    rows = rows_of(exported(EvaluationResource))
    rows[1][rows[0].index("主管部门")] = "别的部门"
    actions.submit(disclosure=draft, by=officer, at=AT)
    before = assemble(draft)
    result = imported(EvaluationResource, xlsx(*rows), officer)
    assert "没有可以由您修改的草稿" in said(result)[0]
    assert assemble(draft) == before


def test_another_units_draft_is_not_there(draft: Disclosure) -> None:
    stranger = officer_of(a_unit("X9", "气象局"), "stranger")
    before = assemble(draft)
    result = imported(EvaluationResource, exported(EvaluationResource), stranger)
    assert {text.rpartition("）")[2] for text in said(result)} == {"没有可以由您修改的草稿"}
    assert assemble(draft) == before


def test_two_drafts_are_changed_together_or_not_at_all(draft: Disclosure) -> None:
    other = targets_draft("气象局", "X9")
    before = assemble(draft), assemble(other)
    rows = rows_of(exported(IndicatorResource))
    last = next(n for n, row in enumerate(rows) if row[4] == "绩效目标")
    first = next(n for n, row in enumerate(rows) if row[4] == "整体自评")
    rows[first][rows[0].index("实际完成值")] = "改"
    rows[last][rows[0].index("指标值")] = "≥4次"
    broken = [list(row) for row in rows]
    broken[last][rows[0].index("权重")] = "1" + "0" * 50
    assert said(imported(IndicatorResource, xlsx(*broken), root()))
    assert (assemble(draft), assemble(other)) == before
    assert totals(imported(IndicatorResource, xlsx(*rows), root()))["update"] == 2
    assert assemble(other).targets[0].indicators[0].target == "≥4次"


def test_an_officer_exports_what_the_own_subtree_filed(
    client: Client, draft: Disclosure, officer: User
) -> None:
    targets_draft("气象局", "X9")
    client.force_login(officer)
    for name in ("evaluation", "target", "indicator"):
        response = client.get(reverse(f"admin:performance_{name}_export", args=["xlsx"]))
        assert set(read_table(response.content)["填报单位代码"]) <= {draft.unit.code}


def test_an_officer_brings_indicators_in_by_the_pages(
    client: Client, draft: Disclosure, officer: User
) -> None:
    client.force_login(officer)
    rows = rows_of(client.get(reverse("admin:performance_evaluation_export", args=["csv"])).content)
    rows[1][rows[0].index("主管部门")] = "别的部门"
    address = reverse("admin:performance_evaluation_import")
    page = upload(client, address, xlsx(*rows))
    assert assemble(draft).projects[0].department != "别的部门"
    confirm(client, address, page)
    assert assemble(draft).projects[0].department == "别的部门"


ACCESS = {
    Role.OFFICER: (200, 200), Role.HEAD: (200, 200), Role.REVIEWER: (403, 200),
    Role.AUDITOR: (403, 200), Role.AUDIT_ADMIN: (403, 403), Role.SYSTEM_ADMIN: (403, 403),
    Role.SECURITY_ADMIN: (403, 403),
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", ["evaluation", "target", "indicator"])
def test_each_role_may_import_and_export_what_its_row_says(
    client: Client, role: Role, name: str
) -> None:
    client.force_login(a_user("somebody", role, a_unit(), is_staff=True))
    found = (
        client.get(reverse(f"admin:performance_{name}_import")).status_code,
        client.get(reverse(f"admin:performance_{name}_export", args=["csv"])).status_code,
    )
    assert found == ACCESS[role]
