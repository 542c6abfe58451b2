"""Warnings are explained before handing in, and what was said is published with the version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from disclosures import actions
from disclosures.desk.draft import Draft
from disclosures.desk.tests.desks import AT, a_draft, a_full_report, officer_of, root
from disclosures.models import Disclosure, Explanation, Verb, VersionFinding
from disclosures.refusal import ActionRefused
from disclosures.tests.explaining import SAID, explained, submitted
from disclosures.tests.reading import targets_report
from disclosures.tests.walking import published
from fiscal import checks, document
from fiscal.codec import canonical_json, from_plain
from fiscal.edits import Change
from fiscal.explaining import LONGEST, shortcoming
from fiscal.finding import Finding, Severity, warning
from fiscal.report import Report
from units.models import User
from units.reference_db import reference
from units.tests.people import a_unit

REASON = "s1.cmp.reason"


@pytest.fixture
def draft(db: None) -> Disclosure:
    """A draft without errors and with one warning: a reason that speaks of another year."""
    return a_draft(with_reason("截至2022年12月31日，改建项目尚未结清，款项随之结转。"))


@pytest.fixture
def officer(draft: Disclosure) -> User:
    return officer_of(draft.unit)


def with_reason(text: str) -> Report:
    report = a_full_report()
    return replace(report, texts={**report.texts, REASON: text})


def the_warning(draft: Disclosure) -> Finding:
    (found,) = [one for one in Draft(draft).findings if one.severity is Severity.WARNING]
    return found


def say(draft: Disclosure, by: User, new: str, old: str = "") -> Disclosure:
    texts = [Change(the_warning(draft).fingerprint, old, new)]
    return actions.explain(disclosure=draft, texts=texts, by=by, at=AT)


def retype(draft: Disclosure, by: User, text: str) -> None:
    now = Draft(draft).report.texts[REASON]
    changes = [Change(f"texts/{REASON}", now, text)]
    assert not actions.edit(disclosure=draft, changes=changes, by=by, at=AT).conflicts


def refused(draft: Disclosure, by: User, new: str, old: str = "") -> str:
    with pytest.raises(ActionRefused) as refusal:
        say(draft, by, new, old)
    (finding,) = refusal.value.findings
    assert finding.where == the_warning(draft).fingerprint
    return finding.message


# --- explaining ------------------------------------------------------------------------------


def test_what_is_said_is_kept_with_the_draft_and_recorded(draft: Disclosure, officer: User) -> None:
    found = the_warning(draft)
    say(draft, officer, f"  {SAID}\r\n")
    kept = Explanation.objects.get()
    assert (kept.rule, kept.where, kept.finding) == (found.rule, found.where, found.fingerprint)
    assert (kept.text, kept.message, kept.by, kept.at) == (SAID, found.message, officer, AT)
    event = draft.events.get(verb=Verb.EXPLAIN)
    path = f"explanations/{found.fingerprint}"
    assert event.changes == [{"path": path, "old": "", "new": SAID}]
    assert event.basis["findings"][0]["message"] == found.message
    assert event.revision == draft.revision + 1


def test_saying_the_same_again_changes_nothing(draft: Disclosure, officer: User) -> None:
    say(draft, officer, SAID)
    say(draft, officer, SAID, old=SAID)
    assert draft.events.filter(verb=Verb.EXPLAIN).count() == 1


def test_an_empty_text_takes_back_what_was_said(draft: Disclosure, officer: User) -> None:
    say(draft, officer, SAID)
    say(draft, officer, "", old=SAID)
    assert not Explanation.objects.exists()
    assert draft.events.filter(verb=Verb.EXPLAIN).count() == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("已核实。", "太短"),
        ("无无无无无无无无无无无无", "太短"),
        ("经核对，数据真实准确，情况属实，无需修改。", "太笼统"),
        ("长" * 5 + "期以来的原因各不相同" + "。" * LONGEST, "太长"),
        ("经办人电话13812345678，款项次年结清。", "手机号"),
        ("因XX项目跨年，款项次年结清。", "占位符"),
    ],
)
def test_what_says_nothing_or_may_not_be_published_is_refused(
    text: str, why: str, draft: Disclosure, officer: User
) -> None:
    assert why in refused(draft, officer, text)
    assert not Explanation.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "跨年项目，次年一月付清尾款。",
        "按合同约定于2026年1月支付质保金，故当年未付。",
        "上年末在建工程转固，改变了计量口径。",
    ],
)
def test_a_plain_reason_is_taken(text: str) -> None:
    assert shortcoming(text) == ""


def test_only_a_warning_that_stands_is_explained(draft: Disclosure, officer: User) -> None:
    gone = the_warning(draft).fingerprint
    retype(draft, officer, "改建项目尚未结清，款项随之结转。")
    for path in (gone, "0" * 16, ""):
        with pytest.raises(ActionRefused, match="已经消失或有变化"):
            actions.explain(disclosure=draft, texts=[Change(path, "", SAID)], by=officer, at=AT)


def test_a_refused_explanation_keeps_all_from_being_saved(draft: Disclosure, officer: User) -> None:
    texts = [Change(the_warning(draft).fingerprint, "", SAID), Change("0" * 16, "", SAID)]
    with pytest.raises(ActionRefused):
        actions.explain(disclosure=draft, texts=texts, by=officer, at=AT)
    assert not Explanation.objects.exists()


def test_what_somebody_else_said_meanwhile_is_not_overwritten_unseen(
    draft: Disclosure, officer: User
) -> None:
    say(draft, root(), SAID)
    mine = "尾款按合同约定在次年一月支付。"
    assert f"他人已写明：“{SAID}”" in refused(draft, officer, mine)
    say(draft, officer, mine, old=SAID)
    assert Explanation.objects.get().text == mine


def test_who_may_not_edit_may_not_explain(draft: Disclosure) -> None:
    stranger = officer_of(a_unit("X1", "档案馆"), "stranger")
    with pytest.raises(ActionRefused, match="无权"):
        say(draft, stranger, SAID)


def test_what_was_handed_in_is_not_explained_any_more(draft: Disclosure, officer: User) -> None:
    submitted(draft, officer, AT)
    with pytest.raises(ActionRefused, match="须为“草稿”"):
        say(draft, officer, "", old=SAID)


# --- handing in ------------------------------------------------------------------------------


def test_a_warning_without_explanation_keeps_from_handing_in(
    draft: Disclosure, officer: User
) -> None:
    with pytest.raises(ActionRefused) as refusal:
        actions.submit(disclosure=draft, by=officer, at=AT)
    assert refusal.value.findings == (the_warning(draft),)
    say(draft, officer, SAID)
    assert actions.submit(disclosure=draft, by=officer, at=AT).state == "submitted"


def test_an_explanation_answers_until_what_was_found_changes(
    draft: Disclosure, officer: User
) -> None:
    explained(draft, officer, AT)
    retype(draft, officer, "截至2021年12月31日，改建项目尚未结清，款项随之结转。")
    with pytest.raises(ActionRefused) as refusal:
        actions.submit(disclosure=draft, by=officer, at=AT)
    assert refusal.value.findings == (the_warning(draft),)
    assert Explanation.objects.get().text == SAID  # to be offered again
    retype(draft, officer, "截至2022年12月31日，改建项目尚未结清，款项随之结转。")
    assert actions.submit(disclosure=draft, by=officer, at=AT).state == "submitted"


def test_remarks_need_no_explanation(draft: Disclosure, officer: User) -> None:
    retype(draft, officer, "改建项目尚未结清，款项随之结转。")
    assert {one.severity for one in Draft(draft).findings} <= {Severity.INFO}
    assert actions.submit(disclosure=draft, by=officer, at=AT).state == "submitted"


def test_a_check_of_an_older_draft_or_of_other_rules_does_not_hand_in(
    draft: Disclosure, officer: User
) -> None:
    explained(draft, officer, AT)
    draft.refresh_from_db()
    rules = Draft(draft).rules
    for seen in (actions.Seen(draft.revision - 1, rules), actions.Seen(draft.revision, "2020.1/0")):
        with pytest.raises(ActionRefused, match="检查结果已过期，请重新查看"):
            actions.submit(disclosure=draft, by=officer, at=AT, seen=seen)
    now = actions.Seen(draft.revision, rules)
    assert actions.submit(disclosure=draft, by=officer, at=AT, seen=now).state == "submitted"


# --- publishing ------------------------------------------------------------------------------


def test_what_was_said_is_frozen_with_the_version(draft: Disclosure, officer: User) -> None:
    explained(draft, officer, AT)
    retype(draft, officer, "截至2021年12月31日，改建项目尚未结清，款项随之结转。")
    found = the_warning(draft)
    held = published(draft, AT, officer).document()
    assert held.explanations == (document.Explanation(found.rule, found.fingerprint, SAID),)
    assert found in held.findings


def test_a_version_tells_what_was_checked_by_what_and_what_passed(
    draft: Disclosure, officer: User
) -> None:
    held = published(draft, AT, officer).document()
    report = hashlib.sha256(canonical_json(held.report)).hexdigest()
    assert held.inputs == {"report": report, "reference": reference(held.report.year).digest}
    found = {one.rule for one in held.findings}
    assert {"ST-01", "XS-01", "PE-08"} <= set(held.passed)
    assert not found.intersection(held.passed)


def test_a_document_of_before_keeps_its_bytes(draft: Disclosure, officer: User) -> None:
    plain = json.loads(published(draft, AT, officer).payload)
    before = {
        key: value
        for key, value in plain.items()
        if key not in ("explanations", "passed", "inputs")
    }
    assert len(before) == len(plain) - 3
    read = from_plain(document.Document, before)
    assert json.loads(canonical_json(read)) == before


def test_rules_younger_than_the_year_do_not_pass() -> None:
    report = a_full_report()
    assert "TX-38" in checks.passed(report, ())
    assert "TX-38" not in checks.passed(report, (), rule_set="2026.1")
    assert checks.passed(replace(report, year=2010), ()) == ()


def test_tables_of_targets_pass_no_rule_of_statements() -> None:
    passed = checks.passed(targets_report(), ())
    assert {one[:2] for one in passed} == {"PE"}


def test_an_imported_document_needs_no_explanation(draft: Disclosure) -> None:
    version = actions.publish(disclosure=draft, by=root(), at=AT, imported=True)
    assert version.document().explanations == ()
    assert version.warning_count == 1


def test_a_version_counts_its_findings_by_rule(draft: Disclosure) -> None:
    read = warning("RD-08", "", "单元格归属按内容推断，请核对")
    again = actions.load(report=Draft(draft).report, by=root(), at=AT, findings=[read, read])
    version = actions.publish(disclosure=again, by=root(), at=AT, imported=True)
    counts = version.finding_counts.values_list("rule", "severity", "count")
    assert ("RD-08", "warning", 2) in counts
    assert ("TX-33", "warning", 1) in counts
    assert VersionFinding.objects.filter(rule="RD-08").count() == 1
