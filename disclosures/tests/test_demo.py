"""The fictional disclosures: consistent, plausible, always the same."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime
from pytest_django import Settings

from disclosures.demo import FIRST_YEAR, LAST_YEAR, UNFINISHED, DemoUnit, reports, units
from disclosures.models import Disclosure, Event, Inspection, State, Verb, Version
from disclosures.verifying import Verification
from fiscal import checks
from fiscal.codec import canonical_json
from fiscal.finding import Severity
from fiscal.narrative import narrative
from fiscal.report import Report
from fiscal.timeliness import Timing, approved_on
from units.models import Unit, User
from units.passwords import give_one_time_password
from units.reference import shipped_reference
from units.reference_db import reference

ROOT = Path(__file__).resolve().parents[2]
UNITS = tuple(units(28))  # two places and a bit: prefecture and counties, every trade twice
_RISE, _FALL = re.compile("增加|增长|上涨|较多"), re.compile("减少|下降|压减|降低|低于")


def _two_years(unit: DemoUnit) -> list[Report]:
    return list(reports(unit, LAST_YEAR - 1, LAST_YEAR))


def _digest(found: Iterable[Report]) -> str:
    return hashlib.sha256(b"".join(map(canonical_json, found))).hexdigest()


def _is_unfinished(unit: DemoUnit, report: Report) -> bool:
    return unit.index % 12 == UNFINISHED and report.year == LAST_YEAR


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_no_published_report_has_an_error(unit: DemoUnit) -> None:
    for report in _two_years(unit):
        found = checks.run(report, shipped_reference(report.year))
        errors = [finding for finding in found if finding.severity is Severity.ERROR]
        if not _is_unfinished(unit, report):
            assert errors == []


def test_some_reports_have_something_to_look_at() -> None:
    rules = Counter(
        finding.rule
        for unit in UNITS
        for report in _two_years(unit)
        for finding in checks.run(report, shipped_reference(report.year))
    )
    assert {"PE-08", "PE-16", "PE-18", "PE-26", "PE-28"} <= set(rules)


@pytest.mark.parametrize("unit", UNITS[:13], ids=lambda unit: unit.name)
def test_every_figure_of_last_year_is_what_last_year_reported(unit: DemoUnit) -> None:
    last, this = _two_years(unit)
    compared = 0
    for number, statement in this.statements.items():
        for line in statement.lines:
            for column, cell in line.cells.items():
                assert cell.last == (last.amount(number, line.key, column) or 0)
                compared += 1
    assert compared > 300


@pytest.mark.parametrize("unit", UNITS[:13], ids=lambda unit: unit.name)
def test_a_year_opens_with_the_balance_that_the_last_one_closed_with(unit: DemoUnit) -> None:
    last, this = _two_years(unit)
    for number, column in (("01", "amount"), ("04", "total")):
        closing = last.amount(number, "closing_balance", column)
        assert this.amount(number, "opening_balance", "amount") == closing
    assert this.staff.active_last == last.staff.active
    assert this.staff.retired_last == last.staff.retired


def test_projects_add_up_to_the_project_expenditure() -> None:
    for unit in UNITS:
        for report in _two_years(unit):
            executed = sum(project.funds[0].executed or 0 for project in report.projects)
            assert executed == report.amount("03", "total", "project")


def test_reasons_speak_of_the_direction_in_which_the_figure_moved() -> None:
    told = 0
    for unit in UNITS:
        for report in _two_years(unit):
            for paragraph in narrative(report, shipped_reference(report.year)):
                values = {part.field: part.text for part in paragraph.parts if part.field}
                if values.get("diff", "0.00") == "0.00" or "dir" not in values:
                    continue
                wrong = _FALL if values["dir"] == "增加" else _RISE
                assert not wrong.search(values["reason"]), paragraph.text
                told += 1
    assert told > 500


def test_no_paragraph_lacks_a_figure_or_a_reason() -> None:
    for unit in UNITS:
        for report in _two_years(unit):
            for paragraph in narrative(report, shipped_reference(report.year)):
                assert all(part.text for part in paragraph.parts), paragraph.text
                assert "—" not in paragraph.text
                assert "。。" not in paragraph.text


def test_the_same_unit_and_year_give_the_same_report_in_every_process() -> None:
    code = (
        "import hashlib\n"
        "from disclosures.demo import reports, units\n"
        "from fiscal.codec import canonical_json\n"
        "found = [r for u in units(3) for r in reports(u, 2024, 2025)]\n"
        "print(hashlib.sha256(b''.join(map(canonical_json, found))).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert digests == {_digest(report for unit in UNITS[:3] for report in _two_years(unit))}


def test_a_report_does_not_depend_on_the_year_that_one_begins_with() -> None:
    *_, early = reports(UNITS[0], FIRST_YEAR, LAST_YEAR)
    (late,) = reports(UNITS[0], LAST_YEAR, LAST_YEAR)
    assert early == late


def test_names_and_codes_stay_unique_and_parents_come_first() -> None:
    seen: set[str] = set()
    names: set[str] = set()
    for unit in units(4000):
        assert unit.code not in seen
        assert unit.name not in names
        assert not unit.parent or unit.parent in seen
        seen.add(unit.code)
        names.add(unit.name)


# --- seed_demo ---------------------------------------------------------------------------


def _seed(*arguments: str) -> str:
    output = StringIO()
    call_command("seed_demo", *arguments, stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_seeding_publishes_most_and_leaves_some_under_way() -> None:
    assert "已公开 21" in _seed()
    states = Counter(Disclosure.objects.values_list("state", flat=True))
    assert states == {
        State.PUBLISHED: 21, State.APPROVED: 1, State.SUBMITTED: 1, State.DRAFT: 1,
    }  # fmt: skip
    assert Version.objects.filter(error_count=0).count() == 21
    assert Version.objects.filter(warning_count__gt=0).exists()
    for version in Version.objects.all():
        assert len(version.document().explanations) == version.warning_count
    library = Unit.objects.get(name="云岭州图书馆")
    assert Unit.objects.get_parent(library).name == "云岭州文化和旅游局"


@pytest.mark.django_db
def test_seeding_gives_the_inspector_something_to_look_at() -> None:
    _seed()
    approved = approved_on(reference(LAST_YEAR))
    assert approved is not None
    late = [
        one.unit_name
        for one in Version.objects.filter(year=LAST_YEAR).order_by("unit_code")
        if Timing(approved, localtime(one.published_at).date(), approved).is_late
    ]
    assert late == ["云岭州教师发展中心", "云岭州水利工程管理站"]
    signs = {one.disclosure.unit.name: {sign.rule for sign in one.found_signs()}
             for one in Inspection.objects.filter(disclosure__year=LAST_YEAR)}  # fmt: skip
    assert {"SG-01", "SG-02", "SG-03", "SG-04", "SG-06"} <= signs["云岭州文化和旅游局"]
    assert sum(len(found) > 2 for found in signs.values()) == 1


@pytest.mark.django_db
def test_seeding_goes_through_the_actions_and_people_with_their_roles() -> None:
    _seed("--units", "2", "--years", "1")
    for version in Version.objects.all():
        by = dict(version.disclosure.events.values_list("verb", "by__role"))
        assert by.pop(Verb.EXPLAIN, "officer") == "officer"
        assert by == {
            Verb.LOAD: "officer",
            Verb.SUBMIT: "officer",
            Verb.SIGN: "head",
            Verb.CLEAR: "head",
            Verb.APPROVE: "reviewer",
            Verb.PUBLISH: "reviewer",
        }
    assert not any(user.has_usable_password() for user in User.objects.all())


@pytest.mark.django_db
def test_seeding_twice_adds_nothing() -> None:
    _seed("--units", "2")
    before = (Unit.objects.count(), User.objects.count(), Event.objects.count())
    assert "没有新增，已有 4" in _seed("--units", "2")
    assert (Unit.objects.count(), User.objects.count(), Event.objects.count()) == before


@pytest.mark.django_db
def test_seeding_more_only_adds_what_is_missing() -> None:
    _seed("--units", "1", "--years", "1")
    assert "已公开 3，已有 1" in _seed("--units", "2", "--years", "2")
    assert Disclosure.objects.count() == 4


@pytest.mark.django_db
def test_a_real_unit_of_the_same_name_is_left_alone() -> None:
    Unit.objects.add_root(instance=Unit(code="A-1", name="云岭州教育局"))
    with pytest.raises(CommandError, match="A-1"):
        _seed("--units", "1")
    assert not Disclosure.objects.exists()


@pytest.mark.django_db
def test_people_of_the_demonstration_come_in_with_one_time_passwords_only(client: Client) -> None:
    _seed("--units", "1", "--years", "1")
    reviewer = User.objects.get(username="demo-reviewer")
    login = {"username": reviewer.username, "password": ""}
    for guessed in ("", "demo", "demo-reviewer", reviewer.password):
        client.post(reverse("admin:login"), login | {"password": guessed})
        assert "_auth_user_id" not in client.session
    given = give_one_time_password(reviewer, by=None)
    client.post(reverse("admin:login"), login | {"password": given})
    assert client.session["_auth_user_id"] == str(reviewer.pk)
    assert client.get(reverse("admin:index"))["Location"] == reverse("admin:password_change")


@pytest.mark.django_db
def test_production_gets_no_demonstration(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式环境"):
        _seed("--units", "1")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_light_seeding_freezes_a_small_sound_document_of_each_unit_and_year() -> None:
    assert "已公开 30" in _seed("--light", "--units", "15", "--years", "2")
    assert list(Verification().run()) == []
    first, *_, fourteenth = units(14)
    version = Version.objects.get(unit_code=fourteenth.code, year=LAST_YEAR)
    document = version.document()
    assert document.report.unit.name == version.unit_name == fourteenth.name
    assert fourteenth.name in document.title
    assert first.name not in version.payload
    (whole,) = reports(fourteenth, LAST_YEAR, LAST_YEAR)
    assert document.report.statements.keys() < whole.statements.keys()
    digest = hashlib.sha256(canonical_json(document.report)).hexdigest()
    assert document.inputs["report"] == digest
    assert "没有新增，已有 30" in _seed("--light", "--units", "15", "--years", "2")


@pytest.mark.parametrize("arguments", [("--units", "0"), ("--units", "x"), ("--years", "99")])
def test_sizes_that_make_no_sense_are_refused(arguments: tuple[str, str]) -> None:
    with pytest.raises(CommandError):
        call_command("seed_demo", *arguments)
