"""The page of rules is current, every rule is shown by tests, every listed entry is answered."""

from __future__ import annotations

import csv
import runpy
from pathlib import Path

import pytest

from fiscal.checks import RULES

ROOT = Path(__file__).parent.parent.parent
rules = runpy.run_path(str(ROOT / "scripts" / "rules.py"))
KNOWN = {rule.id for rule in rules["all_rules"]()}


def test_the_page_of_rules_is_current() -> None:
    written = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert written == rules["page"](), "run `make rules`"


@pytest.mark.samples
def test_the_hits_on_real_documents_are_counted_anew(samples: Path) -> None:
    written = (ROOT / "docs" / "rules" / "hits.csv").read_text("utf-8")
    assert written == rules["count_hits"](samples), "run `make rules`"


def test_every_rule_has_a_test_that_finds_and_every_check_one_that_lets_pass() -> None:
    named = rules["tests"]()
    assert sorted(rule for rule in KNOWN if ("fires", rule) not in named) == []
    assert sorted(rule for rule in RULES if ("spares", rule) not in named) == []


def test_no_mark_names_a_check_that_does_not_exist() -> None:
    families = {rule[:2] for rule in KNOWN}
    marked = {rule for _, rule in rules["tests"]() if rule[:2] in families}
    assert sorted(marked - KNOWN) == []


def test_every_entry_of_the_audit_lists_has_a_rule_or_a_decision() -> None:
    answered = {**rules["covered"](), **rules["decided"]()}
    assert [entry for entry in rules["catalogue"]() if entry not in answered] == []


def test_relations_of_other_sources_are_answered_by_rules_that_exist() -> None:
    lines = (ROOT / "docs" / "rules" / "relations.csv").read_text("utf-8").splitlines()
    named = {rule for row in csv.DictReader(lines) for rule in row["rules"].split()}
    assert len(named) > 30
    assert sorted(named - KNOWN) == []
