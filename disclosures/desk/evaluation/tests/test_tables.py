"""Tables of the unit and its projects: typed and saved, with scripts and without."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from disclosures import actions
from disclosures.desk.evaluation.tests.pages import FIRST, address, first_row, posted
from disclosures.desk.tests.drafts import AT
from disclosures.models import Disclosure
from disclosures.store import assemble
from fiscal.report import Report, UnitFacts
from units.models import User

pytestmark = pytest.mark.django_db


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
    assert "\n52人</textarea>" in page
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


def test_a_step_lists_what_is_found_in_its_own_fields_and_counts_the_rest(
    desk: Client, draft: Disclosure
) -> None:
    url = address(draft, "project", 0)
    planned = desk.get(url, {"step": "plan"})
    assert [one.where for one in planned.context["findings"]] == []
    assert "“绩效自评”一步另有1处" in planned.content.decode()
    resulted = desk.get(url, {"step": "result"})
    (found,) = resulted.context["findings"]
    assert (found.where, found.message) == (
        f"{FIRST}/actual", "项目“业务培训费”指标“培训人数”还没有填写业绩值",
    )  # fmt: skip
    assert "一步另有" not in resulted.content.decode()


def test_indicators_are_picked_from_the_library_where_rows_come_and_go(
    desk: Client, draft: Disclosure
) -> None:
    for step, offered in (("plan", True), ("midyear", False), ("result", False)):
        page = desk.get(address(draft, "project", 0), {"step": step}).content.decode()
        assert ("从指标库选入" in page) is offered
    unit = desk.get(address(draft, "performance"), {"step": "plan"}).content.decode()
    assert "从指标库选入" not in unit
