"""Any rule set over what is published, and drafts whose check is no longer one of now."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from disclosures import actions, freshness, rechecking, tasks
from disclosures.desk.draft import Draft, take_stock
from disclosures.desk.tests.desks import AT, YEAR, a_draft, a_full_report, root
from disclosures.models import Disclosure, Version
from disclosures.tests.walking import person
from fiscal.finding import warning
from fiscal.report import Report
from units.models import ReferenceItem, Role

pytestmark = pytest.mark.django_db

DOUBLED = "因改建项目，，款项次年结清。"  # TX-32, of rule set 2026.3


def with_reason(text: str, year: int = YEAR) -> Report:
    report = a_full_report(year)
    return replace(report, texts={**report.texts, "s1.cmp.reason": text})


def published(report: Report, **more: object) -> Version:
    draft = actions.load(report=report, by=root(), at=AT, **more)  # type: ignore[arg-type]
    return actions.publish(disclosure=draft, by=root(), at=AT, imported=True)


def again(version: Version) -> Version:
    """The next version of the same."""
    reviewer = person(Role.REVIEWER)
    actions.revise(disclosure=version.disclosure, reason="改正标点", by=reviewer, at=AT)
    return actions.publish(disclosure=version.disclosure, by=root(), at=AT, imported=True)


def run(*arguments: str) -> tuple[str, int]:
    """What it says, and the code that it ends with."""
    output = StringIO()
    try:
        call_command("recheck", *arguments, stdout=output, stderr=StringIO())
    except CommandError as refusal:
        return output.getvalue(), refusal.returncode
    return output.getvalue(), 0


# --- versions --------------------------------------------------------------------------------


def test_the_rule_set_of_the_day_finds_what_was_recorded() -> None:
    published(with_reason(DOUBLED))
    said, code = run()
    assert "检查 1 个版本，0 个会有不同" in said
    assert code == 0


def test_an_older_rule_set_says_what_would_be_gone() -> None:
    published(with_reason(DOUBLED))
    said, code = run("--rule-set", "2026.1")
    assert "  - TX-32 警告 " in said
    assert "  TX-32  新增 0，消失 1" in said
    assert code == 1


def test_a_rule_that_came_later_says_what_would_be_new(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as then:
        then.setattr("disclosures.compose.checks.run", lambda *_, **__: ())
        published(with_reason(DOUBLED))
    (one,) = rechecking.recheck(Version.objects.all(), "2026.3")
    assert [found.rule for found in one.new] == ["TX-32"]
    assert one.gone == ()


def test_what_a_reader_noticed_is_not_compared() -> None:
    published(with_reason("因改建项目。"), findings=[warning("RD-08", "", "请核对")])
    assert run()[1] == 0


def test_the_same_found_twice_is_told_twice() -> None:
    twice = warning("TX-32", "texts/x", "重复")
    assert rechecking._without([twice, twice, twice], [twice]) == (twice, twice)


def test_every_version_or_the_newest_of_each_disclosure() -> None:
    published(with_reason(DOUBLED, YEAR - 1))
    second = again(published(with_reason(DOUBLED)))
    newest = rechecking.newest(Version.objects.all())
    assert {(one.year, one.number) for one in newest} == {(YEAR - 1, 1), (YEAR, second.number)}
    assert "检查 2 个版本" in run()[0]
    assert "检查 3 个版本" in run("--all-versions")[0]


def test_a_unit_and_a_year_narrow_it_down() -> None:
    version = published(with_reason(DOUBLED))
    published(with_reason(DOUBLED, YEAR - 1))
    assert "检查 1 个版本" in run("--year", str(YEAR))[0]
    assert "检查 2 个版本" in run("--unit", version.unit_code)[0]
    assert "检查 0 个版本" in run("--unit", "nobody")[0]


def test_json_is_a_line_for_each_version_that_differs_and_the_totals_last() -> None:
    version = published(with_reason(DOUBLED))
    said, _ = run("--rule-set", "2026.1", "--format", "json")
    one, total = map(json.loads, said.splitlines())
    assert (one["unit"], one["year"], one["version"]) == (version.unit_code, YEAR, 1)
    assert [found["rule"] for found in one["gone"]] == ["TX-32"]
    assert total["total"]["rules"]["TX-32"] == {"new": 0, "gone": 1}


def test_progress_is_told_beside_the_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("disclosures.management.commands.recheck._STEP", 1)
    published(a_full_report())
    output, progress = StringIO(), StringIO()
    call_command("recheck", stdout=output, stderr=progress)
    assert progress.getvalue() == "已检查 1 个版本\n"
    assert "已检查" not in output.getvalue()


def test_nothing_that_is_published_changes() -> None:
    version = published(with_reason(DOUBLED))
    run("--rule-set", "2026.1", "--all-versions")
    assert Version.objects.get().sha256 == version.sha256


# --- drafts ----------------------------------------------------------------------------------


def checked(draft: Disclosure) -> Disclosure:
    take_stock(Draft(draft))
    draft.refresh_from_db()
    return draft


def test_a_draft_is_checked_again_when_the_rule_set_changed() -> None:
    draft = checked(a_draft())
    every = Disclosure.objects.all()
    assert list(freshness.outdated(every)) == []
    every.update(checked_rules="2020.1/0123456789abcdef", error_count=9)
    assert list(freshness.outdated(every)) == [draft.pk]
    assert run("--drafts") == ("已重新检查 1 份草稿\n", 0)
    draft.refresh_from_db()
    assert (draft.error_count, draft.checked_rules) == (0, Draft(draft).rules)


def test_a_draft_is_checked_again_when_a_book_of_its_year_changed() -> None:
    checked(a_draft())
    item = ReferenceItem.objects.filter(book="functional").order_by("pk")[0]
    item.name = "改过的名称"
    item.save()
    assert run("--drafts")[0] == "已重新检查 1 份草稿\n"


def test_a_draft_that_nobody_looked_at_or_that_changed_since_is_checked_too() -> None:
    draft = a_draft()
    assert list(freshness.outdated(Disclosure.objects.all())) == [draft.pk]
    checked(draft)
    Disclosure.objects.update(revision=draft.revision + 1)
    assert list(freshness.outdated(Disclosure.objects.all())) == [draft.pk]


def test_what_is_public_is_no_draft() -> None:
    published(a_full_report())
    assert run("--drafts") == ("已重新检查 0 份草稿\n", 0)


def test_the_task_queues_each_draft_once(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = a_draft()
    queued: list[int] = []
    monkeypatch.setattr(tasks.take_stock, "delay", queued.append)
    assert tasks.recheck_drafts() == 1
    assert queued == [draft.pk]
