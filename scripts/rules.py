"""The page of all rules: what each rests on, the tests that show it, its hits on real documents.

Nothing on it is written by hand: rules declare themselves, tests carry the marks ``fires`` and
``spares``, decisions say in a table why an entry of the audit lists is no rule.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from pathlib import Path

import django

from fiscal.checks import RULES
from fiscal.checks.registry import entries
from fiscal.narrative import TEXT_BASES, TEXT_RULES

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "rules.md"
HITS = ROOT / "docs" / "rules" / "hits.csv"
RELATIONS = ROOT / "docs" / "rules" / "relations.csv"
DECISIONS = ROOT / "docs" / "decisions"
SAMPLES = ROOT.parent / "shared" / "samples"

LISTS = {"C": 100, "D": 58}  # entries of the audit list and of the disclosure list
APPS = ("fiscal", "units", "performance", "disclosures", "portal")
KINDS = ("fires", "spares")
Tests = Mapping[tuple[str, str], Sequence[str]]  # names by kind and rule


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule as a row of the page; since and set are empty for rules of reading."""

    id: str
    title: str
    severity: str
    basis: str
    since: str = ""
    rule_set: str = ""


# --- what there is -----------------------------------------------------------------------------


def check_rules() -> Iterator[Shown]:
    for rule in RULES.values():
        severity = rule.severity.label
        yield Shown(rule.id, rule.title, severity, rule.basis, str(rule.since), rule.rule_set)


def reading_rules() -> Iterator[Shown]:
    """Severities of rules about the text depend on what was lost: the findings say them."""
    from disclosures.readers import READER_RULES
    from disclosures.workbooks.rules import WORKBOOK_RULES

    for name, rule in {**READER_RULES, **WORKBOOK_RULES}.items():
        yield Shown(name, rule.title, rule.severity.label, rule.basis)
    for name, title in TEXT_RULES.items():
        yield Shown(name, title, "", TEXT_BASES.get(name, ""))


def all_rules() -> list[Shown]:
    return [*check_rules(), *sorted(reading_rules(), key=lambda rule: rule.id)]


def tests() -> Tests:
    """Names of the tests of every rule, in the order of files and lines."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("test_*.py")):
        if not re.search(r"mark\.(fires|spares)\(", path.read_text("utf-8")):
            continue
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, test in vars(module).items():
            for mark in getattr(test, "pytestmark", ()) if name.startswith("test_") else ():
                for rule in mark.args if mark.name in KINDS else ():
                    found.setdefault((mark.name, rule), []).append(name)
    return found


def decided() -> dict[str, list[Path]]:
    """Decisions by the entry of the audit lists that a row of theirs begins with."""
    found: dict[str, list[Path]] = {}
    for path in sorted(DECISIONS.glob("*.md")):
        for cell in re.findall(r"^\| *([CD]\d{3}[^|]*)\|", path.read_text("utf-8"), re.M):
            for entry in entries(cell):
                found.setdefault(entry, []).append(path)
    return found


def covered() -> dict[str, list[str]]:
    """Rules by the entry of the audit lists that their basis names."""
    found: dict[str, list[str]] = {}
    for rule in all_rules():
        for entry in entries(rule.basis):
            found.setdefault(entry, []).append(rule.id)
    return found


def catalogue() -> list[str]:
    return [f"{kind}{number:03}" for kind, last in LISTS.items() for number in range(1, last + 1)]


# --- hits on real documents --------------------------------------------------------------------


def count_hits(samples: Path) -> str:
    """CSV of the findings by rule, document and severity, numbers only."""
    from disclosures.checking import check

    rows = StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(("rule", "document", "severity", "hits"))
    for path in sorted(path for path in samples.iterdir() if path.suffix in (".txt", ".xlsx")):
        report = check(path.name, path.read_bytes(), "")
        found = (item.finding for item in report.noted)
        counts = Counter((item.rule, path.stem, item.severity.label) for item in found)
        writer.writerows((*place, counts[place]) for place in sorted(counts))
    return rows.getvalue()


# --- the page ----------------------------------------------------------------------------------


def page() -> str:
    return "\n\n".join((_HEAD, *_rules(), *_tests(), *_catalogue(), *_relations())) + "\n"


_HEAD = """# Rules of the checks

Written by `make rules`; do not edit. Rules declare themselves in `fiscal/checks/` and in the
readers; tests carry `@pytest.mark.fires` and `@pytest.mark.spares`.
How to add a rule: [CONTRIBUTING](../CONTRIBUTING.md)."""


def _rules() -> Iterator[str]:
    counted = list(csv.DictReader(HITS.read_text("utf-8").splitlines()))
    documents = list(dict.fromkeys(row["document"] for row in counted))
    hits: dict[tuple[str, str], list[str]] = {}
    for row in counted:
        shown = f"{row['severity']}{row['hits']}"
        hits.setdefault((row["rule"], row["document"]), []).append(shown)
    letters = "ABCDEFGHIJ"[: len(documents)]
    yield "## Rules and their hits on real documents"
    named = "; ".join(f"{a} {name}" for a, name in zip(letters, documents, strict=True))
    yield f"Findings by severity: {named}."
    yield _table(
        ("id", "rule", "severity", "basis", "since", "set", *letters),
        (
            (rule.id, rule.title, rule.severity, rule.basis, rule.since, rule.rule_set,
             *(" ".join(hits.get((rule.id, name), ())) for name in documents))
            for rule in all_rules()
        ),
    )  # fmt: skip


def _tests() -> Iterator[str]:
    named = tests()
    yield "## Tests"
    yield _table(
        ("id", "finds", "lets pass"),
        (
            (rule.id, *("<br>".join(_sentences(named.get((kind, rule.id), ()))) for kind in KINDS))
            for rule in all_rules()
        ),
    )


def _sentences(names: Sequence[str]) -> Iterator[str]:
    return (name.removeprefix("test_").replace("_", " ") for name in dict.fromkeys(names))


def _catalogue() -> Iterator[str]:
    rules, records = covered(), decided()
    yield "## The audit lists"
    yield "C: relations between figures. D: completeness, detail, wording and publication."
    yield _table(
        ("entry", "rules", "decision"),
        (
            (entry, " ".join(rules.get(entry, ())),
             " ".join(_link(path) for path in records.get(entry, ())))
            for entry in catalogue()
        ),
    )  # fmt: skip


def _link(path: Path) -> str:
    return f"[{int(path.name[:4])}](decisions/{path.name})"


def _relations() -> Iterator[str]:
    rows = list(csv.DictReader(RELATIONS.read_text("utf-8").splitlines()))
    for source, title in (
        ("scoring", "What self-evaluations get wrong"),
        ("narrative", "Identities of the narrative"),
    ):
        yield f"## {title}"
        chosen = [row for row in rows if row["source"] == source]
        yield _table(("relation", "rules"), ((row["relation"], row["rules"]) for row in chosen))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    django.setup()
    if SAMPLES.is_dir():
        HITS.write_text(count_hits(SAMPLES), "utf-8")
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
