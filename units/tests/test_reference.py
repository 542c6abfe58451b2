"""The reference books in the database."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from units.models import ReferenceItem
from units.reference import csv_items, shipped_reference
from units.reference_db import ReferenceNotLoadedError, reference

pytestmark = pytest.mark.django_db


def load(directory: Path | None = None) -> str:
    out = StringIO()
    options = {"directory": directory} if directory else {}
    call_command("load_reference", stdout=out, **options)
    return out.getvalue().strip()


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A directory with one small book."""
    (tmp_path / "grade.csv").write_text("code,name,valid_from,at_least\na,优,2017,90\n")
    ReferenceItem.objects.all().delete()
    return tmp_path


def test_the_books_of_the_database_are_the_shipped_ones() -> None:
    ReferenceItem.objects.all().delete()
    load()
    assert reference(2024) == shipped_reference(2024)


def test_loading_again_changes_nothing() -> None:
    load()
    count = len(list(csv_items()))
    assert load() == f"基础目录：新增 0，更新 0，未变 {count}，仅库中有 0"


def test_a_changed_line_is_updated_and_seen_at_once(books: Path) -> None:
    assert load(books) == "基础目录：新增 1，更新 0，未变 0，仅库中有 0"
    assert reference(2024).attr("grade", "a", "at_least") == "90"
    (books / "grade.csv").write_text("code,name,valid_from,at_least\na,优,2017,95\n")
    assert load(books) == "基础目录：新增 0，更新 1，未变 0，仅库中有 0"
    assert reference(2024).attr("grade", "a", "at_least") == "95"


def test_a_new_edition_leaves_old_years_as_they_were(books: Path) -> None:
    load(books)
    (books / "grade.csv").write_text(
        "code,name,valid_from,at_least\na,优,2017,90\na,优秀,2026,92\n"
    )
    assert load(books) == "基础目录：新增 1，更新 0，未变 1，仅库中有 0"
    names = [reference(year).book("grade")[0].name for year in (2025, 2026)]
    assert names == ["优", "优秀"]


def test_a_line_that_left_the_files_is_kept_and_counted(books: Path) -> None:
    load(books)
    (books / "grade.csv").write_text("code,name,valid_from,at_least\nb,良,2017,80\n")
    assert load(books) == "基础目录：新增 1，更新 0，未变 0，仅库中有 1"
    assert {item.code for item in reference(2024).book("grade")} == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,name,valid_from\na,优,2017\na,良,2017\n", "重复的代码：grade a 2017"),
        ("code,name\na,优\n", "缺少列 'valid_from'"),
        ("code,name,valid_from\na,优,今年\n", "今年"),
    ],
)
def test_bad_books_are_refused_and_nothing_changes(books: Path, text: str, message: str) -> None:
    (books / "grade.csv").write_text(text)
    with pytest.raises(CommandError, match=message):
        load(books)
    assert not ReferenceItem.objects.exists()


def test_a_directory_without_books_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有 CSV"):
        load(tmp_path)


def test_nothing_is_said_about_a_year_before_the_books_are_loaded() -> None:
    ReferenceItem.objects.all().delete()
    with pytest.raises(ReferenceNotLoadedError, match="load_reference"):
        reference(2024)
    ReferenceItem.objects.create(
        book="setting", code="approved_on", name="财政批复日期", valid_from=2024,
        attrs={"value": "2025-08-03"},
    )  # fmt: skip
    with pytest.raises(ReferenceNotLoadedError, match="load_reference"):
        reference(2024)
