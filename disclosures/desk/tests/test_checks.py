"""The page of the checks: what is found, where, and what the unit says to it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.desk.draft import Draft
from disclosures.desk.tests.desks import (
    AT,
    a_draft,
    a_full_report,
    a_user,
    officer_of,
    root,
    sign_in,
)
from disclosures.models import Disclosure, Explanation
from disclosures.tests.explaining import SAID, explained, submitted
from fiscal.edits import Change
from fiscal.finding import Finding, Severity, warning
from fiscal.report import Report
from units.models import Role, User

pytestmark = pytest.mark.django_db

REASON = "s1.cmp.reason"
OTHER = "s4.cmp.reason"


def with_slips(*texts: str) -> Report:
    report = a_full_report()
    slips = dict(zip((REASON, OTHER), texts, strict=False))
    return replace(report, texts={**report.texts, **slips})


@pytest.fixture
def draft() -> Disclosure:
    """Two warnings and an error."""
    report = with_slips("因改建项目，，款项次年结清。", "截至2022年12月31日，项目未完。")
    return a_draft(
        replace(report, procurement=replace(report.procurement, small_micro=Decimal(10**12)))
    )


@pytest.fixture
def officer(draft: Disclosure, client: Client) -> User:
    return sign_in(client, officer_of(draft.unit))


def address(draft: Disclosure) -> str:
    return reverse("admin:desk_checks", args=[draft.pk])


def warnings(draft: Disclosure) -> list[Finding]:
    return [one for one in Draft(draft).findings if one.severity is Severity.WARNING]


def post(client: Client, draft: Disclosure, **texts: str) -> Any:
    """Send explanations by fingerprint, where nothing stood before."""
    old = {f"old:{name}": "" for name in texts}
    return client.post(address(draft), {**texts, **old}, follow=True)


def retype(draft: Disclosure, text: str) -> None:
    old = Draft(draft).report.texts[REASON]
    changes = [Change(f"texts/{REASON}", old, text)]
    actions.edit(disclosure=draft, changes=changes, by=root(), at=AT)


@pytest.mark.usefixtures("officer")
def test_each_finding_tells_its_rule_and_leads_to_its_field(
    draft: Disclosure, client: Client
) -> None:
    response = client.get(address(draft))
    groups = response.context["groups_of_entries"]
    assert [label for label, _ in groups] == ["公开说明"]
    (_, entries), *_ = groups
    assert [one.finding.severity for one in entries] == ["error", "warning", "warning"]
    page = response.content.decode()
    assert f"{reverse('admin:desk_narrative', args=[draft.pk])}#procurement/small_micro" in page
    assert "文字中没有重复或多余的标点、词语和批注" in page
    assert "（D037）" in page
    assert "规则集 2026.3" in page


@pytest.mark.usefixtures("officer")
def test_rules_that_found_nothing_are_listed_below(draft: Disclosure, client: Client) -> None:
    response = client.get(address(draft))
    passed = {rule.id for rule in response.context["passed"]}
    found = {one.rule for one in Draft(draft).findings}
    assert len(passed) > 50
    assert not passed & found


@pytest.mark.usefixtures("officer")
def test_the_menu_counts_errors_and_warnings_to_be_explained(
    draft: Disclosure, client: Client
) -> None:
    def counts() -> tuple[int, int]:
        groups = client.get(address(draft)).context["groups"]
        entry = next(one for group in groups for one in group.sections if one.key == "checks")
        return entry.errors, entry.warnings

    assert counts() == (1, 2)
    post(client, draft, **{warnings(draft)[0].fingerprint: SAID})
    assert counts() == (1, 1)


@pytest.mark.usefixtures("officer")
def test_several_explanations_are_saved_at_once(draft: Disclosure, client: Client) -> None:
    texts = {one.fingerprint: SAID for one in warnings(draft)}
    response = post(client, draft, **texts)
    assert response.status_code == 200
    assert {one.finding: one.text for one in Explanation.objects.all()} == texts
    assert draft.events.filter(verb="explain").count() == 1
    assert "已说明" in response.content.decode()


@pytest.mark.usefixtures("officer")
def test_what_is_not_saved_stays_in_its_field(draft: Disclosure, client: Client) -> None:
    first, second = (one.fingerprint for one in warnings(draft))
    response = post(client, draft, **{first: SAID, second: "属实"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "有1条说明须先改好" in page
    assert "说明太短" in page
    assert re.search(rf"{second}\.note\" aria-invalid=\"true\">\s*属实</textarea>", page)
    assert f"{SAID}</textarea>" in page
    assert not Explanation.objects.exists()


@pytest.mark.usefixtures("officer")
def test_an_explanation_of_a_warning_that_is_gone_is_not_lost(
    draft: Disclosure, client: Client
) -> None:
    gone = next(one for one in warnings(draft) if REASON in one.where).fingerprint
    retype(draft, "因改建项目，款项次年结清。")
    response = post(client, draft, **{gone: SAID})
    assert response.status_code == 409
    assert f"已经消失或有变化，请重新查看：“{SAID}”" in response.content.decode()


@pytest.mark.usefixtures("officer")
def test_fields_that_were_not_touched_overwrite_nothing(draft: Disclosure, client: Client) -> None:
    explained(draft, root(), AT)
    first, second = (one.fingerprint for one in warnings(draft))
    actions.explain(
        disclosure=draft, texts=[Change(first, SAID, f"{SAID}另有尾款。")], by=root(), at=AT
    )
    shown = {first: SAID, f"old:{first}": SAID, second: f"{SAID}已结清。", f"old:{second}": SAID}
    client.post(address(draft), shown)
    texts = {one.finding: one.text for one in Explanation.objects.all()}
    assert texts == {first: f"{SAID}另有尾款。", second: f"{SAID}已结清。"}


@pytest.mark.usefixtures("officer")
def test_a_former_explanation_is_offered_again(draft: Disclosure, client: Client) -> None:
    explained(draft, root(), AT)
    retype(draft, "因改建项目，，款项后年结清。")
    page = client.get(address(draft)).content.decode()
    assert f"数字变动前的说明：<q>{SAID}</q>" in page
    found = next(one for one in warnings(draft) if REASON in one.where).fingerprint
    response = client.post(address(draft), {"reuse": found}, follow=True)
    assert response.redirect_chain[-1][0].endswith(f"#{found}")
    assert Explanation.objects.get(finding=found).text == SAID
    assert not Draft(draft).to_settle[1:]  # the error alone


@pytest.mark.usefixtures("officer")
def test_a_warning_that_moved_is_offered_what_was_said_to_it(
    draft: Disclosure, client: Client
) -> None:
    """The same words elsewhere, as when a project is removed above another."""
    found = warnings(draft)[0]
    Explanation.objects.create(
        disclosure=draft, rule=found.rule, where="texts/elsewhere", finding="f" * 16,
        message=found.message, text="同一处的说明。", by=root(), at=AT,
    )  # fmt: skip
    assert "同一处的说明。" in client.get(address(draft)).content.decode()


def test_a_reader_sees_what_was_said_without_fields(draft: Disclosure, client: Client) -> None:
    explained(draft, root(), AT)
    sign_in(client, a_user("auditor", Role.AUDITOR, is_staff=True))
    page = client.get(address(draft)).content.decode()
    assert f"单位说明：{SAID}" in page
    assert "<textarea" not in page
    assert "checks.js" not in page


def test_the_reviewer_sees_what_was_said_to_what_was_handed_in(client: Client) -> None:
    draft = a_draft(with_slips("因改建项目，，款项次年结清。"))
    submitted(draft, officer_of(draft.unit), AT)
    sign_in(client, a_user("reviewer", Role.REVIEWER, is_staff=True))
    assert f"单位说明：{SAID}" in client.get(address(draft)).content.decode()


@pytest.mark.usefixtures("officer")
def test_what_a_reader_noticed_stands_apart(draft: Disclosure, client: Client) -> None:
    read = warning("RD-08", "", "单元格归属按内容推断，请核对").at("第3行")
    actions.load(report=Draft(draft).report, by=root(), at=AT, findings=[read])
    page = client.get(address(draft)).content.decode()
    assert "导入文件时的1条提示" in page
    assert f"#{read.fingerprint}" not in page


@pytest.mark.usefixtures("officer")
def test_the_overview_leads_to_the_page_instead_of_listing_again(
    draft: Disclosure, client: Client
) -> None:
    page = client.get(reverse("admin:desk_home", args=[draft.pk])).content.decode()
    assert f'href="{address(draft)}"' in page
    assert "有重复或多余的标点" not in page


@pytest.mark.usefixtures("officer")
def test_the_next_step_is_to_explain_and_only_then_to_hand_in(client: Client) -> None:
    draft = a_draft(with_slips("因改建项目，，款项次年结清。"))
    found = warnings(draft)[0]
    home = reverse("admin:desk_home", args=[draft.pk])
    page = client.get(home).content.decode()
    assert f"{address(draft)}#{found.fingerprint}" in page
    assert "提交审核" not in page
    explained(draft, root(), AT)
    assert "警告都已写明情况，可以提交审核" in client.get(home).content.decode()


@pytest.mark.usefixtures("officer")
def test_handing_in_with_warnings_leads_to_each_of_them(client: Client) -> None:
    draft = a_draft(with_slips("因改建项目，，款项次年结清。", "截至2022年12月31日，项目未完。"))
    shown = {"revision": draft.revision, "rules": Draft(draft).rules}
    response = client.post(reverse("admin:desk_submit", args=[draft.pk]), shown)
    page = response.content.decode()
    assert response.status_code == 409
    assert "以下2条警告须先改正，或者写明情况" in page
    for one in warnings(draft):
        assert f"{address(draft)}#{one.fingerprint}" in page


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("shown", [{}, {"revision": "1"}, {"revision": "x", "rules": "2026.3"}])
def test_a_page_of_before_does_not_hand_in(shown: dict[str, str], client: Client) -> None:
    draft = a_draft()
    response = client.post(reverse("admin:desk_submit", args=[draft.pk]), shown)
    assert response.status_code == 409
    assert "检查结果已过期，请重新查看" in response.content.decode()


@pytest.mark.usefixtures("officer")
def test_the_answer_to_a_typed_cell_brings_findings_and_counts(
    draft: Disclosure, client: Client
) -> None:
    cell = "statements/05/total/total/this"
    now = Draft(draft).report.amount("05", "total", "total")
    body = {"changes": [{"path": cell, "old": str(now), "new": "1.00"}]}
    answer = client.post(
        reverse("admin:desk_changes", args=[draft.pk]), json.dumps(body), "application/json"
    ).json()
    assert {one["where"].split("/")[1] for one in answer["findings"]} == {"05"}
    errors = sum(one.severity is Severity.ERROR for one in Draft(draft).findings)
    assert f'<span class="visually-hidden">错误</span>{errors}</span>' in answer["navigation"]


@pytest.mark.usefixtures("officer")
def test_the_narrative_tells_what_was_found_beside_the_field(
    draft: Disclosure, client: Client
) -> None:
    page = client.get(reverse("admin:desk_narrative", args=[draft.pk])).content.decode()
    note = page.partition(f'id="texts/{REASON}.note"')[2].partition("</textarea>")[0]
    assert "有重复或多余的标点" in note
    found = next(one for one in warnings(draft) if REASON in one.where)
    assert f"{address(draft)}#{found.fingerprint}" in note
