"""What breaks a correct disclosure is found, what only writes it otherwise is not."""

from __future__ import annotations

import pytest

from disclosures.demo import reports, units
from disclosures.tests.mutation.kinds import KINDS
from disclosures.tests.mutation.model import Kind
from disclosures.tests.mutation.trial import ENOUGH, as_read, findings, mutants, subjects
from fiscal.finding import Severity

SEED = 2026
BREAKING = [kind for kind in KINDS if not kind.keeps]
KEEPING = [kind for kind in KINDS if kind.keeps]


def test_the_subjects_are_of_every_sort_and_without_a_warning() -> None:
    assert any(report.organisation.subordinates for report in subjects())
    assert any(not report.organisation.subordinates for report in subjects())
    assert any(not report.statement("08").is_empty for report in subjects())
    assert {report.unit.nature_group for report in subjects()} == {"administrative", "institution"}


def test_a_printed_disclosure_is_read_without_a_warning_of_the_reader() -> None:
    """Sums of projects are made of rounded figures in a file, and may be off by as much."""
    for unit in units(12):
        (report,) = reports(unit, 2024, 2024)
        told = [one for one in as_read(report) if one.severity is not Severity.INFO]
        assert [one for one in told if one.rule.startswith(("RD-", "TX-"))] == []


def test_nearly_everything_that_breaks_a_disclosure_is_found() -> None:
    broken = [(kind.name, one) for kind in BREAKING for one in mutants(kind, 2, SEED)]
    missed = [(name, one.where) for name, one in broken if not findings(one)]
    assert len(broken) > 300
    assert len({name for name, _ in broken}) >= 40
    assert 100 * len(missed) <= (100 - ENOUGH) * len(broken), missed


@pytest.mark.parametrize("kind", KEEPING, ids=lambda kind: kind.name)
def test_another_way_of_writing_is_no_finding(kind: Kind) -> None:
    made = list(mutants(kind, 3, SEED))
    assert made
    assert [finding for one in made for finding in findings(one)] == []
