"""The commands: what they answer, their exit codes, and that a refusal saves nothing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from disclosures.compose import compose
from disclosures.demo import LAST_YEAR, reports, units
from disclosures.models import Disclosure, Event, State, Upload, Version
from disclosures.render.text import render_text
from fiscal.report import Report
from units.models import Unit, User
from units.reference import shipped_reference

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def _demo_report() -> Report:
    (unit,) = units(1)
    (report,) = reports(unit, LAST_YEAR, LAST_YEAR)
    return report


def _demo_text() -> str:
    report = _demo_report()
    return render_text(compose(report, shipped_reference(report.year)))


@pytest.fixture
def disclosure_file(tmp_path: Path) -> Path:
    path = tmp_path / "云岭州教育局2025年度部门决算.txt"
    path.write_text(_demo_text(), encoding="utf-8")
    return path


def run(command: str, *arguments: object) -> tuple[int, str]:
    """Exit code and standard output, as the shell would see them."""
    output = StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=output)
    except CommandError as error:
        return error.returncode, output.getvalue()
    return 0, output.getvalue()


def _saved() -> tuple[int, ...]:
    models = (Unit, User, Disclosure, Upload, Version, Event)
    stored = default_storage.exists("originals") and default_storage.listdir("originals")
    return (*(model.objects.count() for model in models), bool(stored))


# --- check_disclosure: no database -------------------------------------------------------


def test_checking_needs_no_database(disclosure_file: Path) -> None:
    code, output = run("check_disclosure", disclosure_file)
    assert code == 0
    assert "错误" not in output


def test_checking_answers_json_of_rule_severity_where_message_values(tmp_path: Path) -> None:
    path = tmp_path / "wrong.txt"
    text = _demo_text()
    total = "年度收入总计"
    start = text.index(total) + len(total)
    path.write_text(text[:start] + "9" + text[start:], encoding="utf-8")
    code, output = run("check_disclosure", path, "--format", "json")
    found = json.loads(output)
    assert code == 1
    assert {"rule", "severity", "where", "message", "values"} == set(found[0])
    assert any(finding["severity"] == "error" for finding in found)


@pytest.fixture
def wrong_file(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.txt"
    path.write_text(_demo_text().replace("年度收入总计", "年度收入总计9", 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("format", "start"), [("html", b"<!DOCTYPE html>"), ("xlsx", b"PK"), ("text", "错误".encode())]
)
def test_a_report_is_written_where_it_is_wanted(
    wrong_file: Path, tmp_path: Path, format: str, start: bytes
) -> None:
    path = tmp_path / "new folder" / "report"
    code, output = run("check_disclosure", wrong_file, "--format", format, "--output", path)
    assert code == 1
    assert str(path) in output
    assert path.read_bytes().startswith(start)


def test_several_files_are_checked_at_once(disclosure_file: Path, wrong_file: Path) -> None:
    code, output = run("check_disclosure", disclosure_file, wrong_file, "--format", "json")
    reports = json.loads(output)
    assert code == 1
    assert [report["name"] for report in reports] == [disclosure_file.name, wrong_file.name]
    errors = [
        [one["rule"] for one in report["findings"] if one["severity"] == "error"]
        for report in reports
    ]
    assert [bool(found) for found in errors] == [False, True]
    assert all(report["unit"] == "云岭州教育局" for report in reports)
    code, output = run("check_disclosure", disclosure_file, wrong_file)
    assert output.index(disclosure_file.name) < output.index(wrong_file.name)


def test_reports_of_several_files_go_into_a_directory(
    disclosure_file: Path, wrong_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    run("check_disclosure", disclosure_file, wrong_file, "--format", "xlsx", "--output", folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "wrong.txt.检查报告.xlsx", f"{disclosure_file.name}.检查报告.xlsx",
    ]  # fmt: skip


def test_a_report_that_needs_a_place_is_a_wrong_call_without_one(
    disclosure_file: Path, wrong_file: Path
) -> None:
    assert run("check_disclosure", disclosure_file, "--format", "xlsx")[0] == 2
    assert run("check_disclosure", disclosure_file, wrong_file, "--format", "html")[0] == 2
    twice = (disclosure_file, disclosure_file, "--format", "xlsx", "--output", "x")
    assert run("check_disclosure", *twice)[0] == 2


def test_a_place_where_no_report_can_be_written_is_named(
    disclosure_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    for output in (tmp_path / "file" / "report.html", tmp_path):
        call = ("check_disclosure", str(disclosure_file), "--format=text", f"--output={output}")
        with pytest.raises(CommandError, match="无法写入") as refusal:
            call_command(*call)
        assert refusal.value.returncode == 1


def test_a_gb18030_file_is_read_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "gb.txt"
    path.write_bytes(_demo_text().encode("gb18030"))
    assert run("check_disclosure", path)[0] == 0


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _png(path: Path) -> None:
    path.write_bytes(PNG)


def _invalid_utf8(path: Path) -> None:
    content = _demo_text().encode()
    path.write_bytes(content[:3000] + b"\xff\xfe\xff" + content[3000:])


def _truncated(path: Path) -> None:
    text = _demo_text()
    path.write_text(text[: len(text) // 3], encoding="utf-8")


def _zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\x00" * 120_000_000)


def _letter(path: Path) -> None:
    path.write_text("关于召开会议的通知\n各科室：\n定于周五召开例会。\n", encoding="utf-8")


def _missing(path: Path) -> None:
    assert not path.exists()


BAD_FILES = [_empty, _png, _invalid_utf8, _truncated, _zip_bomb, _letter, _missing]


@pytest.mark.parametrize("write", BAD_FILES)
def test_a_file_that_is_no_whole_disclosure_is_answered_in_words(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "决算.docx"
    write(path)
    code, output = run("check_disclosure", path)
    assert code == 1
    assert "RD-" in output


# --- load_disclosure ---------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("write", BAD_FILES)
def test_loading_such_a_file_saves_nothing(write: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "决算.txt"
    write(path)
    before = _saved()
    code, output = run("load_disclosure", path)
    assert (code, _saved()) == (1, before)
    assert "未载入" in output


@pytest.mark.django_db
def test_loading_makes_a_draft_of_a_new_unit_and_keeps_the_original(disclosure_file: Path) -> None:
    code, _ = run("load_disclosure", disclosure_file)
    draft = Disclosure.objects.get()
    assert code == 0
    assert (draft.unit.name, draft.year, draft.state) == ("云岭州教育局", LAST_YEAR, State.DRAFT)
    assert draft.upload is not None
    with draft.upload.file.open() as file:
        assert file.read() == disclosure_file.read_bytes()


@pytest.mark.django_db
def test_loading_again_replaces_the_draft(disclosure_file: Path) -> None:
    assert run("load_disclosure", disclosure_file)[0] == 0
    assert run("load_disclosure", disclosure_file)[0] == 0
    assert Disclosure.objects.get().revision == 2


@pytest.mark.django_db
def test_a_dry_run_saves_nothing(disclosure_file: Path) -> None:
    before = _saved()
    code, output = run("load_disclosure", "--dry-run", disclosure_file)
    assert (code, _saved()) == (0, before)
    assert "未保存" in output


@pytest.mark.django_db
def test_publishing_what_was_published_before_keeps_its_errors(tmp_path: Path) -> None:
    path = tmp_path / "wrong.txt"
    text = _demo_text()
    path.write_text(text.replace("年度收入总计", "年度收入总计9", 1), encoding="utf-8")
    code, output = run("load_disclosure", "--publish", "--format", "json", path)
    version = Version.objects.get()
    (outcome,) = json.loads(output)
    assert code == 0
    assert version.imported
    assert version.error_count > 0
    assert version.upload is not None
    assert outcome["status"] == "published"
    assert outcome["url"] == version.get_absolute_url()


@pytest.mark.django_db
def test_what_is_already_published_is_refused(disclosure_file: Path, tmp_path: Path) -> None:
    assert run("load_disclosure", "--publish", disclosure_file)[0] == 0
    copy = tmp_path / "copy.txt"
    copy.write_text(f"{_demo_text()}\n", encoding="utf-8")
    before = _saved()
    for arguments in ((copy,), ("--dry-run", copy), ("--publish", copy)):
        code, output = run("load_disclosure", *arguments)
        assert (code, _saved()) == (1, before)
        assert "AC-03" in output


@pytest.mark.django_db
def test_one_bad_file_does_not_hold_up_the_others(disclosure_file: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(PNG)
    code, output = run("load_disclosure", "--format", "json", bad, disclosure_file)
    assert code == 1
    assert [outcome["status"] for outcome in json.loads(output)] == ["refused", "draft"]
    assert Disclosure.objects.count() == 1


# --- export_disclosure -------------------------------------------------------------------


@pytest.fixture
def published(db: None, disclosure_file: Path) -> Version:
    run("load_disclosure", "--publish", disclosure_file)
    return Version.objects.get()


@pytest.mark.parametrize(
    ("format", "start"),
    [
        ("txt", "云岭州教育局".encode()),
        ("json", b"{"),
        ("html", b"<!DOCTYPE html>"),
        ("pdf", b"%PDF"),
        ("docx", b"PK"),
        ("xlsx", b"PK"),
    ],
)
def test_a_published_version_is_written_in_each_format(
    published: Version, tmp_path: Path, format: str, start: bytes
) -> None:
    path = tmp_path / f"out.{format}"
    code, _ = run(
        "export_disclosure", "--unit", "云岭州教育局", "--year", LAST_YEAR,
        "--format", format, "--output", path,
    )  # fmt: skip
    assert code == 0
    assert path.read_bytes().lstrip().lower().startswith(start.lower())


def _export(path: Path, *more: str, **changed: Any) -> tuple[int, str]:
    options = {
        "unit": "云岭州教育局",
        "year": LAST_YEAR,
        "format": "txt",
        "output": path,
        **changed,
    }
    named = [part for name, value in options.items() for part in (f"--{name}", value)]
    return run("export_disclosure", *named, *more)


def test_the_exported_text_is_the_file_that_was_loaded(
    published: Version, tmp_path: Path, disclosure_file: Path
) -> None:
    path = tmp_path / "out.txt"
    _export(path)
    assert path.read_text().split() == disclosure_file.read_text().split()


@pytest.mark.django_db
def test_a_draft_is_exported_only_on_request(disclosure_file: Path, tmp_path: Path) -> None:
    run("load_disclosure", disclosure_file)
    path = tmp_path / "draft.txt"
    assert _export(path)[0] == 1
    assert not path.exists()
    assert _export(path, "--draft")[0] == 0
    assert "部门决算公开说明" in path.read_text()


@pytest.mark.parametrize("changed", [{"unit": "没有这个单位"}, {"year": 2019}])
def test_an_unknown_unit_or_year_is_refused(
    published: Version, tmp_path: Path, changed: dict[str, object]
) -> None:
    assert _export(tmp_path / "out.txt", **changed)[0] == 1


def test_a_place_that_cannot_be_written_is_refused(published: Version, tmp_path: Path) -> None:
    assert _export(tmp_path / "no" / "such" / "folder.txt")[0] == 1


# --- real documents ----------------------------------------------------------------------


@pytest.mark.samples
@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_real_document_is_loaded_and_published_with_its_findings(path: Path) -> None:
    code, output = run("load_disclosure", "--publish", "--format", "json", path)
    (outcome,) = json.loads(output)
    assert (code, outcome["status"]) == (0, "published")
    assert Version.objects.get().imported
