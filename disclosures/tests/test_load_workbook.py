"""``manage.py load_workbook`` as a person at a shell uses it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from disclosures.models import Disclosure, Event, Upload
from disclosures.store import assemble
from disclosures.tests.workbook_account import TRUTH, UNIT, YEAR
from disclosures.tests.workbook_files import opened, saved, xlsx
from disclosures.tests.workbook_variants import Variant, sheets_of
from disclosures.workbooks import template
from fiscal.report import Report, UnitFacts
from units.models import Unit
from units.reference import shipped_reference

pytestmark = pytest.mark.django_db


def workbook() -> bytes:
    return xlsx({f"公开{n}表": laid.rows for n, laid in sheets_of(Variant(merge=False)).items()})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "2024年决算.xlsx"
    path.write_bytes(workbook())
    return path


def run(file: Path, *options: object, unit: str = UNIT, year: int = YEAR) -> tuple[int, str]:
    out = StringIO()
    arguments = [str(file), "--unit", unit, "--year", str(year), *map(str, options)]
    try:
        call_command("load_workbook", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def draft() -> Report:
    return assemble(Disclosure.objects.get(unit__name=UNIT, year=YEAR))


def test_every_figure_of_a_public_workbook_is_in_the_draft(file: Path) -> None:
    code, said = run(file)
    assert (code, "已载入草稿" in said) == (0, True)
    report = draft()
    for address, yuan in TRUTH.items():
        number, line, column = address.split("/")
        assert report.amount(number, line, column) == yuan
    assert Upload.objects.get().name == file.name


def test_our_own_template_is_loaded_by_the_same_command(tmp_path: Path) -> None:
    report = Report(UnitFacts(UNIT), YEAR)
    book = opened(template(report, shipped_reference(YEAR)))
    sheet = book["基本情况"]
    row = next(r for r in range(5, 200) if sheet.cell(r, 1).value == "budgets/general")
    sheet.cell(row, 5).value = 1000.5
    path = tmp_path / "填报.xlsx"
    path.write_bytes(saved(book))
    assert run(path)[0] == 0
    assert draft().budgets == replace(report.budgets, general=Decimal("1000.50"))


def test_a_trial_keeps_nothing(file: Path) -> None:
    code, said = run(file, "--dry-run", "--format", "json")
    assert (code, json.loads(said)["status"]) == (0, "would load")
    assert not (Disclosure.objects.exists() or Upload.objects.exists() or Unit.objects.exists())


def test_a_refused_file_leaves_nothing_and_names_sheet_and_cell(file: Path) -> None:
    book = opened(workbook())
    book["公开05表"]["D9"].value = "约三万"
    file.write_bytes(saved(book))
    code, said = run(file)
    assert code == 1
    assert "公开05表!D9" in said
    assert "“约三万”不是金额，应为数字" in said
    assert not (Disclosure.objects.exists() or Event.objects.exists() or Upload.objects.exists())


@pytest.mark.fires("WB-14")
def test_a_year_in_the_name_that_is_not_the_chosen_one_is_a_warning(file: Path) -> None:
    code, said = run(file, year=2023)
    assert code == 0
    assert "文件名中是2024年，所选年度是2023年度" in said


@pytest.mark.fires("RD-01")
@pytest.mark.parametrize("content", [b"", b"a,b\n1,2", b"PK\x03\x04"], ids=["empty", "csv", "zip"])
def test_what_is_no_workbook_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    code, said = run(file)
    assert (code, "RD-01" in said) == (1, True)
