"""What the documents say about the code is still so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
SOURCES = ["fiscal", "units", "performance", "disclosures", "portal"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8"))

    local = [target for target in targets if not target.startswith("http")]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_every_code_name_of_the_glossary_is_used() -> None:
    files = [path for source in SOURCES for path in (ROOT / source).rglob("*.*")]
    code = " ".join(path.read_text("utf-8") for path in files if path.suffix in {".py", ".csv"})
    words = set(re.findall(r"[A-Za-z]\w+", code))
    columns = re.findall(r"^\|[^|]+\|([^|]+)\|", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.M)
    names = {name for column in columns for name in re.findall(r"`(\w+)`", column)}

    assert len(names) > 80
    assert sorted(names - words) == []


def test_decisions_are_numbered_without_gaps() -> None:
    files = sorted((ROOT / "docs/decisions").glob("*.md"))

    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    for path in files:
        assert path.read_text("utf-8").startswith(f"# {int(path.name[:4])}. ")


def test_every_make_target_that_the_documents_name_exists() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    text = "\n".join(document.read_text("utf-8") for document in DOCUMENTS)
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.M))

    assert named >= {"run", "test", "check"}
    assert sorted(named - set(targets)) == []
