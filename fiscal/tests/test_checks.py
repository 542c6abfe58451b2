"""The catalogue of rules and the run of all checks."""

from __future__ import annotations

import re

import pytest

from fiscal.checks import RULE_SET, RULES, run
from fiscal.checks.registry import rule
from fiscal.finding import Severity
from fiscal.tests.books import REFERENCE, project, report, row


def test_every_rule_has_a_stable_id_a_sentence_and_a_basis() -> None:
    assert re.fullmatch(r"\d{4}\.\d+", RULE_SET)
    for rule_id, declared in RULES.items():
        assert re.fullmatch(r"(CM|ST|XS|PE|TX)-\d{2}", rule_id)
        assert declared.id == rule_id
        assert declared.title
        assert declared.basis


def test_an_id_cannot_be_used_twice() -> None:
    with pytest.raises(ValueError, match="PE-10"):
        rule("PE-10", "…", Severity.ERROR)


def test_an_empty_report_has_no_findings() -> None:
    assert run(report(), REFERENCE) == ()


def test_findings_come_in_the_same_order_every_time() -> None:
    wrong = report(projects=(project(row("=95%", "=100%", "105.16", "3")),))
    assert run(wrong, REFERENCE) == run(wrong, REFERENCE)
    assert [item.rule for item in run(wrong, REFERENCE)] == ["PE-10", "PE-15", "PE-16"]
