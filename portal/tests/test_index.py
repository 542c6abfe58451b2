"""The portal's own tables follow the versions, whatever gets lost on the way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from disclosures.models import Version
from disclosures.signals import version_published
from fiscal.document import Document
from fiscal.report import TARGETS, Report
from portal import index, tasks
from portal.models import Current
from portal.tests.support import brief, full, publish_silently, revised, withdraw

pytestmark = pytest.mark.django_db


def _shown() -> set[tuple[str, int, str, int]]:
    return set(Current.objects.values_list("unit_code", "year", "kind", "number"))


def _more(report: Report) -> Report:
    return replace(report, functions=("管理水库。",))


def test_what_is_published_is_listed_as_soon_as_it_is_committed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        publish_silently(brief())
        assert not _shown()
    assert _shown() == {("yx-01", 2024, "final_accounts", 1)}


def test_what_is_withdrawn_is_listed_no_more(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    version = publish_silently(brief())
    index.index(version)
    with django_capture_on_commit_callbacks(execute=True), patch.object(index, "index"):
        withdraw(version, "附表误含个人信息，撤回后再公开。")
        assert _shown()
    assert not _shown()


def test_a_correction_takes_the_place_of_the_version_before() -> None:
    version = publish_silently(brief())
    index.index(version)
    index.index(revised(version, _more(brief()), "补充部门职责的内容，原文遗漏。"))
    assert _shown() == {("yx-01", 2024, "final_accounts", 2)}


def test_a_signal_that_comes_late_does_not_bring_an_old_version_back() -> None:
    first = publish_silently(brief())
    second = revised(first, _more(brief()), "补充部门职责的内容，原文遗漏。")
    index.index(second)
    index.index(first)
    assert Current.objects.get().version_id == second.pk


def test_kinds_and_years_stand_beside_each_other() -> None:
    for report in (brief(), brief(year=2023), brief(kind=TARGETS)):
        index.index(publish_silently(report))
    assert len(_shown()) == 3


def test_a_receiver_that_fails_does_not_undo_the_publication(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with (
        patch("portal.tasks.index_version.delay", side_effect=OSError("no broker")),
        django_capture_on_commit_callbacks(execute=True),
    ):
        publish_silently(brief())
    assert Version.objects.count() == 1
    assert "no broker" in caplog.text


def test_the_sweep_does_what_a_lost_signal_left_and_only_that() -> None:
    publish_silently(brief("a", "甲单位"))
    publish_silently(brief("b", "乙单位"))
    gone = publish_silently(brief("c", "丙单位"))
    index.index(gone)
    with patch.object(index, "index"):
        withdraw(gone, "附表误含个人信息，撤回后再公开。")
    assert tasks.index_left() == 2
    assert {code for code, *_ in _shown()} == {"a", "b"}
    assert tasks.index_left() == 0


def test_a_sweep_takes_on_no_more_than_its_share() -> None:
    for number in range(3):
        publish_silently(brief(f"u{number}", f"第{number}单位"))
    assert index.heal(2) == 2
    assert index.left().count() == 1


def test_a_new_edition_of_a_keeper_is_derived_by_itself() -> None:
    index.index(publish_silently(brief()))
    seen: list[str] = []

    def keep(current: Current, document: Document) -> None:
        seen.append(document.title)

    with patch.object(index, "KEEPERS", (index.Keeper("titles", 1, keep),)):
        assert index.left().count() == 1
        tasks.index_left()
        assert index.left().count() == 0
    assert seen == ["云溪县水利局2024年度部门决算公开说明"]


def test_a_keeper_that_fails_leaves_what_was_there() -> None:
    version = publish_silently(brief())
    index.index(version)

    def keep(current: Current, document: Document) -> None:
        raise ValueError

    with (
        patch.object(index, "KEEPERS", (index.Keeper("broken", 1, keep),)),
        pytest.raises(ValueError),
    ):
        index.index(version)
    assert len(_shown()) == 1


def test_a_version_that_nothing_can_be_derived_from_holds_up_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    publish_silently(brief("a", "甲单位"))
    publish_silently(brief("b", "乙单位"))

    def keep(current: Current, document: Document) -> None:
        if current.unit_code == "a":
            raise ValueError("broken")

    with patch.object(index, "KEEPERS", (index.Keeper("picky", 1, keep),)):
        assert tasks.index_left() == 1
    assert {code for code, *_ in _shown()} == {"b"}
    assert "broken" in caplog.text


def test_rebuilding_derives_what_is_left_and_tells_how_far_it_is() -> None:
    index.index(publish_silently(brief("a", "甲单位")))
    publish_silently(brief("b", "乙单位"))
    told = StringIO()
    call_command("rebuild_portal", stdout=told)
    assert told.getvalue() == "已生成 1/1\n"
    before = set(Current.objects.values_list("pk", flat=True))
    call_command("rebuild_portal", stdout=StringIO())
    assert set(Current.objects.values_list("pk", flat=True)) == before


def test_rebuilding_all_gives_the_same_rows_again() -> None:
    publish_silently(full())
    call_command("rebuild_portal", verbosity=0)
    fields = [one.name for one in Current._meta.fields if one.name != "id"]
    before = list(Current.objects.values(*fields))
    told = StringIO()
    call_command("rebuild_portal", "--all", stdout=told)
    assert list(Current.objects.values(*fields)) == before
    assert told.getvalue() == "已生成 1/1\n"


def test_a_row_has_the_figures_of_the_document() -> None:
    report = full()
    index.index(publish_silently(report))
    row = Current.objects.get()
    assert row.income == report.amount("01", "grand_total_income", "amount")
    assert row.general == report.amount("04", "expenditure_total", "general")
    assert row.score is not None
    assert Decimal(60) < row.score <= Decimal(100)
    assert row.projects == len(report.projects) > 0


def test_every_receiver_hears_of_a_version_after_the_commit_only(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    heard: list[Version] = []

    def hear(version: Version, **_: object) -> None:
        heard.append(version)

    version_published.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            version = publish_silently(brief())
            assert not heard
    finally:
        version_published.disconnect(hear)
    assert heard == [version]
