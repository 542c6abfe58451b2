"""The pages of the performance tables: typed, scored and saved, with scripts and without."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.desk.tests.drafts import AT, a_unit, officer_of
from disclosures.models import Attachment, Disclosure
from disclosures.store import assemble
from fiscal.report import TARGETS, Indicator, ProjectEvaluation, Report, UnitFacts
from fiscal.tests.books import funds, project, row, target_table, unit_table
from units.models import Role, Unit, User

pytestmark = pytest.mark.django_db

FIRST = "projects/0/indicators/0"


@pytest.fixture
def unit() -> Unit:
    return a_unit("105001", "水利局")


@pytest.fixture
def officer(unit: Unit) -> User:
    return officer_of(unit)


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def draft(unit: Unit, officer: User) -> Disclosure:
    open_row = row(">=60人", "", name="培训人数")
    report = Report(
        UnitFacts(unit.name, unit.code),
        2024,
        projects=(project(open_row), project(name="河道治理")),
        unit_evaluation=unit_table(),
    )
    return actions.load(report=report, by=officer, at=AT)


def address(draft: Disclosure, name: str = "project", *more: object) -> str:
    return reverse(f"admin:desk_{name}", args=[draft.pk, *more])


def posted(
    desk: Client, draft: Disclosure, step: str, typed: dict[str, str], project: int = 0
) -> Any:
    """Post the form of a project as a browser without scripts does, with ``typed`` in it."""
    url = address(draft, "project", project)
    page = desk.get(url, {"step": step})
    form = page.context["form"]
    data = {"step": step, "do": "save", f"guard:{form.guard}": form.name}
    for sheet in form.sheets:
        data |= {f"guard:{one.guard}": one.meant for one in sheet.rows if one.guard}
    for cell in form.cells:
        if cell.column.is_typed:
            data |= {f"old:{cell.path}": cell.value, cell.path: cell.value}
    return desk.post(url, data | typed)


def first_row(draft: Disclosure) -> Indicator:
    return assemble(draft).projects[0].indicators[0]


def ask(desk: Client, draft: Disclosure, step: str, *changes: tuple[str, str, str]) -> Any:
    body = {
        "table": "projects/0",
        "step": step,
        "changes": [{"path": path, "old": old, "new": new} for path, old, new in changes],
    }
    answer = desk.post(address(draft, "scores"), json.dumps(body), content_type="application/json")
    return answer.json() if answer.status_code == 200 else answer.status_code


# --- scores as one types -----------------------------------------------------------------------


def test_a_typed_result_is_scored_and_nothing_is_saved(desk: Client, draft: Disclosure) -> None:
    told = ask(desk, draft, "result", (f"{FIRST}/actual", "", "52人"))
    assert told["cells"][f"{FIRST}/rate"] == "86.67"
    assert told["cells"][f"{FIRST}/score"] == "6.67"
    assert told["due"] == [f"{FIRST}/deviation"]
    assert (told["score"], told["grade"]) == ("96.67", "优")
    assert first_row(draft).actual == ""


def test_an_override_without_a_reason_is_told_and_one_with_it_counts(
    desk: Client, draft: Disclosure
) -> None:
    typed = (f"{FIRST}/actual", "", "52人"), (f"{FIRST}/rate", "", "95")
    told = ask(desk, draft, "result", *typed)
    assert "调整理由" in told["errors"][0]["message"]
    reasoned = ask(desk, draft, "result", *typed, (f"{FIRST}/override_reason", "", "已补训"))
    assert reasoned["errors"] == []
    assert reasoned["cells"][f"{FIRST}/score"] == "8.75"


def test_progress_at_mid_year_is_marked_as_one_types(desk: Client, draft: Disclosure) -> None:
    told = ask(desk, draft, "midyear", (f"{FIRST}/midyear", "", "6人"))
    assert told["cells"][f"{FIRST}/progress"] == "10"
    assert told["marks"][f"{FIRST}/state"] == "behind"


def test_money_is_typed_in_wan(desk: Client, draft: Disclosure) -> None:
    path = "projects/0/funds/1/executed"
    told = ask(desk, draft, "result", (path, "6.00", "5.4"))
    assert told["cells"]["projects/0/funds/0/executed"] == "5.40"
    assert told["cells"]["projects/0/funds/0/rate"] == "90.00"


@pytest.mark.parametrize(
    "body",
    ["", "[]", '{"table": "projects/9", "step": "result", "changes": []}',
     '{"table": "projects/x", "step": "result", "changes": []}',
     '{"table": "statements/05", "step": "result", "changes": []}',
     '{"table": "projects/0", "step": "later", "changes": []}',
     '{"table": "projects/0", "step": "plan", "changes": [1]}',
     '{"table": "projects/0", "step": "plan", "changes": {"a": 1}}'],
)  # fmt: skip
def test_a_question_of_another_form_is_refused(body: str, desk: Client, draft: Disclosure) -> None:
    url = address(draft, "scores")
    assert desk.post(url, body, content_type="application/json").status_code == 400


def test_what_cannot_be_read_is_told_and_not_scored(desk: Client, draft: Disclosure) -> None:
    told = ask(desk, draft, "result", ("projects/0/funds/1/executed", "6.00", "六万"))
    assert "不是金额" in told["errors"][0]["message"]
    told = ask(desk, draft, "plan", (f"{FIRST}/weight", "10", "十"))
    assert told["errors"][0]["path"] == f"{FIRST}/weight"


# --- saving ------------------------------------------------------------------------------------


def test_a_form_without_scripts_saves_and_scores(desk: Client, draft: Disclosure) -> None:
    answer = posted(desk, draft, "result", {
        f"{FIRST}/actual": "52人", f"{FIRST}/deviation": "8人请假，已补训",
        "projects/0/result": "完成培训",
    })  # fmt: skip
    assert answer.status_code == 302
    saved = first_row(draft)
    assert (str(saved.rate), str(saved.score)) == ("86.67", "6.67")
    assert assemble(draft).projects[0].result == "完成培训"
    event = draft.events.latest("pk")
    assert {one["path"] for one in event.changes} >= {f"{FIRST}/actual", f"{FIRST}/rate"}


def test_a_form_that_is_not_saved_keeps_what_was_typed(desk: Client, draft: Disclosure) -> None:
    answer = posted(desk, draft, "result", {f"{FIRST}/actual": "52人", f"{FIRST}/rate": "95"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "调整理由" in page
    assert 'value="52人"' in page
    assert first_row(draft).actual == ""


def test_targets_are_typed_in_the_first_step_and_shown_in_the_others(
    desk: Client, draft: Disclosure
) -> None:
    posted(desk, draft, "plan", {f"{FIRST}/target": ">=80人", f"{FIRST}/lower_is_better": "true"})
    assert (first_row(draft).target, first_row(draft).lower_is_better) == (">=80人", True)
    page = desk.get(address(draft, "project", 0), {"step": "midyear"}).content.decode()
    assert '<a href="?step=midyear" aria-current="step">执行监控</a>' in page
    assert "&gt;=80人" in page
    assert f'name="{FIRST}/target"' not in page


def test_what_is_recorded_at_mid_year_is_kept_and_flagged(desk: Client, draft: Disclosure) -> None:
    posted(desk, draft, "midyear", {f"{FIRST}/midyear": "6人", "projects/0/funds/1/midyear": "1"})
    saved = assemble(draft).projects[0]
    assert saved.indicators[0].midyear == "6人"
    assert [line.midyear for line in saved.funds] == [Decimal(10000), Decimal(10000), None]
    page = desk.get(address(draft, "project", 0), {"step": "midyear"}).content.decode()
    assert "滞后" in page
    assert "年中有偏差" in desk.get(address(draft, "projects")).content.decode()


def names(draft: Disclosure) -> list[str]:
    return [one.name for one in assemble(draft).projects[0].indicators]


def test_rows_come_move_and_go_by_buttons_after_what_was_typed_is_saved(
    desk: Client, draft: Disclosure
) -> None:
    before = names(draft)
    posted(desk, draft, "plan", {"do": "add", f"{FIRST}/name": "培训人次"})
    assert names(draft) == ["培训人次", *before[1:], ""]
    posted(desk, draft, "plan", {"do": "up:1"})
    assert names(draft)[:2] == [before[1], "培训人次"]
    posted(desk, draft, "plan", {"do": "down:0"})
    posted(desk, draft, "plan", {"do": "remove:1"})
    assert names(draft) == ["培训人次", *before[2:], ""]


@pytest.mark.parametrize("do", ["remove:9", "up:0", "down:3", "explode:0", "remove:-1", ""])
def test_a_button_that_is_not_there_does_nothing(do: str, desk: Client, draft: Disclosure) -> None:
    before = assemble(draft)
    assert posted(desk, draft, "plan", {"do": do}).status_code == 409
    assert assemble(draft) == before


def test_a_row_that_another_moved_away_is_not_written_over(
    desk: Client, draft: Disclosure, officer: User
) -> None:
    url = address(draft, "project", 0)
    data = {
        "step": "result", "do": "save", "guard:projects/0/name": "业务培训费",
        f"guard:{FIRST}/name": "培训人数", f"old:{FIRST}/deviation": "",
        f"{FIRST}/deviation": "写给培训人数的原因",
    }  # fmt: skip
    posted(desk, draft, "plan", {"do": "remove:0"})
    answer = desk.post(url, data)
    assert answer.status_code == 409
    assert "请核对" in answer.content.decode()
    assert all(not one.deviation for one in assemble(draft).projects[0].indicators)


def test_the_unit_has_its_own_table_which_can_be_begun(
    desk: Client, draft: Disclosure, officer: User
) -> None:
    page = desk.get(address(draft, "performance"))
    assert page.status_code == 200
    assert "完成率" not in page.content.decode().split("检查结果")[0]
    other = actions.load(report=Report(UnitFacts("水利局", "105001"), 2023), by=officer, at=AT)
    assert "建立整体支出绩效自评表" in desk.get(address(other, "performance")).content.decode()
    desk.post(address(other, "performance"), {"do": "begin"})
    begun = assemble(other).unit_evaluation
    assert begun is not None
    assert [line.source for line in begun.funds] == ["上级资金", "本级资金", "其他资金", "合计"]


# --- the list ----------------------------------------------------------------------------------


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


# --- who ---------------------------------------------------------------------------------------


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
