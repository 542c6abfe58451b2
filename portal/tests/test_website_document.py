"""docs/website.md has a row for everything, and names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/website.md").read_text("utf-8")
ROWS = [line.split("|")[1] for line in TEXT.splitlines() if line.startswith("| ")][1:]
IDS = {
    *(f"W{number:02}" for number in range(1, 15)),
    *(f"X{number:02}" for number in range(1, 9)),
    *(f"A{number:02}" for number in range(1, 11)),
    "T01",
    *["SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription", "ColumnKeywords"],
    *["ColumnType", "ArticleTitle", "PubDate", "ContentSource", "Url", "Keywords", "Author"],
    *["Description", "Image"],
}


def test_every_row_of_the_conventions_is_there_once() -> None:
    named = [name for row in ROWS for name in row.split()]
    assert sorted(named) == sorted(IDS)


def test_every_test_that_it_names_exists() -> None:
    files = [path for path in ROOT.glob("*/**/test_*.py") if ".venv" not in path.parts]
    there = {name for path in files for name in re.findall(r"def (test_\w+)", path.read_text())}
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    assert len(named) > 30
    assert named - there == set()
